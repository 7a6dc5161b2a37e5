"""How a clock is explained: what is read, and the laws that hold for every clock and calendar.

The office of these tests is open 08:30–11:30 and 13:00–17:00, seven hours a working day.
"""

import datetime as dt
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.rules.moments import moments
from tests.rules.test_promises import OFFICE, SPECIAL, at, of
from tests.rules.test_worktime_laws import offices
from tickets.rules import explained, promises
from tickets.rules.clocks import Unit
from tickets.rules.explained import COUNTING, Kind, Reckoning, Segment
from tickets.rules.promises import NATURAL, Promise, Stop
from tickets.rules.worktime import NoOpenTime, WorkTime

NAMES = {day: "调休上班" if spans else "国庆节" for day, spans in SPECIAL.items()}
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOTHING = dt.timedelta()
TICK = dt.timedelta(microseconds=1)


def stop(start: str, end: str | None, reason: str = "supplement") -> Stop:
    return Stop(at(start), at(end) if end else None, reason)


def told(segments: list[Segment]) -> list[str]:
    """Each segment on one line: from, to, kind, day, hours of the counted kind, name."""

    def wall(moment: dt.datetime) -> str:
        return f"{moment.astimezone(SHANGHAI):%m-%d %H:%M}"

    return [
        f"{wall(each.starts_at)} > {wall(each.ends_at)} {each.kind}"
        f"{f' {each.day}' if each.day else ''} {each.open_time / dt.timedelta(hours=1):g} h"
        f"{f' {each.name}' if each.name else ''}"
        for each in segments
    ]


def explain(
    start: str, promise: Promise, *stops: Stop, until: str = "", now: str = ""
) -> list[str]:
    reckoning = Reckoning(at(start), promise, OFFICE, stops, NAMES)
    end = at(until) if until else reckoning.due_at
    return told(reckoning.segments(end, at(now) if now else None))


# --- What is read ------------------------------------------------------------------------------


def test_a_short_promise_reads_as_spans() -> None:
    assert explain("2026-11-20 16:30", of("60", Unit.WORK_MINUTES)) == [
        "11-20 16:30 > 11-20 17:00 counted 0.5 h",
        "11-20 17:00 > 11-23 08:30 weekend 0 h",
        "11-23 08:30 > 11-23 09:00 counted 0.5 h",
    ]


def test_breaks_and_nights_stand_between_the_spans_of_a_short_promise() -> None:
    assert explain("2026-11-18 11:00", of("300", Unit.WORK_MINUTES)) == [
        "11-18 11:00 > 11-18 11:30 counted 0.5 h",
        "11-18 11:30 > 11-18 13:00 break 0 h",
        "11-18 13:00 > 11-18 17:00 counted 4 h",
        "11-18 17:00 > 11-19 08:30 night 0 h",
        "11-19 08:30 > 11-19 09:00 counted 0.5 h",
    ]


def test_a_promise_of_working_days_reads_as_days_without_its_start_day() -> None:
    assert explain("2026-11-18 10:00", of("3")) == [
        "11-18 10:00 > 11-19 00:00 start_day 5.5 h",
        "11-19 00:00 > 11-19 17:00 counted 1 7 h",
        "11-19 17:00 > 11-20 17:00 counted 2 7 h",
        "11-20 17:00 > 11-23 08:30 weekend 0 h",
        "11-23 08:30 > 11-23 17:00 counted 3 7 h",
    ]


def test_holidays_have_their_names_and_made_up_days_count() -> None:
    assert explain("2026-09-29 10:00", of("4")) == [
        "09-29 10:00 > 09-30 00:00 start_day 5.5 h",
        "09-30 00:00 > 09-30 17:00 counted 1 7 h",
        "09-30 17:00 > 10-08 08:30 holiday 0 h 国庆节",
        "10-08 08:30 > 10-08 17:00 counted 2 7 h",
        "10-08 17:00 > 10-09 17:00 counted 3 7 h",
        "10-09 17:00 > 10-10 17:00 counted 4 7 h 调休上班",
    ]


