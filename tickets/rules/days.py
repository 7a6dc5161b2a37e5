"""Which day it is: in the house a day is a day of Beijing time, wherever the reader sits."""

import datetime as dt
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
MORNING = dt.timedelta(hours=8)


def day_of(moment: dt.datetime) -> dt.date:
    """The calendar day of a zone-aware moment in Beijing time."""
    return moment.astimezone(BEIJING).date()


def week_began_at(moment: dt.datetime) -> dt.datetime:
    """The last Monday at eight in the morning of Beijing time: when a week's reminders go out."""
    shifted = moment.astimezone(BEIJING) - MORNING
    monday = shifted.date() - dt.timedelta(days=shifted.weekday())
    return dt.datetime.combine(monday, dt.time.min, BEIJING) + MORNING


def midnight_after(date: dt.date) -> dt.datetime:
    """The moment at which a day is over."""
    return dt.datetime.combine(date + dt.timedelta(days=1), dt.time.min, BEIJING)
