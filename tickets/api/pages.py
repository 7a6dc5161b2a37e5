"""Pages of a long list: each begins after a known row, so that it costs the same wherever it is."""

import base64
import binascii
import datetime as dt
import json
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request

from tickets.api.problems import Unreadable
from tickets.api.queries import fault
from tickets.models import Ticket

PARAMETERS = frozenset({"limit", "cursor", "ordering"})
USUAL, MOST = 50, 100
LIMITS = frozenset(str(limit) for limit in range(1, MOST + 1))
MAY_BE_EMPTY = {"next_due_at"}  # what is empty comes last: PostgreSQL's own rising order
Place = tuple[dt.datetime | None, uuid.UUID]  # the last row's moment and id


@dataclass(frozen=True)
class Page:
    """The rows of one page; `next` is the address of the following one, if there is one."""

    rows: list[Ticket]
    next: str | None

    @property
    def link(self) -> dict[str, str]:
        """The header that leads on (RFC 8288)."""
        return {"Link": f'<{self.next}>; rel="next"'} if self.next else {}


def page_of(request: Request, tickets: QuerySet[Ticket], orderings: Collection[str]) -> Page:
    """The page that was asked for; the first ordering is the usual one. Raises Unreadable."""
    query = request.query_params
    ordering = query.get("ordering", next(iter(orderings)))
    if ordering not in orderings:
        known = ", ".join(orderings)
        raise Unreadable(fault("ordering", "invalid_choice", _("Order by: %s.") % known))
    limit = _limit(query.get("limit", str(USUAL)))
    if "cursor" in query:
        tickets = tickets.filter(_after(_place(query["cursor"], ordering), ordering))
    found = list(tickets.order_by(*_order(ordering))[: limit + 1])
    rows = found[:limit]
    return Page(rows, _next(request, rows[-1], ordering) if len(found) > limit else None)


def _limit(written: str) -> int:
    if written in LIMITS:
        return int(written)
    sentence = _("Ask for 1 to %(most)d rows at once.") % {"most": MOST}
    raise Unreadable(fault("limit", "invalid", sentence))


def _order(ordering: str) -> tuple[str, str]:
    """By the moment, then by id, so that no two rows are alike."""
    return ordering, "-id" if ordering.startswith("-") else "id"


def _after(place: Place, ordering: str) -> Q:
    """The rows that come after this place in this order, in the form an index can begin at."""
    moment, last = place
    field, than = ordering.removeprefix("-"), "lt" if ordering.startswith("-") else "gt"
    empty, below = Q(**{f"{field}__isnull": True}), Q(**{f"id__{than}": last})
    if moment is None:
        return empty & below
    later = Q(**{f"{field}__{than}e": moment}) & (Q(**{f"{field}__{than}": moment}) | below)
    return later | empty if field in MAY_BE_EMPTY else later


def _next(request: Request, last: Ticket, ordering: str) -> str:
    query = request.query_params.copy()
    query["cursor"] = _cursor(last, ordering)
    return f"{request.path}?{query.urlencode()}"


def _cursor(last: Ticket, ordering: str) -> str:
    moment = getattr(last, ordering.removeprefix("-"))
    kept = json.dumps([ordering, moment and moment.isoformat(), str(last.pk)])
    return base64.urlsafe_b64encode(kept.encode()).decode().rstrip("=")


def _place(cursor: str, ordering: str) -> Place:
    """Where a cursor of ours says the page begins. Raises Unreadable for any other text."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        kept, moment, last = json.loads(base64.b64decode(padded, b"-_", validate=True))
        if kept == ordering:
            return _moment(moment), uuid.UUID(last)
    except (ValueError, OverflowError, TypeError, AttributeError, RecursionError, binascii.Error):
        pass
    sentence = _("Take the cursor from the link of the page before, as it is.")
    raise Unreadable(fault("cursor", "invalid", sentence))


def _moment(written: str | None) -> dt.datetime | None:
    if written is None:
        return None
    moment = dt.datetime.fromisoformat(written)
    if moment.tzinfo is None:
        raise ValueError("a moment has its zone")
    return moment.astimezone(dt.UTC)
