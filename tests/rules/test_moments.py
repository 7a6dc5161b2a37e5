"""A moment is said in the reader's words, with Beijing beside it where they differ."""

import datetime as dt
import zoneinfo

import pytest
from django.utils import timezone, translation

from tickets.rules import moments

NINE_UTC = dt.datetime(2026, 11, 10, 9, 0, tzinfo=dt.UTC)
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", "2026年11月10日（周二） 17:00 北京时间"),
        ("en", "Tue 10 Nov 2026 17:00 Beijing time"),
    ],
)
def test_a_moment_has_day_weekday_time_and_zone(language: str, words: str) -> None:
    with translation.override(language):
        assert moments.said(NINE_UTC) == words


def test_a_reader_elsewhere_sees_both_zones() -> None:
    with translation.override("en"), timezone.override(BERLIN):
        assert moments.said(NINE_UTC) == (
            "Tue 10 Nov 2026 10:00 Berlin time · Tue 10 Nov 2026 17:00 Beijing time"
        )


def test_the_weekday_is_that_of_the_readers_zone() -> None:
    late = dt.datetime(2026, 11, 10, 23, 30, tzinfo=dt.UTC)
    with translation.override("en"):
        assert moments.day(late) == "Wed 11 Nov 2026"
    with translation.override("en"), timezone.override(BERLIN):
        assert moments.day(late) == "Wed 11 Nov 2026"
    with translation.override("en"), timezone.override(dt.UTC):
        assert moments.day(late) == "Tue 10 Nov 2026"


def test_a_plain_date_is_not_moved_by_any_zone() -> None:
    with translation.override("en"), timezone.override(zoneinfo.ZoneInfo("America/New_York")):
        assert moments.day(dt.date(2026, 11, 10)) == "Tue 10 Nov 2026"


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (dt.timedelta(minutes=80), "1 hour 20 minutes"),
        (dt.timedelta(days=2, minutes=5), "2 days 5 minutes"),
        (dt.timedelta(days=1, hours=1, minutes=1), "1 day 1 hour"),
        (dt.timedelta(seconds=59), "0 minutes"),
        (-dt.timedelta(minutes=1), "1 minute"),
    ],
)
def test_a_length_has_its_two_largest_units(span: dt.timedelta, words: str) -> None:
    with translation.override("en"):
        assert moments.length(span) == words


def test_a_length_in_chinese() -> None:
    with translation.override("zh-hans"):
        assert moments.length(dt.timedelta(minutes=80)) == "1 小时 20 分"


@pytest.mark.parametrize(
    ("zone", "zh", "en"),
    [
        ("Asia/Shanghai", "北京时间", "Beijing time"),
        ("Asia/Tokyo", "东京时间", "Tokyo time"),
        ("Asia/Kolkata", "加尔各答时间", "Kolkata time"),
        ("Asia/Ho_Chi_Minh", "胡志明市时间", "Ho Chi Minh City time"),
    ],
)
def test_every_zone_is_named_in_one_way_and_in_the_readers_script(
    zone: str, zh: str, en: str
) -> None:
    for language, name in (("zh-hans", zh), ("en", en)):
        with translation.override(language):
            assert moments.zone_name(zoneinfo.ZoneInfo(zone)) == name
