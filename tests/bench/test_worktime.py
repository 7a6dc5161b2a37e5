"""Working time beside a bare prefix sum, and beside two packages that do the same.

All four are asked the same questions about one plain week and must give the same answers; ours is
also asked with seven years of Chinese holidays, at spans of a day, sixty working days, ten years.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from itertools import permutations
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.bench.measure import Costs
from tests.rules.china import HOURS, SHANGHAI, WEEK, special_days
from tickets.rules.worktime import WorkTime

pytestmark = pytest.mark.bench

DAY = dt.timedelta(hours=6, minutes=30)
SPANS = {"1 day": 1, "60 days": 60, "10 years": 2500}
START = dt.datetime(2026, 3, 3, 2, 0, tzinfo=dt.UTC)
OFFICE = WorkTime(SHANGHAI, WEEK, special_days())
PLAIN = WorkTime(SHANGHAI, WEEK)
Ask = Callable[[], object]


class Bare:
    """The least that can answer: every span of 70 years with the open seconds before it."""

    def __init__(self, zone: ZoneInfo) -> None:
        days = (dt.date(2000, 1, 1) + dt.timedelta(days=n) for n in range(70 * 365))
        self.opens: list[float] = []
        self.before: list[float] = [0.0]
        for day in days:
            for start, end in HOURS if day.weekday() < len(WEEK) else []:
                opens, closes = (
                    dt.datetime.combine(day, dt.time.fromisoformat(clock), zone).timestamp()
                    for clock in (start, end)
                )
                self.opens.append(opens)
                self.before.append(self.before[-1] + closes - opens)

    def elapsed(self, moment: dt.datetime) -> float:
        """Open seconds before a moment."""
        at = moment.timestamp()
        span = bisect_right(self.opens, at) - 1
        return min(self.before[span] + at - self.opens[span], self.before[span + 1])

    def between(self, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """As WorkTime, within its 70 years."""
        return dt.timedelta(seconds=self.elapsed(end) - self.elapsed(start))

    def add(self, moment: dt.datetime, work: dt.timedelta) -> dt.datetime:
        """As WorkTime, within its 70 years."""
        reached = self.elapsed(moment) + work.total_seconds()
        span = bisect_left(self.before, reached) - 1
        return dt.datetime.fromtimestamp(
            self.opens[span] + reached - self.before[span], dt.UTC
        ).astimezone(moment.tzinfo)


def workclock() -> Any:
    """A calendar of the compiled package."""
    package = pytest.importorskip("workclock")
    (opens, noon), (resumes, closes) = _clocks()
    hours, lunch = package.WorkDay(opens, closes), package.Break(noon, resumes)
    return package.Schedule([hours, lunch], time_zone=SHANGHAI)


class BusinessTimeDelta:
    """A calendar of the older package, under the names of ours."""

    def __init__(self) -> None:
        self.package = pytest.importorskip("businesstimedelta")
        zone = pytest.importorskip("pytz").timezone("Asia/Shanghai")
        (opens, noon), (resumes, closes) = _clocks()
        hours = self.package.WorkDayRule(opens, closes, tz=zone)
        lunch = self.package.LunchTimeRule(noon, resumes, tz=zone)
        self.rules = self.package.Rules([hours, lunch])

    def add(self, moment: dt.datetime, work: dt.timedelta) -> dt.datetime:
        """As WorkTime."""
        later: dt.datetime = moment + self.package.BusinessTimeDelta(self.rules, timedelta=work)
        return later

    def between(self, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """As WorkTime."""
        found: dt.timedelta = self.rules.difference(start, end).timedelta
        return found


def _clocks() -> list[list[dt.time]]:
    return [[dt.time.fromisoformat(clock) for clock in span] for span in HOURS]


def questions(office: Any, days: int) -> dict[str, Ask]:
    """Both questions about a span of so many working days."""
    work = days * DAY
    due = PLAIN.add(START, work) if office is not OFFICE else OFFICE.add(START, work)
    if office.add(START, work) != due or office.between(START, due) != work:
        raise AssertionError(f"{office!r} answers otherwise")
    return {"add": lambda: office.add(START, work), "between": lambda: office.between(START, due)}


@pytest.fixture(params=["add", "between"])
def costs(request: pytest.FixtureRequest) -> Costs:
    """What the question costs each office, measured in turns."""
    verb = request.param
    offices = {"ours": PLAIN, "bare": Bare(SHANGHAI)}
    rivals = {"workclock": workclock(), "businesstimedelta": BusinessTimeDelta()}
    deeds = {f"ours, {span}": questions(OFFICE, days)[verb] for span, days in SPANS.items()}
    deeds |= {
        name: questions(office, SPANS["60 days"])[verb]
        for name, office in (offices | rivals).items()
    }
    return Costs(deeds)


def test_working_time_costs_little_whatever_the_span(costs: Costs) -> None:
    spans = permutations([f"ours, {span}" for span in SPANS], 2)
    ratios = {
        "dearest ÷ cheapest of 1 day, 60 days, 10 years": max(costs.ratio(*two) for two in spans),
        "ours ÷ bare prefix sum": costs.ratio("ours", "bare"),
        "ours with holidays ÷ bare prefix sum": costs.ratio("ours, 60 days", "bare"),
        "workclock ÷ ours": costs.ratio("workclock", "ours"),
        "businesstimedelta ÷ ours": costs.ratio("businesstimedelta", "ours"),
    }
    shown = [f"{name}: {ratio:.4g}" for name, ratio in ratios.items()]
    print("\nµs a call:", costs, *shown, sep="\n  ")  # noqa: T201  # for people
    same_span, bare, with_holidays, workclock, walking = ratios.values()
    assert same_span <= 2
    assert max(bare, with_holidays) <= 2
    assert workclock > 1
    assert walking >= 500
