"""Moving the clocks of a ticket: the step table says which, the calendar says till when."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from tickets.access import policy
from tickets.access.policy import Calendar, Policy
from tickets.actions import reckoning, rungs
from tickets.models import Assist, Clock, Pause, Ticket, bulk
from tickets.models.bulk import Row
from tickets.rules import promises
from tickets.rules.clocks import Clock as Name
from tickets.rules.clocks import Outcome, Unit
from tickets.rules.moments import Due
from tickets.rules.promises import Promise, Promised
from tickets.rules.states import State
from tickets.rules.steps import Act, Move

SUSPENDED = (Name.HANDLING, Name.INTERIM)
SUSPENSION = "suspension"  # the reason of a pause; the other one is the supplement
KEPT = (
    *("promise_id", "unit", "amount", "extended", "calendar_version", "due_at", "is_provisional"),
    *("half_at", "yellow_at", "late_at", "very_late_at", "climbed", "paused_at", "stopped_at"),
    *("outcome", "light", "check_at"),
)


@dataclass
class TicketClocks:
    """The clocks of one locked ticket during one deed: moved here, written at once by `keep`."""

    ticket: Ticket
    now: dt.datetime
    every: list[Clock]
    begun: list[Clock] = field(default_factory=list)
    changed: dict[str, Clock] = field(default_factory=dict)
    agreed: dict[Name, Decimal] = field(default_factory=dict)

    @classmethod
    def of(cls, ticket: Ticket, now: dt.datetime) -> "TicketClocks":
        """All that ever ran on the ticket. The caller holds its lock."""
        every = list(ticket.clocks.select_related("office").order_by("started_at", "generation"))
        for clock in every:
            clock.ticket = ticket
        return cls(ticket, now, every)

    def catch_up(self) -> None:
        """Let the clocks climb what they reached before this very deed.

        So it does not matter whether the sweep came by in time: a rung counts from its own moment.
        """
        late = [one for one in self._running() if one.check_at and one.check_at < self.now]
        if late:
            rungs.look_at(self.ticket, late, self.policy, self.now)
            self.changed.update({str(one.pk): one for one in late})

    def move(self, moves: Iterable[Move], into: State) -> None:
        """Carry out the clock column of a step that leads into a state."""
        for each in moves:
            if each.into in (None, into):
                _MOVES[each.act](self, each.clock)

    def agree(self, name: Name, amount: Decimal) -> None:
        """A clock that this deed starts runs so long, in the unit of its promise."""
        self.agreed[name] = amount

    def start(self, name: Name, ordinal: int = 1, since: dt.datetime | None = None) -> None:
        """Start the next generation of a clock under the promise that fits the ticket today.

        Nothing runs where nothing is promised, such as the yearly report of a service ticket.
        """
        if clock := self._new(name, ordinal, since or self._starts(name)):
            self.every.append(clock)
            self.begun.append(clock)

    def due_if_started(self, name: Name) -> dt.datetime:
        """When a clock would be due that this deed is going to start."""
        clock = self._new(name, 1, self.now)
        if clock is None:
            raise LookupError(f"nothing is promised for {name}")
        return clock.due_at

    def stop(self, name: Name) -> None:
        """Stop a clock, if it runs, with the outcome its moments say."""
        for clock in self._running(name):
            self._let_go_on(clock)
            self._end(clock, promises.outcome_of(self.now, clock.due_at))

    def supersede(self, name: Name) -> None:
        """End a clock because the request for material takes its place."""
        self._end_as(Outcome.SUPPLEMENT, name)

    def void(self, name: Name) -> None:
        """End a clock, if it runs, without a verdict."""
        self._end_as(Outcome.VOID, name)

    def void_all(self) -> None:
        """End every clock that ran before this deed, without a verdict.

        The written result is owed until it is served, whoever ends the ticket meanwhile.
        """
        begun = {clock.name for clock in self.begun}
        for clock in list(self._running()):
            if clock.name not in begun | {Name.WRITTEN_RESULT}:
                self.void(Name(clock.name))

    def pause(self, name: Name) -> None:
        """Let a running clock stand still while material is asked for."""
        for clock in self._running(name):
            Pause.objects.create(clock=clock, reason=Name.SUPPLEMENT, started_at=self.now)
            self._stand_or_run(clock)

    def go_on(self, name: Name) -> None:
        """The material is there, or is not waited for: the due moment moves by the pause."""
        for clock in self._running(name):
            waiting = clock.pauses.filter(reason=Name.SUPPLEMENT, ended_at=None)
            if waiting.update(ended_at=self.now):
                self._reckon(clock, not_before=self.now)

    def calendar(self) -> Calendar:
        """The calendar by which a clock that starts now counts."""
        return self.policy.calendar_of(self.ticket.office)

    def handling(self) -> Clock:
        """The handling clock that runs now."""
        return next(self._running(Name.HANDLING))

    def begin_assist(self, assist: Assist, days: int) -> None:
        """Start the clock of an assist: so many working days, agreed for this one alone."""
        given = Promised(Name.ASSIST, Promise(Unit.WORK_DAYS, Decimal(days)))
        clock = self._under(given, 1, self.now)
        clock.assist = assist
        self.every.append(clock)
        self.begun.append(clock)

    def end_assist(self, assist: Assist, outcome: Outcome | None = None) -> None:
        """Stop the clock of an assist, with this outcome or the one its moments say."""
        for clock in self._running(Name.ASSIST):
            if clock.assist_id == assist.pk:
                self._end(clock, outcome or promises.outcome_of(self.now, clock.due_at))

    def due_of(self, name: Name) -> Due:
        """When the clock of this name that runs now is due, with its mark."""
        clock = next(self._running(name))
        return Due(clock.due_at, clock.is_provisional)

    def extend(self, amount: Decimal) -> dt.datetime:
        """Let handling take so much longer; the new due moment."""
        clock = self.handling()
        clock.extended = amount
        self._reckon(clock)
        return clock.due_at

    def suspend(self, until: dt.datetime) -> None:
        """Let handling and reports stand still up to a moment at which they go on by themselves."""
        for clock in (one for name in SUSPENDED for one in self._running(name)):
            facts = {"reason": SUSPENSION, "started_at": self.now, "ended_at": until}
            Pause.objects.create(clock=clock, **facts)
            self._reckon(clock)

    def end_suspension(self) -> None:
        """Let them go on now."""
        for clock in (one for name in SUSPENDED for one in self._running(name)):
            lasting = clock.pauses.open_at(self.now).filter(reason=SUSPENSION)
            if lasting.update(ended_at=self.now):
                self._reckon(clock)

    def contact(self) -> None:
        """The first word from a person has reached the requester; later words change nothing."""
        if self.ticket.first_contact_at is None:
            self.stop(Name.FIRST_CONTACT)
            self.ticket.first_contact_at = self.now

    def report(self) -> None:
        """The office has written to the requester: the next interim report is due later.

        While the clock stands still no report is awaited, and none counts.
        """
        if any(clock.paused_at is None for clock in self._running(Name.INTERIM)):
            self.stop(Name.INTERIM)
            self.start(Name.INTERIM, ordinal=2)

    def serve(self, generation: int) -> bool:
        """The written result of this generation was served; False where it is not awaited."""
        awaited = any(c.generation == generation for c in self._running(Name.WRITTEN_RESULT))
        if awaited:
            self.stop(Name.WRITTEN_RESULT)
        return awaited

    def reclassify(self) -> None:
        """Give every running clock the promise of the new track and urgency, from its own start.

        What was agreed for this one ticket, the day of a request for material, stays.
        """
        for clock in self._running():
            given = self._promised(Name(clock.name), clock.ordinal)
            if given is not None and clock.name != Name.SUPPLEMENT:
                _put_under(clock, given)
                self._reckon(clock)

    def show(self) -> None:
        """Write on the ticket what its clocks say: when it is due next, and the worst light."""
        ticket = self.ticket
        ticket.next_due_at, ticket.light = reckoning.shown(self._running(), self.now)

    def keep(self) -> None:
        """Write what has changed: first what ended, then what began."""
        begun = {id(clock) for clock in self.begun}
        write(clock for clock in self.changed.values() if id(clock) not in begun)
        if self.begun:
            Clock.objects.bulk_create(self.begun)

    def _running(self, name: Name | None = None) -> Iterator[Clock]:
        yield from [
            one for one in self.every if one.stopped_at is None and name in (None, one.name)
        ]

    def _new(self, name: Name, ordinal: int, start_at: dt.datetime) -> Clock | None:
        given = self._promised(name, ordinal)
        return self._under(given, ordinal, start_at) if given else None

    def _under(self, given: Promised, ordinal: int, start_at: dt.datetime) -> Clock:
        name = given.clock
        clock = Clock(
            ticket=self.ticket,
            name=name,
            generation=1 + sum(one.name == name for one in self.every),
            ordinal=ordinal,
            office=self.ticket.office,
            started_at=start_at,
        )
        _put_under(clock, given)
        if name in self.agreed:
            clock.promise_id, clock.amount = None, self.agreed[name]
        reckoning.reckon(clock, [], self._calendar_of(clock), self.now)
        clock.first_due_at = clock.due_at
        return clock

    def _starts(self, name: Name) -> dt.datetime:
        """The year after which a complaint is reported counts from its acceptance, come what may.

        商务部令2020年第3号; DOMAIN §4.
        """
        counted_from = self.ticket.accepted_at if name is Name.LONG_RUN else None
        return counted_from or self.now

    @cached_property
    def policy(self) -> Policy:
        """What counts now, asked once in the deed."""
        return policy.in_force()

    def _calendar_of(self, clock: Clock) -> Calendar:
        return self.policy.calendar_of(clock.office)

    def _promised(self, name: Name, ordinal: int) -> Promised | None:
        try:
            return self.policy.promise_for(name, self.ticket, ordinal=ordinal)
        except LookupError:
            return None

    def _change(self, clock: Clock) -> None:
        self.changed[str(clock.pk)] = clock

    def _reckon(self, clock: Clock, not_before: dt.datetime | None = None) -> None:
        known = self._calendar_of(clock)
        reckoning.recompute(clock, clock.pauses.all(), known, self.now, not_before=not_before)
        self._change(clock)

    def _stand_or_run(self, clock: Clock) -> None:
        reckoning.stand_or_run(clock, clock.pauses.all(), self.now)
        self._change(clock)

    def _let_go_on(self, clock: Clock) -> None:
        if clock.paused_at is not None:
            clock.pauses.open_at(self.now).update(ended_at=self.now)
            self._reckon(clock, not_before=self.now)

    def _end_as(self, outcome: Outcome, name: Name) -> None:
        for clock in self._running(name):
            self._let_go_on(clock)
            self._end(clock, outcome)

    def _end(self, clock: Clock, outcome: Outcome) -> None:
        clock.light = reckoning.light_of(clock, self.now)
        clock.stopped_at, clock.outcome, clock.check_at = self.now, outcome, None
        self._change(clock)


def write(changed: Iterable[Clock]) -> None:
    """Write what a deed or a round may have changed of these clocks, in one statement."""
    bulk.update(Clock, [_row(clock) for clock in changed])


def _row(clock: Clock) -> Row:
    amounts = {"amount": str(clock.amount), "extended": str(clock.extended)}
    return {"id": clock.pk, **{name: getattr(clock, name) for name in KEPT}, **amounts}


def _put_under(clock: Clock, given: Promised) -> None:
    clock.promise_id = given.key
    clock.unit, clock.amount = given.promise.unit, given.promise.amount


_MOVES: dict[Act, Callable[[TicketClocks, Name], None]] = {
    Act.START: TicketClocks.start,
    Act.STOP: TicketClocks.stop,
    Act.PAUSE: TicketClocks.pause,
    Act.GO_ON: TicketClocks.go_on,
    Act.SUPERSEDE: TicketClocks.supersede,
    Act.VOID: TicketClocks.void,
}
