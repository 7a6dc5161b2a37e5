"""Who of the example's staff is away when, and who is on duty day and night."""

import datetime as dt
from collections.abc import Iterator
from functools import partial
from itertools import cycle

from accounts.models import Office, User
from accounts.roles import Role
from tickets.actions import absences, duties
from tickets.demo import sheets
from tickets.demo.pace import Pace, Scene, at_clock
from tickets.demo.staff import TOP, House
from tickets.rules.absences import Away, Turn

ON_DUTY = (TOP, "210200")  # offices with a roster
WEEK = dt.timedelta(days=7)
AHEAD = dt.timedelta(days=5)  # how early a turn is planned


def scenes(house: House, pace: Pace) -> Iterator[Scene]:
    """Each absence, told in good time, and each turn of duty, planned some days ahead."""
    for place, row in enumerate(sheets.rows("absences")):
        away = _away(house, pace, row)
        told_at = pace.worktime.add_days(away.starts_at, -5, ends="same_time")
        yield Scene(told_at, place, partial(_leave, house.staff[row["name"]], away))
    for place, (office, turn) in enumerate(_turns(house, pace)):
        yield Scene(turn.starts_at - AHEAD, place, partial(_serve, office, turn))


def _away(house: House, pace: Pace, row: dict[str, str]) -> Away:
    deputy = house.staff[row["deputy"]].pk if row["deputy"] else None
    return Away(pace.on(row["leaves"]), pace.on(row["returns"]), deputy, row["reason"])


def _leave(person: User, away: Away, now: dt.datetime) -> None:
    absences.record(person, away, by=person, now=now)


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
