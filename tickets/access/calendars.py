"""The calendar an office works by: its hours, the special days, and how far they are known."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db.models import Count, Max

from tickets.models import SpecialDay
from tickets.rules.worktime import WorkTime

MORNING, AFTERNOON = ("08:30", "11:30"), ("13:00", "17:00")
OPEN_DAY = (MORNING, AFTERNOON)
WEEK = (OPEN_DAY,) * 5


@dataclass(frozen=True)
class Calendar:
    """Working time, and the last day whose holidays are published."""

    worktime: WorkTime
    known_until: dt.date | None


def calendar() -> Calendar:
    """The calendar in force; rebuilt only when a notice was imported (one small query)."""
    newest = SpecialDay.objects.aggregate(last=Max("pk"), days=Count("pk"), until=Max("date"))
    return _built(newest["last"], newest["days"], newest["until"])


@lru_cache(maxsize=4)
def _built(_last: int | None, _days: int, until: dt.date | None) -> Calendar:
    spans = {SpecialDay.Kind.HOLIDAY: (), SpecialDay.Kind.WORKDAY: OPEN_DAY}
    days = SpecialDay.objects.values_list("date", "kind")
    special = {date: spans[SpecialDay.Kind(kind)] for date, kind in days}
    worktime = WorkTime(settings.TIME_ZONE, WEEK, special)
    return Calendar(worktime, dt.date(until.year, 12, 31) if until else None)
