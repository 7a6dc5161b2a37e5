"""Writing to the other side, leaving notes, logging contacts; and who hears of it."""

from dataclasses import replace

import pytest
from django.utils import translation

from accounts.models import Membership, User
from tests.actions.stage import CONTACT, WRITTEN, Stage, again
from tickets.access.tickets import talk_on
from tickets.actions import messages
from tickets.errors import Because, Refused
from tickets.models import Message, OutboxMessage
from tickets.rules.clocks import Clock as Name
from tickets.rules.clocks import Outcome
from tickets.rules.states import State

pytestmark = pytest.mark.django_db


def _told(kind: str) -> set[str]:
    notices = OutboxMessage.objects.filter(kind=kind, channel="in_app")
    return {notice.recipient.name for notice in notices if notice.recipient}


def test_a_word_from_the_office_is_the_first_contact(stage: Stage) -> None:
    ticket = stage.file()
    stage.do(ticket, "write", "li_min", WRITTEN)
    assert ticket.clocks.get(name=Name.FIRST_CONTACT).outcome == Outcome.MET
    assert again(ticket).first_contact_at == stage.now
    assert _told("ticket_written") == {stage.member.name}


def test_a_word_from_the_requester_is_not(stage: Stage) -> None:
    ticket = stage.file()
    stage.do(ticket, "write", "member", WRITTEN)
    assert ticket.clocks.get(name=Name.FIRST_CONTACT).stopped_at is None
    assert _told("ticket_answered") == {stage.li_min.name}
    (message,) = talk_on(ticket, inside=False)
    assert (message.from_requester, message.read_at) == (True, None)


def test_a_note_is_never_shown_outside_and_tells_nobody(stage: Stage) -> None:
    ticket = stage.file()
    queued = OutboxMessage.objects.count()
    stage.do(ticket, "note", "supervisor", WRITTEN)
    assert not talk_on(ticket, inside=False).exists()
    assert talk_on(ticket, inside=True).get().author == stage.supervisor
    assert OutboxMessage.objects.count() == queued
    assert ticket.clocks.get(name=Name.FIRST_CONTACT).stopped_at is None


@pytest.mark.parametrize("reached", [True, False])
def test_a_call_is_a_first_contact_only_when_it_reached_somebody(
    stage: Stage, *, reached: bool
) -> None:
    ticket = stage.file()
    stage.do(ticket, "log_contact", "li_min", replace(CONTACT, reached=reached))
    stopped = ticket.clocks.get(name=Name.FIRST_CONTACT).stopped_at
    assert (stopped == stage.now) == reached
    assert not ticket.contacts.get().is_callback


def test_only_the_assignees_reading_counts_and_only_once(stage: Stage) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    stage.do(ticket, "write", "member", WRITTEN)
    assert messages.read(ticket, by=stage.deputy, now=stage.later()) == 0
    assert messages.read(ticket, by=stage.li_min, now=stage.later()) == 1
    assert messages.read(ticket, by=stage.li_min, now=stage.later()) == 0
    assert Message.objects.get().read_at is not None


def test_a_member_who_only_reads_does_not_write(stage: Stage, person: object) -> None:
    stage.enterprise.visibility = "all_read"
    stage.enterprise.save()
    stage.cast["reader"] = person("Reader")  # type: ignore[operator]  # the fixture makes people
    Membership.objects.create(
        user=stage.reader, enterprise=stage.enterprise, role="member", from_date="2020-01-01"
    )
    ticket = stage.file()
    with pytest.raises(Refused) as refused:
        stage.do(ticket, "write", "reader", WRITTEN)
    assert refused.value.because is Because.ROLE
    stage.enterprise.visibility = "all_answer"
    stage.enterprise.save()
    stage.do(again(ticket), "write", "reader", WRITTEN)


def test_the_loser_of_a_race_is_told_who_was_faster_and_with_what(stage: Stage) -> None:
    ticket = stage.file_unassigned()
    page, requesters_page = again(ticket), again(ticket)
    stage.do(ticket, "claim", "li_min")
    with translation.override("en"), pytest.raises(Refused) as refused:
        stage.do(page, "claim", "deputy")
    assert refused.value.because is Because.STATE, "what is taken cannot be claimed any more"
    assert str(refused.value).startswith("Li Min was faster: “Claim” at 10:10.")
    with pytest.raises(Refused) as refused:
        stage.do(requesters_page, "write", "member", WRITTEN)
    assert "Li Min" not in str(refused.value), "outside no colleague is named"


def test_what_the_requester_writes_on_an_unassigned_ticket_is_told_to_the_dispatchers(
    stage: Stage,
) -> None:
    ticket = stage.file_unassigned()
    OutboxMessage.objects.all().delete()
    messages.write(ticket, WRITTEN, by=stage.member, now=stage.later())
    assert _told("ticket_answered") == {"唐毅"}
    assert _told("ticket_written") == set()


def test_where_the_office_has_no_dispatcher_the_parents_are_told(
    stage: Stage, dalian_dispatcher: User
) -> None:
    dalian_dispatcher.grants.update(ended_at=stage.now)
    ticket = stage.file_unassigned()
    OutboxMessage.objects.all().delete()
    messages.write(ticket, WRITTEN, by=stage.member, now=stage.later())
    assert _told("ticket_answered") == {"高远"}


def test_each_side_is_told_only_of_what_the_other_wrote(stage: Stage) -> None:
    ticket = stage.file()
    for by, kind, told in (
        ("member", "ticket_answered", {"李敏"}),
        ("owner", "ticket_answered", {"李敏"}),
        ("li_min", "ticket_written", {"陈曦"}),
        ("dalian_lead", "ticket_written", {"陈曦"}),
    ):
        OutboxMessage.objects.all().delete()
        messages.write(ticket, WRITTEN, by=stage.cast[by], now=stage.later())
        assert (_told(kind), OutboxMessage.objects.exclude(kind=kind).count()) == (told, 0)


def test_the_assignee_who_answers_has_read_what_was_asked(stage: Stage) -> None:
    ticket = stage.file()
    stage.do(ticket, "write", "member", WRITTEN)
    stage.do(ticket, "write", "dalian_lead", WRITTEN)
    assert Message.objects.filter(ticket=ticket).unread_from_requester().count() == 1
    stage.do(ticket, "write", "li_min", WRITTEN)
    assert not Message.objects.filter(ticket=ticket).unread_from_requester().exists()
