"""More time: an extension once before it is due, a suspension on a legal ground; a lead agrees."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.actions.stage import (
    ACCEPT,
    ASKED,
    CLASSIFICATION,
    CLOSING,
    GRANTED,
    MORE_TIME,
    STANDSTILL,
    SUPPLY,
    WHY,
    WRITTEN,
    Scene,
    Stage,
    again,
    events,
)
from tests.conftest import SHANGHAI
from tickets.access.tickets import steps_for
from tickets.actions import ladders
from tickets.errors import Because, Refused
from tickets.models import Clock, Extension, OutboxMessage, Suspension, Ticket
from tickets.models.overlay import Ruling
from tickets.rules.classification import Urgency
from tickets.rules.clocks import Clock as Name
from tickets.rules.clocks import Outcome
from tickets.rules.notifications import Kind
from tickets.rules.states import State

pytestmark = pytest.mark.django_db
ASK: Scene = ("ask_extension", "li_min", MORE_TIME)
GRANT: Scene = ("grant_extension", "dalian_lead", GRANTED)
REFUSE: Scene = ("refuse_extension", "dalian_lead", WHY)
ASK_STANDSTILL: Scene = ("ask_suspension", "li_min", STANDSTILL)
GRANT_STANDSTILL: Scene = ("grant_suspension", "dalian_lead", GRANTED)


def at(text: str) -> dt.datetime:
    """A moment in Shenyang."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def handling(ticket: Ticket) -> Clock:
    """The newest handling clock."""
    return ticket.clocks.filter(name=Name.HANDLING).latest("generation")


def told(kind: Kind) -> set[str]:
    """Who was told in the house."""
    notes = OutboxMessage.objects.filter(kind=kind, channel="in_app")
    return {note.recipient.name for note in notes if note.recipient}


@pytest.fixture
def ticket(stage: Stage) -> Ticket:
    """A ticket accepted on Wednesday 18 November: five working days, due on Wednesday 25."""
    return stage.ticket_in(State.HANDLING)


# --- Extension ---------------------------------------------------------------------------------


def test_a_granted_extension_moves_the_due_moment_and_keeps_the_first(
    stage: Stage, ticket: Ticket
) -> None:
    stage.play(ticket, ASK)
    assert handling(ticket).due_at == at("2026-11-25 17:00"), "nothing moves before the ruling"
    stage.play(ticket, GRANT)
    clock = handling(ticket)
    assert (clock.due_at, clock.first_due_at) == (at("2026-11-30 17:00"), at("2026-11-25 17:00"))
    assert clock.counted.amount == 5 + 3
    assert dt.datetime.fromisoformat(events(ticket)[-1].facts["due_at"]) == clock.due_at
    extension = Extension.objects.get()
    assert (extension.ruling, extension.ruled_by) == (Ruling.GRANTED, stage.dalian_lead)


def test_everybody_concerned_is_told(stage: Stage, ticket: Ticket) -> None:
    stage.play(ticket, ASK)
    assert told(Kind.TIME_ASKED) == {stage.dalian_lead.name}
    stage.play(ticket, GRANT)
    assert told(Kind.TIME_RULED) == {stage.li_min.name}
    assert stage.member.name in told(Kind.TICKET_EXTENDED)


def test_there_is_one_extension_for_a_generation(stage: Stage, ticket: Ticket) -> None:
    stage.play(ticket, ASK)
    with pytest.raises(Refused) as refused:
        stage.play(ticket, ASK)
    assert refused.value.code == "extended_once"
    stage.play(ticket, GRANT)
    with pytest.raises(Refused) as refused:
        stage.play(ticket, ASK)
    assert refused.value.code == "extended_once"


def test_after_a_refusal_it_may_be_asked_again(stage: Stage, ticket: Ticket) -> None:
    stage.play(ticket, ASK, REFUSE, ASK, GRANT)
    assert handling(ticket).extended == 3


def test_rework_may_be_extended_anew(stage: Stage, ticket: Ticket) -> None:
    approve: Scene = ("approve", "dalian_lead", None)
    reopen: Scene = ("reopen", "member", WHY)
    stage.play(ticket, ASK, GRANT, ("propose", "li_min", CLOSING), approve, reopen, ASK, GRANT)
    assert [clock.extended for clock in ticket.clocks.filter(name=Name.HANDLING)] == [3, 3]


