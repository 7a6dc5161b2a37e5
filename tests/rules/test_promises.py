"""Promises on the Chinese calendar of 2025 and 2026; every due moment was worked out by hand.

The office is open 08:30–11:30 and 13:00–17:00, seven hours a working day.
"""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.rules.clocks import Light, Outcome, Unit
from tickets.rules.promises import (
    Moments,
    Promise,
    Stop,
    light_changes_at,
    light_of,
    merged,
    moments,
    outcome_of,
    share_used,
)
from tickets.rules.worktime import WorkTime

ZONE = ZoneInfo("Asia/Shanghai")
DAY = (("08:30", "11:30"), ("13:00", "17:00"))
# The notices of the State Council for 2025 and 2026, typed from the notices themselves.
CLOSED = """
2025-01-01/01 2025-01-28/02-04 2025-04-04/06 2025-05-01/05 2025-05-31/06-02 2025-10-01/08
2026-01-01/03 2026-02-15/23 2026-04-04/06 2026-05-01/05 2026-06-19/21 2026-09-25/27 2026-10-01/07
"""
MADE_UP = """
2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11
2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10
"""


def _days(span: str) -> list[dt.date]:
    first, last = span.split("/")
    start = dt.date.fromisoformat(first)
    end = dt.date.fromisoformat(first[: -len(last)] + last)
    return [start + dt.timedelta(days=n) for n in range((end - start).days + 1)]


SPECIAL = {day: () for span in CLOSED.split() for day in _days(span)} | {
    dt.date.fromisoformat(day): DAY for day in MADE_UP.split()
}
OFFICE = WorkTime("Asia/Shanghai", [DAY] * 5, SPECIAL)


