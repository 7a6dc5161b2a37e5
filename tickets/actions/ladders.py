"""The round over all clocks (DESIGN §4): lights turn and rungs are climbed when it is time.

A batch is read, reckoned and written as rows: no object for each of thousands of clocks.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from uuid import UUID

from django.db import transaction

from accounts.models import Office
from tickets.access import policy
from tickets.access.directory import Directory
from tickets.access.policy import Policy
from tickets.actions import clocks, reckoning, rungs
from tickets.actions.alarms import Reached
from tickets.actions.reckoning import Shown
from tickets.models import Clock, Ticket, bulk
from tickets.models.bulk import Row

BATCH = 500


@dataclass(slots=True)
class Running:
    """A running clock as a row."""

    id: UUID
    ticket_id: UUID
    assist_id: UUID | None
    name: str
    generation: int
    office_id: UUID
    calendar_version: str
    half_at: dt.datetime
    yellow_at: dt.datetime
    due_at: dt.datetime
    late_at: dt.datetime
    very_late_at: dt.datetime
    is_provisional: bool
    climbed: int
    paused_at: dt.datetime | None


@dataclass(slots=True)
class Held:
    """A ticket as a row, locked by this round: its clocks to be looked at, what others show."""

    id: UUID
    number: str
    title: str
    confidentiality: str
    office_id: UUID
    assignee_id: UUID | None
    enterprise_id: UUID
    filed_by_id: UUID
    taken_in_by_id: UUID | None
    supervision_level: int
    offices: Mapping[UUID, Office]
    late: list[Running] = field(default_factory=list)
    beside: list[Shown] = field(default_factory=list)

    @property
    def office(self) -> Office:
        """Who holds it."""
        return self.offices[self.office_id]


OF_A_CLOCK = tuple(each.name for each in fields(Running))
OF_A_TICKET = tuple(each.name for each in fields(Held)[:10])


def climb(*, now: dt.datetime) -> int:
    """Turn the lights and climb the rungs that are due, in order, until none is left; how many.

    Tickets that a deed or another worker holds are left for the next round: nothing is lost if a
    round is late, for all moments are the clocks' own.
    """
    if not Clock.objects.to_look_at(now).exists():
        return 0
    turned = batch = _look_at_batch(now)
    while batch >= BATCH:
        batch = _look_at_batch(now)
        turned += batch
    return turned


@transaction.atomic
def _look_at_batch(now: dt.datetime) -> int:
    offices, known = Office.objects.in_bulk(), policy.in_force()
    newest = {office.pk: known.calendar_of(office).version for office in offices.values()}
    plain: list[Held] = []
    apart: list[Held] = []
    for ticket in _hold(offices, now):
        stands = any(c.paused_at or c.calendar_version != newest[c.office_id] for c in ticket.late)
        (apart if stands else plain).append(ticket)
    _write(plain, now)
    _look_closely(apart, known, now)
    return sum(len(ticket.late) for ticket in (*plain, *apart))


def _hold(offices: dict[UUID, Office], now: dt.datetime) -> list[Held]:
    """Lock the tickets of the clocks that are to be looked at, then read all that runs on them."""
    due = Clock.objects.to_look_at(now).values_list("ticket", flat=True)[:BATCH]
    free = Ticket.objects.filter(pk__in=due).select_for_update(skip_locked=True, no_key=True)
    held = {row["id"]: Held(**row, offices=offices) for row in free.values(*OF_A_TICKET)}
    theirs = Clock.objects.filter(ticket__in=list(held))
    for row in theirs.to_look_at(now).values_list(*OF_A_CLOCK):
        clock = Running(*row)
        held[clock.ticket_id].late.append(clock)
    for ticket, light, due_at in theirs.ticking_on(now):
        held[ticket].beside.append((due_at, light))
    return list(held.values())


def _write(tickets: list[Held], now: dt.datetime) -> None:
    """Turn and climb what runs under the newest calendar: a few statements for the whole batch."""
    found: list[Reached] = []
    turned: list[Row] = []
    for ticket in tickets:
        for clock in ticket.late:
            climbed = rungs.reached(clock, ticket, now)
            found += climbed
            turned.append(_turned(clock, clock.climbed + len(climbed), now))
    rungs.note(found, _directory(found, now), now=now)
    bulk.update(Clock, turned)
    bulk.update(Ticket, [_shown(ticket, now) for ticket in tickets])


def _turned(clock: Running, climbed: int, now: dt.datetime) -> Row:
    look_at = reckoning.next_look(clock, climbed, now)
    light = reckoning.light_of(clock, now)
    return {"id": clock.id, "climbed": climbed, "light": light, "check_at": look_at}


def _shown(ticket: Held, now: dt.datetime) -> Row:
    late = [(clock.due_at, reckoning.light_of(clock, now)) for clock in ticket.late]
    due_at, light = reckoning.at_a_glance([*late, *ticket.beside])
    level = ticket.supervision_level
    return {"id": ticket.id, "next_due_at": due_at, "light": light, "supervision_level": level}


def _directory(found: list[Reached], now: dt.datetime) -> Directory:
    tickets = {each.matter.id: each.matter for each in found}.values()
    offices = {office for one in tickets for office in one.office.lineage}
    wanted = [one.assignee_id for one in tickets if one.assignee_id]
    return Directory(now, offices, wanted, assists=rungs.assists_in(found))


def _look_closely(tickets: list[Held], known: Policy, now: dt.datetime) -> None:
    """Those whose calendar has changed, or that stand still: one by one, as a deed does."""
    found = Ticket.objects.filter(pk__in=[one.id for one in tickets])
    for ticket in found.select_related("office", "assignee"):
        running = list(ticket.clocks.running().select_related("office").order_by("check_at", "id"))
        late = [clock for clock in running if clock.check_at and clock.check_at < now]
        rungs.look_at(ticket, late, known, now)
        clocks.write(late)
        ticket.next_due_at, ticket.light = reckoning.shown(running, now)
        ticket.save(update_fields=["light", "next_due_at", "supervision_level"])
