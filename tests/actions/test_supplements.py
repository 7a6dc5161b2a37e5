"""Asking for missing material: what stands still, what starts anew, and what counts as given."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.actions.stage import ASKED, CLOSING, SUPPLY, WHY, Stage, again, events
from tests.conftest import SHANGHAI
from tickets.access.requests import asked_of
from tickets.actions import supplements
from tickets.errors import Because, Refused
from tickets.models import Clock, Ticket
from tickets.rules.clocks import Clock as Name
from tickets.rules.clocks import Outcome
from tickets.rules.states import State
from tickets.rules.supplements import Answer, Given, Supply

pytestmark = pytest.mark.django_db


def at(text: str) -> dt.datetime:
    """A moment in Shenyang."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def _clock(ticket: Ticket, name: Name) -> Clock:
    found = ticket.clocks.filter(name=name).order_by("generation").last()
    assert found is not None
    return found


def test_before_acceptance_the_promise_ends_and_begins_anew_in_full(stage: Stage) -> None:
    ticket = stage.file()  # Wednesday 18 November 10:00
    stage.do(ticket, "ask_supplement", "li_min", ASKED)
    first = _clock(ticket, Name.ACCEPTANCE)
    assert (first.outcome, first.stopped_at) == (Outcome.SUPPLEMENT, stage.now)
    stage.now = at("2026-11-23 15:00")
    stage.do(ticket, "supply", "member", SUPPLY)
    second = _clock(ticket, Name.ACCEPTANCE)
    assert (again(ticket).state, second.generation) == (State.SUBMITTED, 2)
    assert second.due_at == at("2026-11-24 17:00")


def test_asking_is_the_first_contact(stage: Stage) -> None:
    ticket = stage.file()
    stage.do(ticket, "ask_supplement", "li_min", ASKED)
    assert _clock(ticket, Name.FIRST_CONTACT).outcome == Outcome.MET
    assert again(ticket).first_contact_at == stage.now


def test_after_acceptance_the_handling_clock_stands_still(stage: Stage) -> None:
    ticket = stage.ticket_in(State.HANDLING)  # accepted Wednesday 18 at 10:10
    before = _clock(ticket, Name.HANDLING).due_at
    assert before == at("2026-11-25 17:00")
    stage.now = at("2026-11-19 09:50")
    stage.do(ticket, "ask_supplement", "li_min", ASKED)  # at 10:00
    assert again(ticket).next_due_at == _clock(ticket, Name.SUPPLEMENT).due_at
    stage.now = at("2026-11-20 10:50")
    stage.do(ticket, "supply", "member", SUPPLY)  # at 11:00: eight working hours later
    clock = _clock(ticket, Name.HANDLING)
    assert clock.due_at == at("2026-11-26 17:00") + dt.timedelta(hours=15, minutes=30 + 60)
    assert (clock.first_due_at, clock.generation) == (before, 1)
    (pause,) = clock.pauses.all()
    assert (pause.started_at, pause.ended_at) == (at("2026-11-19 10:00"), stage.now)


def test_resuming_without_the_material_lets_the_clock_run_too(stage: Stage) -> None:
    ticket = stage.ticket_in(State.SUPPLEMENT)
    stage.do(ticket, "resume", "li_min", WHY)
    clock = _clock(ticket, Name.HANDLING)
    assert (clock.paused_at, clock.stopped_at) == (None, None)
    assert again(ticket).next_due_at == _clock(ticket, Name.INTERIM).due_at


def test_material_is_asked_for_once_before_acceptance_and_three_times_in_all(stage: Stage) -> None:
    ticket = stage.file()
    ask, supply = ("ask_supplement", "li_min", ASKED), ("supply", "member", SUPPLY)
    stage.play(ticket, ask, supply)
    with pytest.raises(Refused) as refused:
        stage.play(ticket, ask)
    assert refused.value.code == "no_supplement_left"
    stage.play(ticket, ("accept", "li_min", None), ask, supply, ask, supply)
    with pytest.raises(Refused) as refused:
        stage.play(ticket, ask)
    assert refused.value.code == "no_supplement_left"


def test_after_acceptance_each_request_needs_its_reason(stage: Stage) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    with pytest.raises(Refused) as refused:
        stage.do(ticket, "ask_supplement", "li_min", replace(ASKED, reason=""))
    assert (refused.value.because, refused.value.field) == (Because.MISSING, "reason")


def test_saving_some_answers_is_not_supplying(stage: Stage) -> None:
    ticket = stage.ticket_in(State.SUPPLEMENT)
    told = len(events(ticket))
    half = Supply((Answer(2, Given.CANNOT, "原件在总部"),))
    supplements.save_answers(ticket, half, by=stage.member, now=stage.later())
    request = ticket.supplement_requests.get()
    assert [item["given"] for item in request.items] == ["", "cannot"]
    assert (again(ticket).state, len(events(ticket))) == (State.SUPPLEMENT, told)
    with pytest.raises(Refused) as refused:
        stage.do(ticket, "supply", "member", half)
    assert refused.value.field == "item-1"


@pytest.mark.parametrize("who", ["stranger", "agent", "li_min"])
def test_nobody_else_saves_answers(stage: Stage, who: str) -> None:
    ticket = stage.ticket_in(State.SUPPLEMENT)
    with pytest.raises(Refused) as refused:
        supplements.save_answers(ticket, SUPPLY, by=stage.cast[who], now=stage.later())
    assert refused.value.because is Because.ROLE


@pytest.mark.parametrize(
    ("due_date", "due_at"),
    [
        (None, "2026-12-09 17:00"),  # fifteen working days
        ("2026-11-25", "2026-11-25 17:00"),
        ("2026-11-28", "2026-11-30 17:00"),  # a Saturday: the next working day (Civil Code 203)
    ],
)
def test_the_requester_has_until_close_of_the_last_day(
    stage: Stage, due_date: str | None, due_at: str
) -> None:
    ticket = stage.file()
    day = dt.date.fromisoformat(due_date) if due_date else None
    stage.do(ticket, "ask_supplement", "li_min", replace(ASKED, due_date=day))
    assert _clock(ticket, Name.SUPPLEMENT).due_at == at(due_at)
    assert dt.datetime.fromisoformat(events(ticket)[-1].facts["due_at"]) == at(due_at)
    request = asked_of(ticket)
    assert request is not None
    assert request.due_at == at(due_at)


def test_a_day_that_leaves_no_time_is_refused(stage: Stage) -> None:
    ticket = stage.file()
    today = replace(ASKED, due_date=stage.now.date())
    with pytest.raises(Refused) as refused:
        stage.do(ticket, "ask_supplement", "li_min", today)
    assert refused.value.field == "due_date"


def test_withdrawing_meanwhile_ends_the_request_and_the_pause(stage: Stage) -> None:
    ticket = stage.ticket_in(State.SUPPLEMENT)
    stage.do(ticket, "withdraw", "member")
    request = ticket.supplement_requests.get()
    assert (request.ended_at, request.ended_by) == (stage.now, stage.member)
    clock = _clock(ticket, Name.HANDLING)
    assert (clock.outcome, clock.paused_at) == (Outcome.VOID, None)
    assert clock.pauses.get().ended_at == stage.now
    assert not ticket.clocks.running().exists()


def test_what_was_asked_in_time_is_answered_before_the_reply(stage: Stage) -> None:
    ticket = stage.ticket_in(State.SUPPLEMENT)
    with pytest.raises(Refused) as refused:
        stage.do(ticket, "propose", "li_min", CLOSING)
    assert refused.value.because is Because.STATE
