"""Say who is on duty day and night for emergencies."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Duty, Grant, Office, User
from accounts.roles import May
from tickets.access import permits, rosters
from tickets.access.rosters import OnDuty
from tickets.actions import outbox
from tickets.errors import Because, Refused, refused_by_database
from tickets.models import Event
from tickets.rules.absences import Turn
from tickets.rules.carried import missing
from tickets.rules.changes import in_words
from tickets.rules.conflicts import too_late
from tickets.rules.days import day_of
from tickets.rules.notifications import Kind
from tickets.rules.problems import refuse_first
from tickets.rules.rosters import WEEK, Span
from tickets.rules.wording import Fact, name_of

REMINDED = "roster_gap_reminded"
BEGUN = _("This turn has begun or was cancelled.")
CHANGES = ("duty_cancelled", "duty_handed_on", "duties_swapped")
DAY = dt.timedelta(hours=23)  # the hourly round reminds once a day, never later each day
CLASHES = {"nobody_is_on_duty_twice_at_once": _("This person is on duty at that time already.")}


@transaction.atomic
def assign(office: Office, turn: Turn, *, by: User | None, now: dt.datetime) -> Duty:
    """Put somebody of the office on its duty roster."""
    office = Office.objects.select_for_update(no_key=True, of=("self",)).get(pk=office.pk)
    permits.demand(by, May.PLAN_STAFFING, at=office, now=now)
    refuse_first(turn.problems(now))
    with refused_by_database(**CLASHES):
        duty = Duty.objects.create(
            office=office,
            user=_colleague(office, turn, now),
            starts_at=turn.starts_at,
            ends_at=turn.ends_at,
        )
    _record(duty, "duty_assigned", by, now)
    return duty


@transaction.atomic
def cancel(duty: Duty, *, by: User | None, now: dt.datetime) -> Duty:
    """Take a turn off the roster that has not begun."""
    office = Office.objects.select_for_update(no_key=True, of=("self",)).get(pk=duty.office_id)
    permits.demand(by, May.PLAN_STAFFING, at=office, now=now)
    current = Duty.objects.select_related("user", "office").filter(pk=duty.pk).first()
    if current is None:
        raise _gone(office, now)
    if current.starts_at <= now:
        raise Refused(Because.STATE, "begun", BEGUN)
    _record(current, "duty_cancelled", by, now)
    current.delete()
    return current


@transaction.atomic
def hand_on(duty: Duty, to: UUID, *, by: User | None, now: dt.datetime) -> Duty:
    """Give a turn to a colleague; of one that has begun, what is left of it."""
    office, current = _locked(duty, by, now)
    if current.ends_at <= now:
        raise Refused(Because.STATE, "over", _("This turn is over."))
    begins_at = max(current.starts_at, now)
    colleague = _colleague(office, Turn(begins_at, current.ends_at, to), now)
    if colleague == current.user:
        raise Refused(Because.STATE, "unchanged", _("Nothing was changed."))
    ends_at = current.ends_at
    _shorten(current, begins_at)
    with refused_by_database(**CLASHES):
        given = Duty.objects.create(
            office=office, user=colleague, starts_at=begins_at, ends_at=ends_at
        )
    facts = {
        "person": str(current.user_id),
        "to": str(colleague.pk),
        "starts_at": begins_at,
        "ends_at": ends_at,
    }
    Event.objects.append(office.stream, "duty_handed_on", by=by, now=now, facts=facts)
    return given


@transaction.atomic
def swap(one: Duty, other: Duty, *, by: User | None, now: dt.datetime) -> None:
    """Two colleagues of an office take each other's turn; neither has begun."""
    office, first = _locked(one, by, now)
    second = Duty.objects.select_related("user", "office").filter(pk=other.pk).first()
    if second is None:
        raise _gone(office, now)
    if second.office_id != office.pk or second.user_id == first.user_id:
        raise missing("other", _("Choose a turn of a colleague."), "choice")
    if min(first.starts_at, second.starts_at) <= now:
        raise Refused(Because.STATE, "begun", BEGUN)
    spans = [(duty.starts_at, duty.ends_at) for duty in (first, second)]
    people = (second.user, first.user)
    Duty.objects.filter(pk__in=[first.pk, second.pk]).delete()
    with refused_by_database(**CLASHES):
        for person, (starts_at, ends_at) in zip(people, spans, strict=True):
            Duty.objects.create(office=office, user=person, starts_at=starts_at, ends_at=ends_at)
    facts = {
        "people": [str(person.pk) for person in people],
        "starts_at": [starts_at for starts_at, _ends_at in spans],
    }
    Event.objects.append(office.stream, "duties_swapped", by=by, now=now, facts=facts)


