"""Ending a ticket: proposed by one, decided by another, read by the requester only then."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from accounts.models import Grant, User
from accounts.roles import Role
from tests.actions.stage import (
    APPROVE,
    CLOSING,
    FILING,
    RECEIPT,
    REFUSAL,
    TERMINATION,
    TRANSFER,
    WHY,
    WRITTEN,
    Stage,
    again,
)
from tickets.access.tickets import talk_on
from tickets.actions import measures, messages
from tickets.errors import Because, Refused
from tickets.models import Clock, Ending, Event, Message, OutboxMessage, Ticket
from tickets.rules.classification import Level, Nature
from tickets.rules.clocks import Clock as Name
from tickets.rules.clocks import Outcome
from tickets.rules.endings import MeasureLink, MeasureOutcome, MeasureRole, Solved
from tickets.rules.filing import Complained
from tickets.rules.measures import MeasureDraft
from tickets.rules.states import State

pytestmark = pytest.mark.django_db


def _refused(stage: Stage, ticket: Ticket, step: str, by: str, carried: Any = None) -> Refused:
    with pytest.raises(Refused) as refused:
        stage.do(again(ticket), step, by, carried)
    return refused.value


def _clock(ticket: Ticket, name: Name) -> Clock:
    return ticket.clocks.get(name=name)


def _told(kind: str) -> set[str]:
    notices = OutboxMessage.objects.filter(kind=kind, channel="in_app")
    return {notice.recipient.name for notice in notices if notice.recipient}


# --- Reply ---------------------------------------------------------------------------------------


def test_the_requester_reads_the_reply_when_it_is_approved_and_not_before(stage: Stage) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    stage.do(ticket, "propose", "li_min", CLOSING)
    assert not talk_on(ticket, inside=False).exists()
    assert not OutboxMessage.objects.filter(kind="ticket_replied").exists()
    stage.play(ticket, APPROVE)
    (message,) = talk_on(ticket, inside=False)
    assert (message.text, message.author) == (CLOSING.public_reply, stage.li_min)
    assert message.said_at == stage.now
    assert CLOSING.internal_result not in {each.text for each in Message.objects.all()}
    assert _told("ticket_replied") == {stage.member.name}
    assert _told("ticket_callback") == {stage.callback_officer.name}
    kept = again(ticket)
    assert (kept.replied_at, kept.solved, kept.closed_at) == (stage.now, Solved.YES, None)


def test_approving_stops_the_clocks_in_time_or_late(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REVIEWING)
    handling = _clock(ticket, Name.HANDLING)
    stage.now = handling.due_at - dt.timedelta(minutes=10)
    stage.play(ticket, APPROVE)  # at the due moment itself
    handling.refresh_from_db()
    assert (handling.stopped_at, handling.outcome) == (handling.due_at, Outcome.MET)
    assert _clock(ticket, Name.FIRST_CONTACT).outcome == Outcome.LATE
    assert {clock.name for clock in ticket.clocks.running()} == {Name.WRITTEN_RESULT, Name.CALLBACK}


def test_a_reply_waits_until_what_the_requester_wrote_is_read(stage: Stage) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    stage.do(ticket, "write", "member", WRITTEN)
    assert _refused(stage, ticket, "propose", "li_min", CLOSING).code == "unread_messages"
    messages.read(ticket, by=stage.dalian_lead, now=stage.later())
    assert _refused(stage, ticket, "propose", "li_min", CLOSING).code == "unread_messages"
    messages.read(ticket, by=stage.li_min, now=stage.later())
    stage.do(ticket, "propose", "li_min", CLOSING)
    stage.do(ticket, "write", "member", WRITTEN)
    assert _refused(stage, ticket, "approve", "dalian_lead").code == "unread_messages"
    stage.do(ticket, "send_back", "dalian_lead", WHY)


@pytest.mark.parametrize("ending", [CLOSING, TERMINATION])
def test_nothing_is_answered_or_terminated_before_it_was_accepted(
    stage: Stage, ending: Any
) -> None:
    assert _refused(stage, stage.file(), "propose", "li_min", ending).code == "never_accepted"


def test_a_measure_must_be_entered_begun_and_not_ended(stage: Stage, policy_editor: User) -> None:
    today = stage.now.date()
    over, ahead = today - dt.timedelta(days=1), today + dt.timedelta(days=60)
    sample = MeasureDraft("LN-01", "示例举措", "示例正文", "示例机关", over, "示例")
    ended = replace(sample, code="LN-02", valid_to=over)
    to_come = replace(sample, code="LN-03", valid_from=ahead)
    for draft in (sample, ended, to_come):
        measures.publish(draft, by=policy_editor, now=stage.now)
    ticket = stage.ticket_in(State.HANDLING)
    link = MeasureLink("LN-01", MeasureRole.BENEFIT, MeasureOutcome.DELIVERED, "按此办理")
    for unknown in ("LN-99", "FTZ-01", "LN-02", "LN-03"):
        wrong = replace(CLOSING, none_fits=False, measures=(replace(link, code=unknown),))
        assert _refused(stage, ticket, "propose", "li_min", wrong).field == "measures"
    right = replace(CLOSING, none_fits=False, measures=(link,))
    stage.do(ticket, "propose", "li_min", right)
    assert ticket.endings.get().carried["measures"][0]["code"] == "LN-01"
    told = Event.objects.of(ticket.stream).get(kind="propose").facts
    assert told["measures"] == {"LN-01": 1}, "which version was named stays known"


# --- Refusal, transfer, termination --------------------------------------------------------------


@pytest.mark.parametrize("ground", ["U1", "R1", "S99"])
def test_a_ground_must_be_in_the_list_of_its_track(stage: Stage, ground: str) -> None:
    wrong = replace(REFUSAL, ground=ground)
    refusal = _refused(stage, stage.file(), "propose", "li_min", wrong)
    assert (refusal.because, refusal.field) == (Because.MISSING, "ground")


def test_a_refusal_ends_acceptance_and_tells_the_requester(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REFUSED)
    kept = again(ticket)
    assert (kept.closed_at, kept.accepted_at) == (stage.now, None)
    assert _clock(ticket, Name.ACCEPTANCE).outcome == Outcome.MET
    assert kept.endings.get().ground is not None
    assert _told("ticket_ended") == {stage.member.name}
    assert not _told("ticket_replied")


def test_an_accepted_ticket_is_not_refused_any_more(stage: Stage) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    assert _refused(stage, ticket, "propose", "li_min", REFUSAL).code == "was_accepted"


def test_a_transferred_ticket_waits_for_the_receipt_of_the_other_agency(stage: Stage) -> None:
    ticket = stage.ticket_in(State.TRANSFERRED)
    assert ticket.endings.get().carried["document_date"] == "2026-11-18"
    stage.do(ticket, "record_receipt", "li_min", RECEIPT)
    kept = again(ticket)
    assert (kept.receipt_no, kept.receipt_at) == (RECEIPT.receipt_no, RECEIPT.received_at)
    code = _refused(stage, ticket, "record_receipt", "li_min", RECEIPT).code
    assert code == "receipt_recorded"


def test_a_complaint_about_the_province_can_only_be_reported_up(
    stage: Stage, province: Any
) -> None:
    Grant.objects.create(
        user=stage.supervisor, office=province, role=Role.CONCIERGE, side=0, from_date=dt.date.min
    )
    about = Complained("辽宁省某厅", Level.PROVINCE)
    ticket = stage.file(replace(FILING, nature=Nature.COMPLAINT, complained=about))
    assert ticket.assignee == stage.supervisor
    assert _refused(stage, ticket, "accept", "supervisor").code == "province_is_complained_of"
    refusal = replace(REFUSAL, ground="R1")
    code = _refused(stage, ticket, "propose", "supervisor", refusal).code
    assert code == "province_is_complained_of"
    stage.do(ticket, "propose", "supervisor", TRANSFER)
    stage.do(ticket, "approve", "province_lead")
    assert again(ticket).state == State.TRANSFERRED


# --- Nobody ends a ticket alone ------------------------------------------------------------------


@pytest.mark.parametrize("step", ["approve", "send_back"])
def test_a_lead_who_handles_the_ticket_does_not_decide_on_it(
    stage: Stage, dalian: Any, step: str
) -> None:
    Grant.objects.create(
        user=stage.li_min, office=dalian, role=Role.LEAD, side=0, from_date=dt.date.min
    )
    ticket = stage.ticket_in(State.REVIEWING)
    carried = None if step == "approve" else WHY
    refusal = _refused(stage, ticket, step, "li_min", carried)
    assert (refusal.because, refusal.code) == (Because.ROLE, "own_work")


def test_where_the_only_lead_handles_the_ticket_the_parents_lead_decides(
    stage: Stage, dalian: Any
) -> None:
    ticket = stage.ticket_in(State.REVIEWING)
    assert _refused(stage, ticket, "approve", "province_lead").because is Because.ROLE
    Grant.objects.filter(user=stage.dalian_lead).update(user=stage.li_min)
    assert _refused(stage, ticket, "approve", "leader").because is Because.ROLE
    stage.do(ticket, "approve", "province_lead")
    assert again(ticket).state == State.REPLIED


def test_where_no_lead_is_left_at_all_the_leader_decides(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REVIEWING)
    Grant.objects.filter(role=Role.LEAD).delete()
    stage.do(ticket, "approve", "leader")
    assert again(ticket).state == State.REPLIED


def test_what_is_sent_back_goes_on_where_it_was_and_may_be_proposed_anew(stage: Stage) -> None:
    ticket = stage.file()
    stage.do(ticket, "propose", "li_min", REFUSAL)
    stage.do(ticket, "send_back", "dalian_lead", WHY)
    assert again(ticket).state == State.SUBMITTED
    assert _told("ticket_sent_back") == {stage.li_min.name}
    stage.do(ticket, "accept", "li_min")
    stage.do(ticket, "propose", "li_min", CLOSING)
    rulings = ticket.endings.values_list("kind", "ruling", "ruled_by__name", "ruling_reason")
    assert list(rulings) == [
        ("refuse", Ending.Ruling.SENT_BACK, stage.dalian_lead.name, WHY.reason),
        ("reply", Ending.Ruling.WAITING, None, ""),
    ]


def test_withdrawing_during_the_review_voids_the_proposal(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REVIEWING)
    stage.do(ticket, "withdraw", "member")
    assert ticket.endings.get().ruling == Ending.Ruling.VOID
    assert set(ticket.clocks.values_list("outcome", flat=True)) == {
        Outcome.VOID,
        Outcome.MET,  # acceptance was kept before
    }
