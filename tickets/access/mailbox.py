"""The local mailbox: every mail of the house, for people trying the demo and for nobody else."""

import uuid

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tickets.errors import Because, Refused
from tickets.models import OutboxMessage
from tickets.models.outbox import OutboxMessages


def mails() -> OutboxMessages:
    """Every mail, newest first. Refused (unseen) where there is no demo."""
    if not settings.DEMO:
        raise _unseen()
    return OutboxMessage.objects.mails()


def mail(message_id: uuid.UUID) -> OutboxMessage:
    """One mail. Refused (unseen) where there is no demo or no such mail."""
    found = mails().filter(pk=message_id).first()
    if found is None:
        raise _unseen()
    return found


def _unseen() -> Refused:
    return Refused(Because.UNSEEN, "no_such_message", _("There is no such message."))
