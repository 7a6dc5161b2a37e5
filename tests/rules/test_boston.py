"""Real requests of the City of Boston: their due times and on-time labels come out of WorkTime."""

import csv
import datetime as dt
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from tickets.rules.worktime import WorkTime

DATA = Path(__file__).parents[1] / "data"
SLA = json.loads((DATA / "boston_sla.json").read_text("utf-8"))
ZONE = ZoneInfo(SLA["timezone"])
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OFFICE = WorkTime(
    ZONE,
    [SLA["weekly_hours"].get(day, []) for day in WEEKDAYS],
    {dt.date.fromisoformat(day): [] for day in SLA["holidays"]},
)
ROUND_THE_CLOCK = WorkTime(ZONE, [[("00:00", "24:00")]] * 7)
TOLERANCE = dt.timedelta(seconds=90)


@dataclass(frozen=True)
class Request:
    """One row with a due time; moments in UTC, so that comparing them compares real time."""

    city_due_at: dt.datetime
    our_due_at: dt.datetime | None  # where the city followed its own rule
    closed_at: dt.datetime | None
    label: str


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(dt.UTC)


def due_at(kind: str, opened_at: dt.datetime) -> dt.datetime:
    """What our calendars make of the promise for a type of request."""
    promise = SLA["rules"][kind]
    if promise["unit"] == "working_days":
        return OFFICE.add_days(opened_at, promise["n"], "same_time")
    days, rest = divmod(promise["n"], 24)
    assert (promise["unit"], rest) == ("elapsed_hours", 0)
    return ROUND_THE_CLOCK.add_days(opened_at, days, "same_time")


def rows() -> Iterator[dict[str, str]]:
    with gzip.open(DATA / "boston_311_2015q1.csv.gz", "rt", encoding="utf-8", newline="") as sheet:
        yield from csv.DictReader(sheet)


@cache
def requests() -> tuple[Request, ...]:
    return tuple(
        Request(
            moment(row["due"]),
            due_at(row["type"], moment(row["opened"])) if row["rule_ok"] == "1" else None,
            moment(row["closed"]) if row["closed"] else None,
            row["on_time"],
        )
        for row in rows()
        if row["due"]
    )


def test_every_due_time_of_the_city_that_follows_its_rule_is_ours() -> None:
    apart = [abs(r.our_due_at - r.city_due_at) for r in requests() if r.our_due_at]
    assert len(apart) == 14_592
    assert max(apart) <= TOLERANCE
    assert sum(not distance for distance in apart) == 12_355  # the city cut the rest to the minute


def test_every_on_time_label_of_the_city_is_ours() -> None:
    told = [(r, r.closed_at) for r in requests() if r.closed_at and r.label]
    ours = [
        "ONTIME" if closed_at <= (request.our_due_at or request.city_due_at) else "OVERDUE"
        for request, closed_at in told
    ]
    assert len(told) == 14_867
    assert sum(request.our_due_at is not None for request, _closed_at in told) == 11_490
    assert ours == [request.label for request, _closed_at in told]
