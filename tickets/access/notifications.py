"""A person's own notifications, and nobody else's."""

import datetime as dt
import uuid

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.errors import Because, Refused
from tickets.models import Assist, Mute, OutboxMessage, Ticket
from tickets.models.outbox import OutboxMessages
from tickets.rules.days import day_of
from tickets.rules.notifications import MUTABLE, Kind


def inbox_of(user: User, now: dt.datetime) -> OutboxMessages:
    """A person's notifications, newest first; none about what they may not know of now."""
    return _known(OutboxMessage.objects.inbox_of(user), user, now)


def unread_of(user: User, now: dt.datetime) -> OutboxMessages:
    """Those of them that this person has not opened."""
    return _known(OutboxMessage.objects.unread_by(user), user, now)


def unread_by(user: User, most: int, now: dt.datetime) -> int:
    """How many notifications a person has not opened, counted up to `most`."""
    return unread_of(user, now)[:most].count()


def notification_for(user: User, message_id: uuid.UUID, now: dt.datetime) -> OutboxMessage:
    """One of a person's own notifications. Refused (unseen) for anybody else's."""
    message = inbox_of(user, now).filter(pk=message_id).first()
    if message is None:
        raise Refused(Because.UNSEEN, "no_such_message", _("There is no such message."))
    return message


def mailed_kinds(user: User) -> list[Kind]:
    """The kinds, of those a person may do without, that also come by e-mail."""
    without = Mute.objects.of(user)
    return [kind for kind in MUTABLE if kind not in without]


def _known(messages: OutboxMessages, user: User, now: dt.datetime) -> OutboxMessages:
    """Without those about a ticket that this person may not know of, or not any more."""
    on = day_of(now)
    ticket = Ticket.objects.visible_to(user, on).filter(pk=OuterRef("ticket"))
    assist = Assist.objects.visible_to(user, on).filter(ticket=OuterRef("ticket"))
    return messages.filter(Q(ticket=None) | Q(Exists(ticket)) | Q(Exists(assist)))
