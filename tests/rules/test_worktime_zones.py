"""Working time where clocks are put forward or back, and where dates are left out."""

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from tests.rules.moments import moments
from tickets.rules.worktime import NoOpenTime, WorkTime
from tickets.rules.zones import MICROSECOND, eras_of, instant_of, moment_at

HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)
NEW_YORK = ZoneInfo("America/New_York")
ROSTER = WorkTime("America/New_York", [[("00:00", "24:00")]] * 7)
NIGHT = WorkTime("America/New_York", [[("01:00", "04:00")]] * 7)
SMALL_HOURS = WorkTime("America/New_York", [[("02:00", "03:00")]] * 7)
DAYTIME = WorkTime("America/New_York", [[("08:30", "17:00")]] * 5)


def new_york(text: str, fold: int = 0) -> dt.datetime:
    """A moment on the wall clock of New York, told in UTC."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=NEW_YORK, fold=fold).astimezone(dt.UTC)


def test_office_hours_do_not_notice_a_night_the_clock_changes() -> None:
    friday = new_york("2026-03-06 16:00")
    assert DAYTIME.add(friday, 2 * HOUR) == new_york("2026-03-09 09:30")
    assert DAYTIME.between(friday, new_york("2026-03-09 09:30")) == 2 * HOUR
    assert DAYTIME.add_days(friday, 1) == new_york("2026-03-09 17:00")
    assert DAYTIME.add_days(friday, 1, "same_time") == new_york("2026-03-09 16:00")


def test_a_skipped_hour_counts_nothing() -> None:
    day = new_york("2026-03-08 00:00"), new_york("2026-03-09 00:00")
    assert ROSTER.between(*day) == 23 * HOUR
    assert NIGHT.between(*day) == 2 * HOUR
    assert NIGHT.add(new_york("2026-03-08 01:30"), HOUR) == new_york("2026-03-08 03:30")
    assert NIGHT.add(new_york("2026-03-08 01:30"), HOUR / 2) == new_york("2026-03-08 03:00")
    assert SMALL_HOURS.between(*day) == 0 * HOUR
    assert SMALL_HOURS.add(day[0], HOUR) == new_york("2026-03-09 03:00")


def test_an_hour_shown_twice_counts_twice() -> None:
    day = new_york("2026-11-01 00:00"), new_york("2026-11-02 00:00")
    assert ROSTER.between(*day) == 25 * HOUR
    assert NIGHT.between(*day) == 4 * HOUR
    assert NIGHT.add(new_york("2026-11-01 01:30"), HOUR) == new_york("2026-11-01 01:30", fold=1)
    one_hour = WorkTime(NEW_YORK, [[("01:00", "02:00")]] * 7)
    assert one_hour.add(day[0], 90 * MINUTE) == new_york("2026-11-01 01:30", fold=1)
    assert one_hour.add_days(new_york("2026-10-31 01:00"), 1) == new_york("2026-11-01 02:00")


def test_the_first_and_the_second_showing_of_an_hour_are_told_apart() -> None:
    desk = WorkTime(NEW_YORK, [[("01:30", "04:00")]] * 7)
    assert not desk.is_open(new_york("2026-11-01 01:15"))
    assert desk.is_open(new_york("2026-11-01 01:45"))
    assert not desk.is_open(new_york("2026-11-01 01:15", fold=1))
    assert desk.is_open(new_york("2026-11-01 01:45", fold=1))
    assert desk.add(new_york("2026-11-01 01:30"), HOUR) == new_york("2026-11-01 02:00")


def test_a_day_whose_only_hour_is_skipped_is_no_working_day() -> None:
    start = new_york("2026-03-07 12:00")
    assert SMALL_HOURS.add_days(start, 1) == new_york("2026-03-09 03:00")
    assert SMALL_HOURS.days_between(start, new_york("2026-03-09 12:00")) == 1
    lost = {dt.date(2026, 3, 8): [("02:00", "03:00")]}
    with pytest.raises(NoOpenTime):
        WorkTime(NEW_YORK, [], lost).add(start, MINUTE)


def test_the_same_clock_time_is_the_first_showing_of_it_or_the_end_of_the_jump() -> None:
    assert ROSTER.add_days(new_york("2026-03-07 02:30"), 1, "same_time") == new_york(
        "2026-03-08 03:00"
    )
    assert ROSTER.add_days(new_york("2026-10-31 01:30"), 1, "same_time") == new_york(
        "2026-11-01 01:30"
    )
    assert ROSTER.add_days(new_york("2026-11-01 01:30", fold=1), 1, "same_time") == new_york(
        "2026-11-02 01:30"
    )


def test_a_clock_time_at_the_end_of_the_hour_shown_twice_comes_after_both() -> None:
    due = ROSTER.add_days(new_york("2026-10-31 02:00"), 1, "same_time")
    assert due == new_york("2026-11-01 02:00")
    assert due - new_york("2026-11-01 00:00") == 3 * HOUR


def test_a_clock_time_hours_before_a_change_far_from_greenwich_is_not_moved_to_it() -> None:
    island = ZoneInfo("Australia/Lord_Howe")  # eleven hours ahead; the clock changes at two
    roster = WorkTime(island, [[("00:00", "24:00")]] * 7)
    friday = dt.datetime(2026, 4, 3, 20, tzinfo=island)
    assert roster.add_days(friday, 1, "same_time") == dt.datetime(2026, 4, 4, 20, tzinfo=island)
    assert roster.add_days(friday, 2, "same_time") == dt.datetime(2026, 4, 5, 20, tzinfo=island)


def test_business_that_would_close_in_the_skipped_hour_closes_before_it() -> None:
    start = new_york("2026-03-07 12:00")
    through = WorkTime(NEW_YORK, [[("01:00", "02:30")]] * 7)
    assert through.add_days(start, 1) == new_york("2026-03-08 03:00")
    before = WorkTime(NEW_YORK, [[("01:00", "01:30"), ("02:00", "02:30")]] * 7)
    assert before.add_days(start, 1) == new_york("2026-03-08 01:30")


def test_a_day_that_loses_its_last_half_hour_ends_where_the_clock_jumps() -> None:
    toronto = ZoneInfo("America/Toronto")  # from 23:30 to 00:30 on the night of 30 March 1919
    roster = WorkTime(toronto, [[("00:00", "24:00")]] * 7)
    jump = dt.datetime(1919, 3, 31, 4, 30, tzinfo=dt.UTC)
    assert roster.add_days(jump - dt.timedelta(days=1), 1) == jump
    assert roster.add_days(jump - dt.timedelta(days=2), 1, "same_time") == jump - 24 * HOUR


@pytest.mark.parametrize("year", [2501, 2901, 3301])
def test_the_table_is_read_anew_every_four_hundred_years_without_a_seam(year: int) -> None:
    seam = dt.datetime(year, 1, 1, tzinfo=dt.UTC)
    for start in (seam - HOUR, dt.datetime(2026, 1, 1, tzinfo=dt.UTC)):
        assert ROSTER.between(start, seam) == seam - start
        for due in (seam - MICROSECOND, seam, seam + MICROSECOND):
            assert ROSTER.add(start, due - start) == due
            assert ROSTER.subtract(due, due - start) == start


def test_a_date_left_out_is_no_working_day() -> None:
    apia = ZoneInfo("Pacific/Apia")
    office = WorkTime(apia, [[("09:00", "17:00")]] * 5)
    thursday = dt.datetime(2011, 12, 29, 16, tzinfo=apia)  # Friday 30 December never was
    assert office.add(thursday, 2 * HOUR) == dt.datetime(2012, 1, 2, 10, tzinfo=apia)
    assert office.add_days(thursday, 1) == dt.datetime(2012, 1, 2, 17, tzinfo=apia)
    assert office.days_between(thursday, dt.datetime(2012, 1, 2, 0, tzinfo=apia)) == 1
    roster = WorkTime(apia, [[("00:00", "24:00")]] * 7)
    assert roster.add_days(thursday, 1) == dt.datetime(2012, 1, 1, tzinfo=apia)
    assert roster.add_days(thursday, 1, "same_time") == dt.datetime(2011, 12, 31, 16, tzinfo=apia)


def test_a_date_lived_twice_is_one_working_day_that_ends_the_second_time() -> None:
    atoll = ZoneInfo("Pacific/Kwajalein")  # the clock went back 23 hours on 30 September 1969
    office = WorkTime(atoll, [[("09:00", "17:00")]] * 7)
    start = dt.datetime(1969, 9, 29, 12, tzinfo=atoll).astimezone(dt.UTC)
    end = dt.datetime(1969, 10, 1, 0, tzinfo=atoll).astimezone(dt.UTC)
    due = dt.datetime(1969, 9, 30, 17, tzinfo=atoll, fold=1).astimezone(dt.UTC)
    assert office.add_days(start, 1) == due
    assert office.days_between(start, end - MINUTE) == 1
    assert office.between(start, end) == (5 + 2 * 8) * HOUR


@pytest.mark.parametrize(
    ("zone", "utc"),
    [("Asia/Kathmandu", "03:15"), ("Asia/Kolkata", "03:30"), ("Pacific/Chatham", "19:15")],
)
def test_offsets_need_not_be_whole_hours(zone: str, utc: str) -> None:
    office = WorkTime(zone, [[("09:00", "17:00")]] * 7)
    opening = dt.datetime.fromisoformat(f"2026-02-02 {utc}+00:00")
    assert office.is_open(opening)
    assert not office.is_open(opening - MICROSECOND)
    assert office.add(opening - HOUR, HOUR) == opening + HOUR


@pytest.mark.parametrize(
    ("date", "hours"),
    [("2400-03-12", 23), ("2400-11-05", 25), ("9900-03-11", 23), ("9900-11-04", 25)],
)
def test_summer_time_goes_on_for_ever(date: str, hours: int) -> None:
    midnight = dt.datetime.fromisoformat(date).replace(tzinfo=NEW_YORK)
    assert ROSTER.between(midnight, midnight + dt.timedelta(days=1)) == hours * HOUR


def test_a_zone_may_be_given_as_itself_even_a_plain_offset() -> None:
    offset = dt.timezone(dt.timedelta(hours=8))
    office = WorkTime(offset, [[("08:30", "17:00")]] * 5)
    monday = dt.datetime(2026, 3, 2, 16, tzinfo=offset)
    assert office.add(monday, 2 * HOUR) == dt.datetime(2026, 3, 3, 9, 30, tzinfo=offset)


ZONES = (
    "Asia/Shanghai",
    "America/New_York",
    "Europe/Dublin",
    "Africa/Casablanca",
    "Pacific/Apia",
    "Antarctica/Troll",
    "Asia/Gaza",
    "America/St_Johns",
)


@pytest.mark.parametrize("name", ZONES)
def test_the_table_of_a_zone_tells_its_wall_clock_at_any_instant(name: str) -> None:
    zone, eras = ZoneInfo(name), eras_of(ZoneInfo(name))
    assert all(earlier < later for earlier, later in pairwise(eras.starts))

    @given(moments("0001-01-02", "9999-12-30"))
    @settings(max_examples=60, deadline=None)
    def tells(moment: dt.datetime) -> None:
        instant = instant_of(moment)
        for at in (instant, eras.starts[instant % (len(eras.starts) - 1) + 1] - instant % 2):
            offset = moment_at(at, zone).utcoffset()
            assert offset is not None
            assert eras.wall(at) == at + offset // MICROSECOND

    tells()


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("Africa/Freetown", "1939-09-03T00:00+00:00"),  # four days
        ("America/Noronha", "2000-10-11T00:00+00:00"),  # a week
        ("Africa/Tunis", "1943-04-20T00:00+00:00"),
        ("Asia/Gaza", "2040-10-23T00:00+00:00"),
        ("Africa/Casablanca", "2026-03-01T00:00+00:00"),
    ],
)
def test_even_the_shortest_era_of_a_zone_is_found(name: str, moment: str) -> None:
    at = dt.datetime.fromisoformat(moment)
    offset = at.astimezone(ZoneInfo(name)).utcoffset()
    assert offset is not None
    eras = eras_of(ZoneInfo(name))
    assert eras.wall(instant_of(at)) == instant_of(at) + offset // MICROSECOND
    weeks = [instant_of(at) + days * 7 * 86_400_000_000 for days in (-5, 5)]
    assert any(eras.wall(week) - week != offset // MICROSECOND for week in weeks)
