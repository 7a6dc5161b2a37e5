"""The tasks: each can run twice, late or at once with another, and the rows come out the same."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

import pytest
import time_machine
from django.db import connections
from pytest_django import Settings

from accounts.models import Session
from tests.delivery.mail_server import MailServer, mail_server
from tickets import tasks
from tickets.access.clock import database_time
from tickets.actions import outbox
from tickets.models import Event, Heartbeat, OutboxMessage, Seal, Ticket, database
from tickets.rules.delivery import FADE_TIME, LEASE
from tickets.rules.notifications import Kind, Mail

pytestmark = pytest.mark.django_db


def _post(name: str, now: dt.datetime) -> OutboxMessage:
    return outbox.post(Mail(f"{name}@example.test", "s", "t", "en"), Kind.ACCOUNT, now=now)


@pytest.fixture
def house(settings: Settings) -> Iterator[MailServer]:
    """A mail server that takes everything."""
    with mail_server() as listening:
        settings.EMAIL_SERVER = listening.url()
        yield listening


def test_the_databases_clock_decides_not_this_machines(house: MailServer) -> None:
    now = database_time()
    message = _post("reader", now)
    with time_machine.travel(now + dt.timedelta(days=1)):
        _post("later", now + dt.timedelta(hours=1))
        tasks.sweep()
    message.refresh_from_db()
    assert message.sent_at
    assert now <= message.sent_at < now + dt.timedelta(minutes=1)
    assert len(house.taken) == 1


def test_a_sweep_leaves_a_sign_of_life(house: MailServer) -> None:
    before = database_time()
    tasks.sweep()
    beat = Heartbeat.objects.last_at("sweep")
    assert beat
    assert beat >= before


def test_an_idle_sweep_asks_little(
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    tasks.sweep()
    with django_assert_max_num_queries(7):
        tasks.sweep()


@pytest.mark.django_db(transaction=True)
def test_shuffled_and_repeated_tasks_send_each_mail_once(house: MailServer) -> None:
    now = database_time()
    messages = [_post(f"reader{n}", now) for n in range(12)]

    def run(task: Callable[[], None]) -> None:
        task()
        connections.close_all()

    calls = [*[tasks.deliver] * 24, *[tasks.sweep] * 6]
    random.Random(7).shuffle(calls)  # noqa: S311  # an order, no secret
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(run, calls))
    received = sorted(mail["Message-ID"] for mail in house.mails())
    assert len(received) == len(set(received)) == len(messages)
    assert OutboxMessage.objects.filter(attempts=1, sent_at__isnull=False).count() == 12


@pytest.mark.django_db(transaction=True)
def test_what_a_dead_worker_held_is_sent_when_its_lease_is_over(house: MailServer) -> None:
    now = database_time()
    message = _post("reader", now - LEASE)
    OutboxMessage.objects.lease(now - LEASE, 1)
    tasks.sweep()
    message.refresh_from_db()
    assert (message.attempts, message.sent_at is None) == (2, False)


@pytest.mark.django_db(transaction=True)
def test_one_process_delivers_at_a_time_and_the_others_go_on(house: MailServer) -> None:
    _post("reader", database_time())
    with database.turn("deliver"), ThreadPoolExecutor(1) as pool:
        pool.submit(tasks.sweep).result(10)
        pool.submit(connections.close_all).result(10)
    assert house.taken == []
    assert Heartbeat.objects.last_at("sweep")
    tasks.deliver()
    assert len(house.taken) == 1


def test_tidying_wipes_secrets_and_ended_sessions() -> None:
    now = database_time()
    code = _post("reader", now)
    long_ago = now - FADE_TIME * 2
    OutboxMessage.objects.update(sent_at=long_ago)
    for key, end in (("over", long_ago), ("open", now + dt.timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=end)
    for _twice in range(2):
        tasks.tidy()
        code.refresh_from_db()
        assert (code.text, code.html) == ("", "")
        assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]
    assert Heartbeat.objects.last_at("tidy")


def test_sealing_twice_seals_once(now: dt.datetime) -> None:
    Event.objects.append("test:1", "noted", by=None, now=now, facts={})
    tasks.seal()
    tasks.seal()
    assert Seal.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_clocks_of_an_older_calendar_are_found_outside_any_transaction(filed: Ticket) -> None:
    filed.clocks.update(calendar_version="older", check_at=None)
    tasks.tidy()
    assert not filed.clocks.filter(check_at=None).exists()
