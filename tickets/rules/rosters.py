"""The duty roster (值班表): where nobody is on duty, day or night, and where two are."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from tickets.rules.days import BEIJING

AHEAD = dt.timedelta(days=7)  # how far ahead an empty shift alarms
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, order=True)
class Span:
    """From one moment up to another, the end not included."""

    starts_at: dt.datetime
    ends_at: dt.datetime

    def cut(self, within: "Span") -> "Span":
        """The part of it inside another; it may be empty."""
        return Span(max(self.starts_at, within.starts_at), min(self.ends_at, within.ends_at))

    @property
    def is_empty(self) -> bool:
        """Whether no time is left of it."""
        return self.starts_at >= self.ends_at


def gaps(turns: Iterable[Span], within: Span) -> list[Span]:
    """The times within which nobody is on duty, in order."""
    return [span for span, on_duty in _counted(turns, within) if on_duty == 0]


def overlaps(turns: Iterable[Span], within: Span) -> list[Span]:
    """The times within which more than one is on duty, in order."""
    return _joined(span for span, on_duty in _counted(turns, within) if on_duty > 1)


def week_of(date: dt.date) -> Span:
    """The week in which a day lies: from Monday at midnight, Beijing time, to the next."""
    monday = date - dt.timedelta(days=date.weekday())
    starts_at = dt.datetime.combine(monday, dt.time.min, BEIJING)
    return Span(starts_at, starts_at + WEEK)


def _counted(turns: Iterable[Span], within: Span) -> Iterator[tuple[Span, int]]:
    """Each stretch between two edges, with how many are on duty then."""
    cut = [one for one in (turn.cut(within) for turn in turns) if not one.is_empty]
    edges = {within.starts_at, within.ends_at}
    for one in cut:
        edges |= {one.starts_at, one.ends_at}
    ordered = sorted(edges)
    for start, end in pairwise(ordered):
        yield Span(start, end), sum(one.starts_at <= start < one.ends_at for one in cut)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Stretches that touch are one."""
    found: list[Span] = []
    for span in spans:
        if found and found[-1].ends_at == span.starts_at:
            found[-1] = Span(found[-1].starts_at, span.ends_at)
        else:
            found.append(span)
    return found
