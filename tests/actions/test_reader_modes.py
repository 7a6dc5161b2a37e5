"""The owner chooses who of the requester's people reads and answers; every reader obeys it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Enterprise, Membership, User
from accounts.standing import forget
from tests.actions.at_once import DONE, at_once
from tests.actions.refusals import refusal
from tests.actions.stage import FILING, WRITTEN, Stage
from tests.conftest import Invite
from tickets.access.requests import requests_of
from tickets.access.tickets import steps_for, tickets_for
from tickets.access.visibility import changes_by
from tickets.actions import outbox, visibility
from tickets.errors import Because
from tickets.models import Event, OutboxMessage, Ticket
from tickets.rules.notifications import Kind
from tickets.rules.steps import StepName
from tickets.rules.visibility import Choice, Reach

pytestmark = pytest.mark.django_db
Mode = Enterprise.Visibility
OUTSIDE = {"agent", "gone", "ending", "stranger", "consul"}
READ: dict[str, set[str]] = {
    Mode.FILER: {"member", "owner"},
    Mode.NAMED: {"member", "owner", "named"},
    Mode.ALL_READ: {"member", "owner", "named", "other"},
    Mode.ALL_ANSWER: {"member", "owner", "named", "other"},
}
ANSWER: dict[str, set[str]] = {
    Mode.FILER: {"member", "owner"},
    Mode.NAMED: {"member", "owner", "named"},
    Mode.ALL_READ: {"member", "owner", "named"},
    Mode.ALL_ANSWER: {"member", "owner", "named", "other"},
}
PEOPLE = ("member", "owner", "named", "other", *sorted(OUTSIDE))
MODES = pytest.mark.parametrize("mode", Mode.values)


@pytest.fixture
def people(stage: Stage, person: Invite) -> Stage:
    """Beside the cast: a named colleague, another one, one who left, one whose last day it was."""
    yesterday = stage.now.date() - dt.timedelta(days=1)
    joined: dict[str, Any] = {
        "enterprise": stage.enterprise,
        "role": "member",
        "from_date": dt.date(2020, 1, 1),
    }
    over: dict[str, dict[str, Any]] = {
        "gone": {"ended_at": stage.now},
        "ending": {"until_date": yesterday},
    }
    for name in ("named", "other", "gone", "ending"):
        stage.cast[name] = person(name.title())
        Membership.objects.create(user=stage.cast[name], **joined, **over.get(name, {}))
    return stage


@pytest.fixture
def filed(people: Stage) -> Ticket:  # the cast's ticket, named colleagues and all
    """A request of the member with a named colleague."""
    form = replace(FILING, colleagues=(people.named.pk,))
    ticket = people.file(form)
    OutboxMessage.objects.all().delete()
    return ticket


def chosen(stage: Stage, mode: str) -> None:
    """The owner has chosen this mode, whatever it was."""
    Enterprise.objects.filter(pk=stage.enterprise.pk).update(visibility=mode)
    stage.enterprise.refresh_from_db()


@MODES
def test_the_lists_the_deeds_and_the_messages_agree(
    mode: str, people: Stage, filed: Ticket
) -> None:
    chosen(people, mode)
    seen = Ticket.objects.for_page().get(pk=filed.pk)
    who = {name: people.cast[name] for name in PEOPLE}
    reading = {name for name, one in who.items() if tickets_for(one, people.now).exists()}
    listing = {name for name, one in who.items() if requests_of(one, people.now).exists()}
    steps = {name: {s.name for s in steps_for(who[name], seen, people.now)} for name in reading}
    assert reading == listing == READ[mode]
    assert {name for name in steps if StepName.WRITE in steps[name]} == ANSWER[mode]
    people.do(seen, "write", "li_min", WRITTEN)
    told = {str(one.recipient) for one in OutboxMessage.objects.all()}
    assert told <= {who[name].name for name in READ[mode]}
    assert (who["named"].name in told) == ("named" in READ[mode])


@MODES
@pytest.mark.usefixtures("stopped_clock")
def test_pages_and_api_agree_with_them_and_count_what_they_list(
    mode: str, people: Stage, filed: Ticket, signed_in: Callable[[User], Client]
) -> None:
    chosen(people, mode)
    for name in PEOPLE:
        browser, may_read = signed_in(people.cast[name]), name in READ[mode]
        assert (filed.number in browser.get(reverse("home")).text.replace(" ", "")) == may_read
        page = browser.get(reverse("request", args=[filed.number]))
        assert (name, page.status_code) == (name, 200 if may_read else 404)
        if name in {"gone", "ending"}:
            continue  # nobody's people any more: the API is not for them
        listed = browser.get(reverse("api_tickets")).json()["items"]
        assert [row["number"] for row in listed] == [filed.number] * may_read
        one = browser.get(reverse("api_ticket", args=[filed.number]))
        assert one.status_code == page.status_code
        version = Ticket.objects.get().version
        sent = {"text": "已知悉", "language": "zh-hans", "version": version}
        said = browser.post(reverse("request_write", args=[filed.number]), sent).status_code
        right = 302 if name in ANSWER[mode] else 403 if may_read else 404
        assert (name, said) == (name, right)


@MODES
@pytest.mark.parametrize("to", Mode.values)
def test_what_the_confirmation_says_is_what_happens(
    mode: str, to: str, people: Stage, filed: Ticket
) -> None:
    people.file(by="owner")
    people.file(by="agent")
    chosen(people, mode)
    foretold = changes_by(people.enterprise, to, people.now)
    assert {one.who.name for one in foretold} == {
        people.cast[name].name for name in ("member", "named", "other")
    }
    for when in ("before", "after"):
        for one in foretold:
            assert getattr(one, when) == _reach_of(one.who, people), (when, one.who)
        chosen(people, to)


def _reach_of(user: User, stage: Stage) -> Reach:
    seen = list(tickets_for(user, stage.now).for_page())
    on = [t for t in seen if StepName.WRITE in {s.name for s in steps_for(user, t, stage.now)}]
    return Reach(len(seen), len(on))


@MODES
def test_an_agent_reads_what_they_filed_within_their_dates_in_every_mode(
    mode: str, people: Stage, filed: Ticket
) -> None:
    chosen(people, mode)
    theirs = people.file(by="agent")
    assert list(tickets_for(people.agent, people.now)) == [theirs]
    Membership.objects.filter(user=people.agent).update(until_date=people.now.date())
    forget(people.agent)
    assert tickets_for(people.agent, people.now).exists()
    assert not tickets_for(people.agent, people.now + dt.timedelta(days=1)).exists()


# --- Choosing ------------------------------------------------------------------------------------


def _choose(stage: Stage, mode: str, by: str, seen: str = Mode.NAMED) -> Enterprise:
    return visibility.choose(
        stage.enterprise, Choice(mode, seen), by=stage.cast[by], now=stage.later()
    )


def test_an_owner_chooses_with_one_event_and_colleagues_are_told(people: Stage) -> None:
    _choose(people, Mode.ALL_READ, "owner")
    people.enterprise.refresh_from_db()
    assert people.enterprise.visibility == Mode.ALL_READ
    event = Event.objects.of(people.enterprise.stream).get(kind="visibility_chosen")
    assert event.facts == {"visibility": ["named", "all_read"]}
    told = OutboxMessage.objects.filter(kind=Kind.VISIBILITY_CHANGED, channel="in_app")
    assert {str(one.recipient) for one in told} == {
        people.cast[name].name for name in ("member", "named", "other")
    }


@pytest.mark.parametrize("by", ["member", "agent", "stranger", "li_min", "dalian_lead", "leader"])
def test_nobody_else_chooses(by: str, people: Stage) -> None:
    assert refusal(partial(_choose, people, Mode.ALL_READ, by))[0] is Because.ROLE
    assert not Event.objects.filter(kind="visibility_chosen").exists()


def test_what_is_so_already_or_was_changed_meanwhile_or_does_not_exist_is_refused(
    people: Stage,
) -> None:
    again = partial(_choose, people, Mode.NAMED, "owner")
    assert refusal(again) == (Because.STATE, "unchanged")
    late = partial(_choose, people, Mode.ALL_READ, "owner", Mode.FILER)
    assert refusal(late) == (Because.STALE, "changed_meanwhile")
    assert refusal(partial(_choose, people, "everybody", "owner"))[0] is Because.MISSING


def test_a_choice_that_is_cut_off_leaves_nothing(
    people: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object, **__: object) -> None:
        raise ConnectionError("the power failed")

    monkeypatch.setattr(outbox, "queue", cut)
    with pytest.raises(ConnectionError):
        _choose(people, Mode.ALL_READ, "owner")
    people.enterprise.refresh_from_db()
    assert people.enterprise.visibility == Mode.NAMED
    assert not Event.objects.filter(kind="visibility_chosen").exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_choices_at_once_one_counts(people: Stage) -> None:
    moment, owner = people.later(), people.owner
    ended = at_once(
        *(
            partial(
                visibility.choose, people.enterprise, Choice(mode, "named"), by=owner, now=moment
            )
            for mode in (Mode.ALL_READ, Mode.FILER)
        )
    )
    assert ended == ["changed_meanwhile", DONE]


@pytest.mark.usefixtures("stopped_clock")
def test_an_owner_sees_what_changes_for_whom_before_it_does(
    people: Stage, filed: Ticket, signed_in: Callable[[User], Client]
) -> None:
    browser = signed_in(people.owner)
    door = reverse("enterprise_readers", args=[people.enterprise.pk])
    assert door in browser.get(reverse("home")).text
    assert browser.get(door).context["form"]["mode"].value() == "named"
    asked = browser.post(door, {"mode": "all_read"})
    found = asked.context["changes"]
    assert [(str(one.who), one.before.reads, one.after.reads) for one in found] == [("Other", 0, 1)]
    people.enterprise.refresh_from_db()
    assert people.enterprise.visibility == Mode.NAMED, "nothing is changed yet"
    sure = {"mode": "all_read", "seen": "named", "sure": "yes"}
    assert browser.post(door, sure).headers["Location"] == reverse("home")
    assert browser.post(door, sure).status_code == 412
    assert browser.post(door, {"mode": "all_read"}).status_code == 409
    assert browser.post(door, {"mode": ""}).status_code == 422
    assert signed_in(people.member).get(door).status_code == 403
    assert signed_in(people.stranger).get(door).status_code == 404
    assert door not in signed_in(people.member).get(reverse("home")).text
