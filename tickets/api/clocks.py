"""The doors to clocks: all of a ticket's, and one of them explained stretch by stretch."""

import datetime as dt
import uuid
from http import HTTPStatus
from typing import Any

from django.utils.duration import duration_iso_string
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    PolymorphicProxySerializer,
    extend_schema,
    extend_schema_field,
)
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.roles import World
from tickets.access import explanations, readings
from tickets.actions import reads
from tickets.api import described, examples
from tickets.api.described import refusals
from tickets.api.doors import Door
from tickets.api.fields import SeenAs
from tickets.api.shapes import Moment, Promise, Shape
from tickets.models import Ticket
from tickets.rules.clocks import Light, Outcome, Unit
from tickets.rules.explained import Kind
from tickets.rules.ladder import Rung
from tickets.rules.reads import Entrance

CLOCK = OpenApiParameter("clock", OpenApiTypes.UUID, OpenApiParameter.PATH)


@extend_schema_field(OpenApiTypes.STR)
class Length(serializers.Field[Any, Any, str, Any]):
    """A length of time as ISO 8601 writes it, in days, hours, minutes and seconds."""

    def to_representation(self, value: dt.timedelta) -> str:
        """`P0DT07H00M00S`."""
        return str(duration_iso_string(value))


class ClockTold(Promise):
    """A clock that binds the house to the requester, running or stopped."""

    id = serializers.UUIDField()
    generation = serializers.IntegerField()
    unit = serializers.ChoiceField(Unit.choices)
    amount = serializers.DecimalField(max_digits=7, decimal_places=2)
    started_at = Moment()
    first_due_at = Moment()
    paused_at = Moment(allow_null=True)
    stopped_at = Moment(allow_null=True)
    outcome = serializers.ChoiceField(Outcome.choices, allow_blank=True)


class ClockInside(ClockTold):
    """Any clock, as staff and leaders read it; null where the promise was set for this ticket."""

    light = serializers.ChoiceField(Light.choices)
    promise_version = serializers.IntegerField(source="promise.version", allow_null=True)
    calendar_version = serializers.CharField()


class ClocksTold(Shape):
    """The clocks of a request that its requester may know, the newest first."""

    seen_as = SeenAs(World.PORTAL)
    items = ClockTold(many=True)


class ClocksAtDesk(Shape):
    """Every clock of a ticket, the newest first."""

    seen_as = SeenAs(World.DESK)
    items = ClockInside(many=True)


class ClocksToLeader(ClocksAtDesk):
    """Every clock of a ticket, the newest first."""

    seen_as = SeenAs(World.LEADER)


class SegmentShape(Shape):
    """A stretch of a clock's time: what it was, how much of it counted, how much had by its end.

    `open_time` is working time (natural time where the promise counts that), counted or not.
    """

    starts_at = Moment()
    ends_at = Moment()
    kind = serializers.ChoiceField(Kind.choices)
    day = serializers.IntegerField(allow_null=True)
    name = serializers.CharField(allow_blank=True)
    open_time = Length()
    counted_time = Length()
    total_time = Length()
    is_provisional = serializers.BooleanField()
    is_ahead = serializers.BooleanField()


class ElapsedShape(Shape):
    """How long the clock has run: gross is all of it, net is without its pauses."""

    gross_time = Length()
    net_time = Length()
    gross_work = Length()
    net_work = Length()


class PauseShape(Shape):
    """A period in which the clock stood still, and why."""

    reason = serializers.CharField()
    started_at = Moment()
    ended_at = Moment(allow_null=True)


class RungShape(Shape):
    """A rung of the warning ladder: when it was reached, and when the house noted it."""

    rung = serializers.ChoiceField(Rung.choices)
    reached_at = Moment()
    noted_at = Moment()


class _Explained(Shape):
    """How a clock was counted. `agrees`: by the calendar in force it would be due the same."""

    elapsed = ElapsedShape(source="took")
    agrees = serializers.BooleanField()
    pauses = PauseShape(many=True, source="clock.pauses.all")
    explained = SegmentShape(many=True, source="segments")


class ClockExplained(_Explained):
    """A clock that binds the house to the requester, explained."""

    seen_as = SeenAs(World.PORTAL)
    clock = ClockTold()


class ClockExplainedAtDesk(_Explained):
    """Any clock, explained, with its warning ladder."""

    seen_as = SeenAs(World.DESK)
    clock = ClockInside()
    rungs = RungShape(many=True, source="clock.rungs.all")


class ClockExplainedToLeader(ClockExplainedAtDesk):
    """Any clock, explained, with its warning ladder."""

    seen_as = SeenAs(World.LEADER)


LISTS: dict[World, type[Shape]] = {
    World.DESK: ClocksAtDesk, World.LEADER: ClocksToLeader, World.PORTAL: ClocksTold,
}  # fmt: skip
WHOLES: dict[World, type[Shape]] = {
    World.DESK: ClockExplainedAtDesk,
    World.LEADER: ClockExplainedToLeader,
    World.PORTAL: ClockExplained,
}


class _ClockDoor(Door):
    """What both doors have in common: whoever reads the ticket reads its clocks."""

    def read(self, number: str) -> tuple[World, Ticket]:
        """The ticket and the world it is read in; a reading that is kept is noted."""
        world, ticket = readings.ticket_in(self.by, number, self.now)
        if readings.is_read_on_record(world, ticket):
            reads.note(ticket, world, Entrance.API, by=self.by, now=self.now)
        return world, ticket


class ClockList(_ClockDoor):
    """The clocks of one ticket."""

    @extend_schema(
        operation_id="list_clocks",
        tags=["clocks"],
        parameters=[described.NUMBER],
        responses={
            200: OpenApiResponse(
                PolymorphicProxySerializer("Clocks", list(LISTS.values()), "seen_as", many=False),
                examples=[
                    OpenApiExample("At the desk", examples.clocks("desk", examples.CLOCK_INSIDE)),
                    OpenApiExample("In the portal", examples.clocks("portal", examples.CLOCK_TOLD)),
                ],
            ),
            **refusals(HTTPStatus.NOT_FOUND),
        },
    )
    def get(self, request: Request, number: str) -> Response:
        """Every clock that ever ran on the ticket, the newest first; to a requester their own."""
        world, ticket = self.read(number)
        clocks = explanations.clocks_on(ticket, inside=world is not World.PORTAL)
        return Response(LISTS[world]({"items": clocks}).data)


class ClockDoor(_ClockDoor):
    """One clock, explained."""

    @extend_schema(
        operation_id="explain_clock",
        tags=["clocks"],
        parameters=[described.NUMBER, CLOCK],
        responses={
            200: OpenApiResponse(
                PolymorphicProxySerializer(
                    "ExplainedClock", list(WHOLES.values()), "seen_as", many=False
                ),
                examples=[
                    OpenApiExample("At the desk", examples.EXPLAINED_INSIDE),
                    OpenApiExample("In the portal", examples.EXPLAINED),
                ],
            ),
            **refusals(HTTPStatus.NOT_FOUND),
        },
    )
    def get(self, request: Request, number: str, clock: uuid.UUID) -> Response:
        """How a clock came to its due moment: segments without gap or overlap, in order."""
        world, ticket = self.read(number)
        inside = world is not World.PORTAL
        told = explanations.explanation_on(ticket, clock, self.now, inside=inside)
        return Response(WHOLES[world](told).data)
