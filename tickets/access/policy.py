"""The policy in force: special days, hours, promises and templates, read once per version.

One small question says which version counts; a process keeps what it has read and built of it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.conf import settings

from accounts.models import Office
from tickets.models import (
    Decree,
    NoticeTemplate,
    OfficeHours,
    Promise,
    SpecialDay,
    Ticket,
    database,
)
from tickets.models.database import PolicyVersion
from tickets.rules import promises
from tickets.rules.classification import Track, Urgency
from tickets.rules.clocks import Clock
from tickets.rules.decrees import DecreeDraft
from tickets.rules.plans import HoursDraft
from tickets.rules.promise_drafts import PromiseDraft
from tickets.rules.promises import Case, Promised
from tickets.rules.seasons import Plan, Season, Week, special_days, unbroken_until
from tickets.rules.worktime import WorkTime

COUNTRY = "CN"
WEEK: Week = ((("08:30", "11:30"), ("13:00", "17:00")),) * 5
PROVINCE = Plan(WEEK)  # until the offices publish their own hours
Named = Mapping[dt.date, SpecialDay]


@dataclass(frozen=True)
class Calendar:
    """The working time of an office, and how far it is known.

    After `known_until` the decrees are not published yet: due moments are provisional. `version`
    changes whenever a decree or hours of this office were published, last at `published_at`.
    """

    worktime: WorkTime
    known_until: dt.date
    version: str
    published_at: dt.datetime | None
    days: Named = field(repr=False, compare=False)
    is_broken: bool = False


@dataclass(frozen=True)
class Policy:
    """Everything in force at one version; a draft is a policy too, kept by nobody."""

    decrees: tuple[Decree, ...]
    years: Mapping[int, tuple[SpecialDay, ...]]
    hours: Mapping[UUID, tuple[OfficeHours, ...]]
    promises: tuple[Promised, ...]
    templates: Mapping[str, NoticeTemplate] = field(default_factory=dict)  # by kind of notice
    built: dict[tuple[int, ...], Calendar] = field(default_factory=dict, repr=False)

    def calendar_of(self, office: Office) -> Calendar:
        """The calendar of an office: its own hours, else the nearest above it."""
        rows = [row for node in office.lineage for row in self.hours.get(node, ())]
        key = tuple(row.pk or 0 for row in rows)
        if key not in self.built:
            self.built[key] = _built(self, rows)
        return self.built[key]

    @cached_property
    def days(self) -> Named:
        """Every special day; of two years whose decrees name it the later counts."""
        return {day.date: day for year in sorted(self.years) for day in self.years[year]}

    @cached_property
    def known_until(self) -> dt.date:
        """The last day of the unbroken run of published years."""
        return unbroken_until(self.years)

    @cached_property
    def published_at(self) -> dt.datetime | None:
        """When a decree or office hours were last published."""
        return self._newest[0]

    def newest_source(self) -> dict[str, object]:
        """What was published last, as an Event cites it."""
        return self._newest[1]

    @cached_property
    def _newest(self) -> tuple[dt.datetime | None, dict[str, object]]:
        told: list[tuple[dt.datetime, dict[str, object]]] = [
            (one.published_at, {"notice": one.title, "version": one.version})
            for one in self.decrees
        ]
        told += [
            (row.published_at, {"hours_of": str(row.office_id), "version": row.version})
            for rows in self.hours.values()
            for row in rows
        ]
        return max(told, key=itemgetter(0), default=(None, {}))

    def promise_for(self, clock: Clock, ticket: Ticket, *, ordinal: int = 1) -> Promised:
        """The promise given to such a ticket; LookupError where the clock has none."""
        case = case_of(ticket)
        try:
            return promises.promise_for(clock, case, self.promises, ordinal=ordinal)
        except LookupError:
            return promises.promise_for(clock, case, ordinal=ordinal)


def in_force() -> Policy:
    """The policy that counts now (one small query)."""
    return _read(database.policy_version())


def with_decree(known: Policy, draft: DecreeDraft, now: dt.datetime) -> Policy:
    """The policy as it would be, were this decree published now."""
    decree = Decree(jurisdiction=COUNTRY, year=draft.year, title=draft.title, published_at=now)
    others = tuple(one for one in known.decrees if one.year != draft.year)
    days = tuple(SpecialDay(decree=decree, **vars(day)) for day in draft.days)
    return replace(
        known, decrees=(*others, decree), years={**known.years, draft.year: days}, built={}
    )


def with_hours(known: Policy, office: Office, draft: HoursDraft, now: dt.datetime) -> Policy:
    """The policy as it would be, were these hours of an office published now."""
    kept = (row for row in known.hours.get(office.pk, ()) if row.from_date != draft.from_date)
    row = OfficeHours(
        office=office,
        from_date=draft.from_date,
        zone=draft.zone,
        week=draft.week,
        seasons=[vars(season) for season in draft.seasons],
        published_at=now,
    )
    plans = tuple(sorted([*kept, row], key=lambda each: each.from_date))
    return replace(known, hours={**known.hours, office.pk: plans}, built={})


def with_promise(known: Policy, draft: PromiseDraft) -> Policy:
    """The policy as it would be, were this promise published."""
    new = draft.promised
    others = (row for row in known.promises if replace(row, promise=new.promise, key=None) != new)
    return replace(known, promises=(*others, new), built={})


def case_of(ticket: Ticket) -> Case:
    """What a ticket's promises are chosen by."""
    lineage = tuple(ticket.office.lineage)
    return Case(Track(ticket.track), Urgency(ticket.urgency), ticket.category_id, lineage)


