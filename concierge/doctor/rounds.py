"""Whether the recurring work is done: worker, beat, and the outbox they empty."""

import datetime as dt
import logging
from collections.abc import Iterator

from django.db import connection

from concierge import beat as clock
from concierge.celery import app
from concierge.doctor.finding import Finding, fine, note, span, wrong
from concierge.doctor.servers import database_answers
from tickets.access.clock import database_time
from tickets.reports.condition import condition

SWEEP_IS_LATE = 60  # seconds; it comes every ten
MESSAGE_IS_LATE = 600  # seconds
PATIENCE = 2.0  # seconds
START = "start the house with `make run`, or look at its log"


def worker() -> Iterator[Finding]:
    """A worker listens, and the last sweep is recent."""
    names = _workers()
    if names:
        yield fine(f"{len(names)} at work: {', '.join(sorted(names))}")
    else:
        yield wrong("no worker answers", START)
    if database_answers():
        yield from _sweep()


def _workers() -> list[str]:
    logging.getLogger("kombu").setLevel(logging.ERROR)
    try:
        answers = app.control.ping(timeout=PATIENCE) or []
    except Exception:  # noqa: BLE001  # whatever the broker's trouble, nobody answers
        return []
    return [name for answer in answers for name in answer]


def _sweep() -> Iterator[Finding]:
    now = database_time()
    at = condition(now).swept_at
    if at is None:
        yield wrong("the sweep was never done", START)
        return
    said = f"the last sweep was {_ago(at, now)}"
    late = (now - at).total_seconds() > SWEEP_IS_LATE
    yield wrong(said, START) if late else fine(said)


def beat() -> Iterator[Finding]:
    """Exactly one beat ticks (the database's lock allows no second)."""
    if not database_answers():
        yield note("not looked at: the database is not ready")
    elif clock.somebody_ticks(connection):
        yield fine("one beat ticks")
    else:
        yield wrong("no beat ticks", START)


def outbox() -> Iterator[Finding]:
    """No message has been waiting for long."""
    if not database_answers():
        yield note("not looked at: the database is not ready")
        return
    now = database_time()
    found = condition(now)
    said = f"{found.waiting} messages are due, the last left {_ago(found.last_sent_at, now)}"
    oldest = found.oldest_queued_at or now
    if (now - oldest).total_seconds() > MESSAGE_IS_LATE:
        cure = "see the findings on worker, beat and mail"
        yield wrong(f"{said}; the oldest was queued {_ago(oldest, now)}", cure)
    else:
        yield fine(said)


def _ago(at: dt.datetime | None, now: dt.datetime) -> str:
    return f"{span((now - at).total_seconds())} ago" if at else "never"
