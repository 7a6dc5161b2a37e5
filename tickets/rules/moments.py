"""How a moment is said: in the reader's language and zone, with Beijing where they differ."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import format_datetime, get_timezone_location
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_lazy, ngettext

BEIJING = ZoneInfo("Asia/Shanghai")
PROVISIONAL = gettext_lazy("provisional")
WHY_PROVISIONAL = gettext_lazy(
    "The holidays of that year are not published yet. The due time may still move."
)
_DAY = {
    "zh": "y年M月d日（EEE）",
    "ja": "y年M月d日(EEE)",
    "ko": "y년 M월 d일(EEE)",
    "en": "EEE d MMM y",
}
_DAY_OF_YEAR = {"zh": "M月d日（EEE）", "ja": "M月d日(EEE)", "ko": "M월 d일(EEE)", "en": "EEE d MMM"}
_PLAIN_DAY = {"zh": "y年M月d日", "ja": "y年M月d日", "ko": "y년 M월 d일"}
_LANGUAGES = {"zh-hans": "zh_Hans"}


def locale() -> Locale:
    """The reader's language as dates and country names need it."""
    language = translation.get_language() or "zh-hans"
    return Locale.parse(_LANGUAGES.get(language, language), sep="_")


def day(moment: dt.datetime | dt.date) -> str:
    """The day with its weekday, e.g. 2026年11月10日（周二） or Tue 10 Nov 2026."""
    reader = locale()
    at = moment if isinstance(moment, dt.datetime) else dt.datetime.combine(moment, dt.time.min)
    zone = timezone.get_current_timezone() if timezone.is_aware(at) else None
    shown = at.astimezone(zone) if zone else at
    return format_datetime(shown, _DAY.get(reader.language, _DAY["en"]), locale=reader)


def plain_day(moment: dt.datetime | dt.date) -> str:
    """The day as a document is dated, in Beijing: 2026年11月10日 or 10 November 2026."""
    reader = locale()
    at = moment if isinstance(moment, dt.datetime) else dt.datetime.combine(moment, dt.time.min)
    shown = at.astimezone(BEIJING) if timezone.is_aware(at) else at
    return format_datetime(shown, _PLAIN_DAY.get(reader.language, "d MMMM y"), locale=reader)


def span(start: dt.datetime, end: dt.datetime) -> str:
    """From when to when in the reader's zone, the year left out: Tue 10 Nov 08:30–17:00.

    A midnight at the end is the 24:00 of the day before.
    """
    start, end = timezone.localtime(start), timezone.localtime(end)
    last, until = end, f"{end:%H:%M}"
    if end.time() == dt.time.min and start < end:
        last, until = end - dt.timedelta(microseconds=1), "24:00"
    if start.date() == last.date():
        return f"{_day_of_year(start)} {start:%H:%M}–{until}"
    return f"{_day_of_year(start)} {start:%H:%M} – {_day_of_year(last)} {until}"


def _day_of_year(moment: dt.datetime) -> str:
    reader = locale()
    return format_datetime(moment, _DAY_OF_YEAR.get(reader.language, "EEE d MMM"), locale=reader)


def clock_time(moment: dt.datetime) -> str:
    """Hours and minutes in the reader's zone, e.g. 17:00."""
    return f"{timezone.localtime(moment):%H:%M}"


def zone_name(zone: dt.tzinfo) -> str:
    """The zone in words: Beijing time, or the time of the place the zone is named after."""
    if str(zone) == str(BEIJING):
        return gettext("Beijing time")
    return gettext("%(place)s time") % {"place": _place(str(zone))}


def _place(zone: str) -> str:
    """The place in the reader's language, which CLDR may list under the older name of the zone."""
    reader = locale()
    older = [old for old, new in get_global("zone_aliases").items() if new == zone]
    named = (reader.time_zones.get(name, {}).get("city") for name in (zone, *older))
    by_itself = get_timezone_location(zone, locale=reader, return_city=True)
    return next((city for city in named if city), by_itself)


def said(moment: dt.datetime) -> str:
    """Day, time and zone; for a reader elsewhere, Beijing's day and time are added."""
    zone = timezone.get_current_timezone()
    here = f"{day(moment)} {clock_time(moment)} {zone_name(zone)}"
    if moment.astimezone(zone).utcoffset() == moment.astimezone(BEIJING).utcoffset():
        return here
    with timezone.override(BEIJING):
        there = f"{day(moment)} {clock_time(moment)} {zone_name(BEIJING)}"
    return f"{here} · {there}"


@dataclass(frozen=True)
class Due:
    """A due moment among the facts of a message: said with its mark where it is provisional."""

    at: dt.datetime
    is_provisional: bool

    def __str__(self) -> str:
        """In the language and zone in force."""
        moment = said(self.at)
        if not self.is_provisional:
            return moment
        words = gettext("%(moment)s (provisional: the holidays of that year are not published yet)")
        return words % {"moment": moment}


def length(span: dt.timedelta) -> str:
    """A length of time in its two largest units, e.g. 1 小时 20 分; less than a minute is 0 分."""
    minutes = int(abs(span).total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    units = (
        (days, ngettext("%(n)d day", "%(n)d days", days)),
        (hours, ngettext("%(n)d hour", "%(n)d hours", hours)),
        (rest, ngettext("%(n)d minute", "%(n)d minutes", rest)),
    )
    told = [word % {"n": number} for number, word in units if number][:2]
    return " ".join(told) or units[2][1] % {"n": 0}


def working_length(span: dt.timedelta) -> str:
    """A length of working time, which knows no days: e.g. 35 小时 30 分."""
    minutes = int(abs(span).total_seconds() // 60)
    hours, rest = minutes // 60, minutes % 60
    told = [ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}] if hours else []
    if rest or not hours:
        told.append(ngettext("%(n)d minute", "%(n)d minutes", rest) % {"n": rest})
    return " ".join(told)
