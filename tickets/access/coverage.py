"""How far ahead the special days are published, and whether that is becoming too little."""

import datetime as dt
from dataclasses import dataclass

from accounts.models import Office
from tickets.access import policy
from tickets.rules.days import day_of

ALARM_DAYS = 60


@dataclass(frozen=True)
class Coverage:
    """The last day whose holidays are published, and the days until then.

    `broken` names the offices whose hours cannot be read: they work by the province's usual ones.
    """

    known_until: dt.date
    days_left: int
    broken: tuple[str, ...] = ()

    @property
    def is_short(self) -> bool:
        """Whether fewer than sixty days are left: the next notice must be imported."""
        return self.days_left < ALARM_DAYS

    @property
    def next_year(self) -> int:
        """The year whose notice is to be imported next."""
        return self.known_until.year + 1


def coverage(now: dt.datetime) -> Coverage:
    """The coverage of the calendar that the offices share."""
    known = policy.in_force()
    left = (known.known_until - day_of(now)).days
    return Coverage(known.known_until, left)


def thorough_coverage(now: dt.datetime) -> Coverage:
    """The same, and the calendar of every office is tried."""
    known, found = policy.in_force(), coverage(now)
    offices = Office.objects.nodes()
    broken = tuple(office.code for office in offices if known.calendar_of(office).is_broken)
    return Coverage(found.known_until, found.days_left, broken)
