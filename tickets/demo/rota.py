"""Who of the example's staff is away when, who has their work, and who is on duty day and night."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import cycle

from accounts.models import Office, User
from accounts.roles import Role
from tickets.access.hand_overs import work_of
from tickets.access.successors import lines_back, lines_of_plan, seal_of
from tickets.actions import absences, duties, hand_overs
from tickets.demo import sheets
from tickets.demo.pace import Pace, Scene, at_clock
from tickets.demo.staff import TOP, House
from tickets.models import HandOver, Ticket
from tickets.rules.absences import Away, Turn
from tickets.rules.hand_overs import Plan, Way

ON_DUTY = (TOP, "210200")  # offices with a roster
WEEK = dt.timedelta(days=7)
AHEAD = dt.timedelta(days=5)  # how early a turn is planned
LAST_DEED = dt.timedelta(minutes=10)  # before they leave, or after they are back


def scenes(house: House, pace: Pace, told: Iterable[Ticket]) -> Iterator[Scene]:
    """Each absence, told in good time, with the work handed over and back; each turn of duty.

    `told` are the tickets told by then: those that somebody else has are brought up to date.
    """
    for place, row in enumerate(sheets.rows("absences")):
        away = _away(house, pace, row)
        told_at = pace.worktime.add_days(away.starts_at, -5, ends="same_time")
        person = house.staff[row["name"]]
        yield Scene(told_at, place, partial(_leave, person, away))
        if row["deputy"] and person in house.handling():
            leave = _Leave(person, house.staff[row["deputy"]], told)
            yield Scene(away.starts_at - LAST_DEED, place, leave.hand_over)
            yield Scene(away.ends_at + LAST_DEED, place, leave.take_back)
    for place, (office, turn) in enumerate(_turns(house, pace)):
        yield Scene(turn.starts_at - AHEAD, place, partial(_serve, office, turn))


def _away(house: House, pace: Pace, row: dict[str, str]) -> Away:
    deputy = house.staff[row["deputy"]].pk if row["deputy"] else None
    return Away(pace.on(row["leaves"]), pace.on(row["returns"]), deputy, row["reason"])


def _leave(person: User, away: Away, now: dt.datetime) -> None:
    absences.record(person, away, by=person, now=now)


@dataclass
class _Leave:
    """Somebody goes away: the deputy has their work meanwhile."""

    person: User
    deputy: User
    told: Iterable[Ticket]
    handed: HandOver | None = None

    def hand_over(self, now: dt.datetime) -> None:
        """Hand all open work over, if there is any."""
        plan = Plan(Way.DEPUTY, "休假期间由代理人（B角）负责。")
        work = list(work_of(self.person, self.person, now).order_by("pk"))
        lines = lines_of_plan(self.person, work, plan, now)
        if any(line.moves for line in lines):
            seen = seal_of(lines)
            self.handed = hand_overs.begin(self.person, plan, seen, by=self.person, now=now)
            self._carry_out(self.handed, self.deputy, now)

    def take_back(self, now: dt.datetime) -> None:
        """Back again: what is still open comes back."""
        lines = list(lines_back(self.handed, now)) if self.handed else []
        if self.handed and any(line.moves for line in lines):
            seen = seal_of(lines)
            returned = hand_overs.give_back(self.handed, seen, by=self.person, now=now)
            self._carry_out(returned, self.person, now)

    def _carry_out(self, hand_over: HandOver, receiver: User, now: dt.datetime) -> None:
        while hand_overs.carry_on(by=None, now=now, only=hand_over):
            continue
        hand_over.refresh_from_db()
        fresh = {ticket.pk: ticket for ticket in work_of(receiver, receiver, now)}
        for ticket in self.told:
            if ticket.pk in fresh:
                vars(ticket).update(vars(fresh[ticket.pk]))


def _turns(house: House, pace: Pace) -> Iterator[tuple[Office, Turn]]:
    """A week each, from Monday to Monday at eight, until two weeks from now."""
    first = at_clock(pace.on("-188d"), "08", "00")
    first -= dt.timedelta(days=first.weekday(), seconds=first.second)
    for code in ON_DUTY:
        turns, starts_at = cycle(house.at(Role.CONCIERGE, code)), first
        while starts_at < pace.now + AHEAD:
            yield house.offices[code], Turn(starts_at, starts_at + WEEK, next(turns).pk)
            starts_at += WEEK


def _serve(office: Office, turn: Turn, now: dt.datetime) -> None:
    duties.assign(office, turn, by=None, now=now)
