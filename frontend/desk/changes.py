"""What happened to a thing of the settings rooms: who, when, what, from what to what."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.roles import RequesterRole, Role
from tickets.access.changes import people_named_in
from tickets.models import Event
from tickets.rules.changes import in_words

PAIR = 2  # from what to what
PEOPLE = {"concierge": gettext_lazy("Concierge"), "deputy": gettext_lazy("Deputy")}
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
    """The events of things of this table; `names` are words for codes in them."""
    told = list(events)
    known = {**people_named_in(told), **(names or {})}
    return [Line(event, in_words(event.kind), list(_details(event, of, known))) for event in told]


def _details(event: Event, of: type[Model], names: Mapping[str, object]) -> Iterator[str]:
    for name, value in event.facts.items():
        field = _field(of, name)
        if isinstance(value, list) and len(value) == PAIR:
            before, after = (_said(each, field, names) for each in value)
            label = f"{field.verbose_name}: " if field is not None else ""
            yield f"{label}{before} → {after}"
        elif name == "role":
            yield str(ROLES.get(str(value), value))
        elif str(value) in names:
            said = str(names[str(value)])
            yield f"{PEOPLE[name]}: {said}" if name in PEOPLE else said
        elif name == "reason":
            yield str(value)


def _field(of: type[Model], name: str) -> Any:
    try:
        return of._meta.get_field(name)  # noqa: SLF001  # Django's documented door
    except FieldDoesNotExist:
        return None


def _said(value: object, field: Any, names: Mapping[str, object]) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return (
            pgettext("between names", ", ").join(str(names.get(each, each)) for each in value)
            or "–"
        )
    if value in (None, ""):
        return "–"
    chosen = dict(getattr(field, "flatchoices", ()))
    return str(chosen.get(value) or names.get(str(value), value))
