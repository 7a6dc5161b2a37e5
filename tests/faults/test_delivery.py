"""Workers die, tasks come twice, mail servers misbehave: each mail arrives, once, or once more."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tests.delivery.mail_server import MailServer, Manners, mail_server
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
from tickets.access.clock import database_time
from tickets.actions import outbox
from tickets.delivery import rounds
from tickets.delivery.envelope import message_id
from tickets.models import Heartbeat, OutboxMessage, database
from tickets.rules.notifications import Kind, Mail

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def redis() -> Iterator[Broker]:
    """A broker of this test's own."""
    with broker() as running:
        yield running


@pytest.fixture
def post_office() -> Iterator[MailServer]:
    """A mail server whose manners a test may change."""
    with mail_server(Manners()) as listening:
        yield listening


@pytest.fixture
def here(redis: Broker, post_office: MailServer) -> Surroundings:
    """Processes that know both."""
    return surroundings(redis.urls["socket"], CONCIERGE_EMAIL_URL=post_office.url())


def _post(number: int = 0) -> OutboxMessage:
    mail = Mail(f"reader{number}@example.test", "s", "t", "en")
    return outbox.post(mail, Kind.ACCOUNT, now=database_time())


def _all_sent() -> bool:
    return not OutboxMessage.objects.waiting().exists()


def _leases_are_over() -> None:
    OutboxMessage.objects.waiting().update(next_try_at=database_time())


@pytest.mark.parametrize("blow", [kill_with_children, kill_a_child])
def test_a_worker_killed_between_sending_and_noting_sends_once_more_at_most(
    blow: Callable[[Process], None],
    here: Surroundings,
    redis: Broker,
    post_office: MailServer,
) -> None:
    message, _other = _post(1), _post(2)
    post_office.manners.silent_at = "END"  # it took the mail, and the worker does not know yet
    with here.worker(grace=5) as worker:
        ask_for(redis, "deliver")
        assert post_office.took.acquire(timeout=30)
        post_office.manners.silent_at = ""
        blow(worker)
        message.refresh_from_db()
        assert (message.sent_at, message.attempts) == (None, 1)
        _leases_are_over()
        with here.worker(), here.beat():
            soon(_all_sent)
    received = Counter(mail["Message-ID"] for mail in post_office.mails())
    assert sorted(received.values()) == [1, 2]
    assert received[message_id(message)] == 2


def test_tasks_that_come_often_and_in_any_order_send_each_mail_once(
    here: Surroundings, redis: Broker, post_office: MailServer
) -> None:
    with here.worker(processes=2):
        for number in range(20):
            _post(number)
            ask_for(redis, "deliver", "sweep", "deliver")
        soon(_all_sent)
    received = Counter(mail["Message-ID"] for mail in post_office.mails())
    assert (len(received), set(received.values())) == (20, {1})
    assert OutboxMessage.objects.filter(attempts=1).count() == 20


@pytest.mark.parametrize(
    "manners",
    [
        {"answers": {"RCPT": "451 4.2.1 later"}},
        {"drips_at": "HELLO"},
    ],
)
def test_a_bad_server_holds_up_no_other_work_and_gets_everything_once_it_is_good(
    manners: dict[str, object], here: Surroundings, redis: Broker, post_office: MailServer
) -> None:
    post_office.manners = Manners(**manners)  # type: ignore[arg-type]  # names are checked there
    for number in range(3):
        _post(number)
    with here.worker(processes=2):
        ask_for(redis, *["deliver"] * 8, "tidy")
        soon(lambda: post_office.visits)
        soon(lambda: Heartbeat.objects.last_at("tidy"))
        post_office.manners = Manners()
        post_office.closing.set()
        soon(lambda: not _somebody_delivers())
        _leases_are_over()
        Heartbeat.objects.filter(duty=rounds.AWAY).delete()
        ask_for(redis, "sweep")
        soon(_all_sent)
    received = Counter(mail["Message-ID"] for mail in post_office.mails())
    assert (len(received), set(received.values())) == (3, {1})


def _somebody_delivers() -> bool:
    """Whether a process has the turn of delivering."""
    with database.turn("deliver") as is_ours:
        return not is_ours
