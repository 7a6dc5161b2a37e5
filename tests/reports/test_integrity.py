"""`manage.py verify`: silent about what is whole, exact about what is damaged."""

import datetime as dt
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from tests import samples
from tickets.actions import attachments, outbox, seals
from tickets.models import Draft, Event, OutboxMessage
from tickets.reports import integrity
from tickets.rules.attachments import Upload
from tickets.rules.notifications import Kind, Mail

pytestmark = pytest.mark.django_db
Damage = Callable[..., None]


@pytest.fixture
def history(li_min: User, now: dt.datetime) -> list[Event]:
    """Two streams of three events, sealed, then one more event each."""
    facts = {"原因": "材料不全 𠮷", "count": 3, "due_at": now, "none": None, "ok": True}

    def append(stream: str) -> Event:
        return Event.objects.append(stream, "noted", by=li_min, now=now, facts=facts)

    events = [append(stream) for stream in ("test:a", "test:b") * 3]
    seals.seal_if_due(now=now)
    return [*events, append("test:a"), append("test:b")]


@pytest.fixture
def damage() -> Damage:
    """What only somebody with the owner's hands can do: `damage("delete from …", id)`."""

    def harm(sql: str, *values: int | str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            cursor.execute("alter table tickets_event disable trigger user")
            cursor.execute("alter table tickets_seal disable trigger user")
            cursor.execute(sql, values)

    return harm


def _verify() -> tuple[str, str, int]:
    """What it said, what it complained about, and its exit code."""
    said, complained = io.StringIO(), io.StringIO()
    try:
        call_command("verify", stdout=said, stderr=complained)
    except CommandError as error:
        return said.getvalue(), complained.getvalue(), error.returncode
    return said.getvalue(), complained.getvalue(), 0


def test_an_empty_house_is_whole() -> None:
    said, complained, code = _verify()
    assert (complained, code) == ("", 0)
    assert said.splitlines()[-1] == "whole"


def test_what_is_whole_is_counted(history: list[Event], now: dt.datetime) -> None:
    outbox.post(Mail("a@example.test", "s", "t", "en"), Kind.ACCOUNT, now=now)
    said, complained, code = _verify()
    assert said.splitlines() == [
        "events: 8 events in 2 streams",
        f"seals: 1 seals up to event {history[5].pk}",
        "messages: 0 delivered, 1 waiting, 0 given up",
        "files: 0 files",
        "whole",
    ]
    assert (complained, code) == ("", 0)


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'other'",
        "by_id = null",
        "at = at + interval '1 microsecond'",
        "facts = jsonb_set(facts, '{count}', '4')",
        "facts = facts - 'none'",
        "hash = repeat('0', 64)",
    ],
)
def test_an_altered_event_is_named(change: str, history: list[Event], damage: Damage) -> None:
    damage("update tickets_event set " + change + " where id = %s", history[2].pk)  # noqa: S608  # ours
    _said, complained, code = _verify()
    assert code == 1
    assert f"events: altered: test:a position 2 (event {history[2].pk})" in complained


def test_a_removed_event_is_named(history: list[Event], damage: Damage) -> None:
    damage("delete from tickets_event where id = %s", history[2].pk)
    _said, complained, code = _verify()
    assert complained == f"events: missing: test:a position 2, before event {history[4].pk}\n"
    assert code == 1


@pytest.mark.parametrize("sealed", [4, 5])
def test_a_cut_off_end_breaks_the_seal(
    sealed: int, history: list[Event], damage: Damage, now: dt.datetime
) -> None:
    stream, position = history[sealed].stream, history[sealed].position
    damage("delete from tickets_event where stream = %s and position >= %s", stream, position)
    _said, complained, code = _verify()
    assert complained.startswith("seals: broken: 2026-11-18")
    assert f"over events 1 to {history[5].pk}" in complained
    assert code == 1


def test_a_whole_stream_that_is_gone_breaks_the_seal(history: list[Event], damage: Damage) -> None:
    damage("delete from tickets_event where stream = 'test:b'")
    assert "seals: broken" in _verify()[1]


def test_an_added_event_is_named(history: list[Event], damage: Damage) -> None:
    damage(
        "insert into tickets_event (stream, position, kind, at, facts, hash) "
        "select stream, 5, kind, at, facts, hash from tickets_event where id = %s",
        history[6].pk,
    )
    assert "events: altered: test:a position 5" in _verify()[1]


def test_a_removed_seal_breaks_the_next(
    history: list[Event], damage: Damage, now: dt.datetime
) -> None:
    seals.seal_if_due(now=now + dt.timedelta(days=1))
    assert _verify()[2] == 0
    damage("delete from tickets_seal where last_event_id = %s", history[5].pk)
    assert "seals: broken: 2026-11-19" in _verify()[1]


def test_only_the_first_damage_of_a_kind_is_named(history: list[Event], damage: Damage) -> None:
    damage("update tickets_event set kind = 'other'")
    _said, complained, _code = _verify()
    assert re.findall(r"altered: (.+) \(", complained) == ["test:a position 1"]


def test_a_notice_that_was_not_delivered_is_astray(li_min: User, now: dt.datetime) -> None:
    facts = {"giver": "a", "enterprise": "b", "role": "c"}
    outbox.queue(Kind.MEMBERSHIP_GIVEN, [li_min], facts, link="", now=now)
    notice = OutboxMessage.objects.inbox_of(li_min).get()
    OutboxMessage.objects.filter(pk=notice.pk).update(sent_at=None)
    assert _verify()[1] == f"messages: astray: message {notice.pk}\n"


def test_no_check_is_left_out() -> None:
    known = ["events", "seals", "messages", "files"]
    assert [finding.check for finding in integrity.findings()] == known


@pytest.mark.parametrize(("harm", "said"), [(b"", "missing"), (b"%PDF-other", "altered")])
def test_a_lost_or_altered_file_is_named(
    begun: Draft, owner: User, now: dt.datetime, harm: bytes, said: str
) -> None:
    upload = Upload("报关单.pdf", samples.pdf())
    kept, other = (
        attachments.choose_for_draft(begun, upload, by=owner, now=now) for _each in range(2)
    )
    assert "files: 2 files" in _verify()[0].splitlines()
    place = Path(kept.content.path)
    place.write_bytes(harm) if harm else place.unlink()
    _said, complained, code = _verify()
    assert (complained, code) == (f"files: {said}: file {kept.pk}\n", 1)
    assert str(other.pk) not in complained
