"""A round of deliveries against servers good and bad: each message goes once, none is lost."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from pytest_django import Settings

from accounts.models import User
from tests.delivery.mail_server import MailServer, Manners, mail_server
from tickets.actions import deliveries, outbox
from tickets.delivery import rounds, server
from tickets.delivery.envelope import message_id
from tickets.errors import Because, Refused
from tickets.models import Heartbeat, OutboxMessage
from tickets.rules.delivery import ATTEMPTS, AWAY_TIME, FADE_TIME, LEASE, Failure
from tickets.rules.notifications import Kind, Mail

pytestmark = pytest.mark.django_db
SECRET = "the server's own password"


class Clock:
    """The database's clock, moved by hand."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock(now: dt.datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def post(now: dt.datetime) -> Callable[..., OutboxMessage]:
    """Queue a mail: `post("a")`."""

    def queue(name: str = "reader", text: str = "你好\n\nAB12CD") -> OutboxMessage:
        mail = Mail(f"{name}@example.test", "主题 𠮷", text, "zh-hans")
        return outbox.post(mail, Kind.ACCOUNT, now=now)

    return queue


Post = Callable[..., OutboxMessage]


@pytest.fixture
def listening(settings: Settings) -> Iterator[Callable[..., MailServer]]:
    """Start the mail server with these manners and name it in the settings."""
    open_servers = []

    def start(scheme: str = "smtp", account: str = "", **manners: object) -> MailServer:
        context = mail_server(Manners(**manners))  # type: ignore[arg-type]  # names are checked there
        listener = context.__enter__()
        open_servers.append(context)
        settings.EMAIL_SERVER = listener.url(scheme, account)
        return listener

    yield start
    for context in open_servers:
        context.__exit__(None, None, None)


Listening = Callable[..., MailServer]


