"""Who hears that a clock has reached a rung of its ladder (DOMAIN §4): one table, by rung."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from accounts.roles import Role
from tickets.access.crowds import (
    ASSIST,
    DESK,
    LEADER,
    PORTAL,
    WITHOUT_NAMES,
    Crowd,
    callers,
    dispatchers,
    facts_of,
    may_hear,
    requesters,
    reviewers,
    supervisors,
    who_has_it,
    with_role,
)
from tickets.access.directory import Directory
from tickets.actions import outbox
from tickets.actions.outbox import Letter
from tickets.rules.clocks import Clock
from tickets.rules.ladder import Rung
from tickets.rules.matters import Matter
from tickets.rules.moments import Due
from tickets.rules.notifications import Kind


@dataclass(frozen=True, slots=True)
class Reached:
    """A rung that a clock has just reached, and the ticket it runs on."""

    matter: Matter
    clock_id: UUID
    clock: Clock
    generation: int
    rung: Rung
    reached_at: dt.datetime
    due: Due
    supervision_level: int
    assist_id: UUID | None = None


@dataclass(frozen=True)
class Door:
    """With which message, and to which page, somebody is led to a ticket."""

    kind: Kind
    path: str


def tell(reached: Sequence[Reached], who: Directory, *, now: dt.datetime) -> None:
    """Queue what the ladder says of these rungs; a secret is told to no one new."""
    letters = [letter for each in reached for letter in _letters(each, who)]
    outbox.queue_all(letters, now=now)


def _letters(each: Reached, who: Directory) -> Iterator[Letter]:
    matter = each.matter
    facts = facts_of(matter) | {"clock": each.clock.label, "rung": each.rung.label, "due": each.due}
    told: dict[User, Door] = {}
    if each.assist_id:
        told = dict.fromkeys(who.liaisons(each.assist_id), Door(Kind.ASSIST_REMINDER, ASSIST))
    for crowd, door in _hearers(each.rung, each.clock):
        for one in crowd(matter, who):
            told.setdefault(one, door)
    for one, door in told.items():
        if door.path in WITHOUT_NAMES or may_hear(one, matter):
            link = door.path.format(number=matter.number, assist=each.assist_id)
            yield Letter(door.kind, one, facts, link, matter.id)


def _dispatchers_above(matter: Matter, who: Directory) -> Iterable[User]:
    return with_role(Role.DISPATCHER, above=True)(matter, who) if matter.office.parent_id else []


def _leaders_of_province(matter: Matter, who: Directory) -> Iterable[User]:
    return [] if matter.office.parent_id else with_role(Role.LEADER)(matter, who)


Heard = tuple[Crowd, str]
_WHO_HAS_IT: tuple[Heard, ...] = ((who_has_it, DESK),)
# Whose promise it is; where no one is named, whoever has the ticket (DOMAIN §4).
_OWNERS: dict[Clock, tuple[Heard, ...]] = {
    Clock.SUPPLEMENT: ((requesters, PORTAL),),
    Clock.DISPATCH: ((dispatchers, DESK),),
    Clock.RETURN_RULING: ((with_role(Role.DISPATCHER, above=True), DESK),),
    Clock.ASSIST: (),  # the liaisons of the one unit: _letters
    Clock.REVIEW: ((reviewers(Role.LEAD), DESK), (reviewers(Role.LEADER), LEADER)),
    Clock.CALLBACK: ((callers, DESK),),
    Clock.RATING_FOLLOWUP: ((supervisors, DESK),),
}
_LEADS: Heard = (with_role(Role.LEAD), DESK)
_TOP: Heard = (with_role(Role.LEADER, above=True), LEADER)
# Who hears of each rung beside the owner, who hears of every one.
_LADDER: dict[Rung, tuple[Kind, tuple[Heard, ...]]] = {
    Rung.HALF: (Kind.CLOCK_WARNING, ()),
    Rung.YELLOW: (Kind.CLOCK_WARNING, (_LEADS,)),
    Rung.DUE: (Kind.CLOCK_OVERDUE, (_LEADS, (supervisors, DESK))),
    Rung.LATE: (
        Kind.CLOCK_OVERDUE,
        ((_dispatchers_above, DESK), (_leaders_of_province, LEADER)),
    ),
    Rung.VERY_LATE: (Kind.CLOCK_OVERDUE, (_TOP,)),
}
_SUPPLEMENT_OVER: tuple[Heard, ...] = (*_WHO_HAS_IT, _LEADS)


def _hearers(rung: Rung, clock: Clock) -> Iterator[tuple[Crowd, Door]]:
    """Who hears of a rung of a clock, by which message; the owner first."""
    kind, others = _LADDER[rung]
    if clock is Clock.LONG_RUN:  # the owner and the leader only
        others = () if rung is Rung.HALF else (_TOP,)
    for crowd, path in _OWNERS.get(clock, _WHO_HAS_IT):
        yield crowd, Door(Kind.SUPPLEMENT_REMINDER if path == PORTAL else kind, path)
    if clock is Clock.SUPPLEMENT and rung is Rung.DUE:
        kind, others = Kind.SUPPLEMENT_OVER, _SUPPLEMENT_OVER
    for crowd, path in others:
        yield crowd, Door(kind, path)
