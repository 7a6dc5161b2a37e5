"""What only the database itself can say or hold: its clock, a turn, a complete history."""

import datetime as dt
import json
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from psycopg.sql import SQL, Identifier

_TAKE = "select pg_try_advisory_lock(hashtextextended(%s, 0))"
_GIVE_BACK = "select pg_advisory_unlock(hashtextextended(%s, 0))"
_WAIT = "select pg_advisory_xact_lock(hashtextextended(duty, 0)) from unnest(%s::text[]) duty"
_POLICY = """
    select coalesce((select max(id) from tickets_decree), 0),
           coalesce((select max(id) from tickets_officehours), 0),
           coalesce((select max(id) from tickets_promise), 0),
           coalesce((select max(id) from tickets_noticetemplate), 0)
"""
_APPEND = """
    with held as materialized (
        select id from tickets_ticket where id = %(ticket)s for no key update
    )
    insert into tickets_event (stream, position, kind, by_id, at, facts, hash)
    select %(stream)s, %(position)s, %(kind)s, %(by_id)s, %(at)s, %(facts)s::jsonb, %(hash)s
    from held
    on conflict on constraint one_event_per_position do nothing
    returning id
"""
_ISSUE_NOTICE = """
    with counted as (
        insert into tickets_noticecount (office_id, year, last)
        values (%(office_id)s, %(year)s, 1)
        on conflict (office_id, year) do update set last = tickets_noticecount.last + 1
        returning last
    )
    , kept as (
    insert into tickets_notice (
        id, ticket_id, kind, template_id, office_id, year, ordinal, mark, language, words,
        issued_at, issued_by_id, way, recipient
    )
    select %(id)s, %(ticket_id)s, %(kind)s, %(template_id)s, %(office_id)s, %(year)s, last,
           %(mark)s, %(language)s, %(words)s::jsonb, %(issued_at)s, %(issued_by_id)s, '', ''
    from counted
    returning ordinal
    )
    select kept.ordinal, head.position, head.hash from kept, lateral (
        select position, hash from tickets_event where stream = %(stream)s
        order by position desc limit 1
    ) head
"""
PolicyVersion = tuple[int, int, int, int]  # the newest decree, hours, promise and template


def time() -> dt.datetime:
    """The moment by the database's clock: the one clock that decides what is due."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        moment: dt.datetime = cursor.fetchone()[0]
    return moment


def policy_version() -> PolicyVersion:
    """Which policy counts: the newest row of each table of calendars, promises, templates."""
    with connection.cursor() as cursor:
        cursor.execute(_POLICY)
        newest: PolicyVersion = cursor.fetchone()
    return newest


def issue_notice(notice: Mapping[str, Any]) -> tuple[int, int, str]:
    """Keep a notice under the next number of its office and year.

    Returns that number, and the end of the history of its ticket: position and hash of the last
    Event. Whoever issues the next one there waits until this transaction ends: no number is lost.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ISSUE_NOTICE, {**notice, "words": json.dumps(notice["words"])})
        issued: tuple[int, int, str] = cursor.fetchone()
    return issued


def take_stock() -> None:
    """Let the planner count the rows anew, those of this transaction too.

    After very much was written at once it would otherwise plan for the tables as they were. Tables
    of the server itself are left out: two houses on one server would wait for each other.
    """
    ours = connection.introspection.django_table_names(only_existing=True)
    tables = SQL(", ").join(map(Identifier, ours))
    with connection.cursor() as cursor:
        cursor.execute(SQL("analyze {}").format(tables).as_string())


def append_under_lock(ticket_id: uuid.UUID, event: Mapping[str, Any]) -> int | None:
    """Lock a ticket, write this event of it and, outside a transaction, let go: one statement.

    Returns the id of the event; None, and nothing is written, where its position was taken while
    it waited for the lock. No other writer who holds the lock can be made to fail by it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_APPEND, {"ticket": ticket_id, **event, "facts": json.dumps(event["facts"])})
        written: tuple[int] | None = cursor.fetchone()
    return written[0] if written else None


def wait_for(*duties: str) -> None:
    """Let nobody else be at these duties until this transaction ends; wait for who is.

    Whoever waits for several names them in the same order as everybody else.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WAIT, [list(duties)])


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """One transaction without savepoints: what fails inside fails whole, and each deed costs less.

    For very many deeds that are told at once and wanted together or not at all.
    """
    features = connection.features
    with transaction.atomic():
        features.uses_savepoints = False
        try:
            yield
        finally:
            features.uses_savepoints = True


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
