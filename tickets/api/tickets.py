"""The doors to tickets: the list, one ticket."""

import datetime as dt
from dataclasses import dataclass

import django_filters
from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.roles import World
from tickets.access import readings, requests
from tickets.api import pages, queries, versions
from tickets.api.doors import Door
from tickets.api.fields import (
    DeskRow,
    DeskTicket,
    LeaderRow,
    LeaderTicket,
    PortalRow,
    PortalTicket,
)
from tickets.api.problems import Unreadable
from tickets.api.shapes import Shape
from tickets.models import Ticket

NEWEST = ("-submitted_at", "submitted_at")


@dataclass(frozen=True)
class Reading:
    """How tickets are read in one world: filters, orders (the usual first), fields."""

    filters: type[django_filters.FilterSet]
    orderings: tuple[str, ...]
    row: type[Shape]
    whole: type[Shape]


READINGS: dict[World, Reading] = {
    World.DESK: Reading(queries.DeskFilter, (*NEWEST, "next_due_at"), DeskRow, DeskTicket),
    World.LEADER: Reading(queries.LeaderFilter, NEWEST, LeaderRow, LeaderTicket),
    World.PORTAL: Reading(queries.PortalFilter, NEWEST, PortalRow, PortalTicket),
}


class TicketList(Door):
    """Tickets, a page at a time."""

    parameters = pages.PARAMETERS | {"seen_as"} | set(queries.DeskFilter.base_filters)

    def get(self, request: Request) -> Response:
        """Tickets one may know of.

        In one's own world, the most usual first; `seen_as` names another one.
        """
        world = self._world()
        reading = READINGS[world]
        queries.check(request.query_params, _parameters(reading))
        seen = readings.tickets_in(world, self.by, self.now).for_page()
        found = queries.narrow(reading.filters, request.query_params, seen)
        page = pages.page_of(request, found, reading.orderings)
        rows = reading.row(page.rows, many=True, context=told_with(self.by, self.now, page.rows))
        listed = {"seen_as": world.value, "items": rows.data, "next": page.next}
        return Response(listed, headers=page.link)

    def _world(self) -> World:
        open_to = readings.worlds_for(self.by, self.now)
        if not open_to:
            raise PermissionDenied
        asked = self.request.GET.get("seen_as", open_to[0].value)
        if asked not in open_to:
            sentence = _("One of: %s.") % ", ".join(open_to)
            raise Unreadable(queries.fault("seen_as", "invalid_choice", sentence))
        return World(asked)


class TicketDoor(Door):
    """One ticket."""

    def get(self, request: Request, number: str) -> HttpResponse:
        """One ticket, whole: the fields are those of the world it is seen in."""
        return self.show(number)

    def show(self, number: str) -> HttpResponse:
        """The ticket as it is now, with its ETag. Raises Refused(UNSEEN)."""
        version, shown = self.shown(number)
        return versions.answered(self.request, version, shown)

    def shown(self, number: str) -> tuple[int, bytes]:
        """The version of the ticket, and what its reader is shown of it."""
        world, ticket = readings.ticket_in(self.by, number, self.now)
        whole = READINGS[world].whole(ticket, context=told_with(self.by, self.now, [ticket]))
        return ticket.version, JSONRenderer().render(whole.data)


def told_with(by: User, now: dt.datetime, tickets: list[Ticket]) -> dict[str, object]:
    """What the fields need to know beside the tickets."""
    return {"by": by, "now": now, "promises": requests.next_promises(tickets)}


def _parameters(reading: Reading) -> frozenset[str]:
    return pages.PARAMETERS | {"seen_as"} | set(reading.filters.base_filters)
