"""What mails about a ticket say: the number as it is read out, the matter; nothing of inside."""

import pytest

from tests.actions.stage import (
    CALLED,
    CLOSING,
    FILING,
    NOT_SOLVED,
    PATHS,
    WHY,
    WRITTEN,
    Stage,
    again,
)
from tickets.models import Named, OutboxMessage, Ticket
from tickets.rules.carried import Reason
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.numbers import in_groups
from tickets.rules.states import State

pytestmark = pytest.mark.django_db
INSIDE = Reason("内部：此件须慎重")


def _walk(stage: Stage, ticket: Ticket) -> Ticket:
    """Nearly everything that is told happens to this ticket."""
    stage.do(ticket, "note", "li_min", WRITTEN)
    stage.do(ticket, "return", "li_min", INSIDE)
    stage.do(ticket, "uphold", "dispatcher", INSIDE)
    stage.play(ticket, *PATHS[State.SUPPLEMENT])
    stage.do(ticket, "resume", "li_min", INSIDE)
    stage.do(ticket, "propose", "li_min", CLOSING)
    stage.do(ticket, "send_back", "dalian_lead", INSIDE)
    stage.do(ticket, "propose", "li_min", CLOSING)
    stage.do(ticket, "approve", "dalian_lead")
    stage.do(ticket, "callback", "callback_officer", NOT_SOLVED)
    stage.do(ticket, "propose", "li_min", CLOSING)
    stage.do(ticket, "approve", "dalian_lead")
    stage.do(ticket, "callback", "callback_officer", CALLED)
    stage.do(ticket, "reopen", "member", WHY)
    return ticket


def test_every_mail_names_the_matter_and_none_what_is_inside(stage: Stage) -> None:
    ticket = _walk(stage, stage.file())
    told = OutboxMessage.objects.filter(kind__startswith="ticket_")
    assert len({message.kind for message in told}) > 10
    for message in told:
        assert in_groups(ticket.number) in message.subject
        assert message.subject.endswith(f" · {FILING.title}")
        for inside in (INSIDE.reason, WRITTEN.text, CLOSING.internal_result, NOT_SOLVED.note,
                       CLOSING.contact_evidence, CLOSING.public_reply, FILING.text):  # fmt: skip
            assert inside not in message.subject + message.text + message.formatted


@pytest.fixture
def secret(stage: Stage) -> Ticket:
    """A commercial secret; its assignee alone is trusted with it."""
    ticket = stage.file()
    Ticket.objects.filter(pk=ticket.pk).update(confidentiality=Confidentiality.SECRET)
    OutboxMessage.objects.all().delete()
    return again(ticket)


def _heard() -> set[str]:
    return {str(one.recipient and one.recipient.name) for one in OutboxMessage.objects.all()}


def test_a_mail_about_a_secret_carries_its_number_and_no_title(
    stage: Stage, secret: Ticket
) -> None:
    stage.play(secret, *PATHS[State.REPLIED])
    told = OutboxMessage.objects.all()
    assert told
    for message in told:
        assert in_groups(secret.number) in message.subject
        assert FILING.title not in message.subject + message.text + message.formatted


def test_a_secret_is_told_to_nobody_of_the_house_who_may_not_read_it(
    stage: Stage, secret: Ticket
) -> None:
    stage.play(secret, *PATHS[State.REPLIED])
    assert stage.callback_officer.name not in _heard()
    assert {stage.member.name, stage.dalian_lead.name} <= _heard()  # the lead was named to rule


def test_whoever_is_named_on_a_secret_hears_of_it(stage: Stage, secret: Ticket) -> None:
    named = {"named_at": stage.now, "named_by": stage.li_min}
    Named.objects.create(ticket=secret, user=stage.callback_officer, **named)
    stage.play(secret, *PATHS[State.REPLIED])
    assert stage.callback_officer.name in _heard()


def test_a_return_of_a_secret_is_told_to_a_dispatcher_who_is_named_only(
    stage: Stage, secret: Ticket
) -> None:
    stage.do(secret, "return", "li_min", WHY)
    assert stage.dispatcher.name not in _heard()
