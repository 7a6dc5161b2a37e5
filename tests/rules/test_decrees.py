"""The file of a year's special days: read as it is meant, refused with the row and the reason."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from tickets.errors import Refused
from tickets.rules.decrees import Decreed, DecreeDraft, check_days, read_days
from tickets.rules.hours import InvalidCalendar
from tickets.rules.plans import HoursDraft, SeasonDraft, draft_from, spans_from, text_of


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The reasons are read in English."""
    with translation.override("en"):
        yield


HEAD = "date,kind,name\n"
SHIPPED = Path(__file__).parents[2] / "tickets" / "data" / "workdays.csv"


def test_the_shipped_years_can_be_read_back() -> None:
    lines = SHIPPED.read_text("utf-8").splitlines(keepends=True)
    of_2026 = "".join([lines[0], *(line for line in lines if line.startswith("CN,2026"))])
    days = read_days(of_2026.encode())
    assert len(days) == 39
    assert days[0] == Decreed(dt.date(2026, 1, 1), "holiday", "元旦", "New Year's Day")
    check_days(days, 2026)


def test_a_table_from_a_spreadsheet_can_be_read() -> None:
    (day,) = read_days("\ufeffname,date,kind,note\r\n 春节 , 2027-02-06,holiday,\r\n".encode())
    assert day == Decreed(dt.date(2027, 2, 6), "holiday", "春节", "春节")


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        ("春节".encode("gb18030"), "not_utf8", "UTF-8"),
        (b"date,kind,name\n2027-01-01\0,holiday,x\n", "nul", "text file"),
        (b"x" * 10_000_000, "too_large", "too large"),
        (b"", "wrong_columns", "date, kind, name"),
        (b"day,kind,name\n", "wrong_columns", "date, kind, name"),
        (f"{HEAD}2027-13-01,holiday,x\n".encode(), "not_a_date", "Row 2: “2027-13-01”"),
        (f"{HEAD}2027-01-01,feast,x\n".encode(), "kind", "Row 2: “feast”"),
        (f"{HEAD}2027-01-01,holiday, \n".encode(), "no_name", "Row 2"),
        (f"{HEAD}2027-01-01,holiday\n".encode(), "wrong_cells", "Row 2"),
        (f"{HEAD}2027-01-01,holiday,x,y\n".encode(), "wrong_cells", "Row 2"),
        (f"{HEAD}2027-01-01,holiday,{'x' * 61}\n".encode(), "long_name", "Row 2"),
        (f'{HEAD}2027-01-01,holiday,"x\n'.encode(), "no_table", "Row"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(content: bytes, code: str, said: str) -> None:
    with pytest.raises(InvalidCalendar, match=said) as refused:
        read_days(content)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("rows", "code", "said"),
    [
        ("2027-01-01,holiday,a\n2027-01-01,holiday,b\n", "duplicate", "Row 3: 2027-01-01"),
        ("2028-01-01,holiday,a\n", "outside", "Row 2: 2028-01-01 lies neither in 2027"),
        ("2026-11-30,holiday,a\n", "outside", "2026-11-30"),
        ("2027-01-01,holiday,a\n2027-01-04,workday,b\n", "no_weekend", "Row 3: 2027-01-04"),
        ("2026-12-31,holiday,a\n", "no_days", "2027"),
        ("", "no_days", "no days"),
    ],
)
def test_days_that_cannot_be_of_the_year_are_refused(rows: str, code: str, said: str) -> None:
    with pytest.raises(InvalidCalendar, match=said) as refused:
        check_days(read_days((HEAD + rows).encode()), 2027)
    assert refused.value.code == code


def test_the_december_before_may_belong_to_the_notice() -> None:
    rows = "2026-12-31,holiday,元旦\n2027-01-01,holiday,元旦\n"
    check_days(read_days((HEAD + rows).encode()), 2027)


