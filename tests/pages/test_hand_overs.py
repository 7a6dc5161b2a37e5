"""Handing over all open work at the desk, in few clicks, with what goes where and why."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.ids import uuid7
from accounts.models import User
from tickets import tasks
from tickets.actions import absences, hand_overs, people
from tickets.models import HandOver, Ticket
from tickets.rules.absences import Away

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignIn = Callable[[User], Client]
DAY = dt.timedelta(days=1)


@pytest.fixture
def desk(signed_in: SignIn, li_min: User) -> Client:
    return signed_in(li_min)


def _copies(filed: Ticket, many: int) -> None:
    copies = [Ticket.objects.get(pk=filed.pk) for _each in range(many)]
    for place, copy in enumerate(copies):
        copy.pk, copy.number = uuid7(), f"{place:012d}"
    Ticket.objects.bulk_create(copies)


def _confirm(desk: Client, door: str, **said: str) -> Any:
    seen = desk.get(door).context["seen"]
    return desk.post(door, {"seen": seen, "reason": "年假", **said}, follow=True)


def test_from_the_desk_to_the_deputy_in_four_clicks_and_back(
    desk: Client, filed: Ticket, li_min: User, deputy: User, signed_in: SignIn
) -> None:
    home = desk.get(reverse("desk_home"))
    assert reverse("desk_hand_overs") in home.text  # one
    door = reverse("desk_hand_over", args=[li_min.pk])
    assert door in desk.get(reverse("desk_hand_overs")).text  # two
    plan = desk.get(door)
    assert filed.number in plan.text
    assert "该企业的B角" in plan.text
    done = _confirm(desk, door)  # three
    assert "已移交 1 件" in done.text
    filed.refresh_from_db()
    assert filed.assignee == deputy
    hand_over = HandOver.objects.get()
    signing = signed_in(deputy).post(reverse("desk_hand_over_sign", args=[hand_over.pk]))
    assert signing.status_code == 302
    back = reverse("desk_give_back", args=[hand_over.pk])
    assert filed.number in desk.get(back).text
    _confirm(desk, back)
    filed.refresh_from_db()
    assert filed.assignee == li_min


@pytest.fixture(params=["leave", "departure"])
def gone(
    request: pytest.FixtureRequest,
    li_min: User,
    deputy: User,
    system_admin: User,
    now: dt.datetime,
) -> User:
    """A colleague who is on leave, or has left for good: their account is closed."""
    if request.param == "leave":
        absences.record(li_min, Away(now, now + 3 * DAY, deputy.pk), by=li_min, now=now)
        return li_min
    return people.deactivate(li_min, by=system_admin, now=now)


def test_a_lead_moves_all_of_an_absent_or_departed_colleague_in_four_clicks(
    signed_in: SignIn, dalian_lead: User, filed: Ticket, gone: User, deputy: User
) -> None:
    _copies(filed, 2)
    desk = signed_in(dalian_lead)
    way = [reverse("desk_hand_overs"), reverse("desk_hand_over", args=[gone.pk])]
    page, clicks = desk.get(reverse("desk_home")), 0
    for link in way:
        assert f'href="{link}"' in page.text
        page, clicks = desk.get(link), clicks + 1
    summary, seen = page.context["summary"], page.context["seen"]
    assert summary.total == 3, "the summary says what will move"
    done = desk.post(way[-1], {"seen": seen, "reason": "离岗"}, follow=True)
    clicks += 1
    assert "已移交 3 件" in done.text
    assert set(Ticket.objects.values_list("assignee", flat=True)) == {deputy.pk}
    assert clicks <= 4


def test_one_colleague_is_chosen_by_name(
    signed_in: SignIn, dalian_lead: User, filed: Ticket, li_min: User, deputy: User
) -> None:
    desk = signed_in(dalian_lead)
    door = f"{reverse('desk_hand_over', args=[li_min.pk])}?to={deputy.pk}"
    _confirm(desk, door)
    filed.refresh_from_db()
    assert filed.assignee == deputy


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    desk: Client, filed: Ticket, li_min: User
) -> None:
    door = reverse("desk_hand_over", args=[li_min.pk])
    seen = desk.get(door).context["seen"]
    empty = desk.post(door, {"seen": seen, "reason": ""})
    assert (empty.status_code, "请填写此项" in empty.text) == (422, True)
    _copies(filed, 1)
    late = desk.post(door, {"seen": seen, "reason": "产假一百五十八天"})
    assert (late.status_code, "产假一百五十八天" in late.text) == (412, True)
    assert not HandOver.objects.exists()
    unknown = desk.get(door, {"to": "somebody"})
    assert (unknown.status_code, unknown.context["goes"]) == (422, [])


def test_nothing_in_hand_is_said_in_words(desk: Client, li_min: User) -> None:
    assert "没有可移交的工作" in desk.get(reverse("desk_hand_overs")).text
    assert "没有在办工单" in desk.get(reverse("desk_hand_over", args=[li_min.pk])).text


def test_a_secret_is_a_row_without_a_name_for_whoever_is_not_named(
    signed_in: SignIn, dalian_lead: User, filed: Ticket, li_min: User
) -> None:
    Ticket.objects.filter(pk=filed.pk).update(confidentiality="secret")
    page = signed_in(dalian_lead).get(reverse("desk_hand_over", args=[li_min.pk]))
    assert filed.number not in page.text
    assert filed.title not in page.text
    assert str(filed.enterprise) not in page.text
    own = signed_in(li_min).get(reverse("desk_hand_over", args=[li_min.pk]))
    assert filed.number in own.text


@pytest.mark.parametrize("who", ["province_lead", "shenyang_concierge", "supervisor"])
def test_others_find_no_such_page(
    who: str, request: pytest.FixtureRequest, signed_in: SignIn, filed: Ticket, li_min: User
) -> None:
    client = signed_in(request.getfixturevalue(who))
    assert client.get(reverse("desk_hand_over", args=[li_min.pk])).status_code == 404


@pytest.mark.parametrize("many", [10, 200])
def test_long_lists_ask_few_questions(many: int, desk: Client, filed: Ticket, li_min: User) -> None:
    _copies(filed, many)
    door = reverse("desk_hand_over", args=[li_min.pk])
    for address in (door, f"{door}?to=rules", reverse("desk_hand_overs")):
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(address).status_code == 200
        assert len(asked) <= 12, [one["sql"][:90] for one in asked]
    seen = desk.get(door).context["seen"]
    desk.post(door, {"seen": seen, "reason": "年假"})
    done = HandOver.objects.get()
    with CaptureQueriesContext(connection) as asked:
        page = desk.get(reverse("desk_handed_over", args=[done.pk]))
    assert page.status_code == 200
    assert len(asked) <= 12


def test_a_long_one_shows_how_far_it_is(
    desk: Client, filed: Ticket, li_min: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hand_overs, "AT_ONCE", 2)
    _copies(filed, 4)
    door = reverse("desk_hand_over", args=[li_min.pk])
    _confirm(desk, door)
    done = HandOver.objects.get()
    page = desk.get(reverse("desk_handed_over", args=[done.pk]))
    assert "2 / 5" in page.text
    assert 'hx-trigger="every 2s"' in page.text
    tasks.hand_over()
    page = desk.get(reverse("desk_handed_over", args=[done.pk]))
    assert 'hx-trigger="every 2s"' not in page.text
    assert Ticket.objects.filter(assignee=li_min).count() == 0
