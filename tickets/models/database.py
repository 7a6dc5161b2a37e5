"""What only the database itself can say or hold: its clock, a turn, a complete history."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_TAKE = "select pg_try_advisory_lock(hashtextextended(%s, 0))"
_GIVE_BACK = "select pg_advisory_unlock(hashtextextended(%s, 0))"
_WAIT = "select pg_advisory_xact_lock(hashtextextended(%s, 0))"
_POLICY = """
    select coalesce((select max(id) from tickets_notice), 0),
           coalesce((select max(id) from tickets_officehours), 0),
           coalesce((select max(id) from tickets_promise), 0)
"""
PolicyVersion = tuple[int, int, int]  # the newest notice, office hours and promise


def time() -> dt.datetime:
    """The moment by the database's clock: the one clock that decides what is due."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        moment: dt.datetime = cursor.fetchone()[0]
    return moment


def policy_version() -> PolicyVersion:
    """Which policy counts: the newest row of each table of calendars and promises."""
    with connection.cursor() as cursor:
        cursor.execute(_POLICY)
        newest: PolicyVersion = cursor.fetchone()
    return newest


def take_stock() -> None:
    """Let the planner count the rows anew, those of this transaction too.

    After very much was written at once it would otherwise plan for the tables as they were.
    """
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def wait_for(duty: str) -> None:
    """Let nobody else be at `duty` until this transaction ends; wait for who is."""
    with connection.cursor() as cursor:
        cursor.execute(_WAIT, [duty])


@contextmanager
def turn(duty: str) -> Iterator[bool]:
    """Whether it is this process's turn at `duty`, of all processes on all machines.

    It ends with the block, or with the connection: a dead process never blocks the others.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [duty])
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute(_GIVE_BACK, [duty])


@contextmanager
def no_event_being_written() -> Iterator[None]:
    """Inside the block no event is being written, so none can appear later with a smaller id.

    Waits half a second at most for writers under way, then raises OperationalError.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local lock_timeout = '500ms'")
        cursor.execute("lock table tickets_event in share mode")
        yield
