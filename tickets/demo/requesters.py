"""The example's enterprises and institutions, and the people who speak for them."""

import datetime as dt
from collections.abc import Iterator

from accounts.credit_code import check_character
from accounts.models import Enterprise, User
from accounts.roles import RequesterRole
from tickets.actions import enterprises, members
from tickets.demo import sheets
from tickets.demo.staff import TOP, House
from tickets.rules.days import day_of
from tickets.rules.enterprises import Care, Registration
from tickets.rules.members import NewMember, Part
from tickets.rules.people import Newcomer

_SUBJECT_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714: the subject number has a check of its own
_SUBJECT_CHECKS = "0X987654321"


def settle(house: House, *, began_at: dt.datetime, now: dt.datetime) -> dict[str, Enterprise]:
    """Enter every requester within the year after `began_at`; returns them by Chinese name."""
    settled: dict[str, Enterprise] = {}
    for number, registration_row in enumerate(_requesters(), start=1):
        registration, row = registration_row
        then = began_at + dt.timedelta(days=5 * number, hours=number % 7)
        settled[row["name_zh"]] = _enter(house, row, registration, then)
    for row in sheets.rows("members"):
        _join(house, settled[row["enterprise"]], row, now - dt.timedelta(days=20))
    return settled


def _enter(
    house: House, row: dict[str, str], registration: Registration, now: dt.datetime
) -> Enterprise:
    intake, dispatcher = house.staff["马宁"], house.staff["高远"]
    enterprise = enterprises.register(registration, by=intake, now=now)
    owner = sheets.enrolled(
        row["owner"], row["owner_latin"], language=row["owner_language"], now=now
    )
    _add(enterprise, owner, Part(RequesterRole.OWNER), intake, now)
    verified = enterprises.verify(enterprise, by=intake, now=now + dt.timedelta(hours=3))
    care = _care(house, enterprise)
    return enterprises.name_concierge(
        verified, care, by=dispatcher, now=now + dt.timedelta(hours=4)
    )


def _add(enterprise: Enterprise, person: User, part: Part, by: User, now: dt.datetime) -> None:
    known = NewMember(Newcomer(person.email, person.name), part)
    members.add(enterprise, known, by=by, now=now)


def _join(house: House, enterprise: Enterprise, row: dict[str, str], now: dt.datetime) -> None:
    """A colleague or agent, brought in by the staff; one agent may act for several."""
    person = house.requesters.get(row["name_latin"])
    if person is None:
        facts = {"language": row["language"]}
        person = sheets.enrolled(row["name"], row["name_latin"], now=now, **facts)
        house.requesters[row["name_latin"]] = person
    until = day_of(now) + dt.timedelta(days=int(row["days"])) if row["days"] else None
    _add(enterprise, person, Part(row["role"], until), house.staff["马宁"], now)


def _care(house: House, enterprise: Enterprise) -> Care:
    """The least burdened concierge of the office; another, or one of the province, as deputy."""
    office = enterprise.home_office()
    here = sorted(house.concierges[office.code], key=lambda one: house.load[one.pk])
    others = [one for one in (*here[1:], *house.concierges[TOP]) if one.pk != here[0].pk]
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
