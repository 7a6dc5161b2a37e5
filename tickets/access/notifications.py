"""A person's own notifications, and nobody else's."""

import uuid

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.errors import Because, Refused
from tickets.models import Mute, OutboxMessage
from tickets.models.outbox import OutboxMessages
from tickets.rules.notifications import MUTABLE, Kind


def inbox_of(user: User) -> OutboxMessages:
    """A person's notifications, newest first."""
    return OutboxMessage.objects.inbox_of(user)


def unread_by(user: User, most: int) -> int:
    """How many notifications a person has not opened, counted up to `most`."""
    return OutboxMessage.objects.unread_by(user)[:most].count()


def notification_for(user: User, message_id: uuid.UUID) -> OutboxMessage:
    """One of a person's own notifications. Refused (unseen) for anybody else's."""
    message = inbox_of(user).filter(pk=message_id).first()
    if message is None:
        raise Refused(Because.UNSEEN, "no_such_message", _("There is no such message."))
    return message


def mailed_kinds(user: User) -> list[Kind]:
    """The kinds, of those a person may do without, that also come by e-mail."""
    without = Mute.objects.of(user)
    return [kind for kind in MUTABLE if kind not in without]
