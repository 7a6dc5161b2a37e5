"""Working time agrees with a plain walk through real time, in every zone and through every jump."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.walk import Span, Walk
from tickets.rules.worktime import WorkTime

QUARTER = dt.timedelta(minutes=15)
SECOND = dt.timedelta(seconds=1)
STEPS = 8 * 96
PLACES = {  # a zone and a day on which something happens to its clock
    "no change": ("Asia/Shanghai", dt.date(2026, 2, 14)),
    "Chinese summer time begins": ("Asia/Shanghai", dt.date(1988, 4, 17)),
    "an hour is skipped": ("America/New_York", dt.date(2026, 3, 8)),
    "an hour is shown twice": ("America/New_York", dt.date(2026, 11, 1)),
    "an hour is skipped in 600 years": ("America/New_York", dt.date(2626, 3, 12)),
    "an hour is shown twice in the year 9000": ("America/New_York", dt.date(9000, 11, 2)),
    "half an hour is shown twice": ("Australia/Lord_Howe", dt.date(2026, 4, 5)),
    "a quarter-hour offset": ("Asia/Kathmandu", dt.date(1985, 12, 31)),
    "a date is left out": ("Pacific/Apia", dt.date(2011, 12, 30)),
    "another date is left out": ("Pacific/Kwajalein", dt.date(1993, 8, 21)),
    "a date is lived twice": ("Pacific/Kwajalein", dt.date(1969, 9, 30)),
    "midnight is skipped": ("Asia/Beirut", dt.date(2026, 3, 29)),
    "midnight comes twice": ("America/Havana", dt.date(2026, 11, 1)),
    "the day begins after the skipped hour": ("America/Sao_Paulo", dt.date(2018, 11, 4)),
    "the skipped hour lies across midnight": ("America/Toronto", dt.date(1919, 3, 30)),
    "summer time pauses for Ramadan": ("Africa/Casablanca", dt.date(2026, 2, 15)),
}


def clock(quarters: int) -> str:
    return f"{quarters // 4:02}:{quarters % 4 * 15:02}"


@st.composite
def spans(draw: st.DrawFn) -> list[Span]:
    edges = sorted(draw(st.sets(st.integers(0, 96), max_size=6)))
    return [(clock(a), clock(b)) for a, b in zip(edges[::2], edges[1::2], strict=False)]


@st.composite
def walks(draw: st.DrawFn) -> tuple[WorkTime, Walk]:
    zone, day = PLACES[draw(st.sampled_from(sorted(PLACES)))]
    week = draw(st.lists(spans(), min_size=7, max_size=7))
    near = st.integers(-3, 3).map(lambda days: day + dt.timedelta(days=days))
    special_days = draw(st.dictionaries(near, spans(), max_size=3)) if day.year < 2100 else {}
    week[day.weekday()] = week[day.weekday()] or [("00:00", "24:00")]
    start = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC) - dt.timedelta(days=4)
    calendar = (zone, week, special_days)
    return WorkTime(*calendar), Walk(calendar, start, QUARTER, STEPS)


steps = st.integers(0, STEPS - 1)
inner = st.integers(96, STEPS - 97)  # on dates that are walked whole


@given(walks(), st.data())
@settings(max_examples=40, deadline=None)
def test_open_time_is_what_a_walk_counts(both: tuple[WorkTime, Walk], data: st.DataObject) -> None:
    office, walk = both
    for _ in range(4):
        first, last = data.draw(steps), data.draw(steps)
        assert office.is_open(walk.at(first)) == walk.open[first]
        assert office.between(walk.at(first), walk.at(last)) == walk.between(first, last)


@given(walks(), st.data())
@settings(max_examples=40, deadline=None)
def test_work_is_used_up_where_a_walk_uses_it_up(
    both: tuple[WorkTime, Walk], data: st.DataObject
) -> None:
    office, walk = both
    for _ in range(4):
        start, work = data.draw(steps), data.draw(st.integers(1, 60))
        due, begun = walk.added(start, work), walk.subtracted(start, work)
        if due is not None:
            assert office.add(walk.at(start), work * QUARTER) == walk.at(due)
        if begun:  # before the first step nothing is known
            assert office.subtract(walk.at(start), work * QUARTER) == walk.at(begun)


@given(walks(), st.data())
@settings(max_examples=40, deadline=None)
def test_working_days_end_where_a_walk_ends_them(
    both: tuple[WorkTime, Walk], data: st.DataObject
) -> None:
    office, walk = both
    for _ in range(4):
        start, other, n = data.draw(inner), data.draw(inner), data.draw(st.integers(-4, 4))
        assert office.days_between(walk.at(start), walk.at(other)) == walk.days_between(
            start, other
        )
        date = walk.working_day(start, n) if n else None
        if date and walk.local[0].date() < date < walk.local[-1].date():
            assert office.add_days(walk.at(start), n) == walk.at(walk.close(date))


@given(walks(), st.data())
@settings(max_examples=40, deadline=None)
def test_the_same_time_days_later_is_where_a_walk_finds_it(
    both: tuple[WorkTime, Walk], data: st.DataObject
) -> None:
    office, walk = both
    for _ in range(4):
        start, n = data.draw(steps), data.draw(st.integers(1, 4))
        begun = walk.next_open(start)
        date = walk.working_day(begun, n) if begun is not None else None
        if begun is not None and date:
            due = walk.clock_reached(date, walk.local[begun].time())
            if due is not None:
                assert office.add_days(walk.at(start), n, "same_time") == walk.at(due)


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("Asia/Shanghai", dt.datetime(2026, 3, 2, 0, 0, tzinfo=dt.UTC)),
        ("America/New_York", dt.datetime(2026, 3, 8, 6, 30, tzinfo=dt.UTC)),
        ("America/New_York", dt.datetime(2026, 11, 1, 5, 0, tzinfo=dt.UTC)),
        ("America/St_Johns", dt.datetime(2006, 10, 29, 2, 0, tzinfo=dt.UTC)),
        ("Africa/Monrovia", dt.datetime(1972, 1, 7, 0, 0, tzinfo=dt.UTC)),
    ],
)
def test_every_second_counts(zone: str, start: dt.datetime) -> None:
    odd = [("00:00:20", "00:01"), ("00:07:11", "01:30:01"), ("01:30:02", "02:00"), ("08:00", "23")]
    week = [[(dt.time.fromisoformat(a), dt.time.fromisoformat(b)) for a, b in odd]] * 7
    office = WorkTime(zone, week)
    walk = Walk((zone, [odd] * 7, {}), start, SECOND, 2 * 3600)
    for n in range(0, walk.steps, 97):
        assert office.is_open(walk.at(n)) == walk.open[n]
        assert office.between(start, walk.at(n)) == walk.between(0, n)
        due = walk.added(n, 1000)
        if due is not None:
            assert office.add(walk.at(n), 1000 * SECOND) == walk.at(due)
