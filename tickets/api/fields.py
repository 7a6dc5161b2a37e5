"""What of a ticket is told in which world: these lists are the whole of it.

A requester learns nothing internal: no state of the house, no light, no note, no reason of a hop.
"""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.roles import World
from tickets.access import requests
from tickets.access import tickets as access
from tickets.access.readings import steps_in
from tickets.api.shapes import (
    AllowedStep,
    Asked,
    CodeAndName,
    EndedAs,
    Handed,
    Happened,
    Holder,
    Moment,
    Person,
    Promise,
    Requester,
    RequesterInside,
    RunningClock,
    Said,
    SaidInside,
    Shape,
    TagShape,
)
from tickets.models import Ticket
from tickets.rules.classification import Level, Nature, Track, Urgency
from tickets.rules.clocks import Light
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.endings import EndingKind
from tickets.rules.filing import Source
from tickets.rules.states import PublicState, State


class SeenAs(serializers.ChoiceField):
    """The world in which an answer was read; it names the list of fields."""

    def __init__(self, world: World) -> None:
        self.world = world
        super().__init__([(world.value, world.value)], source="*", read_only=True)

    def to_representation(self, value: object) -> str:
        """The world itself."""
        return self.world.value


class _Known(Shape):
    """What everybody may know who may know of the ticket."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    title = serializers.CharField()
    public_state = serializers.ChoiceField(PublicState.choices)
    nature = serializers.ChoiceField(Nature.choices)
    category = CodeAndName()
    submitted_at = Moment()
    closed_at = Moment(allow_null=True)


class _Told(Shape):
    """What its requester wrote, beyond a row; the language is a BCP 47 tag."""

    text = serializers.CharField()
    language = serializers.CharField()
    complained_organ = serializers.CharField(allow_blank=True)
    complained_level = serializers.ChoiceField(Level.choices, allow_blank=True)
    contact_name = serializers.CharField(allow_blank=True)
    contact_phone = serializers.CharField(allow_blank=True)
    accepted_at = Moment(allow_null=True)
    replied_at = Moment(allow_null=True)


class _Steps(Shape):
    """The steps of the table that the reader may take now."""

    world: World
    allowed_steps = serializers.SerializerMethodField()

    @extend_schema_field(AllowedStep(many=True))
    def get_allowed_steps(self, ticket: Ticket) -> Any:
        """The same as the buttons of the pages."""
        steps = steps_in(self.world, self.context["by"], ticket, self.context["now"])
        return AllowedStep(steps, many=True).data


class PortalRow(_Known):
    """A request in its requester's list."""

    seen_as = SeenAs(World.PORTAL)
    enterprise = Requester()
    promise = serializers.SerializerMethodField()

    @extend_schema_field(Promise(allow_null=True))
    def get_promise(self, ticket: Ticket) -> Any:
        """What is promised next; null where everything stands still."""
        found = self.context["promises"].get(ticket.pk)
        return Promise(found).data if found else None


class PortalPage(Shape):
    """A page of a requester's list."""

    seen_as = SeenAs(World.PORTAL)
    items = PortalRow(many=True, source="rows")
    next = serializers.CharField(allow_null=True)


class PortalTicket(PortalRow, _Told, _Steps):
    """A request, as its requester may know it."""

    world = World.PORTAL
    holder = Holder(source="*")
    messages = serializers.SerializerMethodField()
    asked = serializers.SerializerMethodField()
    ended_as = serializers.SerializerMethodField()
    reopening_ends_at = Moment(allow_null=True)
    receipt_no = serializers.CharField(allow_blank=True)

    @extend_schema_field(Said(many=True))
    def get_messages(self, ticket: Ticket) -> Any:
        """What was said between both sides, oldest first; no internal note."""
        return Said(access.talk_on(ticket, inside=False), many=True).data

    @extend_schema_field(Asked(allow_null=True))
    def get_asked(self, ticket: Ticket) -> Any:
        """The material that is waited for."""
        found = requests.asked_of(ticket)
        return Asked(found).data if found else None

    @extend_schema_field(EndedAs(allow_null=True))
    def get_ended_as(self, ticket: Ticket) -> Any:
        """How it ended without a reply; a reply stands among the messages."""
        found = None if ticket.is_open else next(iter(requests.endings_of(ticket)), None)
        return EndedAs(found).data if found and found.kind != EndingKind.REPLY else None


