"""Workers and beats die, the broker forgets, tasks come twice and shuffled, the clock jumps.

Every rung is climbed exactly once all the same, and the house ends as after one quiet sweep.
"""

import datetime as dt
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import psycopg
import pytest
from django.db import connection
from django.db.models import F

from accounts.models import Enterprise, Grant, User
from tests.faults.house import soon
from tests.faults.processes import (
    Broker,
    Process,
    Surroundings,
    ask_for,
    broker,
    kill_a_child,
    kill_with_children,
    surroundings,
)
from tickets import tasks
from tickets.access.clock import database_time
from tickets.actions import filing
from tickets.models import Clock, Event, Heartbeat, OutboxMessage, Rung, Ticket
from tickets.rules.classification import Nature
from tickets.rules.filing import Filing
from tickets.rules.notifications import Kind

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))
TICKETS = 3 * ROUNDS  # of each batch
PLENTY = 10_000  # open tickets of one concierge
A_MONTH = dt.timedelta(days=30)
MOMENTS = (
    *("started_at", "half_at", "yellow_at", "due_at", "first_due_at", "late_at", "very_late_at"),
    "check_at",
)
# A worker is stopped where it first writes to one of these, before the others of the same deed.
MARKED_POINTS = ("tickets_rung", "tickets_event", "tickets_outboxmessage", "tickets_clock")
POINTS = MARKED_POINTS if ROUNDS > 1 else MARKED_POINTS[1:3]  # the middle of a deed
BLOWS = (kill_with_children, kill_a_child)
JUMPS = (dt.timedelta(days=1), -A_MONTH, 2 * A_MONTH)
File = Callable[[str, dt.datetime], list[Ticket]]


@pytest.fixture
def redis() -> Iterator[Broker]:
    """A broker of this test's own."""
    with broker() as running:
        yield running


@pytest.fixture
def here(redis: Broker) -> Surroundings:
    """Processes on the test's database and this broker."""
    return surroundings(redis.urls["socket"])


@pytest.fixture
def file(handbook: None, owner: User, sakuragawa: Enterprise) -> File:
    """File a batch of requests at a moment: of each, two clocks begin to run."""
    Grant.objects.update(capacity=PLENTY)  # else the last batches find nobody and wait for dispatch

    def batch(name: str, now: dt.datetime) -> list[Ticket]:
        filed = []
        for each in range(TICKETS):
            draft = filing.begin(sakuragawa, by=owner, now=now)
            said = Filing(f"{name} {each}", "情况说明", Nature.ASSISTANCE, "T01")
            filed.append(filing.submit(draft, said, by=owner, now=now))
        return filed

    return batch


@pytest.fixture
def worker(here: Surroundings) -> Iterator[Process]:
    """A worker that starts while the fixtures after it are made; nobody asks it for anything."""
    with here.worker() as starting:
        yield starting


@pytest.fixture
def quiet(file: File) -> "list[object]":
    """What one undisturbed sweep makes of a batch that nobody looked at for a month."""
    batch = file("quiet", database_time() - A_MONTH)
    tasks.sweep()
    return state_of(batch)


def state_of(batch: list[Ticket]) -> list[object]:
    """What the ladder left behind for each ticket of a batch, whatever its number and moments."""
    return [_state(Ticket.objects.get(pk=ticket.pk)) for ticket in batch]


def _state(ticket: Ticket) -> object:
    climbed = Rung.objects.filter(clock__ticket=ticket).values_list("clock__name", "rung")
    events = [
        (event.facts["clock"], event.facts["rung"])
        for event in Event.objects.of(ticket.stream).filter(kind="rung")
    ]
    told = OutboxMessage.objects.filter(text__contains=ticket.number)
    told = told.exclude(kind=Kind.TICKET_UNSIGNED)  # told by another round, which may come between
    heard = Counter(
        (m.channel, m.kind, m.recipient_id == ticket.assignee_id, m.sent_at is None) for m in told
    )  # whoever the assignee is: who has too much to do is given no more
    clocks = ticket.clocks.values_list("name", "climbed", "light", "check_at")
    shown = (ticket.light, ticket.supervision_level)
    return sorted(climbed), sorted(events), sorted(map(str, heard.items())), sorted(clocks), shown


