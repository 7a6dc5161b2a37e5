"""The shape of every step on a ticket: lock, check, write, one Event, clocks, all or nothing."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from accounts.models import User
from tickets.access.standing import picture_of
from tickets.actions import news, notices, reckoning
from tickets.actions.clocks import TicketClocks
from tickets.errors import Refused
from tickets.models import Ending, Event, Supplement, Ticket
from tickets.models.overlay import Ruling
from tickets.rules import conflicts, lifecycle
from tickets.rules.carried import Carried
from tickets.rules.endings import Effect, EndingKind
from tickets.rules.hand_overs import EVENTS
from tickets.rules.notices import Wanted
from tickets.rules.notifications import Kind
from tickets.rules.standings import Facts, Standing
from tickets.rules.states import ENDED, State
from tickets.rules.step_table import STEPS
from tickets.rules.steps import Step, StepName

HIGHEST_SUPERVISION = 3
ANSWERED = frozenset({State.REPLIED, State.CLOSED})
Picture = tuple[Facts, Collection[Standing]]  # what is known, and how the doer stands to it
ASIDE = frozenset({State.SUPPLEMENT, State.RETURNING, State.REVIEWING})  # come back to where it was


@dataclass
class Deed:
    """One step being done: the locked ticket, what is known, and what the Event will tell."""

    ticket: Ticket
    step: Step
    facts: Facts
    standings: frozenset[Standing]
    by: User
    now: dt.datetime
    carried: Carried | None
    clocks: TicketClocks
    told: dict[str, Any] = field(default_factory=dict)
    notice: Wanted | None = None  # what the requester is given in writing


@contextmanager
def deed(
    ticket: Ticket, name: StepName, carried: Carried | None = None, *, by: User, now: dt.datetime
) -> Iterator[Deed]:
    """Do one step of the table on a ticket; the body writes what is particular to it.

    Raises Refused: STALE when the ticket changed since it was read, STATE when it did and the step
    is not possible any more, ROLE or STATE when the table does not allow it, MISSING when it does
    not carry what it must.
    """
    step = STEPS[name]
    with transaction.atomic():
        locked = _locked(ticket)
        facts, standings = picture_of(by, locked, now)
        if locked.version != ticket.version:
            raise _changed_meanwhile(step, locked, (facts, standings), now)
        if isinstance(kind := getattr(carried, "kind", None), EndingKind):
            facts = dataclasses.replace(facts, ending=kind)
        lifecycle.check(step, facts, standings)
        if carried is not None:
            carried.validate()
        running = TicketClocks.of(locked, now)
        running.catch_up()
        doing = Deed(locked, step, facts, standings, by, now, carried, running)
        yield doing
        _finish(doing)
    vars(ticket).update(vars(locked))  # the caller's ticket is the one that was changed


def overtaken(
    ticket: Ticket, name: StepName, seen: int, *, by: User, now: dt.datetime
) -> Refused | None:
    """Who changed the ticket since this version of it was seen; None where nobody did."""
    if ticket.version == seen:
        return None
    return _changed_meanwhile(STEPS[name], ticket, picture_of(by, ticket, now), now)


def _locked(ticket: Ticket) -> Ticket:
    """Locked first and read afterwards: a join would lose the row if the step before moved it."""
    Ticket.objects.select_for_update().values_list("pk").get(pk=ticket.pk)
    return Ticket.objects.for_page().get(pk=ticket.pk)


def _changed_meanwhile(doing: Step, ticket: Ticket, picture: Picture, now: dt.datetime) -> Refused:
    """Who was faster, with what and when; outside nobody learns which colleague it was.

    STATE with the reason where the step cannot be taken any more, STALE where looking again helps.
    """
    facts, standings = picture
    lost = lifecycle.lost(doing, facts, standings)
    steps = Event.objects.of(ticket.stream).filter(kind__in=[*StepName, *EVENTS])
    last = steps.select_related("by").last()
    if last is not None and last.by is not None and Standing.READER in standings:
        what = EVENTS.get(last.kind) or STEPS[StepName(last.kind)].label
        return conflicts.too_late(last.by, what, last.at, now, but=lost)
    return conflicts.somebody(but=lost)


def _finish(doing: Deed) -> None:
    ticket, before = doing.ticket, State(doing.ticket.state)
    after = lifecycle.target_state(doing.step, doing.facts, doing.carried)
    if after is not before:
        _enter(doing, before, after)
    doing.clocks.move(doing.step.clocks_ending, after)
    _carry_out(lifecycle.effects_of(doing.step, after), ticket, doing)
    doing.clocks.move(doing.step.clocks_starting, after)
    doing.clocks.keep()
    doing.clocks.show()
    ticket.version += 1
    ticket.save()
    history = Event.objects.all()
    if doing.notice:
        issued = notices.issue(doing.notice, doing.clocks, by=doing.by, now=doing.now)
        doing.told["notice"] = issued.number
        history = history.continuing(issued.end_of_history)
    state = {"from": before, "to": after} if after is not before else {}
    history.append(
        ticket.stream, doing.step.name, by=doing.by, now=doing.now, facts={**state, **doing.told}
    )
    news.of_step(doing.step.name, ticket, by=doing.by, now=doing.now)


def _enter(doing: Deed, before: State, after: State) -> None:
    ticket, now = doing.ticket, doing.now
    ticket.state = after
    ticket.origin_state = before if after in ASIDE else ""
    ticket.closed_at = now if after in ENDED else None
    if after is State.HANDLING and ticket.accepted_at is None:
        ticket.accepted_at = now
    if before in ANSWERED and after is State.HANDLING:
        _begin_anew(ticket)
    if after is State.REPLIED:
        ticket.replied_at = now
    if after in ANSWERED:
        known = doing.clocks.calendar()
        ticket.reopening_ends_at = reckoning.reopening_ends(ticket.office, known, now)


def _begin_anew(ticket: Ticket) -> None:
    """Rework (重办): the next generation; from the second time on supervision rises by a level."""
    ticket.generation += 1
    ticket.failed_contacts, ticket.solved, ticket.served_at = 0, "", None
    if ticket.is_reworked_again:
        ticket.supervision_level = min(ticket.supervision_level + 1, HIGHEST_SUPERVISION)


def _void_time_asked(doing: Deed) -> None:
    ruled = {"ruling": Ruling.VOID, "ruled_by": doing.by, "ruled_at": doing.now}
    if doing.facts.extension == Ruling.WAITING:
        doing.ticket.extensions.filter(ruling=Ruling.WAITING).update(**ruled)
    if doing.facts.suspension_waits:
        doing.ticket.suspensions.filter(ruling=Ruling.WAITING).update(**ruled)
    doing.ticket.suspension_ends_at = None


def _recall_assists(doing: Deed) -> None:
    """What units were still asked is not needed any more: they are told in the same deed."""
    asked = list(doing.ticket.assists.all().open())
    recalled = {"recalled_by": doing.by, "recalled_at": doing.now}
    doing.ticket.assists.all().open().update(**recalled)
    doing.told["assists_recalled"] = [str(one.pk) for one in asked]
    news.to_liaisons(Kind.ASSIST_RECALLED, asked, doing.ticket, by=doing.by, now=doing.now)


def _carry_out(effects: tuple[Effect, ...], ticket: Ticket, doing: Deed) -> None:
    if Effect.VOID_OVERLAYS in effects:
        if doing.facts.state is State.REVIEWING:
            waiting = ticket.endings.filter(ruling=Ending.Ruling.WAITING)
            waiting.update(ruling=Ending.Ruling.VOID, ruled_by=doing.by, ruled_at=doing.now)
        if doing.facts.state is State.SUPPLEMENT:
            asked = Supplement.objects.filter(ticket=ticket, ended_at=None)
            asked.update(ended_at=doing.now, ended_by=doing.by)
        _void_time_asked(doing)
    if Effect.RECALL_ASSISTS in effects and doing.facts.open_assists:
        _recall_assists(doing)
    if Effect.STOP_CLOCKS in effects:
        doing.clocks.void_all()
