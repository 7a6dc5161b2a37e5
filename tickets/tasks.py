"""What the clock on the wall starts. A task may run twice or never: rows hold the truth."""

from celery import shared_task

from tickets.access.clock import database_time
from tickets.actions import (
    attachments,
    calendars,
    deliveries,
    duties,
    filing,
    hand_overs,
    heartbeats,
    ladders,
    printing,
    seals,
    serving,
    sessions,
    signatures,
)
from tickets.delivery import rounds, scanner
from tickets.transfer import press


@shared_task
def sweep() -> None:
    """The round every ten seconds: what was served, the lights, the mails that are due."""
    now = database_time()
    serving.note_deliveries(now=now)
    ladders.climb(now=now)
    rounds.deliver(database_time)
    heartbeats.note("sweep", now=database_time())


@shared_task(expires=60)  # a kick nobody heard for a minute means nothing: the sweep was there
def deliver() -> None:
    """The kick after a message was queued: deliver at once instead of at the next sweep."""
    rounds.deliver(database_time)
    serving.note_deliveries(now=database_time())
    press.print_waiting(database_time)


@shared_task
def print_papers() -> None:
    """Every ten seconds, beside the sweep and never in its way: documents that are wished for."""
    press.print_waiting(database_time)


@shared_task
def screen() -> None:
    """Every ten seconds: files that wait for the virus scanner."""
    scanner.screen_waiting(database_time)


@shared_task
def hand_over() -> None:
    """Every ten seconds: move what still waits of the hand-overs that were confirmed."""
    while hand_overs.carry_on(by=None, now=database_time()):
        pass


@shared_task
def follow_calendars() -> None:
    """Every minute: find clocks that a deed started while a calendar was being published."""
    calendars.mark_stragglers(by=None, now=database_time())


@shared_task
def watch_signatures() -> None:
    """Every minute: alarm for what was handed over and is not signed for in time."""
    signatures.watch(by=None, now=database_time())


@shared_task
def tidy() -> None:
    """The hourly round: wipe delivered secrets, forget ended sessions, keep up calendars."""
    now = database_time()
    calendars.mark_outdated(by=None, now=now)
    calendars.remind(by=None, now=now)
    duties.remind(by=None, now=now)
    deliveries.fade(now=now)
    printing.forget(now=now)
    filing.forget(by=None, now=now)
    attachments.forget(by=None, now=now)
    sessions.end_expired(now=now)
    heartbeats.note("tidy", now=now)


@shared_task
def seal() -> None:
    """Seal the history once a day; asked hourly, so that a night without a beat is caught up."""
    seals.seal_if_due(now=database_time())