class LeaderRow(_Known):
    """A ticket among those a figure counts."""

    seen_as = SeenAs(World.LEADER)
    state = serializers.ChoiceField(State.choices)
    light = serializers.ChoiceField(Light.choices, allow_blank=True)
    enterprise = Requester()
    office = CodeAndName()
    assignee = Person(allow_null=True)


class WithheldRow(Shape):
    """A commercial secret that figures count and its reader may not know: nothing else is told."""

    office = CodeAndName(source="ticket.office")
    month = serializers.RegexField(r"^\d{4}-\d{2}$")
    light = serializers.ChoiceField(Light.choices, allow_blank=True, source="ticket.light")


class LeaderPage(Shape):
    """A page of a leader's list; on the first one also what is counted and withheld."""

    seen_as = SeenAs(World.LEADER)
    items = LeaderRow(many=True, source="rows")
    confidential = serializers.SerializerMethodField()
    next = serializers.CharField(allow_null=True)

    @extend_schema_field(WithheldRow(many=True))
    def get_confidential(self, page: object) -> Any:
        """One row each; they are narrowed by office and light alone, else none is told."""
        return WithheldRow(self.context["withheld"], many=True).data


class LeaderTicket(LeaderRow, _Steps):
    """A ticket, as far as a leader's page tells it."""

    world = World.LEADER


class DeskRow(_Known):
    """A ticket in the queue."""

    seen_as = SeenAs(World.DESK)
    state = serializers.ChoiceField(State.choices)
    track = serializers.ChoiceField(Track.choices)
    urgency = serializers.ChoiceField(Urgency.choices)
    confidentiality = serializers.ChoiceField(Confidentiality.choices)
    enterprise = RequesterInside()
    office = CodeAndName()
    assignee = Person(allow_null=True)
    light = serializers.ChoiceField(Light.choices, allow_blank=True)
    next_due_at = Moment(allow_null=True)
    next_is_provisional = serializers.BooleanField()
    tags = TagShape(many=True)


class DeskPage(Shape):
    """A page of the queue."""

    seen_as = SeenAs(World.DESK)
    items = DeskRow(many=True, source="rows")
    next = serializers.CharField(allow_null=True)


class DeskTicket(DeskRow, _Told, _Steps):
    """A ticket with everything its page at the desk tells; each rework begins a generation."""

    world = World.DESK
    came_in_by = serializers.ChoiceField(Source.choices, source="source")
    first_contact_at = Moment(allow_null=True)
    generation = serializers.IntegerField()
    supervision_level = serializers.IntegerField()
    clocks = serializers.SerializerMethodField()
    messages = serializers.SerializerMethodField()
    hops = serializers.SerializerMethodField()
    events = serializers.SerializerMethodField()

    @extend_schema_field(RunningClock(many=True))
    def get_clocks(self, ticket: Ticket) -> Any:
        """Those that run, next due first."""
        return RunningClock(access.clocks_of(ticket), many=True).data

    @extend_schema_field(SaidInside(many=True))
    def get_messages(self, ticket: Ticket) -> Any:
        """What was said and noted, oldest first."""
        return SaidInside(access.talk_on(ticket, inside=True), many=True).data

    @extend_schema_field(Handed(many=True))
    def get_hops(self, ticket: Ticket) -> Any:
        """How it came to where it is, oldest first."""
        return Handed(access.hops_of(ticket), many=True).data

    @extend_schema_field(Happened(many=True))
    def get_events(self, ticket: Ticket) -> Any:
        """Everything that happened, newest first."""
        by, now = self.context["by"], self.context["now"]
        return Happened(access.history_of(by, ticket, now), many=True).data
