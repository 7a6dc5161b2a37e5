"""Translations: staff put one beside the request or a message; nothing that was said changes."""

from dataclasses import replace
from functools import partial

import pytest
from django.db import transaction

from accounts.ids import uuid7
from accounts.models import User
from tests import samples
from tests.actions.at_once import DONE, at_once
from tests.actions.refusals import field_of, refusal
from tests.actions.stage import RENDERED, WRITTEN, Stage, again, events
from tickets.access.requests import request_for
from tickets.access.tickets import ticket_at_desk
from tickets.actions import attachments, translations
from tickets.errors import Because
from tickets.models import Message, Ticket, Translation
from tickets.rules.attachments import Upload
from tickets.rules.messages import Rendering
from tickets.rules.states import State
from tickets.rules.steps import StepName

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(stage: Stage) -> Ticket:
    """A ticket in work, on which the requester wrote."""
    return stage.do(stage.ticket_in(State.HANDLING), "write", "member", WRITTEN)


def test_it_stands_beside_the_words_with_who_and_when(stage: Stage, ticket: Ticket) -> None:
    message = Message.objects.get()
    stage.do(ticket, "translate", "li_min", Rendering("Hello, received.", "en", message.pk))
    stage.do(ticket, "translate", "supervisor", RENDERED)
    seen = ticket_at_desk(stage.li_min, ticket.number, stage.now)
    told = {(one.message_id, one.text): one for one in seen.translated}
    beside = told[message.pk, "Hello, received."]
    kept = Translation.objects.get(message=message)
    assert (str(beside.translated_by), beside.translated_at) == ("李敏", kept.translated_at)
    assert (None, RENDERED.text) in told
    message.refresh_from_db()
    assert message.text == WRITTEN.text
    event = events(ticket)[-1]
    assert (event.kind, event.facts["language"]) == ("translate", "en")
    assert RENDERED.text not in str(event.facts), "words stay with the words"


def test_the_newest_of_a_language_counts(stage: Stage, ticket: Ticket) -> None:
    for text in ("Bearings.", "Bearings are held."):
        stage.do(ticket, "translate", "li_min", Rendering(text, "en"))
    stage.do(ticket, "translate", "li_min", Rendering("ベアリング", "ja"))
    seen = request_for(ticket.filed_by, ticket.number, stage.now)
    assert [one.text for one in seen.translated] == ["Bearings are held.", "ベアリング"]
    assert Translation.objects.count() == 3, "what was written before is kept"


def test_a_message_of_another_ticket_is_not_translated_here(stage: Stage, ticket: Ticket) -> None:
    for stranger in (uuid7(), Message.objects.get().pk):
        other = stage.ticket_in(State.HANDLING) if stranger == Message.objects.get().pk else ticket
        deed = partial(stage.do, other, "translate", "li_min", Rendering("x", "en", stranger))
        assert field_of(deed) == "message"
    assert not Translation.objects.exists()


def test_a_file_is_translated_like_words(stage: Stage, ticket: Ticket) -> None:
    upload = Upload("契約書.pdf", samples.pdf())
    chosen = attachments.choose(ticket, StepName.WRITE, upload, by=stage.member, now=stage.now)
    early = partial(
        stage.do, ticket, "translate", "li_min", Rendering("合同", "zh-hans", None, chosen.pk)
    )
    assert field_of(early) == "message", "what is not sent is not there yet"
    stage.do(ticket, "write", "member", replace(WRITTEN, attachments=(chosen.pk,)))
    early()
    seen = ticket_at_desk(stage.li_min, ticket.number, stage.now)
    assert [one.text for one in seen.attached[0].renderings] == ["合同"]
    assert events(ticket)[-1].facts["attachment"] == str(chosen.pk)
    message = Message.objects.first()
    assert message is not None
    both = Rendering("x", "en", message.pk, chosen.pk)
    assert field_of(partial(stage.do, ticket, "translate", "li_min", both)) == "message"
    other = stage.ticket_in(State.HANDLING)
    elsewhere = Rendering("x", "en", None, chosen.pk)
    assert field_of(partial(stage.do, other, "translate", "li_min", elsewhere)) == "message"


def test_the_requester_does_not_translate(stage: Stage, ticket: Ticket) -> None:
    deed = partial(stage.do, ticket, "translate", "member", RENDERED)
    assert refusal(deed)[0] is Because.ROLE


def test_two_at_once_both_stand(transactional_db: None, stage: Stage, ticket: Ticket) -> None:
    def render(by: User, language: str) -> None:
        fresh = again(ticket)
        translations.add(fresh, Rendering("x", language), by=by, now=stage.now)

    told = at_once(partial(render, stage.li_min, "en"), partial(render, stage.supervisor, "ja"))
    assert DONE in told
    assert Translation.objects.count() == told.count(DONE)


def test_what_breaks_off_leaves_nothing(stage: Stage, ticket: Ticket) -> None:
    before = len(events(ticket))
    with transaction.atomic():
        stage.do(ticket, "translate", "li_min", RENDERED)
        transaction.set_rollback(True)
    assert not Translation.objects.exists()
    assert len(events(ticket)) == before
