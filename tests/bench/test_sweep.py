"""The sweep over a million running clocks, beside the bare statements that write the same rows."""

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from statistics import median
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import mogrify
from django.db.models import Model

from accounts.models import Office, User
from accounts.roles import Role
from tickets import tasks
from tickets.actions import ladders
from tickets.models import Clock, Ticket

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

TICKETS, DUE = 200_000, 10_000
NAMES = ["first_contact", "acceptance", "handling", "interim", "long_run"]  # run on every ticket
ROUNDS, IDLE_ROUNDS = 3, 50
AT_MOST = 3  # times the bare statements
IDLE = 0.01  # seconds
LADDER = ("half_at", "yellow_at", "due_at", "late_at", "very_late_at")
Invite = Callable[..., User]
Statements = list[str]


def _columns(table: type[Model]) -> dict[str, str]:
    """Its columns and their types, lengths left out."""
    fields = table._meta.concrete_fields
    return {each.attname: (each.db_type(connection) or "").partition("(")[0] for each in fields}


def _copied(table: type[Model], changes: Mapping[str, str], source: str) -> str:
    """Rows like `old`, but for some columns."""
    names = ", ".join(f'"{name}"' for name in _columns(table))
    values = ", ".join(changes.get(name, f'old."{name}"') for name in _columns(table))
    return f"insert into {table._meta.db_table} ({names}) select {values} from {source}"  # noqa: S608  # no word of it comes from outside


def _asked(statement: str, values: Any = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def staff(officer: Invite, dalian: Office, dalian_lead: User, supervisor: User) -> list[User]:
    """Thirty concierges, every third of whom reads English."""
    people = [officer(f"C {n}", f"专员{n}", Role.CONCIERGE, dalian) for n in range(30)]
    User.objects.filter(pk__in=[one.pk for one in people[::3]]).update(language="en")
    return people


@pytest.fixture
def a_million(filed: Ticket, staff: list[User], now: dt.datetime) -> dt.datetime:
    """A million running clocks: of ten thousand a rung has just been reached."""
    ticket = {"id": "gen_random_uuid()", "number": "'99' || lpad(n::text, 10, '0')"}
    ticket |= {"assignee_id": "(%(staff)s::uuid[])[1 + n %% 30]"}
    clock = {"id": "gen_random_uuid()", "ticket_id": "t.id", "name": "v.name"}
    for days, moment in enumerate((*LADDER, "check_at"), start=30):
        clock[moment] = f"%(now)s::timestamptz + interval '{days} days'"
    known = {"now": now, "names": NAMES, "staff": [one.pk for one in staff], "due": DUE}
    one, names = "(select * from tickets_clock limit 1) old", "unnest(%(names)s::text[]) v(name)"
    _asked("set local statement_timeout = 0")
    _asked(_copied(Ticket, ticket, f"tickets_ticket old, generate_series(1, {TICKETS}) n"), known)
    _asked(
        _copied(Clock, clock, f"{one}, tickets_ticket t, {names} where t.number like '99%%'"), known
    )
    _asked(
        """
        with due as (select id, (row_number() over (order by id)) %% 3 as climbed
                      from tickets_clock where name = 'handling' limit %(due)s)
        update tickets_clock old
        set climbed = due.climbed, check_at = %(now)s::timestamptz - interval '1 minute',
            half_at = %(now)s::timestamptz - interval '3 minutes',
            yellow_at = case when due.climbed < 1 then yellow_at
                             else %(now)s::timestamptz - interval '2 minutes' end,
            due_at = case when due.climbed < 2 then due_at
                          else %(now)s::timestamptz - interval '1 minute' end
        from due where due.id = old.id
        """,
        known,
    )
    connection.check_constraints()
    _asked("analyze")
    return now


@pytest.fixture
def statements(a_million: dt.datetime) -> Statements:
    """What a sweep writes, as plain statements with every value in its place."""
    written: Statements = []

    def listen(execute: Callable[..., Any], sql: str, values: Any, *more: Any) -> Any:
        if sql.startswith(("insert", "update")):
            written.append(mogrify(sql, values, connection))
        return execute(sql, values, *more)

    with _undone(), connection.execute_wrapper(listen):
        assert ladders.climb(now=a_million) == DUE
    return written


@contextmanager
def _undone() -> Iterator[None]:
    """Whatever happens inside never happened."""
    with transaction.atomic():
        yield
        connection.check_constraints()
        transaction.set_rollback(True)


def _timed(deed: Callable[[], object]) -> float:
    began = time.perf_counter()
    with _undone():
        deed()
        return time.perf_counter() - began


def _say(statements: Statements) -> None:
    with connection.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.encode())


def test_a_million_clocks_are_swept_in_no_time(
    a_million: dt.datetime, statements: Statements, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Idle, a round asks its few questions; of ten thousand due it writes little more than rows."""
    before = a_million - dt.timedelta(hours=1)
    monkeypatch.setattr(tasks, "database_time", lambda: before)
    idle = median(_timed(lambda: ladders.climb(now=before)) for _ in range(IDLE_ROUNDS))
    idle_task = median(_timed(tasks.sweep) for _ in range(IDLE_ROUNDS))
    swept, bare = [], []
    for _ in range(ROUNDS):
        swept.append(_timed(lambda: ladders.climb(now=a_million)))
        bare.append(_timed(lambda: _say(statements)))
    times = median(a / b for a, b in zip(swept, bare, strict=True))
    print(  # noqa: T201  # for people
        f"{TICKETS * len(NAMES)} running clocks: idle sweep {idle * 1000:.2f} ms, with all else of"
        f" the round {idle_task * 1000:.2f} ms; {DUE} due: {median(swept):.2f} s, their bare"
        f" statements {median(bare):.2f} s, {times:.2f} times"
    )
    assert idle_task <= IDLE
    assert times <= AT_MOST
