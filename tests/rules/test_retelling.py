"""A long promise is retold in few lines, and nothing of it is lost."""

import datetime as dt

import pytest
from django.utils import translation

from tests.rules.test_explained import NAMES, SHANGHAI, stop
from tests.rules.test_promises import OFFICE, at, of
from tickets.rules import retelling
from tickets.rules.clocks import Unit
from tickets.rules.explained import Reckoning, Segment
from tickets.rules.promises import Promise, Stop
from tickets.rules.retelling import Line

COMPLAINT = of("60")
KNOWN_UNTIL = dt.date(2026, 11, 30)


@pytest.fixture(autouse=True)
def english() -> None:
    translation.activate("en")


def _segments(start: str, promise: Promise, *stops: Stop, now: str = "") -> list[Segment]:
    reckoning = Reckoning(at(start), promise, OFFICE, stops, NAMES, KNOWN_UNTIL)
    return reckoning.segments(reckoning.due_at, at(now) if now else None)


def _folded(segments: list[Segment], promise: Promise) -> list[Line]:
    return retelling.folded(segments, promise, SHANGHAI)


def test_a_week_of_plain_working_days_is_one_line() -> None:
    first, week, weekend, *_rest = _folded(_segments("2026-09-04 10:00", COMPLAINT), COMPLAINT)[1:]
    assert first.what == "Weekend"
    assert week.what == "Working days 1 to 5 of 60"
    assert week.when == "Mon 7 Sep 08:30 – Fri 11 Sep 17:00"
    assert (week.took, week.total) == ("35 hours", "35 hours")
    assert weekend.what == "Weekend"


def test_special_days_pauses_and_the_last_day_stand_alone() -> None:
    paused = stop("2026-10-21 15:00", "2026-10-26 10:00")
    told = _folded(_segments("2026-09-04 10:00", COMPLAINT, paused), COMPLAINT)
    what = [line.what for line in told]
    assert "Holiday · 国庆节" in what
    assert [words for words in what if "调休上班" in words] == [
        "Working day 11 of 60 · 调休上班",
        "Working day 21 of 60 · 调休上班",
    ]
    assert [words for words in what if words.startswith("Paused")]
    closing = [words for words in what if "Art. 203" in words]
    assert closing == ["Working day 60 of 60 · ends at close of business (Civil Code, Art. 203)"]


def test_what_is_ahead_or_provisional_is_never_folded_with_what_is_not() -> None:
    segments = _segments("2026-09-04 10:00", COMPLAINT, now="2026-10-14 12:00")
    for line in (told := _folded(segments, COMPLAINT)):
        alike = [each for each in _lines(segments, COMPLAINT) if each.total == line.total]
        assert line.is_ahead in {each.is_ahead for each in alike}
    assert {line.is_ahead for line in told} == {True, False}
    assert {line.is_provisional for line in told} == {True, False}


def _lines(segments: list[Segment], promise: Promise) -> list[Line]:
    return retelling.lines(segments, promise, SHANGHAI)


@pytest.mark.parametrize("now", ["", "2026-10-14 12:00", "2026-09-16 08:30"])
@pytest.mark.parametrize("unit", [Unit.WORK_DAYS, Unit.WORK_DAYS_SAME_TIME])
def test_the_folded_lines_fill_the_same_time_and_count_the_same(unit: Unit, now: str) -> None:
    promise = of("60", unit)
    segments = _segments("2026-09-04 10:00", promise, now=now)
    whole, short = _lines(segments, promise), _folded(segments, promise)
    assert len(short) < len(whole) / 2
    assert {line.total for line in short} <= {line.total for line in whole}
    assert short[-1].total == whole[-1].total
    kept = [line for line in whole if not line.total]
    assert [line for line in short if not line.total] == kept


@pytest.mark.parametrize("promise", [of("10"), of("48", Unit.HOURS), of("60", Unit.WORK_MINUTES)])
def test_a_short_promise_is_told_day_by_day(promise: Promise) -> None:
    segments = _segments("2026-09-04 10:00", promise)
    assert _folded(segments, promise) == _lines(segments, promise)
