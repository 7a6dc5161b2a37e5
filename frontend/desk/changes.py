"""What happened to a thing of the settings rooms: who, when, what, from what to what."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.roles import RequesterRole, Role
from tickets.models import Event
from tickets.rules.changes import in_words

PAIR = 2  # from what to what
ROLES = dict(RequesterRole.choices) | dict(Role.choices)


@dataclass(frozen=True)
class Line:
    """One event as it is read."""

    event: Event
    what: str
    details: list[str]


def lines(
    events: Iterable[Event], of: type[Model], names: Mapping[str, object] | None = None
) -> list[Line]:
    """The events of things of this table; `names` are words for codes and ids in them."""
    known = names or {}
    return [_line(event, of, known) for event in events]


def _line(event: Event, of: type[Model], names: Mapping[str, object]) -> Line:
    return Line(event, in_words(event.kind), list(_details(event, of, names)))


def _details(event: Event, of: type[Model], names: Mapping[str, object]) -> Iterator[str]:
    for name, value in event.facts.items():
        if isinstance(value, list) and len(value) == PAIR and _label(of, name):
            before, after = (_said(each, names) for each in value)
            yield f"{_label(of, name)}: {before} → {after}"
        elif str(value) in names:
            yield str(names[str(value)])
        elif name == "role":
            yield str(ROLES.get(str(value), value))
        elif name == "reason":
            yield str(value)


def _label(of: type[Model], name: str) -> str:
    try:
        field = of._meta.get_field(name)  # noqa: SLF001  # Django's documented door
        return str(getattr(field, "verbose_name", ""))
    except FieldDoesNotExist:
        return ""


def _said(value: object, names: Mapping[str, object]) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value in (None, ""):
        return "–"
    return str(names.get(str(value), value))
