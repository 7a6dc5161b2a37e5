"""How time goes by in the example: counted in working time, back from the moment of telling."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tickets.rules.days import BEIJING
from tickets.rules.worktime import WorkTime

WORKING_DAY = dt.timedelta(hours=7)  # 8:30–11:30 and 13:00–17:00
Play = Callable[[dt.datetime], object]
_UNITS = {"d": WORKING_DAY, "h": dt.timedelta(hours=1), "m": dt.timedelta(minutes=1)}
_PART = re.compile(r"(\d+)([dhm])")
_TOLD = re.compile(r"([+~])((?:\d+[dhm])+)(?:@(\d\d):(\d\d))?")


@dataclass(frozen=True)
class Pace:
    """The office's calendar and the moment at which the example is told (`now`).

    All distances are written as `2d3h15m`: days, hours and minutes in which the office is open.
    So a concierge never works at night or on a holiday, whenever the house is started first.
    """

    worktime: WorkTime
    now: dt.datetime

    def before(self, distance: str) -> dt.datetime:
        """The moment from which so much working time passes until now."""
        return self.worktime.subtract(self.now, _length(distance))

    def on(self, told: str) -> dt.datetime:
        """The moment so much working time before now (`-3d`) or after (`+3d`)."""
        moved = self.worktime.subtract if told.startswith("-") else self.worktime.add
        return moved(self.now, _length(told[1:]))

    def after(self, moment: dt.datetime, told: str) -> dt.datetime:
        """The moment so much later: `+2h` of working time, `~2h` by the clock on the wall.

        `+1d@20:15` is a quarter past eight on the day that lies a working day later.
        """
        found = _TOLD.fullmatch(told)
        if found is None:
            raise ValueError(f"“{told}” is no time such as +2h30m, ~15m or +1d@20:15")
        sign, distance, hour, minute = found.groups()
        later = (
            moment + _length(distance)
            if sign == "~"
            else self.worktime.add(moment, _length(distance))
        )
        return later if hour is None else max(at_clock(later, hour, minute), moment)

    def filed(self, distance: str, clock: str) -> dt.datetime:
        """The moment of a filing: so long before now, and at this hour if one is named."""
        if distance.startswith("~"):
            return self.now - _length(distance[1:])
        moment = self.before(distance)
        if not clock:
            return moment
        named = at_clock(moment, *clock.split(":"))
        return named if named < self.now else named - dt.timedelta(days=1)


@dataclass(frozen=True, order=True)
class Scene:
    """Something that happens at a moment; `place` keeps the order of what happens at once."""

    at: dt.datetime
    place: int
    play: Play = field(compare=False)


def at_clock(moment: dt.datetime, hour: str, minute: str) -> dt.datetime:
    """The same day in Beijing, at this hour."""
    return moment.astimezone(BEIJING).replace(hour=int(hour), minute=int(minute))


def _length(distance: str) -> dt.timedelta:
    """How long `2d3h15m` is; a day is a working day of seven hours."""
    parts = _PART.findall(distance)
    if not parts or "".join(map("".join, parts)) != distance:
        raise ValueError(f"“{distance}” is no length such as 2d3h15m")
    return sum((int(count) * _UNITS[unit] for count, unit in parts), dt.timedelta())
