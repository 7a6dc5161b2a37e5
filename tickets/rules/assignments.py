"""Who gets a ticket: what an assignment carries and how far each hand reaches."""

import uuid
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tickets.errors import Because, Refused
from tickets.rules.carried import need_text
from tickets.rules.classification import Level, Track


@dataclass(frozen=True)
class Assignment:
    """The new assignee and office, and why; also what a redispatch carries."""

    assignee: uuid.UUID
    office: uuid.UUID
    reason: str

    def validate(self) -> None:
        """A reason is not empty."""
        need_text("reason", self.reason, _("Say why."))


def check_reach(given: Assignment, holder: uuid.UUID, *, may_cross: bool) -> None:
    """Refuse an assignment to another office by somebody who assigns inside their own only."""
    if given.office != holder and not may_cross:
        raise Refused(
            Because.ROLE,
            "outside_the_office",
            _("A lead assigns inside the office; ask a dispatcher to move it to another one."),
            field="office",
        )


def check_change(given: Assignment, holder: uuid.UUID, assignee: uuid.UUID | None) -> None:
    """Refuse an assignment to the person who has the ticket already."""
    if (given.office, given.assignee) == (holder, assignee):
        raise Refused(
            Because.STATE,
            "already_theirs",
            _("This person is the assignee already."),
            field="assignee",
        )


def check_level(track: Track, complained: Level | None, *, to_province: bool) -> None:
    """Refuse to put below the province what belongs there (DOMAIN §2, §5)."""
    if to_province:
        return
    if track is Track.INSTITUTION:
        sentence = _("What foreign institutions file is handled at the province only.")
        raise Refused(Because.STATE, "province_only", sentence, field="office")
    if track is Track.COMPLAINT and complained in (Level.CITY, Level.PROVINCE):
        sentence = _("A complaint about a city's own government is handled at the province.")
        raise Refused(Because.STATE, "not_by_the_complainee", sentence, field="office")
