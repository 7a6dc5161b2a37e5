"""Moving the clocks of a ticket: the step table says which, the calendar says till when."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from tickets.access.calendars import calendar
from tickets.models import Clock, Pause, Ticket
from tickets.rules import promises
from tickets.rules.classification import Track, Urgency
from tickets.rules.clocks import Clock as Name
from tickets.rules.clocks import Light, Outcome, Unit
from tickets.rules.promises import Moments, Promise, Stop
from tickets.rules.states import State
from tickets.rules.steps import Act, Move

REOPENING_DAYS = 15  # working days after the answer or the closing (DOMAIN §3)
BATCH = 500
WORST_FIRST = (Light.RED, Light.YELLOW, Light.GREEN)


def move(ticket: Ticket, moves: Iterable[Move], into: State, now: dt.datetime) -> None:
    """Carry out the clock column of a step that leads into a state."""
    for each in moves:
        if each.into in (None, into):
            _MOVES[each.act](ticket, each.clock, now)


def start(ticket: Ticket, name: Name, now: dt.datetime) -> Clock:
    """Start the next generation of a clock under the promise that fits the ticket today."""
    promise = promises.promise_for(name, Track(ticket.track), Urgency(ticket.urgency))
    found = _moments(now, promise, [])
    return Clock.objects.create(
        ticket=ticket,
        name=name,
        generation=ticket.clocks.filter(name=name).count() + 1,
        unit=promise.unit,
        amount=promise.amount,
        office=ticket.office,
        started_at=now,
        due_at=found.due_at,
        first_due_at=found.due_at,
        yellow_at=found.yellow_at,
        is_provisional=found.provisional,
        light=Light.GREEN,
        check_at=promises.light_changes_at(found, now),
    )


def stop(ticket: Ticket, name: Name, now: dt.datetime) -> None:
    """Stop a clock, if it runs, with the outcome its moments say."""
    for clock in _running(ticket, name):
        _go_on(clock, now)
        _end(clock, promises.outcome_of(now, clock.due_at), now)


def pause(ticket: Ticket, name: Name, now: dt.datetime) -> None:
    """Let a running clock stand still."""
    for clock in _running(ticket, name):
        Pause.objects.create(clock=clock, reason=Name.SUPPLEMENT, started_at=now)
        clock.paused_at, clock.check_at = now, None
        clock.save(update_fields=["paused_at", "check_at"])


def go_on(ticket: Ticket, name: Name, now: dt.datetime) -> None:
    """Let a paused clock run again; its due moment moves by the pause."""
    for clock in _running(ticket, name):
        _go_on(clock, now)


def reclassify(ticket: Ticket, now: dt.datetime) -> None:
    """Give every running clock the promise of the new track and urgency, from its own start."""
    for clock in ticket.clocks.running():
        promise = promises.promise_for(
            Name(clock.name), Track(ticket.track), Urgency(ticket.urgency)
        )
        clock.unit, clock.amount = promise.unit, promise.amount
        _recompute(clock, now)


def void_all(ticket: Ticket, now: dt.datetime) -> None:
    """End every clock that still runs, without a verdict."""
    for clock in ticket.clocks.running():
        _go_on(clock, now)
        _end(clock, Outcome.VOID, now)


def show(ticket: Ticket, now: dt.datetime) -> None:
    """Write on the ticket what its clocks say: when it is due next, and the worst light."""
    running = list(ticket.clocks.running().filter(paused_at=None))
    ticket.next_due_at = min((clock.due_at for clock in running), default=None)
    lights = {_light(clock, now) for clock in running}
    ticket.light = next((light for light in WORST_FIRST if light in lights), "")


def keep_lights(now: dt.datetime) -> int:
    """Turn the lights that are due to turn, in order, until none is left; returns how many.

    Tickets that a deed or another worker holds are left for the next round. Lights are derived
    from the clocks' own moments: no Event is written and nothing is lost if a round is late.
    """
    turned = 0
    while Clock.objects.to_look_at(now).exists() and (batch := _turn_batch(now)):
        turned += batch
    return turned


@transaction.atomic
def _turn_batch(now: dt.datetime) -> int:
    due = Clock.objects.to_look_at(now).values_list("ticket", flat=True)[:BATCH]
    free = Ticket.objects.filter(pk__in=list(due)).select_for_update(skip_locked=True, no_key=True)
    turned = 0
    for ticket in free:
        for clock in ticket.clocks.to_look_at(now):
            _turn(clock, now)
            turned += 1
        show(ticket, now)
        ticket.save(update_fields=["light", "next_due_at"])
    return turned


def _turn(clock: Clock, now: dt.datetime) -> None:
    found = Moments(clock.yellow_at, clock.due_at, clock.is_provisional)
    clock.light = promises.light_of(found, now)
    clock.check_at = promises.light_changes_at(found, now)
    clock.save(update_fields=["light", "check_at"])


def reopening_ends(now: dt.datetime) -> dt.datetime:
    """The last moment at which a ticket answered or closed now may be reopened."""
    return calendar().worktime.add_days(now, REOPENING_DAYS, ends="close")


def _supersede(ticket: Ticket, name: Name, now: dt.datetime) -> None:
    for clock in _running(ticket, name):
        _go_on(clock, now)
        _end(clock, Outcome.SUPPLEMENT, now)


def _void(ticket: Ticket, name: Name, now: dt.datetime) -> None:
    for clock in _running(ticket, name):
        _go_on(clock, now)
        _end(clock, Outcome.VOID, now)


def _running(ticket: Ticket, name: Name) -> Iterable[Clock]:
    return ticket.clocks.running().filter(name=name)


def _end(clock: Clock, outcome: Outcome, now: dt.datetime) -> None:
    clock.light = _light(clock, now)
    clock.stopped_at, clock.outcome, clock.check_at = now, outcome, None
    clock.save(update_fields=["stopped_at", "outcome", "check_at", "light"])


def _go_on(clock: Clock, now: dt.datetime) -> None:
    if clock.paused_at is None:
        return
    clock.pauses.filter(ended_at=None).update(ended_at=now)
    clock.paused_at = None
    _recompute(clock, now)


def _recompute(clock: Clock, now: dt.datetime) -> None:
    stops = [Stop(pause.started_at, pause.ended_at) for pause in clock.pauses.all()]
    found = _moments(clock.started_at, Promise(Unit(clock.unit), clock.amount), stops)
    clock.due_at, clock.yellow_at = found.due_at, found.yellow_at
    clock.is_provisional, clock.light = found.provisional, promises.light_of(found, now)
    paused = clock.paused_at is not None
    clock.check_at = None if paused else promises.light_changes_at(found, now)
    clock.save()


def _moments(start_at: dt.datetime, promise: Promise, stops: list[Stop]) -> Moments:
    known = calendar()
    return promises.moments(start_at, promise, known.worktime, stops, known.known_until)


def _light(clock: Clock, now: dt.datetime) -> Light:
    found = Moments(clock.yellow_at, clock.due_at, clock.is_provisional)
    return promises.light_of(found, clock.paused_at or now)


_MOVES = {
    Act.START: start,
    Act.STOP: stop,
    Act.PAUSE: pause,
    Act.GO_ON: go_on,
    Act.SUPERSEDE: _supersede,
    Act.VOID: _void,
}
