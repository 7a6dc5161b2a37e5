"""An office's year: seasons, first days and decreed days become the calendar that they say."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from tickets.rules.seasons import Plan, Season, plan_on, special_days, unbroken_until
from tickets.rules.worktime import WorkTime

WEEK = [[("08:30", "11:30"), ("13:00", "17:00")]] * 5
SHORT = [[("09:00", "12:00")]] * 4 + [[], [("10:00", "11:00")]]
LATE = [[("10:00", "18:00")]] * 7
DATES = st.dates(dt.date(2020, 1, 1), dt.date(2099, 12, 31))
MONTH_DAYS = st.dates(dt.date(2028, 1, 1), dt.date(2028, 12, 31)).map(
    lambda date: (date.month, date.day)
)
SEASONS = st.builds(Season, MONTH_DAYS, MONTH_DAYS, st.sampled_from([SHORT, LATE]))
PLANS = st.builds(
    Plan,
    st.sampled_from([WEEK, SHORT, LATE]),
    st.lists(SEASONS, max_size=2).map(tuple),
    st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31)),
)


def minutes(spans: object) -> list[tuple[str, str]]:
    return [(start, end) for start, end in spans]  # type: ignore[attr-defined]  # spans


def open_on(worktime: WorkTime, date: dt.date) -> dt.timedelta:
    start = dt.datetime.combine(date, dt.time.min, worktime.zone)
    return worktime.between(start, start + dt.timedelta(days=1))


def said(spans: list[tuple[str, str]]) -> dt.timedelta:
    """The open time of these spans, counted by hand."""
    at = [dt.datetime.strptime(clock, "%H:%M") for span in spans for clock in span]  # noqa: DTZ007  # no moment
    return sum((end - start for start, end in zip(at[::2], at[1::2], strict=True)), dt.timedelta())


@settings(max_examples=25)  # each builds eighty years
@given(st.lists(PLANS, max_size=3), DATES)
def test_each_day_has_the_hours_of_the_plan_and_the_season_it_lies_in(
    plans: list[Plan], date: dt.date
) -> None:
    ranked = [Plan(WEEK), *plans]
    worktime = WorkTime("Asia/Shanghai", ranked[-1].week, special_days(ranked, {}))
    week = plan_on(date, ranked).week_on(date)
    spans = minutes(week[date.weekday()]) if date.weekday() < len(week) else []
    assert open_on(worktime, date) == said(spans)


@settings(max_examples=25)  # each builds eighty years
@given(st.lists(PLANS, max_size=2), DATES)
def test_a_holiday_closes_and_a_make_up_day_opens_whatever_the_season(
    plans: list[Plan], date: dt.date
) -> None:
    ranked = [Plan(WEEK), *plans]
    closed = WorkTime("Asia/Shanghai", WEEK, special_days(ranked, {date: False}))
    worked = WorkTime("Asia/Shanghai", WEEK, special_days(ranked, {date: True}))
    monday = minutes(plan_on(date, ranked).week_on(date)[0])
    assert (open_on(closed, date), open_on(worked, date)) == (dt.timedelta(), said(monday))


@settings(max_examples=25)  # each builds eighty years
@given(st.lists(PLANS, max_size=2), DATES, st.integers(1, 30))
def test_a_holiday_added_makes_no_due_moment_earlier(
    plans: list[Plan], date: dt.date, days: int
) -> None:
    ranked = [Plan(WEEK), *plans]
    start = dt.datetime.combine(date, dt.time(10), dt.UTC)
    holiday = {date + dt.timedelta(days=2): False}
    due = [
        WorkTime("Asia/Shanghai", ranked[-1].week, special_days(ranked, decreed)).add_days(
            start, days
        )
        for decreed in ({}, holiday)
    ]
    assert due[0] <= due[1]


@settings(max_examples=25)  # each builds eighty years
@given(st.lists(PLANS, min_size=1, max_size=2), DATES)
def test_going_forth_and_back_through_the_seasons_ends_where_it_began(
    plans: list[Plan], date: dt.date
) -> None:
    ranked = [Plan(WEEK), *plans]
    worktime = WorkTime("Asia/Shanghai", ranked[-1].week, special_days(ranked, {}))
    start = dt.datetime.combine(date, dt.time(2), dt.UTC)
    work = dt.timedelta(hours=90)
    assert worktime.between(start, worktime.add(start, work)) == work


def test_a_season_may_run_over_new_year_and_meet_a_leap_day() -> None:
    winter = Season((12, 1), (2, 29), LATE)
    held = [winter.holds_on(dt.date(*day)) for day in ((2027, 12, 1), (2028, 2, 29), (2028, 3, 1))]
    assert held == [True, True, False]
    assert not winter.holds_on(dt.date(2027, 11, 30))


def test_known_until_is_the_end_of_the_unbroken_run() -> None:
    assert unbroken_until([2020, 2021, 2023]) == dt.date(2021, 12, 31)
    assert unbroken_until([2026, 2025, 2025]) == dt.date(2026, 12, 31)
    assert unbroken_until([]) == dt.date.min
