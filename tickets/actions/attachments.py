"""Attachments (附件): chosen one by one, sent with the words they belong to, checked for viruses.

Choosing writes no Event, as typing does not; sending is told by the Event of the step.
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.access.attachments import no_such_attachment
from tickets.access.standing import picture_of
from tickets.actions import enclosures
from tickets.errors import Because, Refused
from tickets.models import Attachment, Draft, Event, Ticket
from tickets.rules import attachments as rules
from tickets.rules import lifecycle
from tickets.rules.attachments import Screening, Trouble, Upload, troubled
from tickets.rules.carried import missing
from tickets.rules.contents import Examined, examine
from tickets.rules.step_table import STEPS
from tickets.rules.steps import StepName

INFECTED = "infected"  # the Event of a file that was thrown away


def choose_for_draft(draft: Draft, upload: Upload, *, by: User, now: dt.datetime) -> Attachment:
    """Put a file to one's own draft.

    Raises Refused: MISSING with the reason for a file that is not taken, STATE when the draft was
    submitted or the file cannot be kept just now.
    """
    found = examine(upload)
    with transaction.atomic():
        held = Draft.objects.select_for_update().filter(pk=draft.pk, author=by).first()
        if held is None:
            raise Refused(Because.UNSEEN, "no_such_draft", _("There is no such draft."))
        if held.ticket_id is not None:
            sentence = _("This request was submitted already.")
            raise Refused(Because.STATE, "already_submitted", sentence)
        _need_room(held.attachments.count(), rules.MOST, Trouble.TOO_MANY, found)
        return _kept(found, {"draft": held}, by, now)


def choose(
    ticket: Ticket,
    step: StepName,
    upload: Upload,
    *,
    item: int | None = None,
    by: User,
    now: dt.datetime,
) -> Attachment:
    """Put a file to the form of a step that is not sent yet; `item`: of the material asked for.

    Raises Refused as the step itself would, and MISSING with the reason for a file not taken.
    """
    found = examine(upload)
    with transaction.atomic():
        locked = Ticket.objects.select_for_update().get(pk=ticket.pk)
        lifecycle.check(STEPS[step], *picture_of(by, locked, now))
        where = {"ticket": locked, "for_step": step, **_item(locked, item)}
        mine = locked.attachments.filter(sent_at=None, uploaded_by=by, for_step=step, item=item)
        _need_room(mine.count(), rules.MOST, Trouble.TOO_MANY, found)
        _need_room(locked.attachments.count(), rules.MOST_OF_TICKET, Trouble.NO_ROOM, found)
        return _kept(found, where, by, now)


def discard(attachment: Attachment, *, by: User, now: dt.datetime) -> None:
    """Take back a file that is not sent. Its bytes go once that is certain.

    Raises Refused(UNSEEN) for what is not theirs, or was sent.
    """
    with transaction.atomic():
        mine = Attachment.objects.select_for_update().unsent().filter(uploaded_by=by)
        held = mine.filter(pk=attachment.pk).first()
        if held is None:
            raise no_such_attachment()
        held.delete()
        transaction.on_commit(lambda: held.content.delete(save=False), robust=True)


def _item(ticket: Ticket, item: int | None) -> dict[str, Any]:
    if item is None:
        return {}
    asked = ticket.supplement_requests.get(ended_at=None)
    if not 1 <= item <= len(asked.items):
        sentence = _("An answer belongs to no asked item.")
        raise missing(rules.FIELD, sentence, "unknown_item")
    return {"supplement": asked, "item": item}


def _need_room(there: int, most: int, trouble: Trouble, found: Examined) -> None:
    if there >= most:
        raise troubled(trouble, found.name)


def _kept(found: Examined, where: dict[str, Any], by: User, now: dt.datetime) -> Attachment:
    checked = not settings.CLAMD_URL
    try:
        return Attachment.objects.create(
            **where,
            name=found.name,
            media_type=found.media_type,
            size=len(found.content),
            sha256=found.sha256,
            received_sha256=found.received_sha256,
            content=ContentFile(found.content, name="content"),
            screening=Screening.FIT if checked else Screening.WAITING,
            uploaded_by=by,
            uploaded_at=now,
        )
    except OSError as why:  # the disk is full, or gone
        raise troubled(Trouble.NOT_KEPT, found.name) from why


def forget(*, by: None, now: dt.datetime) -> int:
    """Throw away what was chosen a month ago and never sent; how many. No Event."""
    gone = list(Attachment.objects.forgotten(now))
    for one in gone:
        discard(one, by=one.uploaded_by, now=now)
    return len(gone)


def judge(attachment: Attachment, *, infected: str, by: None, now: dt.datetime) -> None:
    """Note what the scanner said; `infected`: the name of what it found, empty for nothing.

    What carries a virus is thrown away, and on a ticket its history says so.
    """
    with transaction.atomic():
        ticket = _ticket_of(attachment)
        held = Attachment.objects.select_for_update().filter(
            pk=attachment.pk, screening=Screening.WAITING
        )
        if not (found := held.first()):
            return
        verdict = Screening.INFECTED if infected else Screening.FIT
        held.update(screening=verdict, screened_at=now)
        if infected:
            transaction.on_commit(lambda: found.content.delete(save=False), robust=True)
        if infected and ticket:
            facts = {"found": infected[:100], **enclosures.told(found)}
            Event.objects.append(ticket.stream, INFECTED, by=by, now=now, facts=facts)


def _ticket_of(attachment: Attachment) -> Ticket | None:
    if attachment.ticket_id is None:
        return None
    return Ticket.objects.select_for_update().get(pk=attachment.ticket_id)
