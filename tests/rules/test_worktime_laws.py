"""Laws of working time that hold for every calendar, moment and amount of work."""

import datetime as dt
from collections.abc import Callable
from typing import Literal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.rules.china import HOURS, WEEK, special_days
from tests.rules.moments import moments
from tickets.rules.worktime import NoOpenTime, WorkTime

ZONES = ("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia")
TICK = dt.timedelta(microseconds=1)
DECREED = special_days()

some_moment = moments("1950-01-01", "2150-01-01")
work = st.timedeltas(dt.timedelta(0), dt.timedelta(days=900))
some_work = st.timedeltas(TICK, dt.timedelta(days=900))
days = st.dates(dt.date(2023, 12, 1), dt.date(2027, 1, 31))
clocks = st.times().map(lambda time: time.replace(fold=0))
many = settings(max_examples=30, deadline=None)


@st.composite
def spans(draw: st.DrawFn) -> list[tuple[dt.time, dt.time]]:
    edges = sorted(draw(st.sets(clocks, max_size=6)))
    return list(zip(edges[::2], edges[1::2], strict=False))


@st.composite
def offices(draw: st.DrawFn) -> WorkTime:
    zone = draw(st.sampled_from(ZONES))
    special = DECREED | draw(st.dictionaries(days, spans(), max_size=5))
    week = draw(st.one_of(st.just(WEEK), st.lists(spans(), max_size=7).filter(any)))
    return WorkTime(zone, week, special)


@given(offices(), some_moment, some_work)
@many
def test_adding_work_is_undone_by_measuring_it(
    office: WorkTime, start: dt.datetime, work: dt.timedelta
) -> None:
    try:
        due, begun = office.add(start, work), office.subtract(start, work)
    except NoOpenTime:
        assume(False)
    assert office.between(start, due) == office.between(begun, start) == work
    assert office.between(start, due - TICK) == office.between(begun + TICK, start) == work - TICK
    assert office.is_open(due - TICK)
    assert office.is_open(begun)


@given(offices(), some_moment, some_work)
@many
def test_subtracting_takes_back_what_was_added(
    office: WorkTime, moment: dt.datetime, work: dt.timedelta
) -> None:
    try:
        start = office.subtract(office.add(moment, TICK), TICK)  # the next open moment
        due = office.add(start, work)
    except NoOpenTime:
        assume(False)
    assert office.subtract(due, work) == start
    assert office.add(due, -work) == start
    assert office.add(office.subtract(start, work), work) <= start


@given(offices(), some_moment, work, work)
@many
def test_more_work_is_never_due_earlier_and_parts_add_up(
    office: WorkTime, start: dt.datetime, one: dt.timedelta, two: dt.timedelta
) -> None:
    try:
        due, both = office.add(start, one), office.add(start, one + two)
    except NoOpenTime:
        assume(False)
    assert start <= due <= both
    assert not one or office.add(due, two) == both


@given(offices(), some_moment, some_moment, work)
@many
def test_who_starts_later_is_never_due_earlier(
    office: WorkTime, one: dt.datetime, two: dt.datetime, work: dt.timedelta
) -> None:
    first, second = sorted([one, two])
    try:
        assert office.add(first, work) <= office.add(second, work)
    except NoOpenTime:
        assume(False)


@given(offices(), some_moment, some_moment, some_moment)
@many
def test_stretches_of_time_add_up(
    office: WorkTime, one: dt.datetime, two: dt.datetime, three: dt.datetime
) -> None:
    between, days_between = office.between, office.days_between
    assert between(one, two) + between(two, three) == between(one, three)
    assert days_between(one, two) + days_between(two, three) == days_between(one, three)
    assert between(one, two) == -between(two, one)
    assert dt.timedelta(0) <= between(*sorted([one, two])) <= abs(two - one)


@given(offices(), some_moment, st.integers(1, 400), st.sampled_from(["close", "same_time"]))
@many
def test_a_limit_of_n_days_has_n_days(
    office: WorkTime, start: dt.datetime, n: int, ends: Literal["close", "same_time"]
) -> None:
    try:
        due = office.add_days(start, n, ends)
        begun = start if ends == "close" else office.subtract(office.add(start, TICK), TICK)
    except NoOpenTime:
        assume(False)
    if ends == "close":
        assert office.is_open(due - TICK)
        due -= TICK  # a day may close at midnight, when the next date has begun
    if (begun.year, due.year) != (2011, 2012):  # Apia may jump past the clock time into a new date
        assert office.days_between(begun, due) == n


@given(
    st.sampled_from(ZONES),
    moments("2024-01-01", "2026-12-01"),
    st.sets(days, min_size=1, max_size=30),
    st.timedeltas(TICK, dt.timedelta(days=90)),
    st.integers(1, 250),
)
@many
def test_a_holiday_added_never_makes_anything_due_earlier(
    zone: str, start: dt.datetime, holidays: set[dt.date], work: dt.timedelta, n: int
) -> None:
    before = WorkTime(zone, WEEK, DECREED)
    after = WorkTime(zone, WEEK, DECREED | dict.fromkeys(holidays, ()))
    worked = WorkTime(zone, WEEK, DECREED | dict.fromkeys(holidays, HOURS))
    dues: list[Callable[[WorkTime], dt.datetime]] = [
        lambda office: office.add(start, work),
        lambda office: office.add_days(start, n),
        lambda office: office.add_days(start, n, "same_time"),
    ]
    for due in dues:
        assert due(worked) <= due(before) <= due(after)
    end = start + work
    assert after.between(start, end) <= before.between(start, end) <= worked.between(start, end)
