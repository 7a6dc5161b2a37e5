"""Only one beat ticks, and it stops ticking with its database."""

import logging
from collections.abc import Iterator

import psycopg
import pytest
from celery.beat import Scheduler
from django.db import connection

from concierge import beat
from concierge.celery import app

pytestmark = pytest.mark.django_db


class Enough(Exception):  # noqa: N818  # a word of the test: it has napped enough
    """Ends a beat that would go on for ever."""


@pytest.fixture
def url() -> str:
    """The address of this test's database."""
    facts = connection.get_connection_params()
    keys = {"host", "port", "user", "password", "dbname"}
    return psycopg.conninfo.make_conninfo("", **{k: facts[k] for k in keys & set(facts)})


@pytest.fixture
def another_beat(url: str) -> Iterator[psycopg.Connection]:
    """A beat somewhere that holds the lock."""
    with psycopg.connect(url, autocommit=True) as held:
        held.execute("select pg_advisory_lock(%s)", [beat.LOCK])
        yield held


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tasks a beat hands to the broker."""
    names: list[str] = []

    def hand_over(name: str, *_about: object, **_how: object) -> None:
        names.append(name)

    monkeypatch.setattr(app, "send_task", hand_over)
    return names


def naps(most: int, taken: list[float]) -> beat.Nap:
    """A nap that takes no time, and is enough after `most` of them."""

    def nap(seconds: float) -> None:
        taken.append(seconds)
        if len(taken) >= most:
            raise Enough

    return nap


def test_after_a_start_every_round_is_due_and_then_it_naps(url: str, sent: list[str]) -> None:
    taken: list[float] = []
    with pytest.raises(Enough):
        beat.tick_alone(url, naps(20, taken))
    due = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert set(sent) == due
    assert len(sent) == len(due)
    assert all(0 <= seconds <= beat.LONGEST_NAP for seconds in taken)


def test_it_never_sleeps_a_negative_time(
    url: str, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Scheduler, "tick", lambda _scheduler: -0.25)  # late: due before it looked
    taken: list[float] = []
    with pytest.raises(Enough):
        beat.tick_alone(url, naps(3, taken))
    assert taken == [0.0] * 3


def test_a_second_beat_waits_and_hands_out_nothing(
    url: str,
    sent: list[str],
    another_beat: psycopg.Connection,
    caplog: pytest.LogCaptureFixture,
) -> None:
    taken: list[float] = []
    with caplog.at_level(logging.INFO), pytest.raises(Enough):
        beat.tick_alone(url, naps(3, taken))
    assert sent == []
    assert taken == [beat.WAIT] * 3
    assert caplog.text.count("another beat ticks") == 1


def test_it_ticks_once_the_other_has_ended(
    url: str, sent: list[str], another_beat: psycopg.Connection
) -> None:
    taken: list[float] = []

    def nap(seconds: float) -> None:
        another_beat.execute("select pg_advisory_unlock_all()")
        naps(2, taken)(seconds)

    with pytest.raises(Enough):
        beat.tick_alone(url, nap)
    assert sent


def test_a_lost_connection_ends_it_with_code_1(url: str, sent: list[str]) -> None:
    def cut(_seconds: float) -> None:
        with psycopg.connect(url, autocommit=True) as hand:
            hand.execute(
                "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' "
                "and objid = %s::bigint::bit(32)::int::oid and database = "
                "(select oid from pg_database where datname = current_database())",
                [beat.LOCK & 0xFFFFFFFF],
            )

    assert beat.tick_alone(url, cut) == 1


def test_a_database_that_is_not_there_ends_it_with_code_1(sent: list[str]) -> None:
    assert beat.tick_alone("postgres://127.0.0.1:1/x", naps(1, [])) == 1


def test_the_doctor_sees_who_ticks(another_beat: psycopg.Connection) -> None:
    assert beat.somebody_ticks(connection)
    another_beat.close()
