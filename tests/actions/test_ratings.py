"""A bad rating is answered for: a call within a working day, then a new reply or a finding."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.actions.stage import (
    APPROVE,
    BADLY_RATED,
    CLOSING,
    CONFIRM,
    CONTACT,
    WHY,
    Scene,
    Stage,
    again,
)
from tests.conftest import SHANGHAI
from tickets.access.tickets import callbacks_for, steps_for
from tickets.errors import Refused
from tickets.models import Clock, OutboxMessage, Ticket
from tickets.rules.clocks import Clock as Name
from tickets.rules.clocks import Outcome
from tickets.rules.notifications import Kind
from tickets.rules.states import State

pytestmark = pytest.mark.django_db
CALL: Scene = ("follow_up", "supervisor", CONTACT)
REOPEN: Scene = ("reopen", "member", WHY)
PROPOSE: Scene = ("propose", "li_min", CLOSING)


def followed(ticket: Ticket) -> list[Clock]:
    """The call and the mending, in order."""
    return list(ticket.clocks.filter(name=Name.RATING_FOLLOWUP).order_by("generation"))


@pytest.fixture
def rated(stage: Stage) -> Ticket:
    """A ticket confirmed with two stars on Wednesday 18 November."""
    return stage.play(stage.ticket_in(State.REPLIED), BADLY_RATED)


def test_a_call_is_due_within_one_working_day_and_the_supervisors_are_told(
    stage: Stage, rated: Ticket
) -> None:
    (call,) = followed(rated)
    assert call.due_at == dt.datetime(2026, 11, 19, 17, 0, tzinfo=SHANGHAI)
    assert again(rated).next_due_at == call.due_at
    told = OutboxMessage.objects.filter(kind=Kind.RATING_BAD, channel="in_app")
    assert {note.recipient for note in told} == {stage.supervisor}


def test_a_good_rating_and_none_start_nothing(stage: Stage) -> None:
    ticket = stage.play(stage.ticket_in(State.REPLIED), CONFIRM)
    assert followed(ticket) == []
    assert not callbacks_for(stage.supervisor, stage.now).exists()


def test_it_is_listed_for_whoever_may_call_until_the_call_is_made(
    stage: Stage, rated: Ticket
) -> None:
    for caller in (stage.supervisor, stage.callback_officer):
        assert list(callbacks_for(caller, stage.now)) == [rated]
        assert "follow_up" in {step.name for step in steps_for(caller, rated, stage.now)}
    for other in (stage.li_min, stage.dalian_lead):
        assert not callbacks_for(other, stage.now).exists()
    stage.play(rated, CALL)
    assert not callbacks_for(stage.supervisor, stage.now).exists()


def test_the_call_starts_the_mending_whose_time_counts_from_the_rating(
    stage: Stage, rated: Ticket
) -> None:
    rated_at = rated.rated_at
    stage.play(rated, CALL)
    call, mending = followed(rated)
    assert (call.outcome, mending.ordinal, mending.started_at) == (Outcome.MET, 2, rated_at)
    assert mending.due_at == dt.datetime(2026, 12, 9, 17, 0, tzinfo=SHANGHAI)


def test_nobody_reached_is_no_call(stage: Stage, rated: Ticket) -> None:
    stage.do(rated, "follow_up", "supervisor", replace(CONTACT, reached=False, note="无人接听"))
    (call,) = followed(rated)
    assert (call.stopped_at, again(rated).rating_called_at) == (None, None)


def test_the_supervisor_may_find_nobody_at_fault_after_the_call_only(
    stage: Stage, rated: Ticket
) -> None:
    with pytest.raises(Refused) as refused:
        stage.do(rated, "record_no_fault", "supervisor", WHY)
    assert refused.value.code == "call_first"
    stage.play(rated, CALL, ("record_no_fault", "supervisor", WHY))
    assert followed(rated)[-1].outcome == Outcome.MET
    assert again(rated).rating == 2, "the rating stands"
    assert not again(rated).has_bad_rating


def test_a_new_reply_answers_for_the_rating(stage: Stage, rated: Ticket) -> None:
    stage.play(rated, CALL, REOPEN)
    assert followed(rated)[-1].stopped_at is None, "reopening alone mends nothing"
    stage.play(rated, PROPOSE, APPROVE)
    assert followed(rated)[-1].outcome == Outcome.MET
    assert not again(rated).has_bad_rating


def test_a_second_bad_rating_is_followed_up_anew(stage: Stage, rated: Ticket) -> None:
    stage.play(rated, CALL, REOPEN, PROPOSE, APPROVE, BADLY_RATED)
    *_earlier, call = followed(rated)
    assert (call.generation, call.ordinal, call.stopped_at) == (3, 1, None)
    assert again(rated).has_bad_rating
