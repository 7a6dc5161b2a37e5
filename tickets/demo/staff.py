"""The example's offices and staff: where they work, who is away, who is on duty."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from uuid import UUID

from accounts.models import Office, User
from accounts.roles import Role
from tickets.actions import absences, duties, grants, offices
from tickets.demo import sheets
from tickets.rules.absences import Away, Turn
from tickets.rules.days import BEIJING, day_of
from tickets.rules.grants import Appointment
from tickets.rules.offices import Opening, Profile

TOP = "210000"


@dataclass
class House:
    """The offices by code, the staff by name, the concierges by the code of their office.

    `load` counts the requesters in each concierge's care; `requesters` are people by Latin name.
    """

    offices: dict[str, Office] = field(default_factory=dict)
    staff: dict[str, User] = field(default_factory=dict)
    concierges: dict[str, list[User]] = field(default_factory=dict)
    load: Counter[UUID] = field(default_factory=Counter)
    requesters: dict[str, User] = field(default_factory=dict)


def open_house(*, now: dt.datetime) -> House:
    """Offices get their phones, units are opened, everybody gets an account and a role."""
    house = House({office.code: office for office in Office.objects.all()})
    _phones(house, now)
    for row in sheets.rows("offices"):
        office = offices.establish(_opening(row), by=None, now=now)
        house.offices[office.code] = office
    for number, row in enumerate(sheets.rows("staff"), start=1):
        _engage(house, row, f"024-5550 02{number:02}", now)
    return house


def _phones(house: House, now: dt.datetime) -> None:
    for number, code in enumerate(sorted(house.offices), start=1):
        office = house.offices[code]
        profile = Profile(
            office.name_zh, office.name_en, f"024-5550 00{number:02}", office.complaint_agency
        )
        house.offices[code] = offices.correct(office, profile, by=None, now=now)


def _opening(row: dict[str, str]) -> Opening:
    profile = Profile(row["name_zh"], row["name_en"], row["phone"], row["complaint_agency"] == "1")
    return Opening(row["kind"], row["code"], row["region"], row["parent"], profile)


def _engage(house: House, row: dict[str, str], phone: str, now: dt.datetime) -> None:
    person = sheets.enrolled(
        row["name"], row["name_latin"], phone=phone, spoken=row["spoken_languages"], now=now
    )
    house.staff[person.name] = person
    skills = tuple(row["skills"].split())
    appointment = Appointment(row["role"], row["office"], day_of(now), skills=skills)
    grants.give(person, appointment, by=None, now=now)
    if row["role"] == Role.CONCIERGE:
        house.concierges.setdefault(row["office"], []).append(person)


def plan(house: House, *, now: dt.datetime) -> None:
    """Some are away around now, others on duty day and night this week and the next."""
    for name, starts, ends, deputy in (
        ("周恺", -1, 3, "李敏"),
        ("韩冬", 2, 9, "关雪"),
        ("马宁", 5, 6, None),
        ("顾盼", -20, -13, "沈一诺"),
    ):
        _away(house, name, now + dt.timedelta(days=starts), now + dt.timedelta(days=ends), deputy)
    for office, turn in _roster(house, now):
        duties.assign(office, turn, by=None, now=now)


def _away(
    house: House, name: str, starts_at: dt.datetime, ends_at: dt.datetime, deputy: str | None
) -> None:
    person = house.staff[name]
    away = Away(starts_at, ends_at, house.staff[deputy].pk if deputy else None, "年休假")
    told_at = starts_at - dt.timedelta(days=7)
    absences.record(person, away, by=person, now=told_at)


def _roster(house: House, now: dt.datetime) -> Iterator[tuple[Office, Turn]]:
    """One person of the province and of Dalian on duty each day from eight to eight."""
    morning = now.astimezone(BEIJING).replace(hour=8, minute=0, second=0, microsecond=0)
    for code in (TOP, "210200"):
        turns = cycle(house.concierges[code])
        for day in range(14):
            starts_at = morning + dt.timedelta(days=day)
            ends_at = starts_at + dt.timedelta(days=1)
            if ends_at > now:
                yield house.offices[code], Turn(starts_at, ends_at, next(turns).pk)
