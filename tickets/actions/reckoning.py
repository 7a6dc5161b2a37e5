"""What follows from a clock's own start: its due moment, its ladder, its light, the next look."""

import datetime as dt
from collections.abc import Collection, Iterable
from decimal import Decimal

from accounts.models import Office
from tickets.access.office_settings import number_at
from tickets.access.policy import Calendar
from tickets.models import Clock, Pause
from tickets.rules import ladder, promises
from tickets.rules.clocks import Light
from tickets.rules.ladder import Climbing, Rung, Shining
from tickets.rules.office_settings import Key
from tickets.rules.promises import TICK, Moments, Stop

WORST_FIRST = (Light.RED, Light.YELLOW, Light.GREEN)
Shown = tuple[dt.datetime, str]  # the due moment of a clock that ticks, and its light


def reckon(clock: Clock, pauses: Collection[Pause], known: Calendar, now: dt.datetime) -> None:
    """Set every moment of the clock from its start, its promise, its pauses and the calendar."""
    clock.calendar_version = known.version
    stops = _stops(pauses)
    found = _found(clock, stops, known)
    clock.due_at, clock.yellow_at = found.due_at, found.yellow_at
    clock.is_provisional = found.provisional
    at = ladder.moments(clock.started_at, clock.counted, known.worktime, stops)
    clock.half_at = at[Rung.HALF]
    clock.late_at, clock.very_late_at = at[Rung.LATE], at[Rung.VERY_LATE]
    stand_or_run(clock, pauses, now)


def recompute(
    clock: Clock,
    pauses: Collection[Pause],
    known: Calendar,
    now: dt.datetime,
    not_before: dt.datetime | None = None,
) -> None:
    """Reckon a clock anew; no newer calendar moves its due moment into what was past by then."""
    due_at = _found(clock, _stops(pauses), known).due_at
    if not_before and promises.stays(clock.due_at, due_at, not_before):
        clock.calendar_version = known.version
        stand_or_run(clock, pauses, now)
    else:
        reckon(clock, pauses, known, now)


def stand_or_run(clock: Clock, pauses: Collection[Pause], now: dt.datetime) -> None:
    """Whether the clock stands still now, what light it shows, and when to look at it again."""
    open_pauses = [pause for pause in pauses if pause.is_open_at(now)]
    clock.paused_at = min((pause.started_at for pause in open_pauses), default=None)
    clock.light = light_of(clock, now)
    if open_pauses:
        clock.check_at = _last_end(open_pauses)
    else:
        clock.check_at = next_look(clock, clock.climbed, now)


def next_look(clock: Climbing, climbed: int, now: dt.datetime) -> dt.datetime | None:
    """When a running clock shows another light or reaches the rung above those it has climbed."""
    turns_at = promises.light_changes_at(_moments(clock), now)
    next_rung_at = ladder.looks_again_at(ladder.ladder_of(clock), climbed)
    return min((at for at in (turns_at, next_rung_at) if at), default=None)


def light_of(clock: Shining, now: dt.datetime) -> Light:
    """The light of a clock; one that stands still keeps the light it had."""
    return promises.light_of(_moments(clock), clock.paused_at or now)


def shown(running: Iterable[Shining], now: dt.datetime) -> tuple[dt.datetime | None, str]:
    """What a ticket shows of its running clocks; one that stands still says nothing."""
    ticking = (clock for clock in running if clock.paused_at is None)
    return at_a_glance([(clock.due_at, light_of(clock, now)) for clock in ticking])


def at_a_glance(ticking: Collection[Shown]) -> tuple[dt.datetime | None, str]:
    """The next due moment of these clocks and their worst light."""
    lights = {light for _due_at, light in ticking}
    worst = next((light for light in WORST_FIRST if light in lights), "")
    return min((due_at for due_at, _light in ticking), default=None), worst


def days_until(known: Calendar, now: dt.datetime, last_date: dt.date) -> Decimal:
    """The working days from now to the close of a day, which moves on if it is no working day.

    Civil Code Art. 203.
    """
    worktime = known.worktime
    midnight = dt.datetime.combine(last_date, dt.time.min, worktime.zone)
    closes_at = worktime.add_days(midnight - TICK, 1, ends="close")
    return Decimal(worktime.days_between(now, closes_at))


def reopening_ends(office: Office, known: Calendar, now: dt.datetime) -> dt.datetime:
    """The last moment at which a ticket answered or closed now by this office may be reopened."""
    days = number_at(office, Key.REOPENING_DAYS)
    return known.worktime.add_days(now, days, ends="close")


def _last_end(pauses: Collection[Pause]) -> dt.datetime | None:
    """When the last of these pauses ends by itself; None while one of them waits for a deed."""
    ends = [pause.ended_at for pause in pauses]
    return None if None in ends else max(end for end in ends if end)


def _stops(pauses: Collection[Pause]) -> list[Stop]:
    return [Stop(pause.started_at, pause.ended_at) for pause in pauses]


def _found(clock: Clock, stops: list[Stop], known: Calendar) -> Moments:
    start_at, promise = clock.started_at, clock.counted
    return promises.moments(start_at, promise, known.worktime, stops, known.known_until)


def _moments(clock: Shining) -> Moments:
    return Moments(clock.yellow_at, clock.due_at, clock.is_provisional)
