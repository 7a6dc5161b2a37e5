"""What is asked when a role is given at an office."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.roles import STAFF, Role
from tickets.rules.problems import Problem

MOST_OPEN_TICKETS = 500


@dataclass(frozen=True)
class Appointment:
    """A role at an office from one day to another, both counted; `office` is its code."""

    role: str
    office: str
    from_date: dt.date
    until_date: dt.date | None = None
    capacity: int = 40
    skills: Sequence[str] = ()

    def problems(self, on: dt.date) -> Iterator[Problem]:
        """What is wrong with it on this day."""
        if self.role not in Role.values:
            yield Problem("role", "choice", _("Choose a role from the list."))
        if self.until_date is not None and self.until_date < max(on, self.from_date):
            yield Problem("until_date", "past", _("The last day lies before the first, or today."))
        if not 0 < self.capacity <= MOST_OPEN_TICKETS:
            yield Problem("capacity", "range", _("Enter a number from 1 to 500."))

    def misplaced(self, office_kind: str) -> Iterator[Problem]:
        """What is wrong with it at an office of this kind."""
        if office_kind not in STAFF[Role(self.role)].at:
            yield Problem("office", "misplaced", _("There is no such role at this kind of office."))
