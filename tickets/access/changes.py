"""The history of a person, a requester, an office or a piece of policy."""

import uuid
from collections.abc import Collection, Iterable, Iterator

from accounts.models import User
from tickets.models import Event
from tickets.rules.changes import KINDS

MOST = 20


def last_changes(*streams: str, kinds: Collection[str] = KINDS.keys()) -> list[Event]:
    """The newest events of these kinds in these histories, the newest first."""
    told = Event.objects.filter(stream__in=streams, kind__in=kinds).select_related("by")
    return list(told.order_by("-at", "-pk")[:MOST])


def position_of(stream: str) -> int:
    """How many events this history has."""
    return Event.objects.of(stream).values_list("position", flat=True).last() or 0


def people_named_in(events: Iterable[Event]) -> dict[str, User]:
    """Whoever stands in the facts of these events, by id as it is written there."""
    ids = {each for event in events for each in _ids_in(event.facts.values())}
    found = User.objects.in_bulk(list(ids)) if ids else {}
    return {str(pk): person for pk, person in found.items()}


def _ids_in(values: Iterable[object]) -> Iterator[uuid.UUID]:
    for value in values:
        try:
            yield uuid.UUID(str(value))
        except ValueError:
            continue
