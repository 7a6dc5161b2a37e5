"""Moving the clocks of a ticket: the step table says which, the calendar says till when."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction

from tickets.access import policy
from tickets.access.calendars import calendar_of
from tickets.access.policy import Calendar, Policy
from tickets.actions import rungs
from tickets.models import Clock, Event, Pause, Ticket
from tickets.rules import ladder, promises
from tickets.rules.clocks import Clock as Name
from tickets.rules.clocks import Light, Outcome, Unit
from tickets.rules.ladder import Rung
from tickets.rules.promises import Moments, Promise, Promised, Stop
from tickets.rules.states import State
from tickets.rules.steps import Act, Move

REOPENING_DAYS = 15  # working days after the answer or the closing (DOMAIN §3)
BATCH = 500
RECALCULATED = "recalculated"  # the Event of due moments that moved with a newer calendar
WORST_FIRST = (Light.RED, Light.YELLOW, Light.GREEN)


def move(ticket: Ticket, moves: Iterable[Move], into: State, now: dt.datetime) -> None:
    """Carry out the clock column of a step that leads into a state."""
    due = [each for each in moves if each.into in (None, into)]
    for each in due:
        if each.act is not Act.START:
            _MOVES[each.act](ticket, each.clock, now)
    start_all(ticket, [each.clock for each in due if each.act is Act.START], now)


def start_all(ticket: Ticket, names: Sequence[Name], now: dt.datetime) -> None:
    """Start several clocks under one reading of the policy."""
    known = policy.in_force() if names else None
    for name in names:
        start(ticket, name, now, known)


def start(ticket: Ticket, name: Name, now: dt.datetime, known: Policy | None = None) -> Clock:
    """Start the next generation of a clock under the promise that fits the ticket today."""
    known = known or policy.in_force()
    clock = Clock(
        ticket=ticket,
        name=name,
        generation=ticket.clocks.filter(name=name).count() + 1,
        office=ticket.office,
        started_at=now,
    )
    _promise(clock, known.promise_for(name, ticket))
    _reckon(clock, [], known.calendar_of(ticket.office), now)
    clock.first_due_at = clock.due_at
    clock.save(force_insert=True)
    return clock


def stop(ticket: Ticket, name: Name, now: dt.datetime) -> None:
    """Stop a clock, if it runs, with the outcome its moments say."""
    for clock in _running(ticket, name):
        _go_on(clock, now)
        _end(clock, promises.outcome_of(now, clock.due_at), now)


def contact(ticket: Ticket, now: dt.datetime) -> None:
    """The first word from a person has reached the requester; later words change nothing."""
    if ticket.first_contact_at is None:
        stop(ticket, Name.FIRST_CONTACT, now)
        ticket.first_contact_at = now


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
    known = policy.in_force()
    for clock in ticket.clocks.running().select_related("office"):
        _promise(clock, known.promise_for(Name(clock.name), ticket))
        _recompute(clock, known.calendar_of(clock.office), now)


def void_all(ticket: Ticket, now: dt.datetime) -> None:
    """End every clock that still runs, without a verdict."""
    for clock in ticket.clocks.running().select_related("office"):
        _go_on(clock, now)
        _end(clock, Outcome.VOID, now)


def show(ticket: Ticket, now: dt.datetime) -> None:
    """Write on the ticket what its clocks say: when it is due next, and the worst light."""
    _show(ticket, ticket.clocks.running(), now)


def _show(ticket: Ticket, running: Iterable[Clock], now: dt.datetime) -> None:
    ticking = [clock for clock in running if clock.paused_at is None]
    ticket.next_due_at = min((clock.due_at for clock in ticking), default=None)
    lights = {_light(clock, now) for clock in ticking}
    ticket.light = next((light for light in WORST_FIRST if light in lights), "")


def catch_up(ticket: Ticket, now: dt.datetime) -> None:
    """Let the locked ticket's clocks climb what they reached before this very deed.

    So it does not matter whether the sweep came by in time: a rung counts from its own moment.
    """
    due = ticket.clocks.to_look_at(now).select_related("office")
    _look_at(ticket, due, policy.in_force(), now)


def keep_lights(now: dt.datetime) -> int:
    """Turn the lights and climb the rungs that are due, in order, until none is left; how many.

    Tickets that a deed or another worker holds are left for the next round: nothing is lost if a
    round is late, for all moments are the clocks' own.
    """
    turned = 0
    while Clock.objects.to_look_at(now).exists():
        batch = _turn_batch(now)
        turned += batch
        if batch < BATCH:
            break
    return turned


@transaction.atomic
def _turn_batch(now: dt.datetime) -> int:
    due = Clock.objects.to_look_at(now).values_list("ticket", flat=True)[:BATCH]
    free = Ticket.objects.filter(pk__in=due).select_for_update(skip_locked=True, no_key=True)
    turned, known = 0, policy.in_force()
    for ticket in free:
        running = list(ticket.clocks.running().select_related("office").order_by("check_at", "id"))
        late = [clock for clock in running if clock.check_at and clock.check_at < now]
        _look_at(ticket, late, known, now)
        turned += len(late)
        _show(ticket, running, now)
        ticket.save(update_fields=["light", "next_due_at", "supervision_level"])
    return turned


def _look_at(ticket: Ticket, due: Iterable[Clock], known: Policy, now: dt.datetime) -> None:
    """Let clocks follow a newer calendar, and climb; what moved is told once for the ticket."""
    moved = []
    for clock in due:
        calendar = known.calendar_of(clock.office)
        if clock.calendar_version != calendar.version:
            moved += _follow(ticket, clock, calendar, now)
        _look(ticket, clock, now)
    if moved:
        facts = {"moved": moved, "because": known.newest_source()}
        Event.objects.append(ticket.stream, RECALCULATED, by=None, now=now, facts=facts)


def _follow(
    ticket: Ticket, clock: Clock, calendar: Calendar, now: dt.datetime
) -> list[dict[str, object]]:
    """Reckon a clock anew under the newest calendar; where its due moment moved, from when to when.

    What it had reached when the calendar was published, it reached under the old one.
    """
    if clock.paused_at is None and calendar.published_at:
        rungs.climb(ticket, clock, min(calendar.published_at, now))
    before = clock.due_at
    _recompute(clock, calendar, now, not_before=calendar.published_at)
    if clock.due_at == before:
        return []
    told = {"clock": clock.name, "generation": clock.generation}
    return [told | {"before": before, "after": clock.due_at}]


def _look(ticket: Ticket, clock: Clock, now: dt.datetime) -> None:
    """What the clock says now: its light, the rungs it has reached, when to look again."""
    if clock.paused_at is None:
        clock.light = promises.light_of(_found(clock), now)
        rungs.climb(ticket, clock, now)
    _look_again(clock, now)
    clock.save(update_fields=["light", "climbed", "check_at"])


def _look_again(clock: Clock, now: dt.datetime) -> None:
    turns_at = promises.light_changes_at(_found(clock), now)
    next_rung_at = ladder.looks_again_at(clock.ladder, clock.climbed)
    moments = [at for at in (turns_at, next_rung_at) if at]
    clock.check_at = min(moments, default=None) if clock.paused_at is None else None


def _found(clock: Clock) -> Moments:
    return Moments(clock.yellow_at, clock.due_at, clock.is_provisional)


def reopening_ends(ticket: Ticket, now: dt.datetime) -> dt.datetime:
    """The last moment at which a ticket answered or closed now may be reopened."""
    return calendar_of(ticket.office).worktime.add_days(now, REOPENING_DAYS, ends="close")


def _supersede(ticket: Ticket, name: Name, now: dt.datetime) -> None:
    for clock in _running(ticket, name):
        _go_on(clock, now)
        _end(clock, Outcome.SUPPLEMENT, now)


def _void(ticket: Ticket, name: Name, now: dt.datetime) -> None:
    for clock in _running(ticket, name):
        _go_on(clock, now)
        _end(clock, Outcome.VOID, now)


def _running(ticket: Ticket, name: Name) -> Iterable[Clock]:
    return ticket.clocks.running().filter(name=name).select_related("office")


def _end(clock: Clock, outcome: Outcome, now: dt.datetime) -> None:
    clock.light = _light(clock, now)
    clock.stopped_at, clock.outcome, clock.check_at = now, outcome, None
    clock.save(update_fields=["stopped_at", "outcome", "check_at", "light"])


def _go_on(clock: Clock, now: dt.datetime) -> None:
    if clock.paused_at is None:
        return
    clock.pauses.filter(ended_at=None).update(ended_at=now)
    clock.paused_at = None
    _recompute(clock, calendar_of(clock.office), now, not_before=now)


def _promise(clock: Clock, given: Promised) -> None:
    clock.promise_id = given.key
    clock.unit, clock.amount = given.promise.unit, given.promise.amount


def _recompute(
    clock: Clock, known: Calendar, now: dt.datetime, not_before: dt.datetime | None = None
) -> None:
    """Reckon a clock anew; no newer calendar moves its due moment into what was past by then."""
    stops = [Stop(pause.started_at, pause.ended_at) for pause in clock.pauses.all()]
    due_at = _moments(clock, stops, known).due_at
    if not_before and promises.stays(clock.due_at, due_at, not_before):
        clock.calendar_version = known.version
        _look_again(clock, now)
    else:
        _reckon(clock, stops, known, now)
    clock.save()


def _moments(clock: Clock, stops: list[Stop], known: Calendar) -> Moments:
    promise = Promise(Unit(clock.unit), clock.amount)
    return promises.moments(clock.started_at, promise, known.worktime, stops, known.known_until)


def _reckon(clock: Clock, stops: list[Stop], known: Calendar, now: dt.datetime) -> None:
    """Everything that follows from the clock's own start, its promise, its stops, the calendar."""
    clock.calendar_version = known.version
    found = _moments(clock, stops, known)
    clock.due_at, clock.yellow_at = found.due_at, found.yellow_at
    clock.is_provisional, clock.light = found.provisional, promises.light_of(found, now)
    promise = Promise(Unit(clock.unit), clock.amount)
    at = ladder.moments(clock.started_at, promise, known.worktime, stops)
    clock.half_at = at[Rung.HALF]
    clock.late_at, clock.very_late_at = at[Rung.LATE], at[Rung.VERY_LATE]
    _look_again(clock, now)


def _light(clock: Clock, now: dt.datetime) -> Light:
    return promises.light_of(_found(clock), clock.paused_at or now)


_MOVES = {
    Act.STOP: stop,
    Act.PAUSE: pause,
    Act.GO_ON: go_on,
    Act.SUPERSEDE: _supersede,
    Act.VOID: _void,
}
