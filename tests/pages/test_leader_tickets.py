"""A leader goes from a figure to the case; that they looked is kept, one Event for each look."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Absence, User
from tests.actions.stage import CLOSING
from tickets.actions import acceptance, endings
from tickets.models import Event, Named, OutboxMessage, Ticket
from tickets.reports.figures import Key
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.states import State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignedIn = Callable[[User], Client]


def _reads(ticket: Ticket) -> list[tuple[str, str]]:
    """Who opened the ticket, and in which world."""
    events = Event.objects.of(ticket.stream).filter(kind="read")
    return [(str(event.by), event.facts["world"]) for event in events]


@pytest.fixture
def door(filed: Ticket) -> str:
    return reverse("leader_ticket", args=[filed.number])


@pytest.fixture
def secret(filed: Ticket, li_min: User, dalian_lead: User, now: dt.datetime) -> Ticket:
    """A secret ticket: its assignee and one lead may know of it."""
    Ticket.objects.update(confidentiality=Confidentiality.SECRET)
    Named.objects.create(ticket=filed, user=dalian_lead, named_at=now, named_by=li_min)
    return filed


def test_a_row_leads_to_its_ticket_which_has_no_control_to_edit_it(
    filed: Ticket, door: str, leader: User, signed_in: SignedIn
) -> None:
    browser = signed_in(leader)
    assert door in browser.get(reverse("leader_rows", args=[Key.RECEIVED])).text
    page = browser.get(door)
    assert filed.text.splitlines()[0] in page.text
    assert "樱川轴承" in page.text
    assert "李敏" in page.text
    assert page.context["rulings"] == []
    main = page.text.split("<main")[1]
    assert "<form" not in main


def test_each_look_is_one_event_that_staff_read_in_the_history(
    filed: Ticket, door: str, leader: User, li_min: User, signed_in: SignedIn
) -> None:
    browser = signed_in(leader)
    for _each in range(2):
        browser.get(door)
    assert _reads(filed) == [("江山", "leader")] * 2
    assert "查阅" in signed_in(li_min).get(reverse("desk_history", args=[filed.number])).text
    assert Event.objects.of(filed.stream).count() == 3


def test_staff_who_read_in_the_course_of_their_work_leave_no_such_event(
    filed: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    signed_in(li_min).get(reverse("desk_ticket", args=[filed.number]))
    assert _reads(filed) == []


def test_every_read_of_a_secret_ticket_is_kept_and_its_lead_sees_it(
    secret: Ticket, li_min: User, dalian_lead: User, signed_in: SignedIn
) -> None:
    signed_in(li_min).get(reverse("desk_ticket", args=[secret.number]))
    signed_in(li_min).get(reverse("desk_step", args=[secret.number, "note"]))
    page = signed_in(dalian_lead).get(reverse("desk_history", args=[secret.number]))
    assert _reads(secret) == [("李敏", "desk"), ("李敏", "desk"), ("孙洁", "desk")]
    seen = [entry.who for entry in page.context["history"] if entry.what == "查阅工单"]
    assert sorted(seen) == ["孙洁", "李敏", "李敏"]


def test_who_does_not_see_a_secret_ticket_leaves_no_trace_of_looking(
    secret: Ticket, door: str, leader: User, deputy: User, signed_in: SignedIn
) -> None:
    assert signed_in(leader).get(door).status_code == 404
    desk = reverse("desk_ticket", args=[secret.number])
    assert signed_in(deputy).get(desk).status_code == 404
    assert _reads(secret) == []


def test_the_requester_reads_their_own_secret_unrecorded(
    secret: Ticket, owner: User, signed_in: SignedIn
) -> None:
    assert signed_in(owner).get(reverse("request", args=[secret.number])).status_code == 200
    assert _reads(secret) == []


@pytest.mark.parametrize("visitor", ["leader", "li_min"])
def test_a_program_that_reads_is_kept_as_well(
    visitor: str, request: pytest.FixtureRequest, secret: Ticket, leader: User, signed_in: SignedIn
) -> None:
    person = request.getfixturevalue(visitor)
    Named.objects.create(ticket=secret, user=leader, named_at=secret.submitted_at, named_by=leader)
    assert signed_in(person).get(reverse("api_ticket", args=[secret.number])).status_code == 200
    assert len(_reads(secret)) == 1


def test_a_look_between_page_and_step_keeps_nobody_from_it(
    filed: Ticket, door: str, leader: User, li_min: User, signed_in: SignedIn
) -> None:
    seen = filed.version
    signed_in(leader).get(door)
    accept = reverse("desk_step", args=[filed.number, "accept"])
    assert signed_in(li_min).post(accept, {"version": seen}).status_code == 302
    late = signed_in(li_min).post(accept, {"version": seen})
    assert late.status_code == 409


@pytest.fixture
def left_to_the_leader(
    filed: Ticket, li_min: User, dalian_lead: User, leader: User, now: dt.datetime
) -> Ticket:
    """An ending proposed while every lead is away."""
    later = now + dt.timedelta(days=9)
    Absence.objects.create(user=dalian_lead, starts_at=now, ends_at=later)
    acceptance.accept(filed, by=li_min, now=now)
    return endings.propose(filed, CLOSING, by=li_min, now=now)


def test_where_no_lead_is_left_the_leader_is_asked_and_rules_here(
    left_to_the_leader: Ticket, door: str, leader: User, signed_in: SignedIn
) -> None:
    ticket = left_to_the_leader
    asked = OutboxMessage.objects.get(kind="ticket_proposed", channel="in_app")
    assert (asked.recipient, asked.link) == (leader, door)
    browser = signed_in(leader)
    page = browser.get(door)
    assert CLOSING.public_reply in page.text
    assert [step.name for step in page.context["rulings"]] == ["send_back", "approve"]
    approve = reverse("leader_ruling", args=[ticket.number, "approve"])
    assert browser.get(approve).status_code == 200
    done = browser.post(approve, {"version": ticket.version})
    assert done.headers["Location"] == door
    ticket.refresh_from_db()
    assert ticket.state == State.REPLIED


def test_nothing_else_is_done_here(
    filed: Ticket, door: str, leader: User, signed_in: SignedIn
) -> None:
    browser = signed_in(leader)
    for word in ("accept", "note", "explode"):
        where = reverse("leader_ruling", args=[filed.number, word])
        assert browser.post(where, {"text": "x"}).status_code == 404
    approve = reverse("leader_ruling", args=[filed.number, "approve"])
    assert browser.post(approve, {"version": filed.version}).status_code in {403, 409}


def test_what_was_approved_is_an_ending_and_no_proposal_any_more(
    left_to_the_leader: Ticket, door: str, leader: User, signed_in: SignedIn, now: dt.datetime
) -> None:
    browser = signed_in(leader)
    assert "拟办理结果" in browser.get(door).text
    endings.approve(left_to_the_leader, by=leader, now=now)
    page = browser.get(door).text
    assert "拟办理结果" not in page
    assert page.split('<h2 id="proposal">')[1].split("</h2>")[0].strip() == "办理结果"
