"""The example's offices and staff: where they work, and as what."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from accounts.models import Office, User
from accounts.roles import Role
from tickets.access import people
from tickets.actions import grants, offices
from tickets.demo import sheets
from tickets.rules.days import day_of
from tickets.rules.grants import Appointment
from tickets.rules.offices import Opening, Profile

TOP = "210000"


@dataclass
class House:
    """The offices by code; the staff by name, by id, and by role and office.

    `place` is the code of the office of each, `load` counts the requesters in a concierge's care.
    """

    offices: dict[str, Office] = field(default_factory=dict)
    staff: dict[str, User] = field(default_factory=dict)
    by_id: dict[UUID, User] = field(default_factory=dict)
    place: dict[str, str] = field(default_factory=dict)
    posts: dict[tuple[str, str], list[User]] = field(default_factory=dict)
    load: Counter[UUID] = field(default_factory=Counter)

    def at(self, role: Role, code: str) -> list[User]:
        """Who has this role at this office, in the order of the list of staff."""
        return self.posts.get((role, code), [])

    def handling(self) -> set[User]:
        """Whoever handles tickets."""
        found = (there for (role, _code), there in self.posts.items() if role == Role.CONCIERGE)
        return {person for there in found for person in there}


def open_house(*, now: dt.datetime) -> House:
    """Offices get their phones, units are opened, everybody gets an account and a role."""
    house = House(people.offices_by_code())
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
            office.name_zh,
            office.name_en,
            f"024-5550 00{number:02}",
            office.complaint_agency,
            f"024-5550 09{number:02}",
            spoken_languages=["zh-hans", "en", "ja"],
        )
        house.offices[code] = offices.correct(office, profile, by=None, now=now)


def _opening(row: dict[str, str]) -> Opening:
    profile = Profile(row["name_zh"], row["name_en"], row["phone"], row["complaint_agency"] == "1")
    return Opening(row["kind"], row["code"], row["region"], row["parent"], profile)


def _engage(house: House, row: dict[str, str], phone: str, now: dt.datetime) -> None:
    person = sheets.enrolled(
        row["name"], row["name_latin"], phone=phone, spoken=row["spoken_languages"], now=now
    )
    house.staff[person.name] = house.by_id[person.pk] = person
    house.place[person.name] = row["office"]
    house.posts.setdefault((row["role"], row["office"]), []).append(person)
    skills = tuple(row["skills"].split())
    appointment = Appointment(row["role"], row["office"], day_of(now), skills=skills)
    grants.give(person, appointment, by=None, now=now)
