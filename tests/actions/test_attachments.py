"""Attachments: chosen, sent with the words they belong to, taken back, checked for viruses."""

import datetime as dt
import errno
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.ids import uuid7
from tests import samples
from tests.actions.at_once import DONE, at_once
from tests.actions.refusals import refusal
from tests.actions.stage import ASKED, FILING, SUPPLY, WRITTEN, Stage, again, events
from tickets.access.attachments import attachment_on, chosen_for, of_draft
from tickets.actions import attachments, filing
from tickets.errors import Because
from tickets.models import Attachment, Draft, Ticket
from tickets.rules.attachments import MOST, Screening, Upload
from tickets.rules.states import State
from tickets.rules.steps import StepName
from tickets.rules.supplements import Answer, Given, Supply

pytestmark = pytest.mark.django_db

PAPER = Upload("报关单.pdf", samples.pdf())
WRITE, NOTE = StepName.WRITE, StepName.NOTE
OnCommit = DjangoCaptureOnCommitCallbacks


@pytest.fixture
def ticket(stage: Stage) -> Ticket:
    """A ticket in work."""
    return stage.ticket_in(State.HANDLING)


def _choose(
    stage: Stage, ticket: Ticket, by: str = "member", step: StepName = WRITE, **more: int
) -> Attachment:
    who = getattr(stage, by)
    return attachments.choose(ticket, step, PAPER, by=who, now=stage.now, **more)


def _bytes_of(attachment: Attachment) -> bytes:
    with attachment.content.open() as content:
        return bytes(content.read())


# --- With a filing -----------------------------------------------------------------------------


def test_the_files_of_a_draft_become_those_of_the_request(stage: Stage) -> None:
    draft = stage.draft()
    chosen = attachments.choose_for_draft(draft, PAPER, by=stage.member, now=stage.now)
    assert list(of_draft(draft)) == [chosen]
    ticket = filing.submit(draft, FILING, by=stage.member, now=stage.now)
    sent = attachment_on(ticket, chosen.pk, inside=False)
    assert (sent.draft, sent.sent_at, sent.name) == (None, stage.now, "报关单.pdf")
    assert _bytes_of(sent) == PAPER.content
    told = events(ticket)[0].facts["attachments"]
    assert told == [{"id": str(chosen.pk), "sha256": sent.sha256}]
    assert "报关单" not in str(events(ticket)[0].facts), "a name may name people"


def test_a_draft_is_its_authors_alone_and_closed_once_submitted(stage: Stage) -> None:
    draft = stage.draft()
    add = partial(attachments.choose_for_draft, draft, PAPER, now=stage.now)
    assert refusal(partial(add, by=stage.owner)) == (Because.UNSEEN, "no_such_draft")
    filing.submit(draft, FILING, by=stage.member, now=stage.now)
    assert refusal(partial(add, by=stage.member)) == (Because.STATE, "already_submitted")


def test_a_discarded_draft_takes_its_files_along(
    stage: Stage, django_capture_on_commit_callbacks: OnCommit
) -> None:
    draft = stage.draft()
    chosen = attachments.choose_for_draft(draft, PAPER, by=stage.member, now=stage.now)
    place = Path(chosen.content.path)
    with django_capture_on_commit_callbacks(execute=True):
        filing.discard(draft, by=stage.member, now=stage.now)
    assert not Attachment.objects.exists()
    assert not place.exists()


def test_what_nobody_touched_for_a_month_is_forgotten_with_its_files(
    stage: Stage, ticket: Ticket, django_capture_on_commit_callbacks: OnCommit
) -> None:
    old = stage.draft()
    kept = [
        attachments.choose_for_draft(old, PAPER, by=stage.member, now=stage.now),
        _choose(stage, ticket),
    ]
    places = [Path(one.content.path) for one in kept]
    for day, left in ((29, 2), (31, 0)):
        later = stage.now + dt.timedelta(days=day)
        with django_capture_on_commit_callbacks(execute=True):
            filing.forget(by=None, now=later)
            attachments.forget(by=None, now=later)
        assert Attachment.objects.count() == left
        assert [place.exists() for place in places] == [bool(left)] * 2
    assert not Draft.objects.filter(pk=old.pk).exists()


# --- With words --------------------------------------------------------------------------------