def test_what_a_pause_took_is_given_back_after_the_last_day() -> None:
    paused = stop("2026-11-19 15:00", "2026-11-20 10:00")
    assert explain("2026-11-18 10:00", of("2"), paused) == [
        "11-18 10:00 > 11-19 00:00 start_day 5.5 h",
        "11-19 00:00 > 11-19 15:00 counted 1 5 h",
        "11-19 15:00 > 11-20 10:00 paused 3.5 h supplement",
        "11-20 10:00 > 11-20 17:00 counted 2 5.5 h",
        "11-20 17:00 > 11-23 08:30 weekend 0 h",
        "11-23 08:30 > 11-23 13:30 given_back 3.5 h",
    ]


def test_a_limit_to_the_same_hour_counts_days_from_hour_to_hour() -> None:
    assert explain("2026-11-19 10:00", of("2", Unit.WORK_DAYS_SAME_TIME)) == [
        "11-19 10:00 > 11-20 10:00 counted 1 7 h",
        "11-20 10:00 > 11-20 17:00 counted 2 5.5 h",
        "11-20 17:00 > 11-23 08:30 weekend 0 h",
        "11-23 08:30 > 11-23 10:00 counted 2 1.5 h",
    ]


def test_a_limit_to_the_opening_hour_ends_there_and_not_at_the_closing_before() -> None:
    assert explain("2026-11-18 08:00", of("1", Unit.WORK_DAYS_SAME_TIME)) == [
        "11-18 08:00 > 11-19 08:30 counted 1 7 h"
    ]


def test_natural_hours_know_no_night() -> None:
    paused = stop("2026-11-20 18:00", "2026-11-21 06:00")
    assert explain("2026-11-20 16:00", of("24", Unit.HOURS), paused) == [
        "11-20 16:00 > 11-20 18:00 counted 2 h",
        "11-20 18:00 > 11-21 06:00 paused 12 h supplement",
        "11-21 06:00 > 11-22 04:00 counted 22 h",
    ]


def test_what_comes_after_the_due_moment_is_overdue_and_counts_no_more() -> None:
    reckoning = Reckoning(at("2026-11-18 10:00"), of("1"), OFFICE)
    segments = reckoning.segments(at("2026-11-23 09:30"))
    assert told(segments[2:]) == [
        "11-19 17:00 > 11-20 17:00 overdue 7 h",
        "11-20 17:00 > 11-23 08:30 weekend 0 h",
        "11-23 08:30 > 11-23 09:30 overdue 1 h",
    ]
    assert {each.total_time for each in segments[1:]} == {dt.timedelta(hours=7)}


def test_a_clock_that_stands_still_is_told_up_to_now() -> None:
    still = stop("2026-11-19 15:00", None, "suspension")
    assert explain("2026-11-18 10:00", of("2"), still, until="2026-11-30 09:00")[2:] == [
        "11-19 15:00 > 11-30 09:00 paused 44.5 h suspension"
    ]


