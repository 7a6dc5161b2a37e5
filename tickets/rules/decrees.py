"""The notice of special days of a year (放假安排通知), as somebody brings it in a file."""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tickets.rules.carried import missing, need_text
from tickets.rules.hours import InvalidCalendar

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LARGEST_FILE = 200_000  # bytes; a year of special days has about three thousand
LONGEST_NAME = 60
LONGEST_TITLE = 200
YEARS = range(2020, 2100)
SATURDAY = 5
KINDS = ("holiday", "workday")
NAMES = ("name_zh", "name")  # either column names the day


@dataclass(frozen=True)
class Decreed:
    """One special day: a holiday, or a weekend that is worked (调休)."""

    date: dt.date
    kind: str
    name_zh: str
    name_en: str = ""


@dataclass(frozen=True)
class DecreeDraft:
    """The special days of a year, not yet published; `seen` is the version it is to follow."""

    year: int
    title: str
    source: str
    days: tuple[Decreed, ...]
    seen: int = 0

    def validate(self) -> None:
        """Raise Refused(MISSING) naming the field, or InvalidCalendar naming the row."""
        if self.year not in YEARS:
            raise missing("year", _("Give a year from 2020 to 2099."), "year")
        need_text("title", self.title, _("Give the title of the notice."), LONGEST_TITLE)
        need_text("source", self.source, _("Say where it was published."), LONGEST_TITLE)
        check_days(self.days, self.year)


def read_days(content: bytes) -> tuple[Decreed, ...]:
    """The days of a CSV file with the columns date, kind, name (or name_zh, name_en).

    Raises InvalidCalendar with the row and the reason where it cannot be read.
    """
    if len(content) > LARGEST_FILE:
        said = _("The file is too large: a year of special days has a few kilobytes.")
        raise InvalidCalendar("too_large", said)
    rows = csv.DictReader(io.StringIO(_text_of(content), newline=""), strict=True)
    try:
        return tuple(_days(rows))
    except csv.Error as why:
        raise _wrong(rows.line_num, "no_table", _("this is no table")) from why


def check_days(days: tuple[Decreed, ...], year: int) -> None:
    """Raise InvalidCalendar with the row and the reason for days that cannot be of this year."""
    if not days:
        raise InvalidCalendar("no_days", _("The file has no days."))
    seen: set[dt.date] = set()
    for row, day in enumerate(days, start=2):
        if day.date in seen:
            raise _wrong(row, "duplicate", _("{date} stands there twice"), date=day.date)
        if day.date.year != year and (day.date.year, day.date.month) != (year - 1, 12):
            said = _("{date} lies neither in {year} nor in the December before it")
            raise _wrong(row, "outside", said, date=day.date, year=year)
        if day.kind == "workday" and day.date.weekday() < SATURDAY:
            said = _("{date} is no weekend: it is worked anyway")
            raise _wrong(row, "no_weekend", said, date=day.date)
        seen.add(day.date)
    if all(day.date.year != year for day in days):
        raise InvalidCalendar("no_days", _("The file has no days of {year}."), year=year)


def _text_of(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        said = _("The file is not in UTF-8. Save it as “CSV UTF-8” and choose it again.")
        raise InvalidCalendar("not_utf8", said) from None
    if "\0" in text:
        raise InvalidCalendar("nul", _("This is no text file. Save the table as CSV."))
    return text


def _days(rows: "csv.DictReader[str]") -> Iterator[Decreed]:
    columns = rows.fieldnames or ()
    if not {"date", "kind"} <= set(columns) or not set(NAMES) & set(columns):
        said = _("The first row must name the columns date, kind, name.")
        raise InvalidCalendar("wrong_columns", said)
    for row in rows:
        if None in row or None in row.values():
            said = _("it has not as many cells as the first row")
            raise _wrong(rows.line_num, "wrong_cells", said)
        yield _day(row, rows.line_num)


def _day(row: Mapping[str, str], number: int) -> Decreed:
    cells = {name: cell.strip() for name, cell in row.items()}
    name = next((cells[each] for each in NAMES if cells.get(each)), "")
    try:
        date = dt.date.fromisoformat(cells["date"])
    except ValueError:
        said = _("“{date}” is not a date such as 2027-02-06")
        raise _wrong(number, "not_a_date", said, date=cells["date"][:40]) from None
    if cells["kind"] not in KINDS:
        said = _("“{kind}” is neither holiday nor workday")
        raise _wrong(number, "kind", said, kind=cells["kind"][:40])
    if not name:
        raise _wrong(number, "no_name", _("the day has no name"))
    english = cells.get("name_en") or name
    if max(len(name), len(english)) > LONGEST_NAME:
        raise _wrong(number, "long_name", _("the name is longer than 60 characters"))
    return Decreed(date, cells["kind"], name, english)


def _wrong(row: int, code: str, why: "_StrPromise", **facts: object) -> InvalidCalendar:
    reason = format_lazy(why, **facts)
    return InvalidCalendar(code, _("Row {row}: {reason}."), row=row, reason=reason)
