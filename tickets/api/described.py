"""How the doors are described in the OpenAPI document: parameters, problems, who may come in."""

from http import HTTPStatus
from typing import Any, Literal

import django_filters
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema_serializer,
)
from rest_framework import serializers

from tickets.api import pages
from tickets.api.kinds import KINDS
from tickets.api.problems import KINDS_ROOT, MEDIA_TYPE
from tickets.api.queries import MomentFilter
from tickets.api.shapes import Shape

HEADER: Literal["header"] = "header"
QUERY: Literal["query"] = "query"
PLACES = [(place, place) for place in ("body", "query", "header")]
ALWAYS = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_ACCEPTABLE)

NUMBER = OpenApiParameter(
    "number",
    OpenApiTypes.STR,
    OpenApiParameter.PATH,
    description="The ticket's number; spaces and dashes do not matter.",
    examples=[OpenApiExample("A number", "261118369983")],
)
ETAG = OpenApiParameter(
    "ETag",
    OpenApiTypes.STR,
    HEADER,
    response=[200],
    description="The version of the ticket, then a fingerprint of this answer.",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    OpenApiTypes.STR,
    HEADER,
    description="An ETag you have: 304 without a body while the answer is still the same.",
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    HEADER,
    required=True,
    description="The ETag of the ticket as you read it; what stands before the dash is compared.",
    examples=[OpenApiExample("As it was read", '"3-58d0098b42051d5f"')],
)
CSRF = OpenApiParameter(
    "X-CSRFToken",
    OpenApiTypes.STR,
    HEADER,
    required=True,
    description="The token of the session, as its CSRF cookie has it.",
)
LINK = OpenApiParameter(
    "Link",
    OpenApiTypes.STR,
    HEADER,
    response=[200],
    description="Where the next page is, if there is one (RFC 8288).",
)


class BySessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # it registers itself
    """The session cookie of a browser that signed in."""

    target_class = "tickets.api.sessions.BySession"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Its description; over https the cookie is called __Host-session."""
        told = "The cookie of a signed-in browser; over https its name is __Host-session."
        return {"type": "apiKey", "in": "cookie", "name": "session", "description": told}


@extend_schema_serializer(component_name="Fault")
class FaultShape(Shape):
    """One thing that is not right: a JSON pointer into the body, or a parameter's name."""

    pointer = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()

    def get_fields(self) -> dict[str, Any]:
        """With `in`, which Python keeps for itself."""
        return {"in": serializers.ChoiceField(PLACES), **super().get_fields()}


@extend_schema_serializer(component_name="Problem")
class ProblemShape(Shape):
    """A problem (RFC 9457). Codes never change; title and detail follow Accept-Language."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    trace_id = serializers.CharField()
    code = serializers.CharField()
    errors = FaultShape(many=True)  # type: ignore[assignment]  # of the problem, not the serializer


def refusals(*statuses: HTTPStatus) -> dict[Any, OpenApiResponse]:
    """These refusals and those every door knows, each with an example."""
    return {(status, MEDIA_TYPE): _refusal(status) for status in sorted({*ALWAYS, *statuses})}


def _refusal(status: HTTPStatus) -> OpenApiResponse:
    kind = KINDS[status]
    shown = {
        "type": f"{KINDS_ROOT}{kind.word}",
        "title": kind.title,
        "status": status.value,
        "detail": kind.sentence,
        "instance": "/api/v1/tickets",
        "trace_id": "2183ed48f2fd40f5bd095b8dd53a9c3f",
        "code": kind.word.replace("-", "_"),
        "errors": [],
    }
    example = OpenApiExample(kind.word, shown)
    return OpenApiResponse(ProblemShape, description=str(status.phrase), examples=[example])


def listing(
    worlds: list[str], orderings: list[str], filters: type[django_filters.FilterSet]
) -> list[OpenApiParameter]:
    """The parameters of a list: its world, pages, order and filters, and no others."""
    limit = {"type": "integer", "minimum": 1, "maximum": pages.MOST, "default": pages.USUAL}
    cursor = "Where the page begins: take it from the link of the page before."
    return [
        OpenApiParameter("seen_as", str, QUERY, enum=worlds, description="One of your worlds."),
        OpenApiParameter("limit", limit, QUERY),
        OpenApiParameter("cursor", str, QUERY, description=cursor),
        OpenApiParameter("ordering", str, QUERY, enum=orderings, default=orderings[0]),
        *(_parameter(name, each) for name, each in filters.base_filters.items()),
    ]


def _parameter(name: str, asked: django_filters.Filter) -> OpenApiParameter:
    choices = [value for value, _label in asked.extra.get("choices", ())]
    kind = OpenApiTypes.DATETIME if isinstance(asked, MomentFilter) else OpenApiTypes.STR
    return OpenApiParameter(name, kind, QUERY, enum=choices or None)
