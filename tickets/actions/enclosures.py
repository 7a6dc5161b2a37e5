"""Files as a part of deeds: what was chosen before goes along, and the Event tells which bytes."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from tickets.actions.deeds import Deed
from tickets.models import Attachment, Draft, Ticket
from tickets.rules import attachments as rules
from tickets.rules.carried import missing


def go_along(doing: Deed, chosen: Sequence[uuid.UUID], **beside: Any) -> None:
    """Part of a deed: what its doer chose goes with it, and its Event tells which bytes they were.

    Raises Refused(MISSING) for a file that is not there any more, or is somebody else's.
    """
    if not chosen:
        return
    rules.need_few(chosen)
    mine = doing.ticket.attachments.filter(sent_at=None, uploaded_by=doing.by)
    held = list(mine.filter(for_step=doing.step.name, pk__in=chosen).select_for_update())
    if len(held) != len(set(chosen)):
        sentence = _("One of the files is not there any more. Choose it again.")
        raise missing(rules.FIELD, sentence, "no_such_attachment")
    mine.filter(pk__in=chosen).update(sent_at=doing.now, **beside)
    doing.told["attachments"] = [*doing.told.get("attachments", []), *map(told, held)]


def of_filing(draft: Draft, ticket: Ticket, *, now: dt.datetime) -> list[dict[str, str]]:
    """Part of the filing: the files of the draft become those of the request; for its Event."""
    held = list(draft.attachments.select_for_update())
    draft.attachments.update(draft=None, ticket=ticket, sent_at=now)
    return [told(one) for one in held]


def told(attachment: Attachment) -> dict[str, str]:
    """What an Event says of a file: which one, and of which bytes; no name, it may name people."""
    return {"id": str(attachment.pk), "sha256": attachment.sha256}
