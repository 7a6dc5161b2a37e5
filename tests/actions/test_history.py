"""Events and seals: one after another whatever happens at once, and never changed."""

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

import pytest
from django.db import IntegrityError, OperationalError, connection, connections, transaction

from accounts.models import User
from tests.actions.at_once import await_a_writer_that_waits
from tests.actions.at_once import elsewhere as elsewhere  # noqa: PLC0414  # a fixture
from tickets.actions import seals
from tickets.models import Event, Seal, database
from tickets.rules import chain

DAY = dt.timedelta(days=1)


def _append(now: dt.datetime, stream: str = "test:1", **facts: object) -> Event:
    return Event.objects.append(stream, "noted", by=None, now=now, facts=facts)


@pytest.mark.django_db
def test_events_of_a_stream_follow_each_other(li_min: User, now: dt.datetime) -> None:
    first = Event.objects.append("test:1", "noted", by=li_min, now=now, facts={"due_at": now})
    second, other = _append(now), _append(now, "test:2")
    assert [(e.stream, e.position) for e in (first, second, other)] == [
        ("test:1", 1),
        ("test:1", 2),
        ("test:2", 1),
    ]
    first.refresh_from_db()
    assert first.facts == {"due_at": "2026-11-18T02:00:00.000000+00:00"}
    assert first.expected_hash(chain.GENESIS) == first.hash
    assert Event.objects.get(pk=second.pk).expected_hash(first.hash) == second.hash


@pytest.mark.django_db
def test_an_event_costs_one_look_and_one_row(
    now: dt.datetime, django_assert_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    for stream in ("test:1", "test:1"):
        with django_assert_num_queries(2):
            _append(now, stream)


@pytest.mark.django_db
def test_a_fact_that_would_not_come_back_is_refused(now: dt.datetime) -> None:
    with pytest.raises(ValueError, match="float"):
        _append(now, share=0.5)
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_writers_without_a_lock_one_fails(
    now: dt.datetime, elsewhere: ThreadPoolExecutor
) -> None:
    _append(now)
    with transaction.atomic():
        _append(now, by="us")
        other = elsewhere.submit(_append, now, by="them")
        await_a_writer_that_waits()
    with pytest.raises(IntegrityError, match="one_event_per_position"):
        other.result(10)
    assert [event.position for event in Event.objects.of("test:1")] == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_many_writers_under_one_lock_make_one_chain(li_min: User, now: dt.datetime) -> None:
    def write(number: int) -> None:
        with transaction.atomic():
            User.objects.select_for_update(no_key=True).get(pk=li_min.pk)
            _append(now, number=number)
        connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    previous = chain.GENESIS
    for event in Event.objects.whole_history():
        assert event.hash == event.expected_hash(previous)
        previous = event.hash
    assert event.position == 40


# --- Seals -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_seal_covers_the_streams_that_grew_since_the_last(now: dt.datetime) -> None:
    _append(now, "a"), _append(now, "b"), _append(now, "a")
    first = seals.seal_if_due(now=now)
    last = _append(now, "b")
    second = seals.seal_if_due(now=now + DAY)
    assert first
    assert second
    assert (first.streams, second.streams) == (2, 1)
    assert second.last_event_id == last.pk
    assert second.hash == chain.seal_hash(first.hash, last.pk, [("b", 2, last.hash)])


@pytest.mark.django_db
def test_there_is_one_seal_a_day_however_often_it_is_asked_for(now: dt.datetime) -> None:
    evening = now.replace(hour=23, minute=59)
    assert seals.seal_if_due(now=now)
    assert seals.seal_if_due(now=evening) is None
    assert seals.seal_if_due(now=evening + dt.timedelta(minutes=1))
    assert Seal.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_while_another_process_seals_nobody_else_does(
    now: dt.datetime, elsewhere: ThreadPoolExecutor
) -> None:
    with database.turn("seal") as is_ours:
        assert is_ours
        assert elsewhere.submit(seals.seal_if_due, now=now).result(10) is None
    assert elsewhere.submit(seals.seal_if_due, now=now).result(10)


@pytest.mark.django_db(transaction=True)
def test_a_seal_never_leaves_out_an_event_that_was_being_written(
    now: dt.datetime, elsewhere: ThreadPoolExecutor
) -> None:
    _append(now, "a")
    with transaction.atomic():
        unfinished = _append(now, "b")
        elsewhere.submit(_append, now, "c").result(10)
        with pytest.raises(OperationalError, match="lock timeout"):
            elsewhere.submit(seals.seal_if_due, now=now).result(10)
    seal = elsewhere.submit(seals.seal_if_due, now=now).result(10)
    assert seal
    assert (seal.streams, seal.last_event_id > unfinished.pk) == (3, True)


@pytest.mark.django_db(transaction=True)
def test_a_turn_ends_with_the_connection_of_who_took_it() -> None:
    taken, gone = threading.Event(), threading.Event()

    def take_and_die() -> None:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(hashtextextended('duty', 0))")
        taken.set()
        gone.wait(10)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        dying = pool.submit(take_and_die)
        assert taken.wait(10)
        with database.turn("duty") as is_ours:
            assert not is_ours
        with database.turn("another duty") as is_ours:
            assert is_ours
        gone.set()
        dying.result(10)
    with connection.cursor() as cursor:  # the server notices the end a moment later: wait for it
        cursor.execute("select pg_advisory_lock(hashtextextended('duty', 0))")
        cursor.execute("select pg_advisory_unlock(hashtextextended('duty', 0))")
    with database.turn("duty") as is_ours:
        assert is_ours
