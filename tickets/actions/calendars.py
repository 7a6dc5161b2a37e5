"""Publish the special days of a year and the hours of an office; running clocks follow."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Grant, Office, User
from accounts.roles import May, Role
from tickets.access import permits, policy
from tickets.access.coverage import coverage
from tickets.actions import outbox
from tickets.errors import Because, Refused
from tickets.models import Clock, Decree, Event, OfficeHours, OutboxMessage, SpecialDay, database
from tickets.rules import days
from tickets.rules.decrees import DecreeDraft
from tickets.rules.hours import InvalidCalendar
from tickets.rules.notifications import Kind
from tickets.rules.plans import HoursDraft
from tickets.rules.versions import next_version
from tickets.rules.wording import Fact

DUTY = "publish_policy"
STREAM = "calendars"
REMINDED = "next_notice_missing"
CALENDARS = "/desk/calendars/"
STRAGGLERS_TIME = dt.timedelta(minutes=10)  # a deed that began before a publication is over by then


@transaction.atomic
def publish_decree(draft: DecreeDraft, *, by: User, now: dt.datetime) -> Decree:
    """Publish the special days of a year; they replace an earlier version of the year whole.

    Raises Refused: ROLE unless `by` edits the province's policy, STALE when a version was published
    that the draft has not seen, MISSING with field and reason for days that cannot be.
    """
    permits.demand(by, May.EDIT_POLICY, at=_province(), now=now)
    with _refused_as_missing("file"):
        draft.validate()
    database.wait_for(DUTY)
    kept = Decree.objects.filter(jurisdiction=policy.COUNTRY, year=draft.year)
    last = kept.select_related("published_by").order_by("version").last()
    told = {"title": draft.title.strip(), "source": draft.source.strip(), "published_by": by}
    own = kept.filter(version=draft.seen + 1, **told).first()
    version = next_version(last, draft.seen, is_own=own is not None and own.says(draft.days))
    decree = Decree.objects.create(
        jurisdiction=policy.COUNTRY, year=draft.year, version=version, published_at=now, **told
    )
    rows = (SpecialDay(decree=decree, source=decree.title, **vars(day)) for day in draft.days)
    count = len(SpecialDay.objects.bulk_create(rows))
    facts = {"year": decree.year, "version": version, "title": decree.title, "days": count}
    Event.objects.append(STREAM, "notice_published", by=by, now=now, facts=facts)
    _mark(Clock.objects.running(), now)
    return decree


@transaction.atomic
def publish_hours(office: Office, draft: HoursDraft, *, by: User, now: dt.datetime) -> OfficeHours:
    """Publish the hours of an office from a day on; offices under it without their own share them.

    Raises Refused: ROLE unless `by` edits the office's policy, STALE when a version was published
    that the draft has not seen, MISSING with field and reason for hours that cannot work.
    """
    permits.demand(by, May.EDIT_POLICY, at=office, now=now)
    with _refused_as_missing("week"):
        draft.validate()
    database.wait_for(DUTY)
    kept = OfficeHours.objects.filter(office=office)
    last = kept.select_related("published_by").order_by("version").last()
    told: dict[str, Any] = {
        "from_date": draft.from_date,
        "zone": draft.zone,
        "week": draft.week,
        "seasons": [vars(season) for season in draft.seasons],
        "reason": draft.reason.strip(),
        "published_by": by,
    }
    is_own = kept.filter(version=draft.seen + 1, **told).exists()
    version = next_version(last, draft.seen, is_own=is_own)
    hours = OfficeHours.objects.create(office=office, version=version, published_at=now, **told)
    facts = {"office": office.code, "version": version, "from_date": draft.from_date}
    Event.objects.append(STREAM, "hours_published", by=by, now=now, facts=facts)
    _mark(Clock.objects.running().filter(office__lineage__contains=[office.pk]), now)
    return hours


def mark_outdated(*, by: None, now: dt.datetime) -> int:
    """Let the sweep look at every running clock that follows an older calendar; how many.

    Clocks are marked when a calendar is published; this finds those that a deed started or held
    at that very moment. Nobody does it: time passes.
    """
    versions: dict[str, list[Office]] = {}
    known = policy.in_force()
    for office in Office.objects.only("id", "lineage"):
        versions.setdefault(known.calendar_of(office).version, []).append(office)
    outdated = Q(pk=None)
    for version, offices in versions.items():
        outdated |= Q(office__in=offices) & ~Q(calendar_version=version)
    return _mark(Clock.objects.running().filter(outdated), now)


def mark_stragglers(*, by: None, now: dt.datetime) -> int:
    """The same, but only within ten minutes after a publication; how many."""
    published_at = policy.in_force().published_at
    recent = published_at is not None and now - published_at < STRAGGLERS_TIME
    return mark_outdated(by=by, now=now) if recent else 0


@transaction.atomic
def remind(*, by: None, now: dt.datetime) -> bool:
    """Tell the province's policy editors, each once a week, that the next notice is missing.

    From sixty days before the end of the published calendar until it is imported; returns whether
    anybody was told just now. One Event keeps that they were. Nobody does it: time passes.
    """
    found = coverage(now)
    if not found.is_short:
        return False
    database.wait_for(DUTY)
    people = _editors_not_told_since(days.week_began_at(now), now)
    if not people:
        return False
    facts: dict[str, Fact] = {"year": found.next_year, "known_until": found.known_until}
    Event.objects.append(STREAM, REMINDED, by=None, now=now, facts=facts)
    outbox.queue(Kind.CALENDAR_ENDS, people, facts, link=CALENDARS, now=now)
    return True


@transaction.atomic
def _mark(clocks: QuerySet[Clock], now: dt.datetime) -> int:
    """One update; a row that somebody holds just now is left to the next round."""
    unmarked = clocks.filter(Q(check_at=None) | Q(check_at__gt=now))
    free = unmarked.select_for_update(skip_locked=True, of=("self",)).values("pk")
    return Clock.objects.filter(pk__in=free).update(check_at=now)


def _editors_not_told_since(moment: dt.datetime, now: dt.datetime) -> list[User]:
    """Whoever edits the province's policy today and has had no reminder since then."""
    told = OutboxMessage.objects.filter(
        kind=Kind.CALENDAR_ENDS, recipient=OuterRef("user"), queued_at__gte=moment
    )
    editors = Grant.objects.in_force(days.day_of(now)).filter(
        role=Role.POLICY_EDITOR, office__kind=Office.Kind.PROVINCE, user__is_active=True
    )
    waiting = editors.filter(~Exists(told)).select_related("user")
    return list({grant.user_id: grant.user for grant in waiting}.values())


def _province() -> Office:
    return Office.objects.get(kind=Office.Kind.PROVINCE)


@contextmanager
def _refused_as_missing(field: str) -> Iterator[None]:
    """Turn the rules' reason why a calendar cannot work into Refused(MISSING)."""
    try:
        yield
    except InvalidCalendar as why:
        raise Refused(Because.MISSING, why.code, why.message, field=field) from why
