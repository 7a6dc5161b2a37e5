"""Say who is on duty day and night for emergencies."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Duty, Grant, Office, User
from accounts.roles import May
from tickets.access import permits
from tickets.errors import Because, Refused, refused_by_database
from tickets.models import Event
from tickets.rules.absences import Turn
from tickets.rules.carried import missing
from tickets.rules.days import day_of
from tickets.rules.problems import refuse_first

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
    if current is None or current.starts_at <= now:
        raise Refused(Because.STATE, "begun", _("This turn has begun or was cancelled."))
    _record(current, "duty_cancelled", by, now)
    current.delete()
    return current


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
