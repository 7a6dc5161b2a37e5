"""Every other promise of DOMAIN §4: when its clock starts and stops, and whose it is."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.actions.stage import (
    ACCEPT,
    APPROVE,
    ASKED,
    CALLED,
    CLOSING,
    CONFIRM,
    FILING,
    NOT_SOLVED,
    RECEIPT,
    SUPPLY,
    WHY,
    WRITTEN,
    Scene,
    Stage,
    again,
)
from tests.conftest import SHANGHAI
from tickets.actions import ladders, recusals
from tickets.models import Clock, OutboxMessage, Ticket
from tickets.rules.classification import Level, Nature, Urgency
from tickets.rules.clocks import Clock as Name
from tickets.rules.clocks import Outcome, Unit
from tickets.rules.filing import Complained
from tickets.rules.notifications import Kind
from tickets.rules.states import State

pytestmark = pytest.mark.django_db
REOPEN: Scene = ("reopen", "member", WHY)
PROPOSE: Scene = ("propose", "li_min", CLOSING)


def at(text: str) -> dt.datetime:
    """A moment in Shenyang."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def every(ticket: Ticket, name: Name) -> list[Clock]:
    """The generations of one clock."""
    return list(ticket.clocks.filter(name=name).order_by("generation"))


def last(ticket: Ticket, name: Name) -> Clock:
    """The newest generation of one clock."""
    return every(ticket, name)[-1]


def heard(kind: Kind) -> list[str]:
    """Who was told in the house that a clock reached a rung."""
    notes = OutboxMessage.objects.filter(kind=kind, channel="in_app")
    return sorted(note.recipient.email.split("@")[0] for note in notes if note.recipient)


@pytest.mark.parametrize(
    ("path", "name", "due_at"),
    [
        ((ACCEPT, ("return", "li_min", WHY)), Name.RETURN_RULING, "2026-11-19 17:00"),
        ((ACCEPT, PROPOSE), Name.REVIEW, "2026-11-19 17:00"),
        ((ACCEPT, PROPOSE, APPROVE), Name.CALLBACK, "2026-11-20 17:00"),
        ((ACCEPT,), Name.INTERIM, "2026-11-23 17:00"),
        ((ACCEPT, ("ask_supplement", "li_min", ASKED)), Name.SUPPLEMENT, "2026-12-09 17:00"),
    ],
)
def test_a_step_starts_the_clock_of_whoever_is_next(
    stage: Stage, path: tuple[Scene, ...], name: Name, due_at: str
) -> None:
    ticket = stage.play(stage.file(), *path)  # Wednesday 18 November
    clock = last(ticket, name)
    assert (clock.due_at, clock.stopped_at, clock.generation) == (at(due_at), None, 1)


@pytest.mark.parametrize(
    ("state", "step", "name"),
    [
        (State.RETURNING, ("uphold", "dispatcher", WHY), Name.RETURN_RULING),
        (State.REVIEWING, ("send_back", "dalian_lead", WHY), Name.REVIEW),
        (State.REVIEWING, APPROVE, Name.REVIEW),
        (State.REPLIED, CONFIRM, Name.CALLBACK),
        (State.REPLIED, ("callback", "callback_officer", CALLED), Name.CALLBACK),
        (State.SUPPLEMENT, ("supply", "member", SUPPLY), Name.SUPPLEMENT),
        (State.SUPPLEMENT, ("resume", "li_min", WHY), Name.SUPPLEMENT),
        (State.TRANSFERRED, ("record_receipt", "li_min", RECEIPT), Name.RECEIPT),
        (State.REVIEWING, APPROVE, Name.INTERIM),
    ],
)
def test_the_step_that_was_awaited_stops_it(
    stage: Stage, state: State, step: Scene, name: Name
) -> None:
    ticket = stage.play(stage.ticket_in(state), step)
    clock = last(ticket, name)
    assert (clock.stopped_at, clock.outcome) == (stage.now, Outcome.MET)


def test_what_comes_after_the_due_moment_is_late(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REVIEWING)
    stage.now = last(ticket, Name.REVIEW).due_at
    stage.play(ticket, APPROVE)  # ten minutes later
    assert last(ticket, Name.REVIEW).outcome == Outcome.LATE


def test_a_second_proposal_is_reviewed_under_a_clock_of_its_own(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REVIEWING)
    stage.play(ticket, ("send_back", "dalian_lead", WHY), PROPOSE)
    assert [clock.outcome for clock in every(ticket, Name.REVIEW)] == [Outcome.MET, ""]


def test_whoever_has_nobody_is_dispatched_within_the_time_of_the_urgency(stage: Stage) -> None:
    ticket = stage.file_unassigned()
    clock = last(ticket, Name.DISPATCH)
    assert (clock.unit, clock.due_at) == (Unit.WORK_DAYS, at("2026-11-19 17:00"))
    stage.do(ticket, "claim", "li_min")
    assert last(ticket, Name.DISPATCH).outcome == Outcome.MET
    assert every(stage.file(), Name.DISPATCH) == []


def test_an_emergency_without_anybody_is_dispatched_within_the_hour(stage: Stage) -> None:
    stage.file_unassigned()  # everybody is away now
    stage.now -= dt.timedelta(minutes=1)
    ticket = stage.file(replace(FILING, in_danger=True))
    clock = last(ticket, Name.DISPATCH)
    assert (clock.unit, clock.due_at) == (Unit.HOURS, stage.now + dt.timedelta(hours=1))
    assert Urgency(ticket.urgency) is Urgency.EMERGENCY


