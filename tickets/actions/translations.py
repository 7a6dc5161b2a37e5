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
    """Put a translation beside a message, or beside the request itself.

    Raises Refused(MISSING) for a message of another ticket.
    """
    with deed(ticket, StepName.TRANSLATE, given, by=by, now=now) as doing:
        if given.message and not doing.ticket.messages.filter(pk=given.message).exists():
            sentence = _("Choose what you translate: the request or one of its messages.")
            raise Refused(Because.MISSING, "no_such_message", sentence, field="message")
        doing.told |= {"message": str(given.message or ""), "language": given.language}
        return Translation.objects.create(
            ticket=doing.ticket,
            message_id=given.message,
            text=given.text.strip(),
            language=given.language,
            translated_by=by,
            translated_at=now,
        )
