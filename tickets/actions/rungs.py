"""Climbing the ladder: each rung of a clock is noted once, with its Event and its messages."""

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

from tickets.access.directory import Directory
from tickets.access.policy import Calendar, Policy
from tickets.actions import alarms, reckoning
from tickets.actions.alarms import Reached
from tickets.models import Clock, Event, Ticket, bulk
from tickets.models import Rung as Noted
from tickets.models.bulk import Row
from tickets.rules import ladder, numbers
from tickets.rules.clocks import Clock as Name
from tickets.rules.ladder import Climbing, Rung
from tickets.rules.matters import Matter
from tickets.rules.moments import Due

EVENT = "rung"
RECALCULATED = "recalculated"  # due moments that moved with a newer calendar


def look_at(ticket: Ticket, due: Iterable[Clock], known: Policy, now: dt.datetime) -> None:
    """Look at clocks of a ticket: let them follow a newer calendar, turn their light, climb.

    The caller holds the ticket's lock and writes the clocks afterwards. What a calendar moved is
    told once for the ticket.
    """
    found: list[Reached] = []
    moved: list[dict[str, object]] = []
    for clock in due:
        calendar = known.calendar_of(clock.office)
        if clock.calendar_version != calendar.version:
            found += _before(calendar, clock, ticket, now)
            moved += _follow(clock, calendar, now)
        found += _look(clock, ticket, now)
    note(found, Directory.about(ticket, now, assists_in(found)), now=now)
    if moved:
        facts = {"moved": moved, "because": known.newest_source()}
        Event.objects.append(ticket.stream, RECALCULATED, by=None, now=now, facts=facts)


def reached(clock: Climbing, on: Matter, now: dt.datetime) -> list[Reached]:
    """The rungs whose moment has come, lowest first; the last one raises supervision (督办)."""
    at = ladder.ladder_of(clock)
    return [_reached(rung, at[rung], clock, on) for rung in ladder.reached(at, clock.climbed, now)]


def assists_in(found: Iterable[Reached]) -> list[UUID]:
    """The assists whose clocks these rungs are of."""
    return [each.assist_id for each in found if each.assist_id]


def note(found: Sequence[Reached], who: Directory, *, now: dt.datetime) -> None:
    """Keep these rungs, in order: each with its row, its Event and its messages.

    A rung that fired stays fired, whatever happens to the due moment afterwards; that it fires
    once the database itself holds.
    """
    if found:
        bulk.insert(Noted, [_row(each, now) for each in found])
        told = [(numbers.stream_of(each.matter.number), _facts(each)) for each in found]
        Event.objects.append_all(EVENT, told, now=now)
        alarms.tell(found, who, now=now)


def _reached(rung: Rung, at: dt.datetime, clock: Climbing, on: Matter) -> Reached:
    if rung is Rung.VERY_LATE:
        on.supervision_level = max(on.supervision_level, 1)
    due, name = Due(clock.due_at, clock.is_provisional), Name(clock.name)
    level = on.supervision_level
    return Reached(on, clock.id, name, clock.generation, rung, at, due, level, clock.assist_id)


def _row(each: Reached, now: dt.datetime) -> Row:
    moments = {"reached_at": each.reached_at, "noted_at": now}
    return {"clock_id": each.clock_id, "rung": each.rung, **moments}


def _facts(each: Reached) -> dict[str, object]:
    clock = {"clock": each.clock, "generation": each.generation, "rung": each.rung}
    return clock | {"reached_at": each.reached_at, "supervision_level": each.supervision_level}


def _climb(clock: Clock, on: Matter, now: dt.datetime) -> list[Reached]:
    found = reached(clock, on, now)
    clock.climbed += len(found)
    return found


def _before(calendar: Calendar, clock: Clock, on: Matter, now: dt.datetime) -> list[Reached]:
    """What it had reached when the calendar was published, it reached under the old one."""
    if clock.paused_at is None and calendar.published_at:
        return _climb(clock, on, min(calendar.published_at, now))
    return []


def _follow(clock: Clock, calendar: Calendar, now: dt.datetime) -> list[dict[str, object]]:
    """Reckon a clock anew under the newest calendar; where its due moment moved, from when."""
    before, pauses = clock.due_at, clock.pauses.all()
    reckoning.recompute(clock, pauses, calendar, now, not_before=calendar.published_at)
    if clock.due_at == before:
        return []
    told = {"clock": clock.name, "generation": clock.generation}
    return [told | {"before": before, "after": clock.due_at}]


def _look(clock: Clock, on: Matter, now: dt.datetime) -> list[Reached]:
    """The rungs it has reached, its light, and when to look again; one that stands still waits."""
    if clock.paused_at is not None:
        reckoning.stand_or_run(clock, clock.pauses.all(), now)
    if clock.paused_at is not None:
        return []
    found = _climb(clock, on, now)
    clock.light = reckoning.light_of(clock, now)
    clock.check_at = reckoning.next_look(clock, clock.climbed, now)
    return found