@pytest.mark.parametrize(("step", "by"), [(WRITE, "member"), (WRITE, "li_min"), (NOTE, "li_min")])
def test_a_file_goes_with_the_message_it_was_chosen_for(
    stage: Stage, ticket: Ticket, step: StepName, by: str
) -> None:
    chosen = _choose(stage, ticket, by, step)
    assert not again(ticket).attachments.all().sent().exists(), "chosen is not sent"
    stage.do(ticket, step, by, replace(WRITTEN, attachments=(chosen.pk,)))
    chosen.refresh_from_db()
    assert (chosen.sent_at, chosen.message) == (stage.now, ticket.messages.get())
    assert events(ticket)[-1].facts["attachments"][0]["sha256"] == chosen.sha256
    assert not chosen_for(getattr(stage, by), ticket, step).exists()


def test_what_stands_beside_a_note_never_leaves_the_house(stage: Stage, ticket: Ticket) -> None:
    chosen = _choose(stage, ticket, "li_min", NOTE)
    stage.do(ticket, "note", "li_min", replace(WRITTEN, attachments=(chosen.pk,)))
    assert attachment_on(ticket, chosen.pk, inside=True) == chosen
    outside = partial(attachment_on, ticket, chosen.pk, inside=False)
    assert refusal(outside) == (Because.UNSEEN, "no_such_attachment")


def test_nobody_sends_what_is_not_theirs_or_was_chosen_for_something_else(
    stage: Stage, ticket: Ticket
) -> None:
    others = [
        uuid7(),
        _choose(stage, ticket, "li_min").pk,
        _choose(stage, stage.ticket_in(State.HANDLING)).pk,
    ]
    inside = _choose(stage, ticket, "li_min", NOTE).pk
    before = len(events(ticket))
    for other in others:
        deed = partial(stage.do, ticket, "write", "member", replace(WRITTEN, attachments=(other,)))
        assert refusal(deed) == (Because.MISSING, "no_such_attachment")
    deed = partial(stage.do, ticket, "write", "li_min", replace(WRITTEN, attachments=(inside,)))
    assert refusal(deed)[1] == "no_such_attachment", "what was meant for inside is not sent out"
    assert len(events(ticket)) == before
    assert not Attachment.objects.all().sent().exists()


def test_a_file_is_sent_once(stage: Stage, ticket: Ticket) -> None:
    said = replace(WRITTEN, attachments=(_choose(stage, ticket).pk,))
    stage.do(ticket, "write", "member", said)
    again_ = partial(stage.do, ticket, "write", "member", said)
    assert refusal(again_) == (Because.MISSING, "no_such_attachment")
    assert ticket.messages.count() == 1


def test_who_may_not_take_the_step_chooses_nothing_for_it(stage: Stage, ticket: Ticket) -> None:
    for by, step in (("stranger", WRITE), ("member", NOTE), ("li_min", StepName.SUPPLY)):
        deed = partial(_choose, stage, ticket, by, step)
        assert refusal(deed)[0] in {Because.ROLE, Because.STATE}
    assert not Attachment.objects.exists()


# --- With the material that was asked for ------------------------------------------------------


def test_each_asked_item_has_its_own_files_and_they_may_be_the_whole_answer(stage: Stage) -> None:
    ticket = stage.do(stage.file(), "ask_supplement", "li_min", ASKED)
    first = _choose(stage, ticket, step=StepName.SUPPLY, item=1)
    second = _choose(stage, ticket, step=StepName.SUPPLY, item=2)
    given = Supply(
        (
            Answer(1, Given.GIVEN, "", (first.pk,)),
            Answer(2, Given.CANNOT, "原件在总部", (second.pk,)),
        )
    )
    stage.do(ticket, "supply", "member", given)
    kept = Attachment.objects.all().sent().order_by("item")
    assert [(one.item, one.supplement) for one in kept] == [
        (1, ticket.supplement_requests.get()),
        (2, ticket.supplement_requests.get()),
    ]
    assert len(events(ticket)[-1].facts["attachments"]) == 2


def test_an_item_without_words_and_without_files_is_not_answered(stage: Stage) -> None:
    ticket = stage.do(stage.file(), "ask_supplement", "li_min", ASKED)
    wordless = Supply((Answer(1, Given.GIVEN, ""), SUPPLY.answers[1]))
    assert refusal(partial(stage.do, ticket, "supply", "member", wordless))[0] is Because.MISSING
    why = Supply((SUPPLY.answers[0], Answer(2, Given.CANNOT, "", (uuid7(),))))
    assert refusal(partial(stage.do, ticket, "supply", "member", why))[0] is Because.MISSING
    stranger = partial(_choose, stage, ticket, step=StepName.SUPPLY, item=3)
    assert refusal(stranger) == (Because.MISSING, "unknown_item")


# --- Room, and when things break ---------------------------------------------------------------


