"""The door to the curated list of tags."""

from http import HTTPStatus

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tickets.access import tags
from tickets.api import examples
from tickets.api.described import refusals
from tickets.api.doors import Door
from tickets.api.shapes import Shape, TagShape
from tickets.rules.days import day_of


class TagListed(TagShape):
    """A tag that can be put on a ticket today, and when to use it."""

    description = serializers.CharField(allow_blank=True)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)


class TagsListed(Shape):
    """The whole list."""

    items = TagListed(many=True)


class TagList(Door):
    """The tags of the list."""

    @extend_schema(
        operation_id="list_tags",
        tags=["tags"],
        responses={
            200: OpenApiResponse(TagsListed, examples=[OpenApiExample("One tag", examples.TAGS)]),
            **refusals(HTTPStatus.NOT_FOUND),
        },
    )
    def get(self, request: Request) -> Response:
        """The tags that can be put on a ticket today; for staff who read tickets."""
        tags.demand_reads(self.by, self.now)
        return Response(TagsListed({"items": tags.in_force(day_of(self.now))}).data)