@lru_cache(maxsize=4)
def _read(_newest: PolicyVersion) -> Policy:
    decrees = tuple(Decree.objects.in_force().filter(jurisdiction=COUNTRY))
    years: dict[int, list[SpecialDay]] = defaultdict(list)
    for day in SpecialDay.objects.filter(decree__in=decrees).select_related("decree"):
        years[day.decree.year].append(day)
    hours: dict[UUID, list[OfficeHours]] = defaultdict(list)
    for row in OfficeHours.objects.in_force():
        hours[row.office_id].append(row)
    return Policy(
        decrees,
        {year: tuple(days) for year, days in years.items()},
        {office: tuple(plans) for office, plans in hours.items()},
        tuple(row.promised for row in Promise.objects.in_force()),
        {row.kind: row for row in NoticeTemplate.objects.in_force()},
    )


def _built(policy: Policy, rows: list[OfficeHours]) -> Calendar:
    """The calendar of these hours, the root's first.

    Bad hours are refused when they are edited. Should a row be broken all the same, nothing that
    is saved may fail for it: Monday to Friday at the province's hours, all of it provisional.
    """
    last_hours = max((row.pk or 0 for row in rows), default=0)
    version = f"{max((one.pk or 0 for one in policy.decrees), default=0)}.{last_hours}"
    moments = [one.published_at for one in policy.decrees] + [row.published_at for row in rows]
    published_at = max(moments, default=None)
    try:
        worktime = _worktime(policy.days, rows)
    except (ValueError, TypeError, KeyError, AttributeError):
        plain = WorkTime(settings.TIME_ZONE, WEEK)
        return Calendar(plain, dt.date.min, version, published_at, {}, is_broken=True)
    return Calendar(worktime, policy.known_until, version, published_at, policy.days)


def _worktime(days: Named, rows: list[OfficeHours]) -> WorkTime:
    plans = [PROVINCE, *(plan_of(row) for row in rows)]
    zone = rows[-1].zone if rows else settings.TIME_ZONE
    decreed = {date: day.kind == SpecialDay.Kind.WORKDAY for date, day in days.items()}
    return WorkTime(zone, plans[-1].week, special_days(plans, decreed))


def plan_of(row: OfficeHours) -> Plan:
    """The hours as the rules read them; raises ValueError and the like where they are no hours."""
    return Plan(row.week, tuple(_season(kept) for kept in row.seasons), row.from_date)


def _season(kept: Mapping[str, Any]) -> Season:
    start, end = ((int(text[:2]), int(text[3:])) for text in (kept["start"], kept["end"]))
    return Season(start, end, kept["week"])
