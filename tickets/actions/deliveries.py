"""Note what became of a message that was to be delivered. The rows are their own history."""

import datetime as dt

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tickets.actions import serving
from tickets.errors import Because, Refused
from tickets.models import OutboxMessage
from tickets.rules import delivery, notifications
from tickets.rules.delivery import FADE_TIME, Failure
from tickets.rules.notifications import KINDS


def mark_sent(message: OutboxMessage, *, now: dt.datetime) -> None:
    """Note that the mail server took the message. Refused when it was settled meanwhile.

    By itself: whatever else follows from it and fails, the message is not sent again.
    """
    held = OutboxMessage.objects.waiting().filter(pk=message.pk)
    if not held.update(sent_at=now, last_error=""):
        raise _settled()


def mark_failed(
    message: OutboxMessage, failure: Failure, *, now: dt.datetime, chance: float
) -> None:
    """Note a failed attempt: the next one comes after a growing wait, or the message is given up.

    `chance` (0 ≤ chance < 1) spreads the waits. Refused when another worker holds the message now.
    """
    wait = None if failure.is_final else delivery.wait_after(message.attempts, chance)
    held = OutboxMessage.objects.waiting().filter(pk=message.pk, attempts=message.attempts)
    next_step = {"given_up_at": now} if wait is None else {"next_try_at": now + wait}
    if not held.update(last_error=notifications.one_line(failure.reason), **next_step):
        raise _settled()


def fade(*, now: dt.datetime) -> int:
    """Wipe the words of delivered messages that carried a secret; returns how many were wiped."""
    secret = [kind for kind, card in KINDS.items() if card.fades]
    settled = OutboxMessage.objects.settled_before(now - FADE_TIME).filter(kind__in=secret)
    return settled.exclude(text="").update(text="", html="")


def count_as_delivered(*, now: dt.datetime) -> int:
    """Count what was queued until now as delivered when it was queued: an example's past."""
    waiting = OutboxMessage.objects.waiting().filter(queued_at__lte=now)
    delivered = waiting.update(sent_at=F("queued_at"))
    serving.note_deliveries(now=now)
    return delivered


def _settled() -> Refused:
    return Refused(Because.STALE, "message_settled", _("This message was settled meanwhile."))
