"""The hash chain that makes a removed, added or altered event visible."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64


@dataclass(frozen=True)
class Link:
    """What the hash of one event covers. `at` is zone-aware; `facts` holds JSON values only."""

    stream: str
    position: int
    kind: str
    by: str
    at: dt.datetime
    facts: Mapping[str, Any]


def hash_of(link: Link, previous: str) -> str:
    """SHA-256 (hex) over the previous hash and the canonical JSON of this event."""
    said = json.dumps(
        [
            previous,
            link.stream,
            link.position,
            link.kind,
            link.by,
            link.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            link.facts,
        ],
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
        allow_nan=False,
    )
    return hashlib.sha256(said.encode("utf-8")).hexdigest()
