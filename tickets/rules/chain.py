"""The hash chain that makes a removed, added or altered event visible, and the seals over it."""

import datetime as dt
import hashlib
import json
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64
_HALVES = re.compile("[\ud800-\udfff]")
LARGEST = 2**53 - 1  # beyond it many readers of JSON round whole numbers (RFC 8259 §6)

Fact = bool | int | str | list["Fact"] | dict[str, "Fact"] | None


@dataclass(frozen=True)
class Link:
    """What the hash of one event covers. `at` is zone-aware; `facts` came through `plain`."""

    stream: str
    position: int
    kind: str
    by: str
    at: dt.datetime
    facts: Mapping[str, Any]


def hash_of(link: Link, previous: str) -> str:
    """SHA-256 (hex) over the previous hash and the canonical JSON of this event."""
    moment = _spelled(link.at)
    return _digest([previous, link.stream, link.position, link.kind, link.by, moment, link.facts])


def seal_hash(previous: str, last_event_id: int, heads: Iterable[tuple[str, int, str]]) -> str:
    """SHA-256 (hex) over the previous seal and the heads (stream, position, hash), in order."""
    return _digest([previous, last_event_id, [list(head) for head in heads]])


def plain(facts: Mapping[str, object]) -> dict[str, Fact]:
    """The facts as the JSON values that come back from the database exactly as they went in.

    Text, whole numbers up to 2⁵³−1, yes/no, nothing, lists and mappings of these; moments become
    ISO 8601 in UTC, days ISO 8601, ids text. Raises ValueError for the rest: fractions and
    decimals (say them as text), moments without a zone, NUL and halves of characters.
    """
    return {_text(name): _fact(value) for name, value in facts.items()}


def _fact(value: object) -> Fact:
    """One fact. The order matters: yes/no is a whole number in Python, a moment is a day."""
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Mapping):
        return plain(value)
    if isinstance(value, list | tuple):
        return [_fact(part) for part in value]
    return _whole(value) if isinstance(value, int) else _text(_written(value))


def _whole(value: int) -> int:
    if abs(value) > LARGEST:
        raise ValueError("a number in an event is at most 2⁵³−1: say it as text")
    return int(value)


def _written(value: object) -> object:
    if isinstance(value, dt.datetime):
        return _spelled(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{type(value).__name__} is no fact of an event")  # noqa: TRY004  # as promised
    if "\x00" in value or (not value.isascii() and _HALVES.search(value)):
        raise ValueError("a text in an event holds whole characters and no NUL")
    return str.__str__(value)


def _spelled(moment: dt.datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a moment in an event has a zone")
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def _digest(said: list[object]) -> str:
    canonical = json.dumps(
        said, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def is_seal_due(last_date: dt.date | None, today: dt.date) -> bool:
    """Whether a new seal is to be set: one a day, at the first chance after midnight."""
    return last_date is None or last_date < today