@transaction.atomic
def repeat_week(office: Office, week: Span, *, by: User | None, now: dt.datetime) -> int:
    """Plan this week as the week before; how many turns. All of them or none.

    Turns that begin in the past are left out. Raises Refused(STATE) where there are none.
    """
    office = Office.objects.select_for_update(no_key=True, of=("self",)).get(pk=office.pk)
    permits.demand(by, May.PLAN_STAFFING, at=office, now=now)
    begins = {"starts_at__gte": week.starts_at - WEEK, "starts_at__lt": week.starts_at}
    before = Duty.objects.filter(office=office, **begins).order_by("starts_at")
    turns = [
        Turn(one.starts_at + WEEK, one.ends_at + WEEK, one.user_id)
        for one in before
        if one.starts_at + WEEK > now
    ]
    if not turns:
        raise Refused(Because.STATE, "nothing_to_repeat", _("The week before has no turns."))
    for turn in turns:
        assign(office, turn, by=by, now=now)
    return len(turns)


def remind(*, by: None, now: dt.datetime) -> int:
    """Tell who plans a roster, once a day, that a shift of the next seven days is empty.

    Returns how many offices were told of. Nobody does it: time passes.
    """
    return sum(_reminded(found, now) for found in rosters.offices_with_gaps(now))


@transaction.atomic
def _reminded(found: OnDuty, now: dt.datetime) -> bool:
    office = Office.objects.select_for_update(no_key=True, of=("self",)).get(pk=found.office.pk)
    told = Event.objects.of(office.stream).filter(kind=REMINDED, at__gt=now - DAY)
    if told.exists():
        return False
    first = found.gaps[0]
    facts: dict[str, Fact] = {
        "office": name_of(office),
        "starts_at": first.starts_at,
        "ends_at": first.ends_at,
        "gaps": len(found.gaps),
    }
    moments = {"starts_at": first.starts_at, "ends_at": first.ends_at}
    Event.objects.append(office.stream, REMINDED, by=None, now=now, facts=moments)
    link = f"/desk/roster/{office.code}/"
    outbox.queue(Kind.ROSTER_GAP, rosters.planners_of(office, now), facts, link=link, now=now)
    return True


def _locked(duty: Duty, by: User | None, now: dt.datetime) -> tuple[Office, Duty]:
    """The office, locked, and the turn as it stands now."""
    office = Office.objects.select_for_update(no_key=True, of=("self",)).get(pk=duty.office_id)
    permits.demand(by, May.PLAN_STAFFING, at=office, now=now)
    current = Duty.objects.select_related("user", "office").filter(pk=duty.pk).first()
    if current is None:
        raise _gone(office, now)
    return office, current


def _gone(office: Office, now: dt.datetime) -> Refused:
    """Who changed the roster, how and when, so that this turn is not there any more."""
    changes = Event.objects.of(office.stream).filter(kind__in=CHANGES).select_related("by")
    last = changes.last()
    if last is None:
        return Refused(Because.STATE, "begun", BEGUN)
    return too_late(last.by, in_words(last.kind), last.at, now, but=str(BEGUN))


def _shorten(duty: Duty, ends_at: dt.datetime) -> None:
    """End a turn at this moment; one that had not begun is gone."""
    if ends_at <= duty.starts_at:
        Duty.objects.filter(pk=duty.pk).delete()
    else:
        Duty.objects.filter(pk=duty.pk).update(ends_at=ends_at)


def _colleague(office: Office, turn: Turn, now: dt.datetime) -> User:
    grants = Grant.objects.in_force(day_of(now)).that(May.HANDLE).filter(user__is_active=True)
    grant = grants.filter(office=office, user=turn.person).select_related("user").first()
    if grant is None:
        sentence = _("Choose a concierge of this office.")
        raise missing("person", sentence, "not_a_concierge")
    return grant.user


def _record(duty: Duty, what: str, by: User | None, now: dt.datetime) -> None:
    facts = {
        "person": str(duty.user_id),
        "starts_at": duty.starts_at,
        "ends_at": duty.ends_at,
    }
    Event.objects.append(duty.office.stream, what, by=by, now=now, facts=facts)
