"""Staff translate what was written on a ticket: beside the words, never in their place."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.actions.deeds import deed
from tickets.errors import Because, Refused
from tickets.models import Ticket, Translation
from tickets.rules.messages import Rendering
from tickets.rules.steps import StepName


def add(ticket: Ticket, given: Rendering, *, by: User, now: dt.datetime) -> Translation:
    """Put a translation beside a message or a file, or beside the request itself.

    Raises Refused(MISSING) for a message or a file of another ticket.
    """
    with deed(ticket, StepName.TRANSLATE, given, by=by, now=now) as doing:
        if not _is_there(doing.ticket, given):
            sentence = _("Choose what you translate: the request, a message or a file.")
            raise Refused(Because.MISSING, "no_such_message", sentence, field="message")
        doing.told |= {"message": str(given.message or ""), "language": given.language}
        doing.told |= {"attachment": str(given.attachment)} if given.attachment else {}
        return Translation.objects.create(
            ticket=doing.ticket,
            message_id=given.message,
            attachment_id=given.attachment,
            text=given.text.strip(),
            language=given.language,
            translated_by=by,
            translated_at=now,
        )


def _is_there(ticket: Ticket, given: Rendering) -> bool:
    """Whether what is translated stands on this ticket, and is one thing."""
    if given.message and given.attachment:
        return False
    if given.attachment:
        return ticket.attachments.all().sent().filter(pk=given.attachment).exists()
    return not given.message or ticket.messages.filter(pk=given.message).exists()
