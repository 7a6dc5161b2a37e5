"""The history of a person, a requester, an office or a piece of policy."""

from tickets.models import Event

MOST = 20


def last_changes(*streams: str) -> list[Event]:
    """The newest events of these histories, the newest first."""
    told = Event.objects.filter(stream__in=streams).select_related("by")
    return list(told.order_by("-at", "-pk")[:MOST])
