"""The calendar of an office in Liaoning, as the tests of working time know it."""

import csv
import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

from tickets.rules.worktime import WorkTime

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORKDAYS = Path(__file__).parents[1] / "data" / "workdays_2024_2026.csv"
HOURS = [("08:30", "11:30"), ("13:30", "17:00")]
WEEK = [HOURS] * 5


def special_days() -> dict[dt.date, list[tuple[str, str]]]:
    """Holidays closed, make-up weekends with a weekday's hours."""
    with WORKDAYS.open(encoding="utf-8", newline="") as sheet:
        return {
            dt.date.fromisoformat(row["date"]): HOURS if row["kind"] == "workday" else []
            for row in csv.DictReader(sheet)
        }


def office() -> WorkTime:
    """Half past eight to five with a long lunch, on the working days of 2024 to 2026."""
    return WorkTime("Asia/Shanghai", WEEK, special_days())


def at(text: str) -> dt.datetime:
    """A moment on the wall clock of Shenyang, "2025-09-30 16:30" or with seconds."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
