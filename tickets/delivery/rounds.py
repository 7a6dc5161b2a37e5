"""A round of deliveries: lease one, send it, note what became of it, until none is due."""

import contextlib
import datetime as dt
import logging
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

from tickets.actions import deliveries, heartbeats
from tickets.delivery import envelope
from tickets.delivery.server import Away, Line, Rejected, at, conversation
from tickets.errors import Refused
from tickets.models import Heartbeat, OutboxMessage
from tickets.models.database import turn
from tickets.rules.delivery import ATTEMPTS, AWAY_TIME, Failure
from tickets.rules.notifications import address_of

log = logging.getLogger(__name__)

ROUND_LIMIT = 60  # seconds after which a round makes room for other work
AWAY = "mail_server_away"
Clock = Callable[[], dt.datetime]
_chance = random.SystemRandom().random


class Way(Protocol):
    """Something a mail can leave by."""

    def send(self, message: OutboxMessage) -> None:
        """Hand over one message. Raises Rejected for this message, Away when the way is shut."""


@dataclass(frozen=True)
class ByServer:
    """Out into the world."""

    line: Line

    def send(self, message: OutboxMessage) -> None:
        """Hand the message to the mail server."""
        self.line.send(envelope.written(message))


class IntoLocalMailbox:
    """Where demo mails go: the row itself is what the mailbox page shows."""

    def send(self, message: OutboxMessage) -> None:
        """Nothing is to be carried anywhere."""


def deliver(clock: Clock) -> int:
    """Deliver what is due, one process at a time; returns how many messages were handed over.

    `clock` tells the database's time. A server that is away ends the round and is left alone for
    half a minute; without any way out nothing is touched and messages wait.
    """
    sent, until = 0, time.monotonic() + ROUND_LIMIT
    while time.monotonic() < until and _is_there_work(clock()):
        with turn("deliver") as is_ours:
            handed_over = _round(clock, until) if is_ours else 0
        if not handed_over:
            break
        sent += handed_over
    return sent


def _is_there_work(now: dt.datetime) -> bool:
    if not (settings.EMAIL_SERVER or settings.DEMO):
        return False
    if not OutboxMessage.objects.due(now).exists():
        return False
    away_at = Heartbeat.objects.last_at(AWAY)
    return away_at is None or away_at + AWAY_TIME <= now


def _round(clock: Clock, until: float) -> int:
    sent = 0
    try:
        with _way() as way:
            while time.monotonic() < until and (leased := OutboxMessage.objects.lease(clock(), 1)):
                sent += _hand_over(leased[0], way, clock)
    except Away as why:
        log.warning("mail server away: %s", why)
        heartbeats.note(AWAY, now=clock())
    return sent


@contextlib.contextmanager
def _way() -> Iterator[Way]:
    if not settings.EMAIL_SERVER:
        yield IntoLocalMailbox()
        return
    house = address_of(settings.DEFAULT_FROM_EMAIL).domain
    with conversation(at(settings.EMAIL_SERVER), house) as line:
        yield ByServer(line)


def _hand_over(message: OutboxMessage, way: Way, clock: Clock) -> bool:
    """Send one leased message and note the outcome; whether it was taken."""
    try:
        _send(message, way)
    except Rejected as why:
        _note_failure(message, why.failure, clock())
        return False
    except Away as why:
        _note_failure(message, Failure(str(why)), clock())
        raise
    with _settled_by_somebody_else(message):
        deliveries.mark_sent(message, now=clock())
    return True


def _send(message: OutboxMessage, way: Way) -> None:
    if message.attempts > ATTEMPTS:
        raise Rejected(Failure("every worker that tried it died", is_final=True))
    try:
        way.send(message)
    except (Rejected, Away):
        raise
    except Exception as why:  # one bad message must not stop the others
        log.exception("message %s cannot be sent", message.pk)
        raise Rejected(Failure(type(why).__name__)) from why


def _note_failure(message: OutboxMessage, failure: Failure, now: dt.datetime) -> None:
    log.warning("message %s not taken: %s", message.pk, failure.reason)
    with _settled_by_somebody_else(message):
        deliveries.mark_failed(message, failure, now=now, chance=_chance())


@contextlib.contextmanager
def _settled_by_somebody_else(message: OutboxMessage) -> Iterator[None]:
    """A worker that came back too late keeps what the other one noted."""
    try:
        yield
    except Refused:
        log.warning("message %s was settled by another worker", message.pk)