@contextmanager
def _in_a_hurry() -> Iterator[None]:
    """Limits short enough for a test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(server, "SILENCE_LIMIT", 0.3)
        patch.setattr(server, "MAIL_LIMIT", 0.6)
        yield


def _again(message: OutboxMessage) -> OutboxMessage:
    message.refresh_from_db()
    return message


def test_what_is_due_leaves_and_is_marked(
    post: Post, listening: Listening, clock: Clock, settings: Settings
) -> None:
    message, house = post(), listening()
    assert rounds.deliver(clock) == 1
    assert _again(message).sent_at == clock.now
    assert house.receivers == ["rcpt TO:<reader@example.test>"]
    (mail,) = house.mails()
    assert mail["Message-ID"] == message_id(message) == f"<{message.pk}@localhost>"
    assert (mail["Subject"], mail["To"]) == ("主题 𠮷", "reader@example.test")
    assert mail["From"] == f"外事项目管家 <{settings.DEFAULT_FROM_EMAIL}>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert dt.datetime.strptime(mail["Date"], "%a, %d %b %Y %H:%M:%S %z") == clock.now
    plain, formatted = mail.iter_parts()
    assert plain.get_content().split() == ["你好", "AB12CD"]
    assert "<h1>AB12CD</h1>" in formatted.get_content()
    assert all(byte < 128 for byte in house.taken[0])
    assert max(map(len, house.taken[0].splitlines())) <= 998


def test_one_conversation_carries_many_mails_each_once(
    post: Post, listening: Listening, clock: Clock
) -> None:
    messages, house = [post(f"reader{n}") for n in range(7)], listening()
    assert rounds.deliver(clock) == 7
    assert rounds.deliver(clock) == 0
    assert [mail["Message-ID"] for mail in house.mails()] == list(map(message_id, messages))
    assert len([line for line in house.said if line.startswith("ehlo")]) == 1
    assert house.said[-1] == "quit"


def test_what_is_not_due_yet_waits(post: Post, listening: Listening, clock: Clock) -> None:
    post()
    listening()
    clock.now -= dt.timedelta(seconds=1)
    assert rounds.deliver(clock) == 0


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"RCPT": "451 4.2.1 try later"}, "SMTPRecipientsRefused 451 4.2.1"),
        ({"RCPT": "550 5.1.1 no such user"}, "SMTPRecipientsRefused 550 5.1.1"),
        ({"MAIL": "550 5.7.1 you may not"}, "SMTPSenderRefused 550 5.7.1"),
        ({"DATA": "452 4.3.1 full"}, "SMTPDataError 452 4.3.1"),
        ({"END": "554 5.6.0 never"}, "SMTPDataError 554 5.6.0"),
        ({"END": "450 greylisted"}, "SMTPDataError 450"),
    ],
)
def test_a_refused_mail_is_tried_later_or_given_up_and_the_next_one_goes(
    answers: dict[str, str], reason: str, post: Post, listening: Listening, clock: Clock
) -> None:
    message, house = post(), listening(answers=answers)
    assert rounds.deliver(clock) == 0
    message = _again(message)
    assert message.last_error == reason
    is_final = reason.split()[1][0] == "5" and "Sender" not in reason
    assert (message.given_up_at is not None) is is_final
    assert message.sent_at is None
    assert is_final or message.next_try_at > clock.now
    house.manners.answers.clear()
    other = post("other")
    assert rounds.deliver(clock) == 1
    assert _again(other).sent_at


@pytest.mark.parametrize(
    "manners",
    [
        {"silent_at": "HELLO"},
        {"silent_at": "EHLO", "hangs_up_at": "HELO"},
        {"silent_at": "MAIL"},
        {"silent_at": "END"},
        {"drips_at": "HELLO"},
        {"drips_at": "END"},
        {"hangs_up_at": "HELLO"},
        {"hangs_up_at": "RCPT"},
        {"answers": {"HELLO": "554 not you"}},
        {"answers": {"MAIL": "421 4.3.2 closing"}},
        {"answers": {"RCPT": "421 4.3.2 closing"}},
    ],
)
def test_a_server_that_cannot_be_talked_to_is_left_alone_and_nothing_is_lost(
    manners: dict[str, object], post: Post, listening: Listening, clock: Clock
) -> None:
    messages, house = [post("one"), post("two")], listening(**manners)
    with _in_a_hurry():
        assert rounds.deliver(clock) == 0
    assert Heartbeat.objects.last_at(rounds.AWAY) == clock.now
    told = len(house.said)
    assert rounds.deliver(clock) == 0
    assert len(house.said) == told, "it was not asked again at once"
    house.manners = Manners()
    clock.now += LEASE
    assert rounds.deliver(clock) == 2
    assert all(_again(message).sent_at for message in messages)


def test_a_closed_port_costs_no_message_an_attempt(
    post: Post, settings: Settings, clock: Clock
) -> None:
    with mail_server() as gone:
        settings.EMAIL_SERVER = gone.url()
    message = post()
    assert rounds.deliver(clock) == 0
    assert (_again(message).attempts, message.next_try_at) == (0, clock.now)
    clock.now += AWAY_TIME - dt.timedelta(seconds=1)
    with mail_server(port=gone.port):
        assert rounds.deliver(clock) == 0
        clock.now += dt.timedelta(seconds=1)
        assert rounds.deliver(clock) == 1


def test_no_way_out_means_waiting(post: Post, settings: Settings, clock: Clock) -> None:
    settings.DEMO, settings.EMAIL_SERVER = False, ""
    message = post()
    assert rounds.deliver(clock) == 0
    assert (_again(message).attempts, message.sent_at) == (0, None)


def test_in_a_demo_the_local_mailbox_takes_everything(
    post: Post, settings: Settings, clock: Clock
) -> None:
    settings.DEMO, settings.EMAIL_SERVER = True, ""
    message = post()
    assert rounds.deliver(clock) == 1
    assert _again(message).sent_at == clock.now


def test_a_message_on_which_workers_die_is_given_up(
    post: Post, listening: Listening, clock: Clock
) -> None:
    message, house = post(), listening()
    OutboxMessage.objects.update(attempts=ATTEMPTS)
    assert rounds.deliver(clock) == 0
    assert _again(message).given_up_at == clock.now
    assert house.taken == []


def test_a_message_that_cannot_be_written_does_not_stop_the_others(
    post: Post, listening: Listening, clock: Clock
) -> None:
    broken, sound, house = post("broken"), post("sound"), listening()
    OutboxMessage.objects.filter(pk=broken.pk).update(address="nobody")
    assert rounds.deliver(clock) == 1
    assert _again(broken).last_error == "ValueError"
    assert _again(sound).sent_at
    assert len(house.taken) == 1


# --- Notes of workers that met -----------------------------------------------------------------


def test_a_lease_hides_a_message_for_a_minute(post: Post, clock: Clock) -> None:
    message = post()
    (leased,) = OutboxMessage.objects.lease(clock(), 5)
    assert (leased, leased.attempts) == (message, 1)
    assert OutboxMessage.objects.lease(clock() + LEASE - dt.timedelta(seconds=1), 5) == []
    assert OutboxMessage.objects.lease(clock() + LEASE, 5)[0].attempts == 2


def test_a_worker_that_comes_back_too_late_changes_nothing(post: Post, clock: Clock) -> None:
    post()
    (late,) = OutboxMessage.objects.lease(clock(), 1)
    (other,) = OutboxMessage.objects.lease(clock() + LEASE, 1)
    with pytest.raises(Refused) as refusal:
        deliveries.mark_failed(late, Failure("late"), now=clock(), chance=0)
    assert refusal.value.because is Because.STALE
    deliveries.mark_sent(other, now=clock())
    with pytest.raises(Refused):
        deliveries.mark_sent(late, now=clock())
    with pytest.raises(Refused):
        deliveries.mark_failed(other, Failure("late"), now=clock(), chance=0)
    assert (_again(other).sent_at, other.last_error) == (clock.now, "")


def test_the_last_failed_attempt_gives_up(post: Post, clock: Clock) -> None:
    message = post()
    for attempt in range(1, ATTEMPTS + 1):
        (leased,) = OutboxMessage.objects.lease(clock(), 1)
        deliveries.mark_failed(leased, Failure("451\r\n busy"), now=clock(), chance=0.5)
        clock.now = _again(message).next_try_at
        assert (message.given_up_at is None) is (attempt < ATTEMPTS)
    assert message.last_error == "451 busy"
    assert OutboxMessage.objects.lease(clock() + dt.timedelta(days=9), 1) == []


def test_a_delivered_secret_fades_and_nothing_else(
    post: Post, li_min: User, clock: Clock, settings: Settings
) -> None:
    settings.EMAIL_SERVER = ""
    code = post()
    facts = {"giver": "a", "enterprise": "b", "role": "c"}
    outbox.queue(Kind.MEMBERSHIP_GIVEN, [li_min], facts, link="", now=clock())
    assert deliveries.fade(now=clock() + FADE_TIME * 2) == 0, "it was not delivered yet"
    rounds.deliver(clock)
    assert deliveries.fade(now=clock() + FADE_TIME) == 0
    later = clock() + FADE_TIME + dt.timedelta(seconds=1)
    assert deliveries.fade(now=later) == 1
    assert deliveries.fade(now=later) == 0
    assert (_again(code).text, code.html, code.subject) == ("", "", "主题 𠮷")
    assert not OutboxMessage.objects.exclude(pk=code.pk).filter(text="").exists()
