"""Queueing: the row of the notice, the row of the mail, in the reader's words, once committed."""

import datetime as dt
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.db import transaction
from django.template.loader import get_template
from pytest_django import Settings

from accounts.models import User
from accounts.roles import RequesterRole
from tickets.actions import notifications, outbox
from tickets.models import Mute, OutboxMessage
from tickets.models import outbox as outbox_model
from tickets.rules.notifications import KINDS, MUTABLE, Kind

FACTS = {"giver": "桜川結衣", "enterprise": "桜川精机（大连）有限公司", "role": "成员"}
Person = Callable[..., User]

pytestmark = pytest.mark.django_db


def _queue(*people: User, now: dt.datetime, **changes: str) -> None:
    facts = FACTS | changes
    outbox.queue(Kind.MEMBERSHIP_GIVEN, people, facts, link="/", now=now)


def _of(people: User, channel: str) -> OutboxMessage:
    return OutboxMessage.objects.get(recipient=people, channel=channel)


@pytest.fixture
def kicks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the worker heard."""
    heard: list[str] = []
    monkeypatch.setattr(outbox_model, "kick", lambda: heard.append("kick"))
    return heard


def test_a_person_gets_a_delivered_notice_and_a_mail_that_waits(
    li_min: User, now: dt.datetime
) -> None:
    _queue(li_min, now=now)
    notice, mail = _of(li_min, "in_app"), _of(li_min, "email")
    assert (notice.sent_at, notice.read_at, notice.link) == (now, None, "/")
    assert (mail.sent_at, mail.next_try_at, mail.attempts) == (None, now, 0)
    assert mail.address == li_min.email
    assert notice.subject == mail.subject == "您现在可以代表桜川精机（大连）有限公司办理业务"
    assert settings.PUBLIC_URL in mail.text
    assert f'href="{settings.PUBLIC_URL}/"' in mail.formatted


def test_each_reads_their_own_language_and_zone(person: Person, now: dt.datetime) -> None:
    katrin = person("Katrin", language="en", time_zone="Europe/Berlin")
    dao = person("Dao", "道", language="zh-hans")
    _queue(katrin, dao, now=now)
    assert _of(katrin, "email").subject == "You can now act for 桜川精机（大连）有限公司"
    assert _of(katrin, "email").text.startswith("Hello Katrin,")
    assert _of(dao, "email").text.startswith("道，您好：")
    assert (_of(katrin, "in_app").language, _of(dao, "in_app").language) == ("en", "zh-hans")
    assert 'lang="zh-hans"' in _of(dao, "email").formatted


def test_a_role_is_said_in_the_language_of_each_reader(person: Person, now: dt.datetime) -> None:
    katrin, dao = person("Katrin", language="en"), person("Dao", language="zh-hans")
    outbox.queue(
        Kind.MEMBERSHIP_GIVEN,
        [katrin, dao],
        FACTS | {"role": RequesterRole.OWNER.label},
        link="/",
        now=now,
    )
    assert "as Owner." in _of(katrin, "in_app").text
    assert "负责人" in _of(dao, "in_app").text


def test_whose_language_is_not_complete_reads_english(person: Person, now: dt.datetime) -> None:
    yui = person("Yui", "結衣", language="ja")
    _queue(yui, now=now)
    assert _of(yui, "email").language == "en"
    assert _of(yui, "email").subject.startswith("You can now")


@pytest.mark.parametrize("unknown", ["Mars/Olympus", "", "../../etc/passwd"])
def test_whose_time_zone_is_unknown_here_reads_the_houses_time(
    unknown: str, person: Person, now: dt.datetime
) -> None:
    yui = person("Yui", language="en", time_zone=unknown)
    _queue(yui, now=now)
    assert _of(yui, "email").subject.startswith("You can now")
    assert str(yui.zone) == settings.TIME_ZONE


def _asked_for(kind: Kind) -> dict[str, str | dt.date]:
    """What the words of a kind ask for, each shown as itself; days and moments as one day."""
    words = get_template(f"messages/{kind}.txt").template.source  # type: ignore[attr-defined]  # Django's own
    days = set(re.findall(r"=(\w+)\|date", words))
    names = set(re.findall(r"{{ (\w+) }}", words)) - set(re.findall(r"(\w+)=|as (\w+)", words))
    moment = dt.datetime(2027, 1, 2, 8, tzinfo=dt.UTC)
    return {name: f"«{name}»" for name in names} | dict.fromkeys(days, moment)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.ACCOUNT])
@pytest.mark.parametrize("language", settings.COMPLETE_LANGUAGES)
def test_every_kind_has_words(kind: Kind, language: str, person: Person, now: dt.datetime) -> None:
    facts = _asked_for(kind)
    reader = person("Reader", language=language)
    outbox.queue(kind, [reader], facts, link="/", now=now)
    notice, mail = _of(reader, "in_app"), _of(reader, "email")
    assert all((notice.subject, notice.text, mail.formatted))
    assert "«" in notice.subject + notice.text
    assert "%(" not in mail.text


def test_a_user_text_is_shown_and_never_taken_for_markup_or_headers(
    person: Person, now: dt.datetime
) -> None:
    reader = person("Reader", language="en")
    evil = "<script>x</script>\r\nBcc: a@b.test\u202e http://evil.test {{ facts }}"
    _queue(reader, now=now, enterprise=evil)
    mail = _of(reader, "email")
    assert "<script>x</script> Bcc: a@b.test http://evil.test {{ facts }}" in mail.subject
    assert mail.subject.isprintable()
    assert "<script>" not in mail.formatted
    assert "&lt;script&gt;" in mail.formatted
    assert 'href="http://evil' not in mail.formatted


def test_a_muted_kind_comes_as_a_notice_only(li_min: User, now: dt.datetime) -> None:
    wanted = [kind for kind in MUTABLE if kind != Kind.MEMBERSHIP_GIVEN]
    notifications.choose_mails(wanted, among=MUTABLE, by=li_min, now=now)
    _queue(li_min, now=now)
    assert [row.channel for row in OutboxMessage.objects.all()] == ["in_app"]
    notifications.choose_mails(MUTABLE, among=MUTABLE, by=li_min, now=now)
    _queue(li_min, now=now)
    assert OutboxMessage.objects.count() == 3


def test_nobody_does_without_mail_about_their_account(li_min: User, now: dt.datetime) -> None:
    notifications.choose_mails([], among=list(Kind), by=li_min, now=now)
    assert Mute.objects.of(li_min) == set(MUTABLE)
    assert not KINDS[Kind.ACCOUNT].may_be_muted_in
    assert Kind.ACCOUNT not in MUTABLE


def test_who_may_not_sign_in_is_told_nothing(person: Person, now: dt.datetime) -> None:
    _queue(person("Gone", is_active=False), now=now)
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("link", ["//evil.test", "https://evil.test/"])
def test_a_link_out_of_the_house_is_refused(link: str, li_min: User, now: dt.datetime) -> None:
    with pytest.raises(ValueError, match="pages of this house"), transaction.atomic():
        outbox.queue(Kind.MEMBERSHIP_GIVEN, [li_min], FACTS, link=link, now=now)
    assert not OutboxMessage.objects.exists()


def test_ten_readers_cost_as_many_questions_as_one(
    person: Person,
    now: dt.datetime,
    django_assert_num_queries: Callable[..., AbstractContextManager[object]],
) -> None:
    people = [person(f"Reader {n}") for n in range(10)]
    with django_assert_num_queries(1):
        _queue(*people[:1], now=now)
    with django_assert_num_queries(1):
        _queue(*people, now=now)


def test_the_worker_is_woken_once_all_is_committed(
    li_min: User,
    now: dt.datetime,
    kicks: list[str],
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        _queue(li_min, now=now)
        assert kicks == []
    assert kicks == ["kick"]


@pytest.mark.django_db(transaction=True)
def test_a_deed_that_fails_tells_nobody(li_min: User, now: dt.datetime, kicks: list[str]) -> None:
    def fail() -> None:
        with transaction.atomic():
            _queue(li_min, now=now)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not OutboxMessage.objects.exists()
    assert kicks == []


def test_a_broker_that_is_away_is_nobodys_error(
    li_min: User,
    now: dt.datetime,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
) -> None:
    def away() -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(outbox_model, "kick", away)
    with django_capture_on_commit_callbacks(execute=True):
        _queue(li_min, now=now)
    assert _of(li_min, "email").sent_at is None


# --- Django's mails ----------------------------------------------------------------------------


@pytest.fixture
def our_backend(settings: Settings) -> None:
    """The backend of the house, which the test runner replaces."""
    settings.EMAIL_BACKEND = "tickets.mail.OutboxBackend"


@pytest.mark.usefixtures("our_backend")
def test_djangos_mails_become_rows(li_min: User) -> None:
    send_mail("Your code", "Your code:\n\nABC123", None, [li_min.email.upper(), "x@example.test"])
    mail, other = OutboxMessage.objects.order_by("id")
    assert (mail.recipient, other.recipient) == (li_min, None)
    assert (mail.kind, mail.language, mail.sent_at) == ("account", "zh-hans", None)
    assert "<h1>ABC123</h1>" in mail.formatted


@pytest.mark.usefixtures("our_backend")
def test_a_ready_html_form_is_kept() -> None:
    message = EmailMultiAlternatives("s", "t", None, ["x@example.test"])
    message.attach_alternative("<p>t</p>", "text/html")
    message.send()
    assert OutboxMessage.objects.get().formatted == "<p>t</p>"


@pytest.mark.usefixtures("our_backend")
@pytest.mark.parametrize(
    "to", ["x@example.test\r\nBcc: y@example.test", "x@example.test, y@example.test", "nobody"]
)
def test_an_ill_formed_recipient_is_refused(to: str) -> None:
    with pytest.raises(ValueError, match="address"):
        EmailMessage("s", "t", None, [to]).send()
    assert not OutboxMessage.objects.exists()


@pytest.mark.usefixtures("our_backend")
def test_a_forged_subject_stays_one_line() -> None:
    send_mail("a\r\nBcc: y@example.test", "t", None, ["x@example.test"])
    assert OutboxMessage.objects.get().subject == "a Bcc: y@example.test"


@pytest.mark.usefixtures("our_backend")
def test_a_file_is_refused_rather_than_dropped() -> None:
    message = EmailMessage("s", "t", None, ["x@example.test"])
    message.attach("a.txt", "content", "text/plain")
    with pytest.raises(ValueError, match="files"):
        message.send()
