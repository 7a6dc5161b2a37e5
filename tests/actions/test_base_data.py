"""The base data come from the product's own files, once, and never undo an office's edit."""

import csv
import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.models import Office, Region, User
from tickets.access import measures
from tickets.actions import base_data
from tickets.errors import Because, Refused
from tickets.models import (
    Category,
    Decree,
    Event,
    Ground,
    Measure,
    NoticeTemplate,
    Promise,
    RoutingRules,
    SpecialDay,
)
from tickets.rules.measures import Stage

COUNTS = {
    "regions": 16,
    "offices": 16,
    "categories": 22,
    "grounds": 23,
    "measures": 7,
    "workdays": 256,
    "promises": 23,
    "routing_rules": 6,
    "notices": 7,
}


@pytest.fixture
def loaded(db: None, now: dt.datetime) -> dict[str, int]:
    return base_data.load(by=None, now=now)


def test_everything_is_there(loaded: dict[str, int]) -> None:
    assert loaded == COUNTS
    tables = (Region, Office, Category, Ground, Measure, SpecialDay, Promise)
    counted = dict(zip(COUNTS, (table.objects.count() for table in tables), strict=False))
    rules, notices = len(RoutingRules.objects.get().rules), NoticeTemplate.objects.count()
    assert {**counted, "routing_rules": rules, "notices": notices} == COUNTS


def test_one_event_tells_what_was_added(loaded: dict[str, int], now: dt.datetime) -> None:
    event = Event.objects.get()
    assert (event.stream, event.kind, event.by, event.at) == (
        "house",
        "base_data_loaded",
        None,
        now,
    )
    assert event.facts == COUNTS


def test_a_second_load_changes_nothing_and_tells_nothing(
    loaded: dict[str, int], now: dt.datetime
) -> None:
    assert base_data.load(by=None, now=now) == dict.fromkeys(COUNTS, 0)
    assert Event.objects.count() == 1


def test_what_an_office_edited_or_ended_stays(loaded: dict[str, int], now: dt.datetime) -> None:
    Category.objects.filter(code="T01").update(name_zh="邀请函", valid_to=now.date())
    Ground.objects.filter(code="R4").update(to_be_confirmed=False)
    Office.objects.filter(code="210200").update(phone="0411-0000 0000", complaint_agency=True)
    Measure.objects.filter(code="FTZ-01").update(programme_zh="七项举措")
    base_data.load(by=None, now=now)
    assert Category.objects.get(code="T01").name_zh == "邀请函"
    assert Category.objects.get(code="T01").valid_to == now.date()
    assert not Ground.objects.get(code="R4").to_be_confirmed
    assert Office.objects.get(code="210200").complaint_agency
    assert Measure.objects.get(code="FTZ-01").programme_zh == "七项举措"


def test_only_what_is_missing_is_added(loaded: dict[str, int], now: dt.datetime) -> None:
    Promise.objects.filter(clock="callback").delete()
    Office.objects.filter(code="211400").delete()
    added = base_data.load(by=None, now=now)
    assert {name: count for name, count in added.items() if count} == {"offices": 1, "promises": 1}
    assert Office.objects.get(code="211400").lineage[0] == Office.objects.get(code="210000").id


def test_nobody_but_the_house_loads(li_min: User, now: dt.datetime) -> None:
    with pytest.raises(Refused) as refused:
        base_data.load(by=li_min, now=now)
    assert refused.value.because is Because.ROLE
    assert not Category.objects.exists()


def test_offices_stand_under_the_province(loaded: dict[str, int]) -> None:
    province = Office.objects.get(code="210000")
    assert province.lineage == [province.id]
    assert Office.objects.under(province).count() == 16
    assert set(Office.objects.exclude(pk=province.pk).values_list("parent__code", flat=True)) == {
        "210000"
    }


def test_what_nobody_knows_is_left_unset(loaded: dict[str, int]) -> None:
    assert not Office.objects.filter(complaint_agency=True).exists()
    assert not Office.objects.exclude(phone="").exists()


def test_the_measure_slots_wait_for_their_words(loaded: dict[str, int]) -> None:
    entries = measures.catalogue(dt.date(2026, 11, 12))
    waiting = [(each.code, each.stage, each.newest) for each in entries]
    assert waiting == [(f"FTZ-{n:02}", Stage.TO_BE_ENTERED, None) for n in range(1, 8)]


def test_grounds_nobody_checked_are_marked(loaded: dict[str, int]) -> None:
    marked = Ground.objects.filter(to_be_confirmed=True).values_list("code", flat=True)
    assert set(marked) == {f"R{n}" for n in range(4, 10)} | {f"T{n}" for n in range(1, 7)}
    assert Ground.objects.get(code="R1").source.endswith("据公开摘要）")


def test_each_year_is_one_notice_named_after_its_decree(loaded: dict[str, int]) -> None:
    titles = dict(Decree.objects.values_list("year", "title"))
    assert titles == {
        year: f"国务院办公厅关于{year}年部分节假日安排的通知" for year in range(2020, 2027)
    }


def test_each_day_names_the_notice_that_decreed_it(loaded: dict[str, int]) -> None:
    sources = {str(day.date): day.source for day in SpecialDay.objects.all()}
    assert "2025年部分节假日" in sources["2025-01-01"]
    assert "2023年部分节假日" in sources["2022-12-31"]
    assert "延长2020年春节假期" in sources["2020-02-02"]


def test_a_make_up_day_is_a_weekend_and_a_holiday_has_a_name(loaded: dict[str, int]) -> None:
    for day in SpecialDay.objects.filter(kind=SpecialDay.Kind.WORKDAY):
        assert day.date.weekday() >= 5, day
    assert not SpecialDay.objects.filter(name_en="").exists()
    assert not SpecialDay.objects.filter(name_zh="").exists()


def test_loading_takes_two_seconds_and_again_a_moment(db: None, now: dt.datetime) -> None:
    began = time.perf_counter()
    base_data.load(by=None, now=now)
    first = time.perf_counter()
    base_data.load(by=None, now=now)
    assert first - began < 2
    assert time.perf_counter() - first < 0.3


@pytest.mark.django_db(transaction=True)
def test_two_loaders_at_once_leave_one_set(now: dt.datetime) -> None:
    def load() -> str:
        try:
            return "loaded" if any(base_data.load(by=None, now=now).values()) else "nothing missing"
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as two:
        said = sorted(future.result() for future in [two.submit(load), two.submit(load)])
    assert said[0] in {"busy", "loaded"}
    assert said.count("loaded") == 1
    assert (Office.objects.count(), Event.objects.count()) == (16, 1)


def test_the_command_says_what_it_did(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("base_data")
    assert "16 regions, 16 offices, 22 categories" in capsys.readouterr().out
    call_command("base_data")
    assert "nothing was missing" in capsys.readouterr().out


@pytest.mark.parametrize(
    "sheet", sorted(base_data.FOLDER.glob("*.csv")), ids=lambda path: path.name
)
def test_each_sheet_is_described_and_well_formed(sheet: Path) -> None:
    assert sheet.name in (base_data.FOLDER / "README.md").read_text("utf-8")
    with sheet.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert rows
    assert all(None not in row and None not in row.values() for row in rows)
