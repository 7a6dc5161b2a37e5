"""What is sent: JSON that means one thing only, and the members a deed asks for, no others."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ParseError
from rest_framework.parsers import JSONParser

from tickets.rules.carried import Carried


class StrictJSON(JSONParser):
    """JSON in UTF-8 without twins, NUL, half characters, NaN or nesting that nobody means."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """The object that was sent. Raises ParseError, which becomes 400."""
        try:
            text = stream.read().decode("utf-8")
            sent = json.loads(text, object_pairs_hook=_without_twins, parse_constant=_no_constant)
            _check_texts(sent)
        except (ValueError, RecursionError):
            sentence = _("Send JSON in UTF-8, each name once in its object, no text with NUL.")
            raise ParseError(sentence, "not_json") from None
        if not isinstance(sent, dict):
            raise ParseError(_("Send a JSON object."), "not_an_object")
        return sent


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a name stands twice")
    return members


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _check_texts(sent: Any) -> None:
    """Raise ValueError for a text with NUL or half a character, wherever it stands."""
    if isinstance(sent, str) and "\x00" in sent:
        raise ValueError("NUL in a text")
    if isinstance(sent, str):
        sent.encode("utf-8")
    for inner in _inside(sent):
        _check_texts(inner)


def _inside(sent: Any) -> list[Any]:
    if isinstance(sent, dict):
        return [*sent, *sent.values()]
    return sent if isinstance(sent, list) else []


class Text(serializers.CharField):
    """A string, and nothing that merely could be written as one."""

    default_error_messages = {"not_a_string": _("Send a string here.")}

    def to_internal_value(self, data: Any) -> str:
        """The text without blanks around it."""
        if not isinstance(data, str):
            self.fail("not_a_string")
        return str(super().to_internal_value(data))


class Body(serializers.Serializer[Any]):
    """The members of one deed; a member nobody asked for is refused, not dropped."""

    def to_internal_value(self, data: Any) -> Any:
        """The checked members."""
        unknown = sorted(set(data) - set(self.fields))
        if unknown:
            sentence = _("There is no such member here.")
            raise serializers.ValidationError(
                {name: ErrorDetail(str(sentence), "unknown_member") for name in unknown}
            )
        return super().to_internal_value(data)

    def carried(self) -> Carried:
        """What the deed carries; call after is_valid()."""
        raise NotImplementedError(type(self).__name__)
