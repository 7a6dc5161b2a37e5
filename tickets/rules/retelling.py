"""The words of an explained clock: one line for each segment, in the reader's language."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext, ngettext_lazy, pgettext, pgettext_lazy

from tickets.rules import moments
from tickets.rules.clocks import Clock, Unit
from tickets.rules.explained import COUNTING, Kind, Segment
from tickets.rules.promises import NATURAL, Promise

SUSPENSION = "suspension"
LONG = 10  # working days; up to here each is told by itself
REASONS = {
    Clock.SUPPLEMENT.value: pgettext_lazy("pause", "waiting for the material asked for"),
    SUSPENSION: pgettext_lazy("pause", "suspended"),
}

_PROMISED = {
    Unit.HOURS: ngettext_lazy("%(n)s hour", "%(n)s hours", "many"),
    Unit.DAYS: ngettext_lazy("%(n)s calendar day", "%(n)s calendar days", "many"),
    Unit.WORK_MINUTES: ngettext_lazy("%(n)s working minute", "%(n)s working minutes", "many"),
    Unit.WORK_DAYS: ngettext_lazy("%(n)s working day", "%(n)s working days", "many"),
    Unit.WORK_DAYS_SAME_TIME: ngettext_lazy(
        "%(n)s working day, to the same hour", "%(n)s working days, to the same hour", "many"
    ),
}


@dataclass(frozen=True)
class Line:
    """What is read of one segment; `took` and `total` are empty where nothing is counted."""

    kind: Kind
    when: str
    what: str
    took: str
    total: str
    is_provisional: bool
    is_ahead: bool


def promised(promise: Promise) -> str:
    """The promise in words: 5 working days."""
    number = -int(-promise.amount // 1)  # half an hour is said as one is
    return str(_PROMISED[promise.unit] % {"n": _number(promise.amount), "many": number})


def lines(segments: Iterable[Segment], promise: Promise, zone: dt.tzinfo) -> list[Line]:
    """Each segment as one line, its moments in the zone of the office that counts."""
    with timezone.override(zone):
        return [_line(segment, promise) for segment in segments]


def folded(segments: Iterable[Segment], promise: Promise, zone: dt.tzinfo) -> list[Line]:
    """The same, but of a long promise each run of plain working days is one line.

    Special days, pauses, weekends and the last day keep lines of their own.
    """
    if promise.amount <= LONG:
        return lines(segments, promise, zone)
    with timezone.override(zone):
        return [_run(run, promise) for run in _runs(segments)]


def _runs(segments: Iterable[Segment]) -> list[list[Segment]]:
    whole: list[list[Segment]] = []
    for segment in segments:
        if whole and _goes_on(whole[-1][-1], segment):
            whole[-1].append(segment)
        else:
            whole.append([segment])
    return whole


def _goes_on(one: Segment, two: Segment) -> bool:
    """Whether both are plain working days, one after the other, and lie on the same side of now."""
    if one.day is None or two.day != one.day + 1 or two.ends_the_promise:
        return False
    plain = (Kind.COUNTED, "", one.is_provisional, one.is_ahead)
    return _marks(one) == _marks(two) == plain


def _marks(segment: Segment) -> tuple[object, ...]:
    return segment.kind, segment.name, segment.is_provisional, segment.is_ahead


def _run(run: list[Segment], promise: Promise) -> Line:
    first, last = run[0], run[-1]
    if first is last:
        return _line(first, promise)
    whole = replace(
        first,
        ends_at=last.ends_at,
        total_time=last.total_time,
        open_time=sum((each.open_time for each in run), dt.timedelta()),
    )
    days = {"first": first.day, "last": last.day, "days": _number(promise.amount)}
    what = gettext("Working days %(first)s to %(last)s of %(days)s") % days
    return replace(_line(whole, promise), what=what)


def _line(segment: Segment, promise: Promise) -> Line:
    counts = segment.kind in COUNTING
    return Line(
        segment.kind,
        _when(segment),
        _what(segment, promise),
        _took(segment, promise),
        _length(segment.total_time, promise) if counts else "",
        segment.is_provisional,
        segment.is_ahead,
    )


def _when(segment: Segment) -> str:
    works = segment.kind in COUNTING | {Kind.OVERDUE}
    starts_at = segment.opens_at or segment.starts_at
    return moments.span(starts_at if works else segment.starts_at, segment.ends_at)


def _what(segment: Segment, promise: Promise) -> str:
    if segment.kind is Kind.PAUSED:
        reason = REASONS.get(segment.name, segment.name)
        return pgettext("segment", "Paused: %(reason)s") % {"reason": reason}
    if segment.kind is Kind.START_DAY:
        return gettext("Start day, not counted (Civil Code, Art. 201)")
    if segment.day is None:
        return " · ".join(part for part in (str(segment.kind.label), segment.name) if part)
    numbers = {"day": segment.day, "days": _number(promise.amount)}
    parts = [gettext("Working day %(day)s of %(days)s") % numbers, segment.name]
    return " · ".join(part for part in (*parts, _ending(segment, promise)) if part)


def _ending(segment: Segment, promise: Promise) -> str:
    """That the last day ends at close of business, and by which law."""
    if promise.unit is Unit.WORK_DAYS and segment.ends_the_promise:
        return gettext("ends at close of business (Civil Code, Art. 203)")
    return ""


def _took(segment: Segment, promise: Promise) -> str:
    if segment.kind in COUNTING | {Kind.OVERDUE}:
        return _length(segment.open_time, promise)
    if segment.kind is not Kind.PAUSED:
        return ""
    whole = moments.length(segment.length)
    if promise.unit in NATURAL:
        return whole
    working = moments.working_length(segment.open_time)
    return gettext("%(length)s (%(working)s of working time)") % {
        "length": whole,
        "working": working,
    }


def _length(span: dt.timedelta, promise: Promise) -> str:
    return moments.length(span) if promise.unit in NATURAL else moments.working_length(span)


def _number(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
