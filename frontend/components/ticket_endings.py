"""What was proposed as the end of a ticket, in words: whoever rules on it reads all of it first."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from frontend.components.step_door import ENDINGS
from tickets.access.tickets import proposals_on
from tickets.models import Ending, Ticket
from tickets.rules import moments
from tickets.rules.endings import (
    EndingKind,
    HandlingType,
    MeasureOutcome,
    MeasureRole,
    Solved,
    Truth,
)

_WORDS = {"truth": Truth, "solved": Solved, "handling_type": HandlingType}
_BESIDE = {"public_reply", "internal_result", "none_fits", "gap", "measures", "ground"}
_TONES = {
    Ending.Ruling.WAITING: "purple",
    Ending.Ruling.APPROVED: "green",
    Ending.Ruling.SENT_BACK: "yellow",
}


@dataclass(frozen=True)
class Proposal:
    """One proposal as staff read it."""

    ending: Ending
    facts: list[tuple[str, str]]

    @property
    def is_approved(self) -> bool:
        """Whether it has become the ending of the ticket."""
        return self.ending.ruling == Ending.Ruling.APPROVED

    @property
    def tone(self) -> str:
        """The colour of its ruling; the words say the same."""
        return _TONES.get(Ending.Ruling(self.ending.ruling), "")

    @property
    def reply(self) -> str:
        """What the requester will read, or has read."""
        return str(self.ending.carried.get("public_reply", ""))

    @property
    def result(self) -> str:
        """What was done; never shown outside."""
        return str(self.ending.carried.get("internal_result", ""))


def proposals(ticket: Ticket) -> list[Proposal]:
    """All that was proposed for the ticket, newest first."""
    return [Proposal(ending, list(_facts(ending))) for ending in proposals_on(ticket)]


def _facts(ending: Ending) -> Iterator[tuple[str, str]]:
    fields = ENDINGS[EndingKind(ending.kind)].base_fields
    if ending.ground:
        yield str(fields["ground"].label), f"{ending.ground} ({ending.ground.source})"
    for name, field in fields.items():
        value = ending.carried.get(name)
        if value and name not in _BESIDE:
            yield str(field.label), _said(name, value)
    for link in ending.carried.get("measures", ()):
        yield _("Measure"), _measure(link)
    if ending.carried.get("none_fits"):
        said = [str(fields["none_fits"].label), ending.carried.get("gap", "")]
        yield _("Measure"), _colon().join(filter(None, said))


def _said(name: str, value: str) -> str:
    if name == "document_date":
        return moments.day(dt.date.fromisoformat(value))
    return _label(_WORDS[name], value) if name in _WORDS else value


def _measure(link: Mapping[str, Any]) -> str:
    role, outcome = _label(MeasureRole, link["role"]), _label(MeasureOutcome, link["outcome"])
    return f"{link['code']} · {role} · {outcome}{_colon()}{link['reason']}"


def _colon() -> str:
    return pgettext("after a name", ": ")


def _label(words: Any, value: str) -> str:
    """The word of one choice."""
    chosen: Enum = words(value)
    return str(chosen.label)  # type: ignore[attr-defined]  # Django's Choices have labels
