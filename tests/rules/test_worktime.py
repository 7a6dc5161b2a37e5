"""Working time on the calendar of an office in Liaoning, case by case."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from tests.rules.china import HOURS, SHANGHAI, WEEK, at, office, special_days
from tickets.rules.worktime import NoOpenTime, WorkTime

OFFICE = office()
MINUTE = dt.timedelta(minutes=1)
TICK = dt.timedelta(microseconds=1)


@pytest.mark.parametrize(
    "moment",
    [
        "2025-09-30 08:30",
        "2025-09-30 11:29:59.999999",
        "2025-09-30 13:30",
        "2025-09-30 16:59:59.999999",
        "2025-09-28 10:00",  # a Sunday worked in exchange
    ],
)
def test_the_office_is_open_from_opening_up_to_closing(moment: str) -> None:
    assert OFFICE.is_open(at(moment))


@pytest.mark.parametrize(
    "moment",
    [
        "2025-09-30 08:29:59.999999",
        "2025-09-30 11:30",  # the closing instant itself
        "2025-09-30 12:30",
        "2025-09-30 17:00",
        "2025-10-01 10:00",  # National Day
        "2025-09-27 10:00",  # Saturday
    ],
)
def test_the_office_is_closed_from_closing_up_to_opening(moment: str) -> None:
    assert not OFFICE.is_open(at(moment))


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2025-09-30 09:00", 60, "2025-09-30 10:00"),
        ("2025-09-30 11:00", 30, "2025-09-30 11:30"),  # used up at lunch, not after it
        ("2025-09-30 11:00", 31, "2025-09-30 13:31"),
        ("2025-09-30 12:00", 1, "2025-09-30 13:31"),
        ("2025-09-30 16:00", 60, "2025-09-30 17:00"),  # the closing, not next week's opening
        ("2025-09-30 16:30", 60, "2025-10-09 09:00"),  # over National Day
        ("2025-10-03 12:00", 1, "2025-10-09 08:31"),
        ("2025-09-26 16:30", 60, "2025-09-28 09:00"),  # into a Sunday worked in exchange
        ("2025-10-10 16:59", 2, "2025-10-11 08:31"),  # into a Saturday worked in exchange
        ("2026-02-14 16:59", 2, "2026-02-24 08:31"),  # over Spring Festival
        ("2025-09-30 08:30", 390, "2025-09-30 17:00"),
        ("2025-09-30 08:30", 391, "2025-10-09 08:31"),
        ("2025-09-28 08:30", 5 * 390, "2025-10-10 17:00"),
        ("2025-09-30 09:00", 0, "2025-09-30 09:00"),
        ("2025-10-01 12:00", 0, "2025-10-01 12:00"),  # nothing to do, closed or not
    ],
)
def test_work_is_due_at_the_earliest_moment_it_is_used_up(
    start: str, minutes: int, due: str
) -> None:
    assert OFFICE.add(at(start), minutes * MINUTE) == at(due)
    assert OFFICE.between(at(start), at(due)) == minutes * MINUTE
    assert OFFICE.between(at(due), at(start)) == -minutes * MINUTE


@pytest.mark.parametrize(
    ("end", "minutes", "start"),
    [
        ("2025-09-30 10:00", 60, "2025-09-30 09:00"),
        ("2025-09-30 13:31", 31, "2025-09-30 11:00"),
        ("2025-09-30 13:31", 1, "2025-09-30 13:30"),  # the opening, not the end of the morning
        ("2025-10-09 09:00", 60, "2025-09-30 16:30"),
        ("2025-10-03 12:00", 390, "2025-09-30 08:30"),
        ("2025-10-01 12:00", 0, "2025-10-01 12:00"),
    ],
)
def test_who_must_be_done_by_an_end_begins_at_the_latest_then(
    end: str, minutes: int, start: str
) -> None:
    assert OFFICE.subtract(at(end), minutes * MINUTE) == at(start)
    assert OFFICE.add(at(end), -minutes * MINUTE) == at(start)


def test_a_due_moment_is_exact_to_the_microsecond() -> None:
    start = at("2025-09-30 16:59:59.999998")
    assert OFFICE.add(start, 2 * TICK) == at("2025-09-30 17:00")
    assert OFFICE.add(start, 3 * TICK) == at("2025-10-09 08:30:00.000001")


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2025-09-29 10:00", 1, "2025-09-30 17:00"),
        ("2025-09-29 00:00", 1, "2025-09-30 17:00"),  # the start day never counts …
        ("2025-09-29 23:59", 1, "2025-09-30 17:00"),  # … however much of it is left
        ("2025-09-30 10:00", 1, "2025-10-09 17:00"),
        ("2025-10-03 10:00", 1, "2025-10-09 17:00"),
        ("2025-09-27 10:00", 1, "2025-09-28 17:00"),  # a Sunday worked in exchange counts
        ("2025-09-30 10:00", 3, "2025-10-11 17:00"),
        ("2025-09-30 10:00", 7, "2025-10-16 17:00"),  # acceptance of a complaint
        ("2026-01-05 09:00", 60, "2026-04-03 17:00"),  # handling of a complaint
        ("2025-09-30 10:00", 0, "2025-09-30 10:00"),
        ("2025-10-09 17:00", -1, "2025-09-30 17:00"),  # one working day before due
        ("2025-10-03 17:00", -2, "2025-09-29 17:00"),
    ],
)
def test_a_limit_of_working_days_ends_at_close_of_the_last(start: str, n: int, due: str) -> None:
    assert OFFICE.add_days(at(start), n) == at(due)
    assert OFFICE.add_days(at(start), n, ends="close") == at(due)


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2025-09-29 10:17:05", 1, "2025-09-30 10:17:05"),
        ("2025-09-30 10:00", 1, "2025-10-09 10:00"),
        ("2025-09-29 07:00", 1, "2025-09-30 08:30"),  # before opening: as if filed at opening
        ("2025-09-29 12:15", 1, "2025-09-30 13:30"),
        ("2025-09-29 17:00", 1, "2025-10-09 08:30"),  # at closing it is too late for that day
        ("2025-10-03 15:00", 1, "2025-10-10 08:30"),
        ("2025-10-03 15:00", 0, "2025-10-03 15:00"),
        ("2025-10-09 10:00", -1, "2025-09-30 10:00"),
    ],
)
def test_a_limit_may_end_at_the_same_time_working_days_later(start: str, n: int, due: str) -> None:
    assert OFFICE.add_days(at(start), n, ends="same_time") == at(due)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2025-09-29 10:00", "2025-09-29 23:00", 0),
        ("2025-09-29 10:00", "2025-09-30 00:00", 1),
        ("2025-09-30 10:00", "2025-10-08 23:59", 0),
        ("2025-09-30 10:00", "2025-10-16 17:00", 7),
        ("2025-09-26 10:00", "2025-09-28 17:00", 1),
        ("2026-01-01 00:00", "2026-12-31 00:00", 248),  # 365 days, 117 of them free
    ],
)
def test_working_days_are_counted_from_the_day_after_to_the_last_day(
    start: str, end: str, days: int
) -> None:
    assert OFFICE.days_between(at(start), at(end)) == days
    assert OFFICE.days_between(at(end), at(start)) == -days


def test_sixty_working_days_counted_on_the_fingers() -> None:
    day, special, counted = dt.date(2026, 1, 5), special_days(), 0
    while counted < 60:
        day += dt.timedelta(days=1)
        counted += bool(special.get(day, HOURS if day.weekday() < 5 else []))
    assert OFFICE.add_days(at("2026-01-05 09:00"), 60) == at(f"{day} 17:00")


def test_a_special_day_has_exactly_its_own_spans() -> None:
    friday, saturday = dt.date(2026, 3, 6), dt.date(2026, 3, 7)
    office = WorkTime(
        SHANGHAI, WEEK, {friday: [("10:00", "11:00")], saturday: [("09:00", "09:20")]}
    )
    start = at("2026-03-05 17:00")
    assert office.add(start, 60 * MINUTE) == at("2026-03-06 11:00")
    assert office.add(start, 80 * MINUTE) == at("2026-03-07 09:20")
    assert office.add_days(start, 1) == at("2026-03-06 11:00")
    assert office.add_days(start, 2) == at("2026-03-07 09:20")


def test_a_night_shift_split_at_midnight_runs_on() -> None:
    night = [("00:00", "06:00"), ("22:00", "24:00")]
    desk = WorkTime(SHANGHAI, [night] * 7)
    start = at("2026-03-02 23:00")
    assert desk.add(start, 60 * MINUTE) == at("2026-03-03 00:00")
    assert desk.add(start, 7 * 60 * MINUTE) == at("2026-03-03 06:00")
    assert desk.add(start, 8 * 60 * MINUTE) == at("2026-03-03 23:00")
    assert desk.add_days(start, 1) == at("2026-03-04 00:00")


def test_an_office_that_never_closes_counts_all_time() -> None:
    roster = WorkTime(SHANGHAI, [[("00:00", "24:00")]] * 7)
    start = at("2026-02-17 03:14:15")
    assert roster.add(start, 30 * MINUTE) == start + 30 * MINUTE
    assert roster.between(start, start + dt.timedelta(days=400)) == dt.timedelta(days=400)


def test_hours_may_be_given_in_any_order_and_may_touch() -> None:
    office = WorkTime(SHANGHAI, [[(dt.time(13), dt.time(17, 0, 30)), ("08:00", "13:00")]])
    assert office.add(at("2026-03-02 12:00"), 90 * MINUTE) == at("2026-03-02 13:30")
    assert office.add(at("2026-03-02 12:00"), 301 * MINUTE) == at("2026-03-09 08:00:30")


def test_a_moment_comes_out_in_the_zone_it_went_in() -> None:
    for zone in (dt.UTC, SHANGHAI, ZoneInfo("Europe/Berlin"), dt.timezone(dt.timedelta(hours=-3))):
        start = at("2025-09-30 16:30").astimezone(zone)
        due = OFFICE.add(start, 60 * MINUTE)
        assert (due, due.tzinfo) == (at("2025-10-09 09:00"), zone)
        assert OFFICE.add_days(start, 1).tzinfo is zone


def test_a_naive_moment_is_refused() -> None:
    naive, aware = at("2025-09-30 10:00").replace(tzinfo=None), at("2025-09-30 10:00")
    asks: list[Callable[[], object]] = [
        lambda: OFFICE.is_open(naive),
        lambda: OFFICE.add(naive, MINUTE),
        lambda: OFFICE.add(naive, 0 * MINUTE),
        lambda: OFFICE.subtract(naive, MINUTE),
        lambda: OFFICE.between(naive, aware),
        lambda: OFFICE.between(aware, naive),
        lambda: OFFICE.add_days(naive, 0),
        lambda: OFFICE.days_between(naive, aware),
    ]
    for ask in asks:
        with pytest.raises(ValueError, match="zone-aware"):
            ask()


def test_a_limit_of_days_knows_two_ends_and_whole_days() -> None:
    with pytest.raises(ValueError, match="same_time"):
        OFFICE.add_days(at("2025-09-30 10:00"), 1, "opening")  # type: ignore[arg-type]  # the point
    with pytest.raises(TypeError):
        OFFICE.add_days(at("2025-09-30 10:00"), 1.5)  # type: ignore[arg-type]  # the point


def test_a_calendar_with_nothing_ahead_says_so_and_still_answers_what_it_can() -> None:
    fair = WorkTime(SHANGHAI, [], {dt.date(2026, 3, 2): [("09:00", "10:00")]})
    before, after = at("2026-03-01 00:00"), at("2026-03-03 00:00")
    assert fair.add(before, 60 * MINUTE) == at("2026-03-02 10:00")
    assert fair.add_days(before, 1) == at("2026-03-02 10:00")
    assert fair.add(after, 0 * MINUTE) == after
    assert fair.between(before, after) == 60 * MINUTE
    assert fair.subtract(after, 60 * MINUTE) == at("2026-03-02 09:00")
    asks: list[Callable[[], object]] = [
        lambda: fair.add(before, 60 * MINUTE + TICK),
        lambda: fair.add(after, TICK),
        lambda: fair.subtract(before, TICK),
        lambda: fair.add_days(after, 1),
        lambda: fair.add_days(before, -1),
        lambda: fair.add_days(after, 1, "same_time"),
    ]
    for ask in asks:
        with pytest.raises(NoOpenTime):
            ask()


def test_a_due_moment_beyond_the_calendar_of_man_is_refused() -> None:
    last, first = at("9999-12-31 10:00"), at("0001-01-03 10:00")
    assert OFFICE.add(last, 60 * MINUTE) == at("9999-12-31 11:00")
    asks: list[Callable[[], object]] = [
        lambda: OFFICE.add(last, 30 * 24 * 60 * MINUTE),
        lambda: OFFICE.add(last, dt.timedelta.max),
        lambda: OFFICE.add(first, dt.timedelta.min),
        lambda: OFFICE.subtract(first, dt.timedelta.max),
        lambda: OFFICE.add_days(last, 10**40),
        lambda: OFFICE.add_days(first, -(10**40)),
    ]
    for ask in asks:
        with pytest.raises(NoOpenTime):
            ask()


def test_the_whole_span_of_the_calendar_is_counted_without_walking() -> None:
    first, last = at("0001-01-02 00:00"), at("9999-12-31 00:00")
    work = OFFICE.between(first, last)
    assert OFFICE.add(first, work) == at("9999-12-30 17:00")
    assert OFFICE.subtract(last, work) == at("0001-01-02 08:30")
    assert OFFICE.add_days(first, OFFICE.days_between(first, last)) == at("9999-12-31 17:00")


def test_equal_calendars_are_one_key() -> None:
    assert office() == OFFICE
    assert hash(office()) == hash(OFFICE)
    assert WorkTime("Asia/Shanghai", WEEK) != OFFICE
    with pytest.raises(AttributeError):
        OFFICE.week = ()  # type: ignore[misc]  # the point
