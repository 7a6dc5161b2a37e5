"""The only way in: what a person may see, and what the house knows of itself."""

import datetime as dt
import uuid

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.errors import Because, Refused
from tickets.models import OutboxMessage, database
from tickets.models.outbox import OutboxMessages


def database_time() -> dt.datetime:
    """The moment by the database's clock: the one clock that decides what is due."""
    return database.time()


def inbox_of(user: User) -> OutboxMessages:
    """A person's own notifications, newest first."""
    return OutboxMessage.objects.inbox_of(user)


def notification_for(user: User, message_id: uuid.UUID) -> OutboxMessage:
    """One of a person's own notifications. Refused (unseen) for anybody else's."""
    return _one(OutboxMessage.objects.inbox_of(user), message_id)


def local_mailbox() -> OutboxMessages:
    """Every mail of the house, newest first, for people trying the demo. Refused without a demo."""
    if not settings.DEMO:
        raise _unseen()
    return OutboxMessage.objects.mails()


def mail_in_local_mailbox(message_id: uuid.UUID) -> OutboxMessage:
    """One mail of the demo's mailbox. Refused (unseen) without a demo or such a mail."""
    return _one(local_mailbox(), message_id)


def _one(messages: OutboxMessages, message_id: uuid.UUID) -> OutboxMessage:
    message = messages.filter(pk=message_id).first()
    if message is None:
        raise _unseen()
    return message


def _unseen() -> Refused:
    return Refused(Because.UNSEEN, "no_such_message", _("There is no such message."))