def test_after_the_due_moment_it_is_too_late_to_ask(stage: Stage, ticket: Ticket) -> None:
    stage.now = at("2026-11-25 16:55")
    with pytest.raises(Refused) as refused:
        stage.play(ticket, ASK)
    assert refused.value.code == "due_already"


def test_granted_after_the_due_moment_the_rungs_stay_and_the_outcome_is_in_time(
    stage: Stage, ticket: Ticket
) -> None:
    stage.now = at("2026-11-25 16:00")
    stage.play(ticket, ASK)
    ladders.climb(now=at("2026-11-26 09:00"))
    stage.now = at("2026-11-26 09:00")
    stage.play(ticket, GRANT, ("propose", "li_min", CLOSING), ("approve", "dalian_lead", None))
    clock = handling(ticket)
    assert clock.outcome == Outcome.MET
    assert "due" in clock.rungs.values_list("rung", flat=True)


def test_it_is_never_longer_than_the_promise(stage: Stage, ticket: Ticket) -> None:
    with pytest.raises(Refused) as refused:
        stage.do(ticket, "ask_extension", "li_min", replace(MORE_TIME, amount=6))
    assert (refused.value.because, refused.value.field) == (Because.MISSING, "amount")


def test_another_urgency_keeps_what_was_granted(stage: Stage, ticket: Ticket) -> None:

    stage.play(ticket, ASK, GRANT, ("classify", "li_min", CLASSIFICATION))
    clock = handling(ticket)
    assert Urgency(again(ticket).urgency) is Urgency.COMPLEX
    assert clock.counted.amount == 15 + 3
    assert clock.due_at == at("2026-12-14 17:00")


def test_whoever_asked_rules_on_nothing_even_as_a_lead(stage: Stage, ticket: Ticket) -> None:
    stage.play(ticket, ASK)
    names = {step.name for step in steps_for(stage.li_min, ticket, stage.now)}
    assert not names & {"grant_extension", "refuse_extension"}
    names = {step.name for step in steps_for(stage.dalian_lead, ticket, stage.now)}
    assert {"grant_extension", "refuse_extension"} <= names


def test_an_ending_voids_what_still_waits(stage: Stage, ticket: Ticket) -> None:
    stage.play(ticket, ASK, ASK_STANDSTILL, ("withdraw", "member", None))
    assert Extension.objects.get().ruling == Suspension.objects.get().ruling == Ruling.VOID


# --- Suspension --------------------------------------------------------------------------------


def test_while_suspended_handling_and_reports_stand_still_and_go_on_by_themselves(
    stage: Stage, ticket: Ticket
) -> None:
    stage.now = at("2026-11-19 08:10")
    stage.play(ticket, ASK_STANDSTILL, GRANT_STANDSTILL)  # at 08:30, before the day's first minute
    until = at("2026-12-05 00:00")
    assert again(ticket).suspension_ends_at == until
    clock = handling(ticket)
    assert (clock.paused_at, clock.check_at) == (at("2026-11-19 08:30"), until)
    assert clock.due_at > at("2026-12-09 00:00"), "twelve working days are given back"
    ladders.climb(now=at("2026-12-04 12:00"))
    assert handling(ticket).paused_at is not None
    ladders.climb(now=at("2026-12-05 09:00"))
    clock = handling(ticket)
    assert clock.paused_at is None
    assert clock.light == "green"
    interim = ticket.clocks.get(name=Name.INTERIM)
    assert interim.due_at > at("2026-12-07 00:00")
    assert interim.paused_at is None


def test_no_rung_fires_while_it_stands_still_however_late_the_sweep(
    stage: Stage, ticket: Ticket
) -> None:
    stage.play(ticket, ASK_STANDSTILL, GRANT_STANDSTILL)
    ladders.climb(now=at("2026-12-04 23:59"))
    assert not handling(ticket).rungs.exists()
    ladders.climb(now=at("2026-12-09 16:00"))
    (half,) = handling(ticket).rungs.all()
    assert half.reached_at > at("2026-12-07 00:00")


def test_the_requester_is_told_until_when(stage: Stage, ticket: Ticket) -> None:
    stage.play(ticket, ASK_STANDSTILL, GRANT_STANDSTILL)
    assert stage.member.name in told(Kind.TICKET_SUSPENDED)
    assert told(Kind.TIME_ASKED) == {stage.dalian_lead.name}


