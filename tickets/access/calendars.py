"""Calendars as offices work by them, and as the policy editor reads them."""

import datetime as dt

from accounts.models import Office, User
from accounts.roles import May
from accounts.standing import may, offices_where
from tickets.access import policy
from tickets.access.people import the_one
from tickets.access.policy import COUNTRY, Calendar
from tickets.models import Decree, OfficeHours
from tickets.rules.days import day_of


def calendar_of(office: Office) -> Calendar:
    """The calendar of an office in force (one small query)."""
    return policy.in_force().calendar_of(office)


def province() -> Office:
    """The root of all offices."""
    return Office.objects.get(kind=Office.Kind.PROVINCE)


def province_calendar() -> Calendar:
    """The calendar of the province, which every office without own hours shares."""
    return calendar_of(province())


def edits_policy(user: User, now: dt.datetime) -> bool:
    """Whether this person edits the policy of any office."""
    return bool(offices_where(user, May.EDIT_POLICY, day_of(now)))


def edits_province(user: User, now: dt.datetime) -> bool:
    """Whether this person edits the policy of the province, notices included."""
    return may(user, May.EDIT_POLICY, at=province(), on=day_of(now))


def offices_edited_by(user: User, now: dt.datetime) -> list[Office]:
    """The nodes whose policy this person edits, the province first."""
    on = day_of(now)
    nodes = Office.objects.nodes()
    return [office for office in nodes if may(user, May.EDIT_POLICY, at=office, on=on)]


def office_edited_by(user: User, code: str, now: dt.datetime) -> Office:
    """One of them by its code; unseen for anybody else."""
    mine = [office.pk for office in offices_edited_by(user, now)]
    return the_one(Office.objects.filter(pk__in=mine), code=code)


def decrees() -> list[Decree]:
    """The notices in force with their days, the newest year first."""
    kept = Decree.objects.in_force().filter(jurisdiction=COUNTRY)
    read = kept.select_related("published_by").prefetch_related("days")
    return sorted(read, key=lambda notice: -notice.year)


def version_of_year(year: int) -> int:
    """The newest version of a year's notice; 0 where there is none."""
    kept = Decree.objects.filter(jurisdiction=COUNTRY, year=year)
    return kept.order_by("version").values_list("version", flat=True).last() or 0


def plans() -> dict[Office, list[OfficeHours]]:
    """The hours in force of each office that has its own, by their first day."""
    read = OfficeHours.objects.in_force().select_related("office", "published_by")
    by_office: dict[Office, list[OfficeHours]] = {}
    for row in read:
        by_office.setdefault(row.office, []).append(row)
    return by_office


def newest_plan(office: Office) -> OfficeHours | None:
    """The last version of an office's own hours."""
    return OfficeHours.objects.filter(office=office).order_by("version").last()
