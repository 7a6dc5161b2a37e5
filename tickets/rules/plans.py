"""Office hours as somebody edits them: read from what was typed, refused where they cannot work."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.utils.translation import gettext_lazy as _

from tickets.rules.carried import missing, need_text
from tickets.rules.hours import InvalidCalendar, week_of, zone_named
from tickets.rules.seasons import Season

FIRST, LAST = dt.date(2020, 1, 1), dt.date(2099, 12, 31)
LEAP_YEAR = 2028  # it has every month-day
MOST_SEASONS = 4
DASHES = re.compile(r"\s*[-–—~～]\s*")
BREAKS = re.compile(r"\s*[,，;；、\s]\s*")

Spans = list[list[str]]
Week = list[Spans]


@dataclass(frozen=True)
class SeasonDraft:
    """A part of the year with hours of its own; `start` and `end` are month-days, "06-01"."""

    start: str
    end: str
    week: Week


@dataclass(frozen=True)
class HoursDraft:
    """The hours of an office from a day on, not yet published; `seen` is the version it follows."""

    from_date: dt.date
    zone: str
    week: Week
    reason: str
    seasons: tuple[SeasonDraft, ...] = ()
    seen: int = 0

    def validate(self) -> None:
        """Raise Refused(MISSING) naming the field, or InvalidCalendar with the reason."""
        need_text("reason", self.reason, _("Say why."))
        if not FIRST <= self.from_date <= LAST:
            sentence = _("Give a day from 2020 to 2099.")
            raise missing("from_date", sentence, "date_out_of_range")
        zone_named(self.zone)
        _check_week(self.week)
        _check_seasons(self.seasons)


def spans_from(text: str) -> Spans:
    """The spans of one day as people type them: `08:30-11:30, 13:00-17:00`; empty is closed."""
    spans = BREAKS.split(DASHES.sub("-", text.strip()))
    return [span.split("-") for span in spans if span]


def text_of(spans: Sequence[Sequence[str]]) -> str:
    """The spans of one day as people read them."""
    return ", ".join("–".join(span) for span in spans)


def draft_from(kept: Mapping[str, Any], *, seen: int = 0) -> HoursDraft:
    """A draft from a table such as a TOML file holds; raises InvalidCalendar for another shape."""
    try:
        seasons = tuple(
            SeasonDraft(str(part["start"]), str(part["end"]), _week(part["week"]))
            for part in kept.get("seasons", ())
        )
        return HoursDraft(
            dt.date.fromisoformat(str(kept["from_date"])),
            str(kept.get("zone", "Asia/Shanghai")),
            _week(kept["week"]),
            str(kept.get("reason", "")),
            seasons,
            seen,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as why:
        said = _("The file needs from_date, week and, where there are any, seasons.")
        raise InvalidCalendar("wrong_shape", said) from why


def _week(typed: Iterable[Any]) -> Week:
    """Days as text, `08:30-11:30`, or as lists of spans."""
    return [
        spans_from(day) if isinstance(day, str) else [list(span) for span in day] for day in typed
    ]


def _check_week(week: Week) -> None:
    days: Any = week  # what is no pair of times, week_of refuses in words
    if not any(hours.total for hours in week_of(days)):
        raise InvalidCalendar("never_open", _("The week has no open time at all."))


def _check_seasons(seasons: Sequence[SeasonDraft]) -> None:
    if len(seasons) > MOST_SEASONS:
        raise InvalidCalendar("many_seasons", _("A year has at most four seasons."))
    for season in seasons:
        _check_week(season.week)
    read = [Season(_month_day(each.start), _month_day(each.end), ()) for each in seasons]
    for one, other in combinations(read, 2):
        if one.holds_on(_date(other.start)) or other.holds_on(_date(one.start)):
            raise InvalidCalendar("seasons_overlap", _("Two seasons overlap."))


def _month_day(text: str) -> tuple[int, int]:
    try:
        date = dt.date.fromisoformat(f"{LEAP_YEAR}-{text}")
    except ValueError:
        said = _("“{day}” is not a day of the year such as 06-01.")
        raise InvalidCalendar("not_a_month_day", said, day=text) from None
    return date.month, date.day


def _date(day: tuple[int, int]) -> dt.date:
    return dt.date(LEAP_YEAR, *day)
