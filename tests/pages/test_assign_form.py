"""Whoever gives a ticket away sees who could take it: where, how busy, what they speak, if away."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.ids import uuid7
from accounts.models import Absence, User
from tickets.access.hand_overs import colleagues_of
from tickets.access.staff import colleague_for
from tickets.models import Ticket
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.states import State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignedIn = Callable[[User], Client]
Offered = list[tuple[str, list[str]]]


@pytest.fixture
def offered(filed: Ticket, dispatcher: User, signed_in: SignedIn) -> Callable[[], Offered]:
    """The groups of the choice, each with what it says of its people."""

    def read() -> Offered:
        page = signed_in(dispatcher).get(reverse("desk_step", args=[filed.number, "assign"]))
        first, *groups = page.context["form"].fields["to"].choices
        assert first[0] == ""
        return [(office, [words for _value, words in people]) for office, people in groups]

    return read


def test_the_holding_office_comes_first_with_load_and_languages(
    deputy: User, shenyang_concierge: User, filed: Ticket, offered: Callable[[], Offered]
) -> None:
    User.objects.filter(pk=deputy.pk).update(spoken_languages=["ja", "en"])
    Ticket.objects.filter(pk=filed.pk).update(assignee=shenyang_concierge)
    (here, people), *_others = offered()
    assert "大连" in here
    assert set(people) == {"李敏 · 在办 0 件", "周恺 · 在办 0 件 · 日语、英语"}
    Ticket.objects.filter(pk=filed.pk).update(assignee=deputy)
    assert offered() == [
        ("大连市外事办公室", ["李敏 · 在办 0 件"]),
        ("沈阳市外事办公室", ["关雪 · 在办 0 件"]),
    ]


def test_only_open_tickets_are_load(
    shenyang_concierge: User, filed: Ticket, now: dt.datetime, offered: Callable[[], Offered]
) -> None:
    for place, closed_at in enumerate((None, None, now)):
        copy = Ticket.objects.get(pk=filed.pk)
        copy.pk, copy.number, copy.assignee = uuid7(), f"{place:012d}", shenyang_concierge
        copy.closed_at, copy.state = closed_at, State.CLOSED if closed_at else State.HANDLING
        copy.save(force_insert=True)
    assert offered()[-1] == ("沈阳市外事办公室", ["关雪 · 在办 2 件"])


def test_commercial_secrets_are_no_part_of_the_load_that_is_told(
    deputy: User, filed: Ticket, offered: Callable[[], Offered], now: dt.datetime,
    dalian_lead: User,
) -> None:  # fmt: skip
    secret = Ticket.objects.get(pk=filed.pk)
    secret.pk, secret.number, secret.assignee = uuid7(), "0" * 12, deputy
    secret.confidentiality = Confidentiality.SECRET
    secret.save(force_insert=True)
    assert "周恺 · 在办 0 件" in offered()[0][1]
    assert vars(colleague_for(dalian_lead, deputy.pk, now))["load"] == 0
    (shown,) = (one for one in colleagues_of(filed.filed_by, [filed], now) if one.person == deputy)
    assert shown.load == 0


@pytest.fixture
def all_wanted(li_min: User, deputy: User, filed: Ticket, now: dt.datetime) -> None:
    """Nobody has the ticket; Li Min is away until midnight of the 24th."""
    Ticket.objects.filter(pk=filed.pk).update(assignee=None)
    midnight = now.replace(hour=0) + dt.timedelta(days=7)
    Absence.objects.create(user=li_min, starts_at=now - dt.timedelta(days=2), ends_at=midnight)


@pytest.mark.usefixtures("all_wanted")
def test_who_is_away_stands_last_with_the_last_day(offered: Callable[[], Offered]) -> None:
    assert offered()[0][1] == [
        "周恺 · 在办 0 件",
        "李敏 · 在办 0 件 · 请假至2026年11月24日（周二）",
    ]


@pytest.mark.usefixtures("all_wanted")
def test_nobody_is_chosen_beforehand(filed: Ticket, dispatcher: User, signed_in: SignedIn) -> None:
    page = signed_in(dispatcher).get(reverse("desk_step", args=[filed.number, "assign"]))
    choice = page.text.split('name="to"')[1].split("</select>")[0]
    assert [part for part in choice.split("<option") if "selected" in part] == [
        part for part in choice.split("<option") if 'value=""' in part
    ]


def test_a_reader_of_latin_letters_reads_them(
    deputy: User, dispatcher: User, filed: Ticket, offered: Callable[[], Offered]
) -> None:
    User.objects.filter(pk=dispatcher.pk).update(language="en")
    dispatcher.refresh_from_db()
    assert offered()[0][1] == ["Zhou Kai · 0 open tickets"]


def test_choosing_nobody_is_asked_for_in_words(
    filed: Ticket, dispatcher: User, signed_in: SignedIn
) -> None:
    sent = {"version": filed.version, "to": "", "reason": "熟悉海关业务"}
    page = signed_in(dispatcher).post(reverse("desk_step", args=[filed.number, "assign"]), sent)
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"to"}
