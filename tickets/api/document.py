"""The OpenAPI document, for the signed-in, and what each kind of problem means."""

from functools import cache
from http import HTTPStatus
from typing import Any

from django.http import Http404, JsonResponse
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_serializer,
)
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tickets.api.described import refusals
from tickets.api.doors import Door
from tickets.api.kinds import KINDS
from tickets.api.problems import KINDS_ROOT
from tickets.api.shapes import Shape


@cache
def written() -> dict[str, Any]:
    """The whole document, in English: the same for everybody who may read it."""
    with translation.override("en"):
        generated: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # ships no types
    return generated


class Document(Door):
    """What this API is, for programs."""

    @extend_schema(
        operation_id="read_document",
        tags=["about"],
        responses={200: OpenApiTypes.OBJECT, **refusals()},
        examples=[
            OpenApiExample("Its head", {"openapi": "3.1.0"}, response_only=True, status_codes=[200])
        ],
    )
    def get(self, request: Request) -> JsonResponse:
        """The OpenAPI 3.1 document of this API."""
        return JsonResponse(written(), json_dumps_params={"ensure_ascii": False})


@extend_schema_serializer(component_name="ProblemKind")
class KindShape(Shape):
    """What all problems of one kind have in common."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()


WORD = OpenApiParameter(
    "problem", OpenApiTypes.STR, OpenApiParameter.PATH, enum=[kind.word for kind in KINDS.values()]
)
STALE = OpenApiExample(
    "stale",
    {
        "type": f"{KINDS_ROOT}stale",
        "title": "Changed meanwhile",
        "status": 412,
        "detail": "It changed since you read it. Read it again, then decide.",
    },
)


class ProblemKind(Door):
    """What the `type` of a problem leads to."""

    @extend_schema(
        operation_id="read_problem_kind",
        tags=["about"],
        parameters=[WORD],
        responses={
            200: OpenApiResponse(KindShape, examples=[STALE]),
            **refusals(HTTPStatus.NOT_FOUND),
        },
    )
    def get(self, request: Request, problem: str) -> Response:
        """What problems of one kind have in common."""
        for status, kind in KINDS.items():
            if kind.word == problem:
                told = {"type": request.path, "title": kind.title, "detail": kind.sentence}
                return Response(KindShape(told | {"status": status}).data)
        raise Http404