def test_what_is_ahead_is_told_apart_from_what_was() -> None:
    reckoning = Reckoning(at("2026-11-18 10:00"), of("3"), OFFICE)
    segments = reckoning.segments(reckoning.due_at, at("2026-11-19 10:00"))
    assert [(each.day, each.is_ahead, each.open_time // dt.timedelta(minutes=1))
            for each in segments if each.day] == [
        (1, False, 90), (1, True, 330), (2, True, 420), (3, True, 420),
    ]  # fmt: skip


def test_days_beyond_the_published_calendar_are_provisional() -> None:
    known = dt.date(2026, 12, 31)
    reckoning = Reckoning(at("2026-12-30 10:00"), of("3"), OFFICE, known_until=known)
    days = [each for each in reckoning.segments(reckoning.due_at) if each.day]
    assert [each.is_provisional for each in days] == [False, True, True]
    hours = Reckoning(at("2026-12-30 10:00"), of("72", Unit.HOURS), OFFICE, known_until=known)
    assert not any(each.is_provisional for each in hours.segments(hours.due_at))


def test_a_clock_of_sixty_working_days_fits_a_page() -> None:
    assert len(explain("2026-08-03 10:00", of("60"))) < 85


def test_nothing_is_told_of_no_time() -> None:
    assert explain("2026-11-18 10:00", of("3"), until="2026-11-18 10:00") == []


# --- Laws --------------------------------------------------------------------------------------

PROMISES = st.one_of(
    st.builds(of, st.integers(1, 200).map(str), st.sampled_from([Unit.HOURS, Unit.WORK_MINUTES])),
    st.builds(of, st.integers(1, 3000).map(str), st.just(Unit.WORK_MINUTES)),
    st.builds(of, st.integers(1, 40).map(str), st.sampled_from(sorted(set(Unit) - NATURAL))),
    st.builds(of, st.integers(1, 40).map(str), st.just(Unit.DAYS)),
)
ANY_START = moments("2023-12-01", "2027-02-01")


@st.composite
def pauses(draw: st.DrawFn, start: dt.datetime) -> list[Stop]:
    """Up to four pauses that do not touch, each of a different reason."""
    gaps = draw(st.lists(st.timedeltas(TICK, dt.timedelta(days=9)), max_size=8))
    edges, at_last = [], start
    for gap in gaps:
        at_last += gap
        edges.append(at_last)
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return [Stop(since, until, f"reason {n}") for n, (since, until) in enumerate(pairs)]


@st.composite
def reckonings(draw: st.DrawFn) -> Reckoning:
    start = draw(ANY_START)
    office = draw(st.one_of(st.just(OFFICE), offices()))
    stops = draw(st.one_of(st.just([]), pauses(start)))
    reckoning = Reckoning(start, draw(PROMISES), office, stops, NAMES)
    try:
        assume(reckoning.due_at < start + dt.timedelta(days=700))
    except NoOpenTime:
        assume(False)
    return reckoning


def promised(reckoning: Reckoning) -> dt.timedelta:
    """How much time the promise is, without the start day that does not count."""
    run = promises.Run(reckoning.promise, reckoning.worktime)
    due_at = run.due(reckoning.start)
    whole = run.length(reckoning.start, due_at)
    if reckoning.promise.unit is not Unit.WORK_DAYS:
        return whole
    segments = Reckoning(reckoning.start, reckoning.promise, reckoning.worktime).segments(due_at)
    return whole - sum((s.open_time for s in segments if s.kind is Kind.START_DAY), NOTHING)


@given(reckonings(), st.timedeltas(TICK, dt.timedelta(days=300)), st.data())
@settings(max_examples=100, deadline=None)
def test_the_segments_fill_the_time_without_gap_or_overlap(
    reckoning: Reckoning, length: dt.timedelta, data: st.DataObject
) -> None:
    until = reckoning.start + length
    now = data.draw(st.none() | st.timedeltas(NOTHING, length).map(reckoning.start.__add__))
    segments = reckoning.segments(until, now)
    assert segments[0].starts_at == reckoning.start
    assert segments[-1].ends_at == until
    assert all(one.ends_at == two.starts_at for one, two in pairwise(segments))
    assert all(each.length > NOTHING for each in segments)
    run = promises.Run(reckoning.promise, reckoning.worktime)
    for each in segments:
        assert each.open_time == run.length(each.starts_at, each.ends_at)
    assert segments[-1].total_time == sum((each.counted_time for each in segments), NOTHING)


@given(reckonings())
@settings(max_examples=150, deadline=None)
def test_what_is_counted_is_the_promise_and_ends_when_it_is_due(reckoning: Reckoning) -> None:
    due_at, stops = reckoning.due_at, reckoning.standing
    assert due_at == promises.moments(
        reckoning.start, reckoning.promise, reckoning.worktime, stops
    ).due_at  # fmt: skip
    run = promises.Run(reckoning.promise, reckoning.worktime)
    for number, each in enumerate(stops):  # none begins when the promise is used up already
        left = run.length(each.started_at, run.shifted(run.due(reckoning.start), stops[:number]))
        assume(left)
    segments = reckoning.segments(due_at)
    counted = [each for each in segments if each.kind in COUNTING]
    on_start_day = start_day_pauses(reckoning)
    assert sum((each.counted_time for each in counted), NOTHING) == (
        promised(reckoning) + on_start_day
    )
    assert counted[-1].ends_at == due_at


def start_day_pauses(reckoning: Reckoning) -> dt.timedelta:
    """Paused open time of a start day that is not counted: it is given back all the same."""
    if reckoning.promise.unit is not Unit.WORK_DAYS:
        return NOTHING
    zone, worktime = reckoning.worktime.zone, reckoning.worktime
    tomorrow = reckoning.start.astimezone(zone).date() + dt.timedelta(days=1)
    midnight = dt.datetime.combine(tomorrow, dt.time(), zone).astimezone(dt.UTC)
    return sum(
        (
            worktime.between(each.started_at, min(each.ended_at or midnight, midnight))
            for each in reckoning.standing
            if each.started_at < midnight
        ),
        NOTHING,
    )


@given(reckonings())
@settings(max_examples=100, deadline=None)
def test_every_promised_day_has_its_number_in_order(reckoning: Reckoning) -> None:
    assume(not reckoning.stops)
    days = [each.day for each in reckoning.segments(reckoning.due_at) if each.day]
    if reckoning.promise.unit in promises.DAY_COUNTS:
        assert sorted(set(days)) == list(range(1, int(reckoning.promise.amount) + 1))
        assert days == sorted(days)
    else:
        assert days == []


@pytest.mark.parametrize(
    "zone", ["America/New_York", "Australia/Lord_Howe", "Europe/Berlin", "Pacific/Apia"]
)
def test_the_hour_that_the_clock_jumps_over_is_not_told(zone: str) -> None:
    always = WorkTime(zone, [[("00:00", "24:00")]] * 7)
    start = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    reckoning = Reckoning(start, of("60000", Unit.WORK_MINUTES), always)
    assert reckoning.due_at == start + dt.timedelta(minutes=60000)
    assert [each.kind for each in reckoning.segments(reckoning.due_at)] == [Kind.COUNTED]


def test_stretches_are_right_far_beyond_the_table_of_the_zone() -> None:
    office = WorkTime("America/New_York", [[("01:00", "04:00")]] * 7)
    start = dt.datetime(2500, 12, 1, tzinfo=dt.UTC)
    end = start + dt.timedelta(days=900)
    open_time = sum(
        (each.ends_at - each.starts_at for each in office.stretches(start, end)
         if each.hour.name == "OPEN"), NOTHING,
    )  # fmt: skip
    assert open_time == office.between(start, end)


# --- Gross and net -----------------------------------------------------------------------------


def test_gross_and_net_are_told_in_both_kinds_of_time() -> None:
    stops = [stop("2026-11-19 15:00", "2026-11-20 10:00")]
    took = explained.elapsed(at("2026-11-18 10:00"), at("2026-11-20 17:00"), stops, OFFICE)
    hours = [span / dt.timedelta(hours=1) for span in
             (took.gross_time, took.net_time, took.gross_work, took.net_work)]  # fmt: skip
    assert hours == [55, 36, 19.5, 16]


@given(reckonings(), st.timedeltas(NOTHING, dt.timedelta(days=60)))
@settings(max_examples=100, deadline=None)
def test_net_is_what_lies_outside_the_pauses(reckoning: Reckoning, length: dt.timedelta) -> None:
    end = reckoning.start + length
    took = explained.elapsed(reckoning.start, end, reckoning.stops, reckoning.worktime)
    hours = Promise(Unit.HOURS, Decimal(1000000))
    natural = Reckoning(reckoning.start, hours, reckoning.worktime, reckoning.stops)
    assert took.gross_time == length
    assert took.net_time == sum((s.counted_time for s in natural.segments(end)), NOTHING)
    assert NOTHING <= took.net_work <= took.gross_work
