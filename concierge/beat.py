"""The beat: hands recurring work to the worker, never twice at a time.

The one that ticks holds an advisory lock of PostgreSQL on a connection of its own, so two beats on
two machines cannot both tick, and a beat that lost its database stops ticking. The schedule is
kept in memory: after a start every round is due at once, because each task does whatever is left
to do since the last round, and nothing when there is nothing.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from celery.beat import Scheduler
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.conninfo import make_conninfo

from concierge.celery import app

LOCK = 0x636F6E6369657267  # "concierg": the number of the advisory lock
WAIT = 2.0  # seconds between two tries for the lock
LONGEST_NAP = 5.0  # seconds between two looks at the lock
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
LINE: dict[str, str | int] = {
    "connect_timeout": 3,
    "tcp_user_timeout": 5000,  # milliseconds until a cut line counts as lost
    "options": "-c statement_timeout=5s -c idle_session_timeout=0",
}

log = logging.getLogger(__name__)
Nap = Callable[[float], object]


def tick_alone(database_url: str, nap: Nap) -> int:
    """Wait for the lock, then tick until the database is lost; the exit code."""
    try:
        with _connected(database_url) as connection:
            _await_lock(connection, nap)
            for seconds in _ticks(connection):
                nap(seconds)
    except psycopg.OperationalError as why:
        log.error("the database is lost, and the beat's lock with it: %s", why)  # noqa: TRY400  # no trace
    return 1


def somebody_ticks(connection: BaseDatabaseWrapper) -> bool:
    """Whether a beat holds the lock in this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from pg_locks where locktype = 'advisory' and granted "
            "and objsubid = 1 and classid = %s and objid = %s "
            "and database = (select oid from pg_database where datname = current_database()))",
            [LOCK >> 32, LOCK & 0xFFFFFFFF],
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def _connected(database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(make_conninfo(database_url, **LINE), autocommit=True) as connection:
        yield connection


def _await_lock(connection: psycopg.Connection, nap: Nap) -> None:
    waiting = False
    while not _asked(connection, "select pg_try_advisory_lock(%s)", LOCK):
        if not waiting:
            log.info("another beat ticks; waiting for it to end")
        waiting = True
        nap(WAIT)
    log.info("ticking")


def _ticks(connection: psycopg.Connection) -> Iterator[float]:
    scheduler = Scheduler(app=app, lazy=True)
    scheduler.setup_schedule()
    for entry in scheduler.schedule.values():
        entry.last_run_at = LONG_AGO
    while _asked(connection, "select 1"):
        yield max(0.0, min(scheduler.tick(), LONGEST_NAP))  # below zero: it is late already


def _asked(connection: psycopg.Connection, question: str, *about: object) -> bool:
    answer = connection.execute(question, about or None).fetchone()
    return bool(answer and answer[0])
