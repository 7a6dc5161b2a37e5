"""What people do with their notifications, and which of them they also want by e-mail."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.access.notifications import unread_of
from tickets.errors import Because, Refused
from tickets.models import Mute, OutboxMessage
from tickets.rules.notifications import MUTABLE, Kind


def read(message: OutboxMessage, *, by: User, now: dt.datetime) -> OutboxMessage:
    """Its recipient opens a notification; the first opening counts."""
    if message.recipient_id != by.pk or message.channel != OutboxMessage.Channel.IN_APP:
        raise Refused(Because.UNSEEN, "no_such_message", _("There is no such message."))
    OutboxMessage.objects.filter(pk=message.pk, read_at=None).update(read_at=now)
    message.refresh_from_db(fields=["read_at"])
    return message


def read_all(*, by: User, now: dt.datetime) -> int:
    """A person has seen all their notifications; returns how many were new."""
    return unread_of(by, now).update(read_at=now)


@transaction.atomic
def choose_mails(
    wanted: Collection[Kind], *, among: Collection[Kind], by: User, now: dt.datetime
) -> None:
    """A person says of which kinds, among those offered, they want e-mails too.

    What nobody may do without is sent anyway.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    Mute.objects.filter(person=by, kind__in=among).delete()
    without = (kind for kind in among if kind in MUTABLE and kind not in wanted)
    Mute.objects.bulk_create(Mute(person=by, kind=kind) for kind in without)
