"""Is what the system remembers whole? Each check counts what it saw and names the first damage."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from tickets.models import Attachment, Event, OutboxMessage, Seal
from tickets.rules import chain


@dataclass
class Finding:
    """What one check saw, and the first damage of each kind with its exact place."""

    check: str
    seen: str = ""
    damage: dict[str, str] = field(default_factory=dict)

    def note(self, kind: str, place: str) -> None:
        """Keep the first damage of its kind."""
        self.damage.setdefault(kind, place)


def findings() -> Iterator[Finding]:
    """Each check in turn: the chain and the seals (I7), the outbox (I4), the files (I6)."""
    yield _events()
    yield _seals()
    yield _messages()
    yield _files()


def _events() -> Finding:
    finding, events, streams = Finding("events"), 0, 0
    for stream, history in groupby(Event.objects.whole_history(), attrgetter("stream")):
        events += _walk(stream, history, finding)
        streams += 1
    finding.seen = f"{events} events in {streams} streams"
    return finding


def _walk(stream: str, history: Iterator[Event], finding: Finding) -> int:
    """Follow one stream link by link; returns its length."""
    length, position, previous = 0, 0, chain.GENESIS
    for event in history:
        place = f"{stream} position {event.position} (event {event.pk})"
        if event.position != position + 1:
            finding.note("missing", f"{stream} position {position + 1}, before event {event.pk}")
        elif event.hash != event.expected_hash(previous):
            finding.note("altered", place)
        length, position, previous = length + 1, event.position, event.hash
    return length


def _seals() -> Finding:
    finding, count, after, previous = Finding("seals"), 0, 0, chain.GENESIS
    for seal in Seal.objects.in_order():
        heads = Event.objects.heads(after, seal.last_event_id)
        if seal.hash != chain.seal_hash(previous, seal.last_event_id, heads):
            finding.note("broken", f"{seal} over events {after + 1} to {seal.last_event_id}")
        count, after, previous = count + 1, seal.last_event_id, seal.hash
    finding.seen = f"{count} seals up to event {after}"
    return finding


def _messages() -> Finding:
    """Each message is delivered, waiting or given up."""
    fates = OutboxMessage.objects.fates()
    finding = Finding(
        "messages", ", ".join(f"{count} {fate.replace('_', ' ')}" for fate, count in fates.items())
    )
    for message in OutboxMessage.objects.astray()[:1]:
        finding.note("astray", f"message {message.pk}")
    return finding


def _files() -> Finding:
    """Each file that may be given out is there, byte for byte as it was kept."""
    finding, seen = Finding("files"), 0
    for attachment in Attachment.objects.kept().iterator():
        seen += 1
        try:
            with attachment.content.open() as content:
                altered = hashlib.file_digest(content, "sha256").hexdigest() != attachment.sha256
        except OSError:
            finding.note("missing", f"file {attachment.pk}")
        else:
            if altered:
                finding.note("altered", f"file {attachment.pk}")
    finding.seen = f"{seen} files"
    return finding
