"""The broker is stopped, hung or wiped: pages answer all the same, and no message is lost."""

import signal
from collections.abc import Iterator

import pytest

from accounts.models import User
from tests.faults.house import soon
from tests.faults.processes import Broker, broker, surroundings
from tickets.access.clock import database_time
from tickets.actions import outbox
from tickets.models import Heartbeat, OutboxMessage
from tickets.rules.notifications import Kind, Mail

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

KICK_LIMIT = 1.2  # seconds; the broker may keep silent for one
PAGE_LIMIT = 1.5
KICK = """
import time
from concierge import breaker
from tickets.models import outbox
breaker.Breaker.REST = 0.0  # every kick is a first one
def answer(question):
    began = time.monotonic()
    try:
        outbox.kick()
        return "heard", time.monotonic() - began
    except Exception as why:
        return type(why).__name__, time.monotonic() - began
"""
SETTINGS = """
from concierge.celery import app
def answer(question):
    line = app.connection_for_write()
    channel = line.channel()
    live = channel._connparams()
    asked = {name: getattr(channel, name) for name in (
        "visibility_timeout", "unacked_restore_interval", "unacked_restore_throttle")}
    asked |= {name: app.conf[name] for name in (
        "task_publish_retry", "task_ignore_result", "result_backend", "task_acks_late",
        "task_reject_on_worker_lost", "worker_prefetch_multiplier", "task_time_limit",
        "task_soft_time_limit", "broker_connection_timeout", "broker_connection_retry_on_startup",
        "worker_cancel_long_running_tasks_on_connection_loss")}
    return asked | {"socket_timeout": live["socket_timeout"], "virtual": live.get("db")}
"""
PAGE = """
import time
from django.conf import settings
from django.test import Client
settings.ALLOWED_HOSTS.append("testserver")
def answer(question):
    began = time.monotonic()
    response = Client().post("/accounts/login/code/", {"email": question})
    return response.status_code, time.monotonic() - began
"""


@pytest.fixture
def redis() -> Iterator[Broker]:
    """A broker of this test's own."""
    with broker() as running:
        yield running


@pytest.mark.parametrize("way", ["socket", "port"])
def test_a_kick_costs_a_second_at_most(way: str, redis: Broker) -> None:
    with surroundings(redis.urls[way]).asked(KICK) as kick:
        what, _took = kick()
        assert what == "heard"
        redis.signal(signal.SIGSTOP)
        hung, took_hung = kick()
        redis.signal(signal.SIGCONT)
        redis.kill()
        stopped, took_stopped = kick()
        redis.start()
        back, _took = kick()
    assert (hung, stopped, back) == ("OperationalError", "OperationalError", "heard")
    assert took_hung < KICK_LIMIT
    assert took_stopped < KICK_LIMIT / 4


STACK = {  # STACK.md §4
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "task_publish_retry": False,
    "task_ignore_result": True,
    "result_backend": None,
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "worker_prefetch_multiplier": 1,
    "task_time_limit": 300,
    "task_soft_time_limit": 270,
    "broker_connection_timeout": 1,
    "broker_connection_retry_on_startup": True,
    "worker_cancel_long_running_tasks_on_connection_loss": False,
    "socket_timeout": 1,
    "virtual": 0,
}


@pytest.mark.parametrize("way", ["socket", "port"])
def test_the_settings_reach_the_live_connection(way: str, redis: Broker) -> None:
    with surroundings(redis.urls[way]).asked(SETTINGS) as settings:
        assert settings() == STACK


def test_a_page_that_queues_mail_answers_while_the_broker_hangs_or_is_gone(
    redis: Broker, li_min: User
) -> None:
    with surroundings(redis.urls["socket"]).asked(PAGE) as page:
        assert page(li_min.email)[0] == 302
        redis.signal(signal.SIGSTOP)
        hung, took_hung = page(li_min.email)
        redis.signal(signal.SIGCONT)
        redis.kill()
        stopped, took_stopped = page(li_min.email)
    assert (hung, stopped) == (302, 302)
    assert took_hung < PAGE_LIMIT
    assert took_stopped < PAGE_LIMIT
    assert OutboxMessage.objects.filter(recipient=li_min).count() == 3


def _post(number: int) -> OutboxMessage:
    mail = Mail(f"reader{number}@example.test", "s", "t", "en")
    return outbox.post(mail, Kind.ACCOUNT, now=database_time())


def _all_sent() -> bool:
    return not OutboxMessage.objects.waiting().exists()


def test_a_wiped_broker_loses_nothing(redis: Broker) -> None:
    here = surroundings(redis.urls["socket"])
    for number in range(5):
        _post(number)
    redis.wipe()
    with here.worker(), here.beat():
        soon(_all_sent)
        for number in range(5, 10):
            _post(number)
            redis.wipe()
        soon(_all_sent)
    assert OutboxMessage.objects.filter(attempts=1).count() == 10


def test_a_worker_outlives_the_death_of_its_broker(redis: Broker) -> None:
    here = surroundings(redis.urls["socket"])
    with here.worker(), here.beat():
        soon(lambda: Heartbeat.objects.last_at("sweep"))
        redis.kill()
        _post(1)
        redis.start()
        soon(_all_sent)