def all_quiet(*batches: list[Ticket]) -> bool:
    """Whether no clock of these tickets has a rung left to climb and every message is gone."""
    tickets = [ticket for batch in batches for ticket in batch]
    running = Clock.objects.running().filter(ticket__in=tickets)
    on_top = not running.filter(check_at__isnull=False).exists()
    return on_top and not OutboxMessage.objects.waiting().exists()


@contextmanager
def marked(table: str) -> Iterator[Callable[[], bool]]:
    """Whoever writes to this table stops there until the block ends; whether somebody has."""
    facts = connection.get_connection_params()
    keys = {"host", "port", "user", "password", "dbname"}
    held = psycopg.connect(**{key: facts[key] for key in keys & set(facts)})
    waiting = "select exists (select from pg_locks where not granted and relation = %s::regclass)"
    with held:
        held.execute(f"lock table {table} in exclusive mode")

        def reached() -> bool:
            row = held.execute(waiting, [table]).fetchone()
            return bool(row and row[0])

        yield reached


def test_a_worker_killed_at_any_point_of_a_sweep_climbs_nothing_twice_and_forgets_nothing(
    here: Surroundings, redis: Broker, file: File, quiet: list[object]
) -> None:
    batches = []
    for number, table in enumerate(POINTS * ROUNDS):
        redis.wipe()
        blow = BLOWS[(number + number // len(POINTS)) % len(BLOWS)]
        with here.worker(grace=5) as worker:
            batches.append(file(f"{table} {number}", database_time() - A_MONTH))  # while it starts
            with marked(table) as reached:
                ask_for(redis, "sweep")
                soon(reached)
                blow(worker)
    with here.worker(), here.beat():
        soon(lambda: all_quiet(*batches))
    assert [state_of(batch) for batch in batches] == [quiet] * len(batches)


def test_crowded_shuffled_repeated_and_forgotten_sweeps_are_one(
    worker: Process, here: Surroundings, redis: Broker, file: File, quiet: list[object]
) -> None:
    batches = []
    calls = ["sweep", "deliver"] * 5 + ["tidy", "seal"]
    with ExitStack() as crowd:
        beats = [crowd.enter_context(here.beat()) for _each in range(2)]
        crowd.enter_context(here.worker(processes=3))
        for number in range(2 * ROUNDS):
            batches.append(file(f"crowd {number}", database_time() - A_MONTH))
            random.Random(number).shuffle(calls)  # noqa: S311  # an order, no secret
            ask_for(redis, *calls)
            redis.wipe()
            ask_for(redis, *calls)
        kill_with_children(beats[0])
        soon(lambda: all_quiet(*batches))
    assert [state_of(batch) for batch in batches] == [quiet] * len(batches)


def test_a_clock_that_jumps_climbs_each_rung_once(
    worker: Process, redis: Broker, file: File, quiet: list[object]
) -> None:
    batch = file("jump", database_time())
    for jump in JUMPS * ROUNDS:
        _move_on(batch, jump)
        ask_for(redis, "sweep", "sweep")
        soon(_sweep_since(database_time()))
    soon(lambda: all_quiet(batch))
    assert state_of(batch) == quiet


def _sweep_since(moment: dt.datetime) -> Callable[[], bool]:
    """Whether a sweep has come to its end since then."""

    def came() -> bool:
        last_at = Heartbeat.objects.last_at("sweep")
        return last_at is not None and last_at > moment

    return came


def _move_on(batch: list[Ticket], time: dt.timedelta) -> None:
    """Let so much time pass for these tickets' clocks: for them the wall clock jumps."""
    moved = {name: F(name) - time for name in MOMENTS}
    Clock.objects.filter(ticket__in=batch).update(**moved)