def test_a_suspension_may_be_lifted_before_its_day(stage: Stage, ticket: Ticket) -> None:
    stage.play(ticket, ASK_STANDSTILL, GRANT_STANDSTILL)
    stage.now = at("2026-11-20 10:00")
    stage.do(ticket, "lift_suspension", "dalian_lead", WHY)
    clock = handling(ticket)
    assert (clock.paused_at, again(ticket).suspension_ends_at) == (None, None)
    assert clock.pauses.get().ended_at == stage.now
    assert Suspension.objects.get().lifted_by == stage.dalian_lead


def test_material_asked_for_meanwhile_ends_no_suspension(stage: Stage, ticket: Ticket) -> None:
    stage.play(ticket, ASK_STANDSTILL, GRANT_STANDSTILL)
    stage.play(ticket, ("ask_supplement", "li_min", ASKED), ("supply", "member", SUPPLY))
    assert handling(ticket).paused_at is not None
    ladders.climb(now=at("2026-12-05 09:00"))
    assert handling(ticket).paused_at is None


def test_a_word_meanwhile_starts_no_report_that_runs(stage: Stage, ticket: Ticket) -> None:
    stage.play(ticket, ASK_STANDSTILL, GRANT_STANDSTILL, ("write", "li_min", WRITTEN))
    (interim,) = ticket.clocks.filter(name=Name.INTERIM)
    assert interim.paused_at is not None


def test_a_reply_during_the_suspension_ends_it(stage: Stage, ticket: Ticket) -> None:
    stage.play(ticket, ASK_STANDSTILL, GRANT_STANDSTILL, ("propose", "li_min", CLOSING))
    stage.do(ticket, "approve", "dalian_lead")
    clock = handling(ticket)
    assert (clock.outcome, clock.paused_at) == (Outcome.MET, None)
    assert again(ticket).suspension_ends_at is None


@pytest.mark.parametrize("day", ["2026-11-17", "2027-11-30"])
def test_the_last_day_is_ahead_and_within_a_year(stage: Stage, ticket: Ticket, day: str) -> None:
    far = replace(STANDSTILL, until_date=dt.date.fromisoformat(day))
    with pytest.raises(Refused) as refused:
        stage.do(ticket, "ask_suspension", "li_min", far)
    assert refused.value.field == "until_date"


def test_a_day_that_passed_before_the_ruling_cannot_be_granted(
    stage: Stage, ticket: Ticket
) -> None:
    stage.play(ticket, ASK_STANDSTILL)
    stage.now = at("2026-12-07 09:00")
    with pytest.raises(Refused) as refused:
        stage.play(ticket, GRANT_STANDSTILL)
    assert refused.value.code == "over"
    stage.do(ticket, "refuse_suspension", "dalian_lead", WHY)
    assert Suspension.objects.get().ruling == Ruling.REFUSED


def test_a_second_suspension_waits_for_the_end_of_the_first(stage: Stage, ticket: Ticket) -> None:
    stage.play(ticket, ASK_STANDSTILL)
    for _time in range(2):
        with pytest.raises(Refused) as refused:
            stage.play(ticket, ASK_STANDSTILL)
        assert refused.value.code == "suspended"
        if Suspension.objects.get().ruling == Ruling.WAITING:
            stage.play(ticket, GRANT_STANDSTILL)
    stage.now = at("2026-12-07 09:00")
    stage.do(
        ticket, "ask_suspension", "li_min", replace(STANDSTILL, until_date=dt.date(2026, 12, 9))
    )
    assert Suspension.objects.count() == 2


def test_a_ticket_before_acceptance_has_nothing_to_extend(stage: Stage) -> None:
    ticket = stage.file()
    for step in (ASK, ASK_STANDSTILL):
        with pytest.raises(Refused) as refused:
            stage.play(ticket, step)
        assert refused.value.because is Because.STATE
    stage.play(ticket, ("ask_supplement", "li_min", ASKED))
    with pytest.raises(Refused) as refused:
        stage.play(ticket, ASK)
    assert refused.value.code == "nothing_to_extend", "it was never too late: nothing runs yet"
    stage.play(ticket, ("supply", "member", SUPPLY), ACCEPT, ASK)
