"""The small things a ticket names, as JSON: people, places, clocks, messages, steps."""

import datetime as dt
from typing import Any

from rest_framework import serializers

from tickets.models import Event, Hop
from tickets.rules.clocks import Clock, Light
from tickets.rules.endings import EndingKind
from tickets.rules.messages import Audience
from tickets.rules.states import State
from tickets.rules.step_table import STEPS
from tickets.rules.traces import read_back

Shape = serializers.Serializer[Any]


class Moment(serializers.DateTimeField):
    """A moment in UTC, as RFC 3339 writes it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(default_timezone=dt.UTC, **more)


class Name(serializers.CharField):
    """What something or somebody is called, in the language of the answer."""

    def __init__(self, source: str = "__str__", **more: Any) -> None:
        super().__init__(source=source, **more)


class CodeAndName(Shape):
    """Something the office lists: a category, an office."""

    code = serializers.CharField()
    name = Name()


class TagShape(Shape):
    """A tag of the curated list: for staff, never shown to a requester."""

    id = serializers.IntegerField()
    name = Name()


class Requester(Shape):
    """An enterprise or institution."""

    id = serializers.UUIDField()
    name = Name()


class RequesterInside(Requester):
    """An enterprise or institution, as staff know it; nationality is ISO 3166-1 alpha-2."""

    name_original = serializers.CharField()
    nationality = serializers.CharField()


class Person(Shape):
    """A colleague."""

    id = serializers.UUIDField()
    name = Name()


class Holder(Shape):
    """Who has the ticket, as its requester may know: the named person and how to reach them."""

    name = Name("assignee.__str__", allow_null=True)
    name_latin = serializers.CharField(source="assignee.name_latin", allow_null=True)
    phone = serializers.SerializerMethodField()
    office = Name("office.__str__")

    def get_phone(self, ticket: Any) -> str:
        """The person's own, else the office's."""
        own = ticket.assignee.phone if ticket.assignee else ""
        return str(own or ticket.office.phone)


class Promise(Shape):
    """What is promised; provisional while the holidays of that year are not published yet."""

    name = serializers.ChoiceField(Clock.choices)
    due_at = Moment()
    is_provisional = serializers.BooleanField()


class RunningClock(Promise):
    """A clock that runs, or stands still since `paused_at`."""

    light = serializers.ChoiceField(Light.choices)
    started_at = Moment()
    first_due_at = Moment()
    paused_at = Moment(allow_null=True)


class Said(Shape):
    """A message between the office and the requester; its language is a BCP 47 tag."""

    said_at = Moment()
    author = Name("author.__str__")
    from_requester = serializers.BooleanField()
    text = serializers.CharField()
    language = serializers.CharField()


class SaidInside(Said):
    """A message or an internal note."""

    audience = serializers.ChoiceField(Audience.choices)


class AskedItem(Shape):
    """One thing that is missing, and what was saved as its answer so far."""

    asked = serializers.CharField()
    given = serializers.CharField(allow_blank=True)
    answer = serializers.CharField(allow_blank=True)


class Asked(Shape):
    """The request for material that waits for the requester."""

    asked_at = Moment()
    due_at = Moment()
    is_provisional = serializers.BooleanField()
    items = AskedItem(many=True)


class EndedAs(Shape):
    """How the ticket ended without a reply."""

    kind = serializers.ChoiceField(EndingKind.choices)
    ground = Name("ground.__str__", allow_null=True)
    ground_source = serializers.CharField(source="ground.source", allow_null=True)
    agency = serializers.SerializerMethodField()
    document_no = serializers.SerializerMethodField()

    def get_agency(self, ending: Any) -> str:
        """Where it was transferred; else empty."""
        return str(ending.carried.get("agency", ""))

    def get_document_no(self, ending: Any) -> str:
        """By which document; else empty."""
        return str(ending.carried.get("document_no", ""))


class Handed(Shape):
    """One hand-over, by a person or by the rules (null), with the reasons kept."""

    kind = serializers.ChoiceField(Hop.Kind.choices)
    office = CodeAndName()
    assignee = Person(allow_null=True)
    handed_by = Person(allow_null=True)
    handed_at = Moment()
    signed_at = Moment(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    reasons = serializers.SerializerMethodField()

    def get_reasons(self, hop: Hop) -> list[str]:
        """Those of the rules, in the language of the answer."""
        return [str(read_back(kept)) for kept in hop.reasons]


class Happened(Shape):
    """One Event: the step or other thing done, by whom (null: the system), and where it led."""

    at = Moment()
    by = Person(allow_null=True)
    kind = serializers.CharField()
    came_from = serializers.SerializerMethodField()
    went_to = serializers.SerializerMethodField()
    reason = serializers.SerializerMethodField()

    def get_came_from(self, event: Event) -> str:
        """The state before; empty where the step moved nothing."""
        return _state(event, "from")

    def get_went_to(self, event: Event) -> str:
        """The state after; empty where the step moved nothing."""
        return _state(event, "to")

    def get_reason(self, event: Event) -> str:
        """Why, where a reason was given."""
        return str(event.facts.get("reason") or "")


class AllowedStep(Shape):
    """A step the reader may take now, and whether it must bring something along."""

    name = serializers.ChoiceField([(each.value, each.value) for each in STEPS])
    title = Name("label")
    carries = serializers.BooleanField(source="needs_form")


def _state(event: Event, end: str) -> str:
    return State(event.facts[end]).value if end in event.facts else ""