def at(text: str) -> dt.datetime:
    """A moment in Shenyang: `2026-11-18 10:00`."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


def of(amount: str, unit: Unit = Unit.WORK_DAYS) -> Promise:
    return Promise(unit, Decimal(amount))


def stops(*spans: str) -> list[Stop]:
    """Stops written `2026-11-04 10:00 > 2026-11-06 15:00`; nothing after > is still open."""
    pairs = [[side.strip() for side in span.split(">")] for span in spans]
    return [Stop(at(start), at(end) if end else None) for start, end in pairs]


def due(start: str, promise: Promise, *spans: str) -> dt.datetime:
    return moments(at(start), promise, OFFICE, stops(*spans)).due_at


# --- Due moments -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "days", "expected", "why"),
    [
        ("2026-11-18 10:00", 1, "2026-11-19 17:00", "the start day is not counted"),
        ("2026-11-18 16:59", 1, "2026-11-19 17:00", "nor how late on it the clock starts"),
        ("2026-11-20 10:00", 1, "2026-11-23 17:00", "a weekend lies between"),
        ("2026-11-21 10:00", 1, "2026-11-23 17:00", "a start on a Saturday"),
        ("2026-02-14 16:00", 1, "2026-02-24 17:00", "a make-up Saturday, then Spring Festival"),
        ("2026-02-13 16:00", 1, "2026-02-14 17:00", "the make-up Saturday is a working day"),
        ("2026-09-30 09:00", 7, "2026-10-15 17:00", "National Day, then a working Saturday"),
        ("2025-09-27 12:00", 5, "2025-10-10 17:00", "a working Sunday before eight days off"),
        ("2025-01-24 09:00", 5, "2025-02-07 17:00", "Spring Festival 2025 with its Sunday"),
        ("2025-04-25 09:00", 3, "2025-04-29 17:00", "a working Sunday before Labour Day"),
        ("2026-01-05 09:00", 60, "2026-04-03 17:00", "the statutory sixty working days"),
    ],
)
def test_working_days_end_at_close_of_the_last_one(
    start: str, days: int, expected: str, why: str
) -> None:
    assert due(start, of(str(days))) == at(expected), why


@pytest.mark.parametrize(
    ("start", "expected", "why"),
    [
        ("2026-11-18 10:00", "2026-11-18 11:00", "inside the morning"),
        ("2026-11-18 10:30", "2026-11-18 11:30", "the closing instant, not the next opening"),
        ("2026-11-18 11:00", "2026-11-18 13:30", "over the noon break"),
        ("2026-11-17 22:00", "2026-11-18 09:30", "filed at night"),
        ("2026-11-20 16:30", "2026-11-23 09:00", "over the weekend"),
        ("2026-09-30 16:20", "2026-10-08 08:50", "over National Day"),
        ("2026-02-13 16:45", "2026-02-14 09:15", "into the make-up Saturday"),
    ],
)
def test_sixty_working_minutes_are_used_up_inside_office_hours(
    start: str, expected: str, why: str
) -> None:
    assert due(start, of("60", Unit.WORK_MINUTES)) == at(expected), why


@pytest.mark.parametrize(
    ("start", "promise", "expected"),
    [
        ("2026-11-22 03:00", of("0.5", Unit.HOURS), "2026-11-22 03:30"),
        ("2026-11-20 16:00", of("24", Unit.HOURS), "2026-11-21 16:00"),
        ("2026-03-01 09:00", of("365", Unit.DAYS), "2027-03-01 09:00"),
        ("2026-11-18 10:15", of("2", Unit.WORK_DAYS_SAME_TIME), "2026-11-20 10:15"),
        ("2026-11-18 12:00", of("1", Unit.WORK_DAYS_SAME_TIME), "2026-11-19 13:00"),
        ("2026-09-30 16:00", of("3", Unit.WORK_DAYS_SAME_TIME), "2026-10-10 16:00"),
    ],
)
def test_hours_and_days_run_day_and_night_and_same_time_keeps_the_time(
    start: str, promise: Promise, expected: str
) -> None:
    assert due(start, promise) == at(expected)


# --- Stops -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("promise", "start", "spans", "expected", "why"),
    [
        (
            of("5"),
            "2026-11-02 09:00",
            ["2026-11-04 10:00 > 2026-11-06 15:00"],
            "2026-11-12 13:30",
            "17½ working hours after Monday 9 at close",
        ),
        (
            of("5"),
            "2026-09-28 09:00",
            ["2026-09-30 16:00 > 2026-10-08 09:00"],
            "2026-10-12 10:00",
            "1½ working hours, although a week went by",
        ),
        (
            of("24", Unit.HOURS),
            "2026-11-20 16:00",
            ["2026-11-21 10:00 > 2026-11-22 12:30"],
            "2026-11-22 18:30",
            "26½ hours that really passed",
        ),
        (
            of("60", Unit.WORK_MINUTES),
            "2026-11-18 10:00",
            ["2026-11-18 10:30 > 2026-11-18 14:00"],
            "2026-11-18 14:30",
            "half an hour is left when it goes on",
        ),
        (
            of("1"),
            "2026-11-18 10:00",
            ["2026-11-18 18:00 > 2026-11-19 08:00"],
            "2026-11-19 17:00",
            "a night costs nobody working time",
        ),
        (
            of("1"),
            "2026-11-18 10:00",
            ["2026-11-19 10:00 > 2026-11-19 11:00", "2026-11-20 08:45 > 2026-11-20 09:45"],
            "2026-11-20 10:30",
            "the second stop lies before the due moment the first one made",
        ),
        (
            of("1"),
            "2026-11-18 10:00",
            ["2026-11-19 09:00 > 2026-11-19 11:00", "2026-11-19 10:00 > 2026-11-19 11:30"],
            "2026-11-20 11:00",
            "stops that overlap count once",
        ),
        (
            of("1"),
            "2026-11-18 10:00",
            ["2026-11-19 17:01 > 2026-11-25 17:00"],
            "2026-11-19 17:00",
            "a broken promise is not mended by a later stop",
        ),
        (
            of("1"),
            "2026-11-18 10:00",
            ["2026-11-19 09:00 >"],
            "2026-11-19 17:00",
            "a stop that goes on moves nothing yet",
        ),
    ],
)
def test_a_stop_adds_its_own_time_to_the_due_moment(
    promise: Promise, start: str, spans: list[str], expected: str, why: str
) -> None:
    assert due(start, promise, *spans) == at(expected), why
    assert due(start, promise, *reversed(spans)) == at(expected), "in whatever order they are told"


@pytest.mark.parametrize(
    ("told", "whole"),
    [
        ([], []),
        (
            ["2026-11-03 09:00 > 2026-11-04 09:00", "2026-11-02 09:00 > 2026-11-03 09:00"],
            ["2026-11-02 09:00 > 2026-11-04 09:00"],
        ),
        (
            ["2026-11-02 09:00 > 2026-11-05 09:00", "2026-11-03 09:00 > 2026-11-04 09:00"],
            ["2026-11-02 09:00 > 2026-11-05 09:00"],
        ),
        (
            ["2026-11-02 09:00 > 2026-11-03 09:00", "2026-11-04 09:00 > 2026-11-05 09:00"],
            ["2026-11-02 09:00 > 2026-11-03 09:00", "2026-11-04 09:00 > 2026-11-05 09:00"],
        ),
        (
            ["2026-11-02 09:00 >", "2026-11-03 09:00 > 2026-11-04 09:00"],
            ["2026-11-02 09:00 >"],
        ),
        (
            ["2026-11-02 09:00 > 2026-11-04 09:00", "2026-11-03 09:00 >"],
            ["2026-11-02 09:00 >"],
        ),
    ],
)
def test_stops_that_touch_or_overlap_are_one(told: list[str], whole: list[str]) -> None:
    assert merged(stops(*told)) == stops(*whole)


# --- Lights ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("promise", "start", "yellow", "why"),
    [
        (of("1"), "2026-11-18 10:00", "2026-11-19 14:30", "10 of 12½ working hours"),
        (of("5"), "2026-11-02 09:00", "2026-11-06 15:42", "33.2 of 41½ working hours"),
        (of("24", Unit.HOURS), "2026-11-20 16:00", "2026-11-21 11:12", "19.2 of 24 hours"),
        (of("60", Unit.WORK_MINUTES), "2026-11-18 11:00", "2026-11-18 13:18", "48 minutes"),
    ],
)
def test_yellow_comes_at_four_fifths_of_the_time(
    promise: Promise, start: str, yellow: str, why: str
) -> None:
    assert moments(at(start), promise, OFFICE).yellow_at == at(yellow), why


def test_a_long_promise_turns_yellow_a_working_day_before_due_where_that_is_sooner() -> None:
    round_the_clock = {dt.date(2026, 11, 9): (("00:00", "24:00"),)}
    office = WorkTime("Asia/Shanghai", [DAY] * 5, round_the_clock)
    found = moments(at("2026-11-02 09:00"), of("5"), office)
    assert found.due_at == at("2026-11-10 00:00")
    assert found.yellow_at == at("2026-11-06 17:00")
    short = moments(at("2026-11-05 09:00"), of("2"), office)
    assert short.yellow_at > at("2026-11-09 00:00"), "a short promise has four fifths only"


def test_yellow_is_put_off_by_stops_like_the_due_moment() -> None:
    found = moments(
        at("2026-11-18 10:00"), of("1"), OFFICE, stops("2026-11-19 08:30 > 2026-11-19 09:30")
    )
    assert (found.yellow_at, found.due_at) == (at("2026-11-19 15:30"), at("2026-11-20 09:30"))


TICK = dt.timedelta(microseconds=1)
FOUND = Moments(at("2026-11-19 14:30"), at("2026-11-19 17:00"), provisional=False)


@pytest.mark.parametrize(
    ("moment", "light"),
    [
        (FOUND.yellow_at - TICK, Light.GREEN),
        (FOUND.yellow_at, Light.YELLOW),
        (FOUND.due_at, Light.YELLOW),
        (FOUND.due_at + TICK, Light.RED),
    ],
)
def test_at_the_due_moment_itself_nothing_is_late_yet(moment: dt.datetime, light: Light) -> None:
    assert light_of(FOUND, moment) is light
    expected = Outcome.LATE if light is Light.RED else Outcome.MET
    assert outcome_of(moment, FOUND.due_at) is expected


def test_looking_again_when_told_sees_each_light_once() -> None:
    seen, moment = [], at("2026-11-18 10:00")
    while True:
        seen.append(light_of(FOUND, moment))
        later = light_changes_at(FOUND, moment)
        if later is None:
            break
        assert later > moment, "else a sweep would look for ever"
        assert light_of(FOUND, later - TICK) is seen[-1]
        moment = later
    assert seen == [Light.GREEN, Light.YELLOW, Light.RED]


# --- Share -------------------------------------------------------------------------------------

MOMENTS = st.datetimes(
    at("2025-03-01 00:00").replace(tzinfo=None), at("2026-10-01 00:00").replace(tzinfo=None)
).map(lambda naive: naive.replace(tzinfo=ZONE))
PROMISES = st.one_of(
    st.builds(of, st.integers(1, 400).map(str), st.just(Unit.WORK_MINUTES)),
    st.builds(of, st.integers(1, 60).map(str), st.just(Unit.WORK_DAYS)),
    st.builds(of, st.integers(1, 60).map(str), st.just(Unit.WORK_DAYS_SAME_TIME)),
    st.builds(of, st.integers(1, 400).map(str), st.sampled_from([Unit.HOURS, Unit.DAYS])),
)
HOURS = st.integers(0, 400)


@st.composite
def _stopped(draw: st.DrawFn, start: dt.datetime) -> list[Stop]:
    told = draw(st.lists(st.tuples(HOURS, HOURS), max_size=4))
    begun = [(start + dt.timedelta(hours=a), dt.timedelta(hours=b)) for a, b in told]
    return [Stop(moment, moment + length) for moment, length in begun]


@given(st.data(), MOMENTS, PROMISES)
def test_another_stop_never_makes_a_clock_due_earlier(
    data: st.DataObject, start: dt.datetime, promise: Promise
) -> None:
    told = data.draw(_stopped(start))
    for count in range(len(told)):
        fewer = moments(start, promise, OFFICE, told[:count])
        more = moments(start, promise, OFFICE, told[: count + 1])
        assert more.due_at >= fewer.due_at
        assert more.yellow_at >= fewer.yellow_at
        assert more.yellow_at <= more.due_at


@given(st.data(), MOMENTS, PROMISES)
def test_the_promised_time_is_used_up_at_the_due_moment_and_not_before(
    data: st.DataObject, start: dt.datetime, promise: Promise
) -> None:
    told = data.draw(_stopped(start))
    due_at = moments(start, promise, OFFICE, told).due_at
    before_due = [stop for stop in told if stop.started_at <= due_at]
    assert share_used(start, due_at, promise, OFFICE, before_due) == 1
    assert share_used(start, due_at - TICK, promise, OFFICE, before_due) <= 1


@pytest.mark.parametrize(
    ("now", "share"),
    [
        ("2026-11-18 10:00", Fraction(0)),
        ("2026-11-18 17:00", Fraction(11, 25)),
        ("2026-11-19 08:30", Fraction(11, 25)),
        ("2026-11-19 17:00", Fraction(1)),
        ("2026-11-20 17:00", Fraction(39, 25)),
    ],
)
def test_the_share_counts_working_time_only(now: str, share: Fraction) -> None:
    """5½ of 12½ hours on the first day; seven more hours each day after."""
    assert share_used(at("2026-11-18 10:00"), at(now), of("1"), OFFICE) == share


def test_a_promise_of_no_time_is_used_up_at_once() -> None:
    moment = at("2026-11-18 10:00")
    assert moments(moment, of("0"), OFFICE).due_at == moment
    assert share_used(moment, moment, of("0"), OFFICE) == 1


# --- Beyond the known calendar -------------------------------------------------------------------


@pytest.mark.parametrize(("days", "provisional"), [("3", False), ("4", True), ("5", True)])
def test_beyond_the_last_published_year_a_due_moment_is_provisional(
    days: str, *, provisional: bool
) -> None:
    found = moments(at("2026-12-28 10:00"), of(days), OFFICE, known_until=dt.date(2026, 12, 31))
    assert found.provisional == provisional
    if days == "5":
        assert found.due_at == at("2027-01-04 17:00"), "Monday to Friday, until the notice comes"