def test_a_recusal_that_leaves_a_ticket_to_nobody_starts_the_dispatch(stage: Stage) -> None:
    ticket = stage.file()
    recusals.declare(stage.li_min, stage.enterprise, "亲属任职", by=stage.li_min, now=stage.later())
    clock = last(ticket, Name.DISPATCH)
    assert (clock.started_at, clock.stopped_at) == (stage.now, None)


def test_an_interim_report_is_due_after_three_days_and_then_every_five(stage: Stage) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    stage.now = at("2026-11-20 09:50")
    stage.do(ticket, "write", "li_min", WRITTEN)
    first, second = every(ticket, Name.INTERIM)
    assert (first.outcome, first.stopped_at) == (Outcome.MET, stage.now)
    assert (second.started_at, second.due_at) == (stage.now, at("2026-11-27 17:00"))
    assert (second.ordinal, second.generation) == (2, 2)


def test_what_the_requester_writes_is_no_report(stage: Stage) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    stage.do(ticket, "write", "member", WRITTEN)
    stage.do(ticket, "note", "li_min", WRITTEN)
    assert [clock.outcome for clock in every(ticket, Name.INTERIM)] == [""]


def test_a_word_before_acceptance_starts_no_report(stage: Stage) -> None:
    ticket = stage.file()
    stage.do(ticket, "write", "li_min", WRITTEN)
    assert every(ticket, Name.INTERIM) == []


def test_the_report_waits_while_material_is_awaited(stage: Stage) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    stage.do(ticket, "ask_supplement", "li_min", ASKED)
    assert last(ticket, Name.INTERIM).paused_at == stage.now
    stage.do(ticket, "supply", "member", SUPPLY)
    clock = last(ticket, Name.INTERIM)
    assert clock.paused_at is None
    assert clock.due_at > clock.first_due_at


def test_after_reopening_the_first_report_is_due_after_three_days_again(stage: Stage) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    stage.play(ticket, ("write", "li_min", WRITTEN), PROPOSE, APPROVE, CONFIRM, REOPEN)
    clock = last(ticket, Name.INTERIM)
    assert (clock.ordinal, clock.generation) == (1, 3)


@pytest.mark.parametrize("back", [REOPEN, ("callback", "callback_officer", NOT_SOLVED)])
def test_rework_needs_no_callback_any_more(stage: Stage, back: Scene) -> None:
    ticket = stage.play(stage.ticket_in(State.REPLIED), back)
    awaited = Outcome.VOID if back is REOPEN else Outcome.MET
    assert last(ticket, Name.CALLBACK).outcome == awaited
    assert last(ticket, Name.HANDLING).stopped_at is None


def test_a_complaint_is_reported_a_year_after_it_was_first_accepted(stage: Stage) -> None:
    organ = Complained("某区行政机关", Level.COUNTY)
    complaint = replace(FILING, nature=Nature.COMPLAINT, complained=organ)
    ticket = stage.play(stage.file(complaint), ACCEPT)
    accepted_at = stage.now
    assert last(ticket, Name.LONG_RUN).due_at == accepted_at + dt.timedelta(days=365)
    assert every(stage.ticket_in(State.HANDLING), Name.LONG_RUN) == []
    stage.play(ticket, PROPOSE, APPROVE, REOPEN)
    first, second = every(ticket, Name.LONG_RUN)
    assert first.outcome == Outcome.VOID
    assert (second.started_at, second.due_at) == (first.started_at, first.due_at)


def test_withdrawing_ends_every_clock_without_a_verdict(stage: Stage) -> None:
    ticket = stage.play(stage.ticket_in(State.SUPPLEMENT), ("withdraw", "member", None))
    ended = ticket.clocks.filter(stopped_at=stage.now)
    assert {clock.outcome for clock in ended} == {Outcome.VOID}
    assert not ticket.clocks.running().exists()
    assert (again(ticket).next_due_at, again(ticket).light) == (None, "")


def test_the_requesters_own_clock_stops_climbing_when_it_is_due(stage: Stage) -> None:
    ticket = stage.ticket_in(State.SUPPLEMENT)
    ladders.climb(now=at("2026-12-08 09:00"))
    assert heard(Kind.SUPPLEMENT_REMINDER) == ["chen.xi", "chen.xi"]
    assert heard(Kind.SUPPLEMENT_OVER) == []
    ladders.climb(now=at("2027-03-01 09:00"))
    clock = last(ticket, Name.SUPPLEMENT)
    assert list(clock.rungs.values_list("rung", flat=True)) == ["half", "yellow", "due"]
    assert heard(Kind.SUPPLEMENT_OVER) == ["li.min", "sun.jie"]
    assert again(ticket).supervision_level == 0
    assert (again(ticket).state, clock.check_at) == (State.SUPPLEMENT, None)


@pytest.mark.parametrize(
    ("state", "name", "owner"),
    [
        (State.RETURNING, Name.RETURN_RULING, "dispatcher"),
        (State.REVIEWING, Name.REVIEW, "dalian_lead"),
        (State.REPLIED, Name.CALLBACK, "callback_officer"),
    ],
)
def test_whose_promise_it_is_hears_of_it_first(
    stage: Stage, state: State, name: Name, owner: str
) -> None:
    half_at = last(stage.ticket_in(state), name).half_at
    ladders.climb(now=half_at - dt.timedelta(seconds=1))
    before = heard(Kind.CLOCK_WARNING)
    ladders.climb(now=half_at + dt.timedelta(seconds=1))
    account = stage.cast[owner].email.split("@")[0]
    assert heard(Kind.CLOCK_WARNING) == sorted([*before, account])
