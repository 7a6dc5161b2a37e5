"""The doors to steps: one address for each verb of the step table, the same deed as the button."""

from http import HTTPStatus

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tickets.access import readings
from tickets.actions import steps
from tickets.api import described, examples, versions
from tickets.api.bodies import Body, Text
from tickets.api.described import refusals
from tickets.api.queries import LARGEST
from tickets.api.tickets import TICKET, TicketDoor
from tickets.errors import Because, Refused
from tickets.rules.carried import LONGEST_SENTENCE
from tickets.rules.classification import Classification, Nature, Urgency
from tickets.rules.steps import StepName
from tickets.rules.tags import TagChoice

PARAMETERS = [described.NUMBER, described.IF_MATCH, described.CSRF, described.ETAG]
REFUSALS = refusals(
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.PRECONDITION_FAILED,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.PRECONDITION_REQUIRED,
)


class StepDoor(TicketDoor):
    """One step: takes what it carries, answers with the ticket as it is afterwards."""

    http_method_names = ["post", "options"]
    step: StepName
    body: type[Body]

    def take(self, number: str) -> HttpResponse:
        """Take the step on the version that If-Match names. Raises Refused as the action does."""
        _world, ticket = readings.ticket_in(self.by, number, self.now)
        seen = versions.seen(self.request, ticket.version)
        body = self.body(data=self.request.data)
        body.is_valid(raise_exception=True)
        ticket.version = seen
        steps.take(ticket, self.step, body.carried(), by=self.by, now=self.now)
        return self.show(number)

    def handle_exception(self, exc: Exception) -> Response:
        """The problem; whoever was too late is told the ETag of now."""
        response = super().handle_exception(exc)
        if isinstance(exc, Refused) and exc.because is Because.STALE:
            response["ETag"] = versions.tag_of(*self.shown(self.kwargs["number"]))
        return response


class ClassificationBody(Body):
    """What the ticket is found to be."""

    category = Text()
    urgency = serializers.ChoiceField(Urgency.choices)
    reason = Text(max_length=LONGEST_SENTENCE)
    nature = serializers.ChoiceField(Nature.choices, required=False, allow_null=True)

    def carried(self) -> Classification:
        """The classification; a nature that is not sent stays as it is."""
        given = self.validated_data
        nature = given.get("nature")
        return Classification(
            category=given["category"],
            urgency=Urgency(given["urgency"]),
            reason=given["reason"],
            nature=Nature(nature) if nature else None,
        )


class Classify(StepDoor):
    """Set category and urgency; before acceptance also the nature."""

    step = StepName.CLASSIFY
    body = ClassificationBody

    @extend_schema(
        operation_id="classify_ticket",
        tags=["steps"],
        parameters=PARAMETERS,
        request=ClassificationBody,
        responses={200: TICKET, **REFUSALS},
        examples=[OpenApiExample("Wider", examples.CLASSIFICATION, request_only=True)],
    )
    def post(self, request: Request, number: str) -> HttpResponse:
        """Say what a ticket is: category, urgency, and before acceptance its nature.

        Due times are counted anew from the start of their own clock under the new promise.
        """
        return self.take(number)


class TagBody(Body):
    """Which tag of the list."""

    tag = serializers.IntegerField(min_value=1, max_value=LARGEST)

    def carried(self) -> TagChoice:
        """The choice."""
        return TagChoice(self.validated_data["tag"])


class PutTagOn(StepDoor):
    """Put a tag of the list on a ticket."""

    step = StepName.TAG
    body = TagBody

    @extend_schema(
        operation_id="tag_ticket",
        tags=["steps"],
        parameters=PARAMETERS,
        request=TagBody,
        responses={200: TICKET, **REFUSALS},
        examples=[OpenApiExample("On", examples.TAGGED, request_only=True)],
    )
    def post(self, request: Request, number: str) -> HttpResponse:
        """Put a tag on; /api/v1/tags lists those there are. Requesters are never told of it."""
        return self.take(number)


class TakeTagOff(StepDoor):
    """Take a tag off a ticket."""

    step = StepName.UNTAG
    body = TagBody

    @extend_schema(
        operation_id="untag_ticket",
        tags=["steps"],
        parameters=PARAMETERS,
        request=TagBody,
        responses={200: TICKET, **REFUSALS},
        examples=[OpenApiExample("Off", examples.TAGGED, request_only=True)],
    )
    def post(self, request: Request, number: str) -> HttpResponse:
        """Take a tag off; that it was on the ticket stays in its history."""
        return self.take(number)
