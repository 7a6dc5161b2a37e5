"""The doctor names what is wrong and the cure, and looks at nothing it could break."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from accounts.models import User
from concierge.doctor import CHECKS, machine, people, rounds, servers
from concierge.doctor.finding import Mark, span
from concierge.launch import probe
from tickets.access.clock import database_time
from tickets.models import Heartbeat, OutboxMessage


def said(*checks: str) -> str:
    """What the doctor prints about these checks, its verdict as the last line."""
    out = io.StringIO()
    try:
        call_command("doctor", *checks, stdout=out)
    except CommandError as verdict:
        out.write(str(verdict))
    return out.getvalue()


def test_a_healthy_database_is_all_well(db: None) -> None:
    printed = said("database", "redis", "python")
    assert "PostgreSQL" in printed
    assert "all tables are of this version" in printed
    assert printed.endswith("All is well.\n")


def test_each_check_can_be_asked_for_and_no_other() -> None:
    assert list(CHECKS)
    with pytest.raises(CommandError, match="No such check: sorcery"):
        call_command("doctor", "sorcery")


def test_without_a_database_it_says_so_once_and_names_the_way_out(no_database: None) -> None:
    printed = said("database", "beat", "outbox", "people")
    assert printed.count("PostgreSQL does not answer") == 1
    assert "make run" in printed
    assert printed.count("not looked at") == 3
    assert printed.endswith("1 of 4 findings need mending.")


def test_missing_migrations_are_counted(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'tickets' and name like '0002%'")
    assert "1 migrations are missing" in said("database")


def test_a_redis_that_is_gone_is_named(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1"
    printed = said("redis")
    assert "Redis does not answer" in printed
    assert "REDIS_URL" in printed


def test_a_sweep_that_stopped_is_told_with_its_age(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "_workers", lambda: ["celery@here"])
    assert "the sweep was never done" in said("worker")
    Heartbeat.objects.note("sweep", database_time() - dt.timedelta(hours=3))
    assert "the last sweep was 3 hours ago" in said("worker")
    Heartbeat.objects.note("sweep", database_time())
    assert said("worker").endswith("All is well.\n")


def test_nobody_at_work_is_noticed(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "_workers", list)
    assert "no worker answers" in said("worker")


def test_a_beat_that_does_not_tick_is_noticed(db: None) -> None:
    assert "no beat ticks" in said("beat")


def test_a_message_that_waits_for_long_is_noticed(db: None, li_min: User) -> None:
    queued_at = database_time() - dt.timedelta(minutes=30)
    OutboxMessage.objects.create(
        channel="in_app",
        kind="test",
        recipient=li_min,
        language="zh-hans",
        subject="办结",
        text="…",
        queued_at=queued_at,
        next_try_at=queued_at,
    )
    printed = said("outbox")
    assert "1 messages are due" in printed
    assert "the oldest was queued 30 min ago" in printed


@pytest.mark.parametrize(
    ("demo", "server", "mark"),
    [(True, "", Mark.OK), (False, "", Mark.WRONG), (False, "smtp://127.0.0.1:1", Mark.WRONG)],
)
def test_mail_has_a_way_out_or_that_is_said(
    settings: Settings, demo: object, server: str, mark: Mark
) -> None:
    settings.DEMO, settings.EMAIL_SERVER = demo, server
    assert [finding.mark for finding in servers.mail()] == [mark]


def test_a_province_with_one_lead_is_noticed(
    province_lead: User, request: pytest.FixtureRequest
) -> None:
    assert [finding.mark for finding in people.leads()] == [Mark.NOTE]
    request.getfixturevalue("other_province_lead")
    assert [finding.mark for finding in people.leads()] == [Mark.OK]


def test_a_full_disk_is_told_before_the_database_stops() -> None:
    marks = [next(machine._room(free)).mark for free in (10**8, 10**9, 10**11)]
    assert marks == [Mark.WRONG, Mark.NOTE, Mark.OK]


def test_a_key_that_others_can_read_is_noticed(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("home")
    settings.HOME = home
    (home / "secret_key").write_text("k")
    (home / "secret_key").chmod(0o644)
    assert f"chmod 600 {home}/secret_key" in said("home")


def test_a_web_server_that_is_not_there_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "serves", lambda _values: False)
    assert "nobody serves on" in said("web")


@pytest.mark.parametrize(
    ("seconds", "words"), [(3, "3 s"), (150, "2 min"), (10_000, "3 hours"), (200_000, "2 days")]
)
def test_lengths_of_time_have_the_unit_that_fits(seconds: float, words: str) -> None:
    assert span(seconds) == words
