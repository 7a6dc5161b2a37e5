"""Calendars in templates: runs of special days, a week in words."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django import template
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from tickets.models import SpecialDay
from tickets.rules import retelling
from tickets.rules.plans import text_of
from tickets.rules.promises import Promise

register = template.Library()


@dataclass(frozen=True)
class Span:
    """Days in a row that are alike, named by the first."""

    first: dt.date
    last: dt.date
    day: SpecialDay


@register.filter
def how_long(promise: Promise) -> str:
    """`{{ promise.promised.promise|how_long }}`: what is promised, in words."""
    return retelling.promised(promise)


@register.filter
def in_spans(days: Iterable[SpecialDay]) -> list[Span]:
    """Special days of one name and kind that follow each other, as one."""
    numbered = enumerate(sorted(days, key=lambda day: day.date))
    runs = groupby(numbered, lambda pair: _run(*pair))
    found = ([day for _place, day in run] for _key, run in runs)
    return [Span(run[0].date, run[-1].date, run[0]) for run in found]


@register.filter
def in_words(week: Sequence[Sequence[Sequence[str]]]) -> str:
    """`Mon–Fri 08:30–11:30, 13:00–17:00`; days without hours are left out."""
    days = [(day, text_of(spans)) for day, spans in enumerate(week) if spans]
    runs = groupby(enumerate(days), lambda one: (one[1][0] - one[0], one[1][1]))
    return "; ".join(_named([day for _place, (day, _hours) in run], key[1]) for key, run in runs)


def _run(place: int, day: SpecialDay) -> tuple[int, str, str]:
    return day.date.toordinal() - place, day.kind, day.name_zh


def _named(days: list[int], hours: str) -> str:
    first, last = WEEKDAYS_ABBR[days[0]], WEEKDAYS_ABBR[days[-1]]
    name = str(first) if first == last else _("%(first)s–%(last)s") % {"first": first, "last": last}
    return f"{name} {hours}"
