"""A calendar that cannot work is refused at once, with the reason in words."""

import datetime as dt
from typing import Any

import pytest
from django.utils import translation

from tests.rules.china import WEEK
from tickets.rules.worktime import InvalidCalendar, NoOpenTime, WorkTime

DAY = dt.date(2026, 3, 7)


@pytest.mark.parametrize(
    ("week", "code", "reason"),
    [
        ([[("08:30", "12:00"), ("11:30", "17:00")]], "overlap", "Monday: two spans overlap at 11"),
        ([[], [("08:30", "12:00")] * 2], "overlap", "Tuesday: two spans overlap at 08:30"),
        (
            [[("17:00", "08:30")]],
            "end_before_start",
            "Monday: 17:00–08:30 must end after it starts",
        ),
        ([[("08:30", "08:30")]], "end_before_start", "Monday: 08:30–08:30 must end"),
        ([[("22:00", "00:00")]], "end_before_start", "midnight is written 24:00"),
        ([[("24:00", "24:00")]], "end_before_start", "24:00–24:00 must end"),
        ([[(dt.time(9, 0, 1), dt.time(9))]], "end_before_start", "09:00:01–09:00 must end"),
        ([[("8:30", "17:00")]], "not_a_time", "“8:30” is not a time such as 08:30"),
        ([[("08:30", "25:00")]], "not_a_time", "“25:00” is not a time"),
        ([[("08:30", "24:01")]], "not_a_time", "“24:01” is not a time"),
        ([[("08:60", "17:00")]], "not_a_time", "“08:60” is not a time"),
        ([[("０８:３０", "17:00")]], "not_a_time", "“０８:３０” is not a time"),
        ([[("", "17:00")]], "not_a_time", "“” is not a time"),
        ([[("08:30\n", "17:00")]], "not_a_time", "is not a time"),
        ([[(8, 17)]], "not_a_time", "“8” is not a time"),
        ([[(None, "17:00")]], "not_a_time", "“None” is not a time"),
        ([[(dt.time(8, tzinfo=dt.UTC), "17:00")]], "not_a_time", "is not a time"),
        ([[("08:30",)]], "not_a_span", "Monday: each span needs a start and an end"),
        ([["08:30-17:00"]], "not_a_span", "each span needs a start and an end"),
        (["08:30"], "not_a_span", "each span needs a start and an end"),
        ([None], "not_a_span", "each span needs a start and an end"),
        ([*WEEK, *WEEK], "too_many_days", "A week has seven days, not 10"),
        ([], "never_open", "The calendar is never open"),
        ([[]] * 7, "never_open", "The calendar is never open"),
    ],
)
def test_a_week_that_cannot_be_is_refused(week: Any, code: str, reason: str) -> None:
    with translation.override("en"), pytest.raises(InvalidCalendar) as refused:
        WorkTime("Asia/Shanghai", week)
    with translation.override("en"):
        assert reason in str(refused.value)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("special_days", "code", "reason"),
    [
        ({DAY: [("10:00", "09:00")]}, "end_before_start", "2026-03-07: 10:00–09:00 must end"),
        ({DAY: [("9", "10")]}, "not_a_time", "2026-03-07: “9” is not a time"),
        ({DAY: None}, "not_a_span", "2026-03-07: each span needs"),
        ({dt.date(2926, 10, 1): []}, "date_out_of_range", "2926-10-01 is out of range"),
        ({dt.date(1899, 12, 31): []}, "date_out_of_range", "between 1900 and 2099"),
        ({"2026-10-01": []}, "not_a_date", "“2026-10-01” is not a date"),
        ({dt.datetime(2026, 10, 1, tzinfo=dt.UTC): []}, "not_a_date", "is not a date"),
    ],
)
def test_a_special_day_that_cannot_be_is_refused(special_days: Any, code: str, reason: str) -> None:
    with translation.override("en"), pytest.raises(InvalidCalendar) as refused:
        WorkTime("Asia/Shanghai", WEEK, special_days)
    with translation.override("en"):
        assert reason in str(refused.value)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "zone", ["Asia/Shenyang", "", "Asia", "../etc/passwd", "asia shanghai", "\0", None, 8]
)
def test_a_zone_that_is_not_known_is_refused(zone: Any) -> None:
    with pytest.raises(InvalidCalendar) as refused:
        WorkTime(zone, WEEK)
    with translation.override("en"):
        assert f"“{zone}” is not a time zone such as Asia/Shanghai" in str(refused.value)


def test_a_calendar_that_only_closes_days_is_refused() -> None:
    with pytest.raises(InvalidCalendar):
        WorkTime("Asia/Shanghai", [], {DAY: []})
    assert WorkTime("Asia/Shanghai", [], {DAY: [("09:00", "10:00")]}).special_days


def test_the_reason_is_told_in_the_language_of_the_reader() -> None:
    with pytest.raises(InvalidCalendar) as refused:
        WorkTime("Asia/Shanghai", [[("08:30", "08:00")]])
    with translation.override("zh-hans"):
        assert str(refused.value) == "星期一：08:30–08:00 的结束须晚于开始；午夜写作 24:00。"
        assert str(NoOpenTime()) == "日历在此方向上已没有办公时间。"


def test_the_first_and_the_last_day_that_may_be_special() -> None:
    edges: dict[dt.date, list[tuple[str, str]]] = {
        dt.date(1900, 1, 1): [],
        dt.date(2099, 12, 31): [],
    }
    office = WorkTime("Asia/Shanghai", WEEK, edges)
    eve = dt.datetime(2099, 12, 30, 17, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    assert office.add_days(eve, 1) == eve + dt.timedelta(days=2)
