"""Two people change the same thing: the second is told who was faster, and overwrites nothing."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from tickets.errors import Because, Refused
from tickets.models import Event
from tickets.rules.changes import in_words
from tickets.rules.conflicts import too_late


@dataclass(frozen=True)
class Seen:
    """The history of a thing as somebody read it: up to which event, and which events count."""

    stream: str
    position: int
    about: Mapping[str, object] = field(default_factory=dict)  # such as {"facts__key": "…"}


@contextmanager
def unless_overtaken(seen: Seen, *, by: User, now: dt.datetime) -> Iterator[None]:
    """Do the one deed inside only if nothing happened to the thing since it was read.

    The deed locks the thing and writes its Event; whatever stands between is somebody else's, and
    all is undone. Raises Refused: STALE who was faster, STATE where a colleague has made the deed
    impossible; any other refusal of the deed as it is.
    """
    with transaction.atomic():
        try:
            yield
        except Refused as why:
            last = _since(seen).last()
            if last is None or last.by == by or why.because is not Because.STATE:
                raise
            raise _lost(last, now, but=str(why)) from why
        others = list(_since(seen))[:-1]
        if others:
            raise _lost(others[-1], now)


def _lost(event: Event, now: dt.datetime, *, but: str = "") -> Refused:
    return too_late(event.by, in_words(event.kind), event.at, now, but=but)


def _since(seen: Seen) -> QuerySet[Event, Event]:
    events = Event.objects.of(seen.stream).filter(position__gt=seen.position, **seen.about)
    return events.select_related("by")