def test_a_notice_says_what_it_is_and_where_it_stands() -> None:
    days = (Decreed(dt.date(2027, 1, 1), "holiday", "元旦"),)
    for draft in (DecreeDraft(2027, "", "x", days), DecreeDraft(2027, "x", " ", days)):
        with pytest.raises(Refused):
            draft.validate()


# --- Hours --------------------------------------------------------------------------------------

WEEK = [spans_from("08:30-11:30, 13:00-17:00")] * 5
HOURS = {"from_date": dt.date(2027, 1, 1), "zone": "Asia/Shanghai", "reason": "调整"}


def test_hours_are_typed_as_people_write_them() -> None:
    for typed in (
        "08:30-11:30,13:00-17:00",
        "08:30–11:30、13:00 – 17:00",
        "08:30~11:30 13:00—17:00",
    ):
        assert spans_from(typed) == [["08:30", "11:30"], ["13:00", "17:00"]]
    assert spans_from(" ") == []
    assert text_of(spans_from("08:30-11:30;13:00-17:00")) == "08:30–11:30, 13:00–17:00"


@pytest.mark.parametrize(
    ("week", "code"),
    [
        ([spans_from("08:30-11:30 11:00-17:00")], "overlap"),
        ([spans_from("17:00-08:30")], "end_before_start"),
        ([spans_from("8:30-11:30")], "not_a_time"),
        ([spans_from("morning")], "not_a_span"),
        ([[], []], "never_open"),
        ([], "never_open"),
        ([WEEK[0]] * 8, "too_many_days"),
    ],
)
def test_hours_that_cannot_work_are_refused(week: list[list[list[str]]], code: str) -> None:
    season = SeasonDraft("06-01", "08-31", week)
    for draft in (
        HoursDraft(week=week, **HOURS),  # type: ignore[arg-type]  # by name
        HoursDraft(week=WEEK, seasons=(season,), **HOURS),  # type: ignore[arg-type]  # by name
    ):
        with pytest.raises(InvalidCalendar) as refused:
            draft.validate()
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("seasons", "code"),
    [
        ([("06-01", "08-31"), ("08-31", "09-30")], "seasons_overlap"),
        ([("11-01", "02-10"), ("01-01", "01-05")], "seasons_overlap"),
        ([("06-31", "08-31")], "not_a_month_day"),
        ([("6/1", "08-31")], "not_a_month_day"),
        ([(f"0{n}-01", f"0{n}-02") for n in range(1, 6)], "many_seasons"),
    ],
)
def test_seasons_that_cannot_be_are_refused(seasons: list[tuple[str, str]], code: str) -> None:
    drafts = tuple(SeasonDraft(start, end, WEEK) for start, end in seasons)
    with pytest.raises(InvalidCalendar) as refused:
        HoursDraft(week=WEEK, seasons=drafts, **HOURS).validate()  # type: ignore[arg-type]  # by name
    assert refused.value.code == code


@pytest.mark.parametrize(
    "facts", [{"zone": "Liaoning"}, {"reason": " "}, {"from_date": dt.date(1999, 1, 1)}]
)
def test_zone_reason_and_first_day_are_asked_for(facts: dict[str, object]) -> None:
    with pytest.raises((InvalidCalendar, Refused)):
        HoursDraft(week=WEEK, **HOURS | facts).validate()  # type: ignore[arg-type]  # by name


def test_hours_from_a_file_read_like_typed_ones() -> None:
    kept: dict[str, object] = {
        "from_date": "2027-06-01",
        "week": ["08:30-11:30"] * 5,
        "reason": "夏季作息",
    }
    kept["seasons"] = [{"start": "06-01", "end": "08-31", "week": ["08:00-12:00"] * 5}]
    draft = draft_from(kept)
    draft.validate()
    assert draft.seasons[0].week[0] == [["08:00", "12:00"]]
    nothing: dict[str, object] = {}
    for broken in (
        nothing,
        kept | {"week": 5},
        kept | {"seasons": [{}]},
        kept | {"from_date": "soon"},
    ):
        with pytest.raises(InvalidCalendar):
            draft_from(broken)
