"""The example's enterprises and institutions, and the people who speak for them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from accounts.credit_code import check_character
from accounts.models import Enterprise, User
from accounts.roles import RequesterRole, Role
from tickets.actions import enterprises, members
from tickets.demo import sheets
from tickets.demo.pace import Pace
from tickets.demo.staff import TOP, House
from tickets.rules.days import day_of
from tickets.rules.enterprises import Care, Registration
from tickets.rules.members import NewMember, Part
from tickets.rules.people import Newcomer

ENTERED, JOINED = 262, 190  # working days before the telling
_SUBJECT_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714: the subject number has a check of its own
_SUBJECT_CHECKS = "0X987654321"


@dataclass
class Client:
    """A requester with its owner and, by name, everybody who speaks for it."""

    enterprise: Enterprise
    owner: User
    people: dict[str, User] = field(default_factory=dict)


def settle(house: House, pace: Pace) -> dict[str, Client]:
    """Enter every requester, then their colleagues and agents; returns them by Chinese name."""
    clients: dict[str, Client] = {}
    for number, (registration, row) in enumerate(_requesters(), start=1):
        then = pace.before(f"{ENTERED - number}d{number % 6}h")
        clients[row["name_zh"]] = _enter(house, row, registration, then)
    agents: dict[str, User] = {}
    for row in sheets.rows("members"):
        _join(house, clients[row["enterprise"]], row, agents, pace.before(f"{JOINED}d"))
    return clients


def _enter(
    house: House, row: dict[str, str], registration: Registration, now: dt.datetime
) -> Client:
    intake, dispatcher = house.staff["马宁"], house.staff["高远"]
    enterprise = enterprises.register(registration, by=intake, now=now)
    facts = {"language": row["owner_language"], "phone": row["phone"]}
    owner = sheets.enrolled(row["owner"], row["owner_latin"], now=now, **facts)
    _add(enterprise, owner, Part(RequesterRole.OWNER), intake, now)
    verified = enterprises.verify(enterprise, by=intake, now=now + dt.timedelta(minutes=20))
    care, named_at = _care(house, enterprise), now + dt.timedelta(minutes=50)
    cared_for = enterprises.name_concierge(verified, care, by=dispatcher, now=named_at)
    return Client(cared_for, owner, {owner.name: owner})


def _add(enterprise: Enterprise, person: User, part: Part, by: User, now: dt.datetime) -> None:
    known = NewMember(Newcomer(person.email, person.name), part)
    members.add(enterprise, known, by=by, now=now)


def _join(
    house: House, client: Client, row: dict[str, str], known: dict[str, User], now: dt.datetime
) -> None:
    """A colleague or agent, brought in by the staff; one agent may act for several."""
    name = row["name"]
    if name not in known:
        facts = {"language": row["language"], "phone": row["phone"]}
        known[name] = sheets.enrolled(name, row["name_latin"], now=now, **facts)
    until = day_of(now) + dt.timedelta(days=int(row["days"])) if row["days"] else None
    _add(client.enterprise, known[name], Part(row["role"], until), house.staff["马宁"], now)
    client.people[name] = known[name]


def _care(house: House, enterprise: Enterprise) -> Care:
    """The least burdened concierge of the office; another, or one of the province, as deputy."""
    office = enterprise.home_office()
    here = sorted(house.at(Role.CONCIERGE, office.code), key=lambda one: house.load[one.pk])
    others = [one for one in (*here[1:], *house.at(Role.CONCIERGE, TOP)) if one.pk != here[0].pk]
    house.load[here[0].pk] += 1
    return Care(here[0].pk, others[0].pk)


def _requesters() -> Iterator[tuple[Registration, dict[str, str]]]:
    for serial, row in enumerate(sheets.rows("enterprises"), start=1):
        yield _registration(row, _credit_code(row["region"], serial)), row
    for row in sheets.rows("institutions"):
        yield _registration(row, None), row


def _registration(row: dict[str, str], code: str | None) -> Registration:
    return Registration(
        kind="enterprise" if code else "institution",
        region=row["region"],
        nationality=row["nationality"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        name_original=row["name_original"],
        credit_code=code,
        sector=row.get("sector", ""),
        ftz_area=row.get("ftz_area", ""),
        is_key=row.get("is_key") == "1",
    )


def _credit_code(region: str, serial: int) -> str:
    """A code of the right form whose subject number (0000…) nobody has been given."""
    place = region if region.isdigit() else TOP
    subject = f"{serial:08}"
    remainder = sum(int(c) * w for c, w in zip(subject, _SUBJECT_WEIGHTS, strict=True)) % 11
    first17 = f"91{place}{subject}{_SUBJECT_CHECKS[remainder]}"
    return first17 + check_character(first17)
