"""The doors to tickets: the list, one ticket."""

import datetime as dt
from dataclasses import dataclass
from http import HTTPStatus

import django_filters
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiResponse,
    PolymorphicProxySerializer,
    extend_schema,
)
from rest_framework.exceptions import PermissionDenied
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.roles import World
from tickets.access import readings, requests
from tickets.actions import reads
from tickets.api import described, examples, pages, queries, versions
from tickets.api.described import refusals
from tickets.api.doors import Door
from tickets.api.fields import (
    DeskPage,
    DeskTicket,
    LeaderPage,
    LeaderTicket,
    PortalPage,
    PortalTicket,
)
from tickets.api.problems import Unreadable
from tickets.api.shapes import Shape
from tickets.models import Ticket
from tickets.reports import overview
from tickets.rules.reads import Entrance

TELLING_NOTHING = frozenset({"office", "light"})  # a row that is withheld says these itself
NEWEST = ("-submitted_at", "submitted_at")


@dataclass(frozen=True)
class Reading:
    """How tickets are read in one world: filters, orders (the usual first), fields."""

    filters: type[django_filters.FilterSet]
    orderings: tuple[str, ...]
    page: type[Shape]
    whole: type[Shape]


READINGS: dict[World, Reading] = {
    World.DESK: Reading(queries.DeskFilter, (*NEWEST, "next_due_at"), DeskPage, DeskTicket),
    World.LEADER: Reading(queries.LeaderFilter, NEWEST, LeaderPage, LeaderTicket),
    World.PORTAL: Reading(queries.PortalFilter, NEWEST, PortalPage, PortalTicket),
}


TICKET = OpenApiResponse(
    PolymorphicProxySerializer(
        "Ticket", [reading.whole for reading in READINGS.values()], "seen_as", many=False
    ),
    examples=[
        OpenApiExample("At the desk", examples.DESK_TICKET),
        OpenApiExample("In the portal", examples.PORTAL_TICKET),
        OpenApiExample("To a leader", examples.LEADER_ROW | {"allowed_steps": []}),
    ],
)
PAGE = OpenApiResponse(
    PolymorphicProxySerializer(
        "TicketPage", [reading.page for reading in READINGS.values()], "seen_as", many=False
    ),
    examples=[
        OpenApiExample("At the desk", examples.page(examples.DESK_ROW)),
        OpenApiExample("In the portal", examples.page(examples.PORTAL_ROW)),
        OpenApiExample("To a leader", examples.page(examples.LEADER_ROW)),
    ],
)


class TicketList(Door):
    """Tickets, a page at a time."""

    parameters = pages.PARAMETERS | {"seen_as"} | set(queries.DeskFilter.base_filters)

    @extend_schema(
        operation_id="list_tickets",
        tags=["tickets"],
        parameters=[
            *described.listing(
                [world.value for world in READINGS],
                list(READINGS[World.DESK].orderings),
                queries.DeskFilter,
            ),
            described.LINK,
        ],
        responses={200: PAGE, **refusals(HTTPStatus.FORBIDDEN)},
    )
    def get(self, request: Request) -> Response:
        """Tickets one may know of.

        In one's most usual world; `seen_as` names another of one's own. The portal narrows by
        public_state, nature, category and the moments; a leader also by state, light and office.
        """
        world = self._world()
        reading = READINGS[world]
        queries.check(request.query_params, _parameters(reading))
        seen = readings.rows_in(world, self.by, self.now)
        found = queries.narrow(reading.filters, request.query_params, seen)
        page = pages.page_of(request, found, reading.orderings)
        told = told_with(self.by, self.now, page.rows) | {"withheld": self._withheld(world)}
        shown = reading.page(page, context=told)
        return Response(shown.data, headers=page.link)

    def _withheld(self, world: World) -> list[overview.Row]:
        """To a leader, on the first page: the secrets that figures count, one reduced row each."""
        asked = set(self.request.GET) - {"seen_as", "limit", "ordering"}
        if world is not World.LEADER or asked - TELLING_NOTHING:
            return []
        kept = overview.withheld(self.by, self.now)
        found = queries.narrow(queries.LeaderFilter, self.request.GET, kept)
        return [overview.Row(ticket, is_secret=True) for ticket in found]

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

    @extend_schema(
        operation_id="read_ticket",
        tags=["tickets"],
        parameters=[described.NUMBER, described.IF_NONE_MATCH, described.ETAG],
        responses={
            200: TICKET,
            304: OpenApiResponse(description="You have it already."),
            **refusals(HTTPStatus.NOT_FOUND),
        },
    )
    def get(self, request: Request, number: str) -> HttpResponse:
        """One ticket, whole: the fields are those of the world it is seen in."""
        world, ticket = readings.ticket_in(self.by, number, self.now)
        if readings.is_read_on_record(world, ticket):
            reads.note(ticket, world, Entrance.API, by=self.by, now=self.now)
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