def test_one_too_many_is_told_by_its_name(stage: Stage, ticket: Ticket) -> None:
    for _each in range(MOST):
        _choose(stage, ticket)
    assert refusal(partial(_choose, stage, ticket)) == (Because.MISSING, "too_many")
    _choose(stage, ticket, "li_min")  # somebody else's form has room of its own


def test_a_ticket_is_no_store_of_files(
    stage: Stage, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tickets.rules.attachments.MOST_OF_TICKET", 1)
    _choose(stage, ticket)
    deed = partial(_choose, stage, ticket, "li_min")
    assert refusal(deed) == (Because.MISSING, "no_room")


def test_two_at_once_never_exceed_the_room(
    transactional_db: None, stage: Stage, ticket: Ticket
) -> None:
    for _each in range(MOST - 1):
        _choose(stage, ticket)
    one = partial(_choose, stage, ticket)
    assert at_once(one, one) == [DONE, "too_many"]
    assert Attachment.objects.count() == MOST


def test_taken_back_and_sent_at_once_it_is_one_of_both(
    transactional_db: None, stage: Stage, ticket: Ticket
) -> None:
    chosen = _choose(stage, ticket)
    said = replace(WRITTEN, attachments=(chosen.pk,))
    told = at_once(
        partial(stage.do, again(ticket), "write", "member", said),
        partial(attachments.discard, chosen, by=stage.member, now=stage.now),
    )
    assert told == [DONE, "no_such_attachment"]
    assert Attachment.objects.filter(sent_at__isnull=False).count() == ticket.messages.count()


def test_a_full_disk_costs_the_file_and_nothing_else(
    stage: Stage, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    assert refusal(partial(_choose, stage, ticket)) == (Because.STATE, "not_kept")
    stage.do(ticket, "write", "member", WRITTEN)
    assert ticket.messages.count() == 1


def test_what_breaks_off_leaves_the_file_unsent(stage: Stage, ticket: Ticket) -> None:
    chosen = _choose(stage, ticket)
    with transaction.atomic():
        stage.do(ticket, "write", "member", replace(WRITTEN, attachments=(chosen.pk,)))
        transaction.set_rollback(True)
    assert list(chosen_for(stage.member, ticket, WRITE)) == [chosen]


def test_only_ones_own_unsent_file_is_taken_back_and_then_its_bytes_go(
    stage: Stage, ticket: Ticket, django_capture_on_commit_callbacks: OnCommit
) -> None:
    chosen = _choose(stage, ticket)
    place = Path(chosen.content.path)
    foreign = partial(attachments.discard, chosen, by=stage.li_min, now=stage.now)
    assert refusal(foreign) == (Because.UNSEEN, "no_such_attachment")
    with django_capture_on_commit_callbacks(execute=True):
        attachments.discard(chosen, by=stage.member, now=stage.now)
        assert place.exists(), "only once it is certain"
    assert not place.exists()
    sent = _choose(stage, ticket)
    stage.do(ticket, "write", "member", replace(WRITTEN, attachments=(sent.pk,)))
    late = partial(attachments.discard, sent, by=stage.member, now=stage.now)
    assert refusal(late) == (Because.UNSEEN, "no_such_attachment")


# --- Viruses -----------------------------------------------------------------------------------


def test_until_the_scanner_spoke_a_file_is_sent_but_given_to_nobody(
    stage: Stage, ticket: Ticket, settings: Any
) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    chosen = _choose(stage, ticket)
    stage.do(ticket, "write", "member", replace(WRITTEN, attachments=(chosen.pk,)))
    take = partial(attachment_on, ticket, chosen.pk, inside=True)
    assert refusal(take) == (Because.STATE, "not_fit")
    attachments.judge(chosen, infected="", by=None, now=stage.now)
    assert take().screened_at == stage.now


def test_what_carries_a_virus_is_thrown_away_and_the_history_says_so_once(
    stage: Stage,
    ticket: Ticket,
    settings: Any,
    django_capture_on_commit_callbacks: OnCommit,
) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    chosen = _choose(stage, ticket)
    place = Path(chosen.content.path)
    with django_capture_on_commit_callbacks(execute=True):
        for verdict in ("Eicar-Signature", ""):
            attachments.judge(chosen, infected=verdict, by=None, now=stage.now)
    chosen.refresh_from_db()
    assert chosen.screening == Screening.INFECTED
    assert not place.exists()
    told = [event for event in events(ticket) if event.kind == attachments.INFECTED]
    assert [(event.by, event.facts["found"]) for event in told] == [(None, "Eicar-Signature")]
