"""Note who will be away and who stands in."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Absence, Grant, User
from accounts.roles import May
from accounts.standing import grants_of
from tickets.access import permits, staff
from tickets.errors import Because, Refused, refused_by_database
from tickets.models import Event
from tickets.rules.absences import Away
from tickets.rules.carried import missing
from tickets.rules.days import day_of
from tickets.rules.problems import refuse_first

CLASHES = {
    "one_absence_at_a_time": _("Another absence lies within this time. Cancel that one first."),
    "nobody_stands_in_for_themselves": _("Somebody else must stand in."),
}


@transaction.atomic
def record(person: User, away: Away, *, by: User | None, now: dt.datetime) -> Absence:
    """Note that a colleague will be away: they themselves, or who plans for them."""
    _demand(by, person, now)
    refuse_first(away.problems(now))
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    with refused_by_database(**CLASHES):
        absence = Absence.objects.create(
            user=person,
            deputy=_deputy(away, now),
            starts_at=away.starts_at,
            ends_at=away.ends_at,
            reason=away.reason.strip(),
        )
    _record(absence, "absence_recorded", by, now)
    return absence


@transaction.atomic
def cancel(absence: Absence, *, by: User | None, now: dt.datetime) -> Absence:
    """Somebody will not be away after all, or is back early."""
    _demand(by, absence.user, now)
    User.objects.select_for_update(no_key=True).get(pk=absence.user_id)
    current = Absence.objects.select_related("user").filter(pk=absence.pk).first()
    if current is None or current.ends_at <= now:
        raise Refused(Because.STATE, "over", _("This absence is over or was cancelled."))
    _record(current, "absence_cancelled", by, now)
    if current.starts_at >= now:
        current.delete()
        return current
    current.ends_at = now
    current.save(update_fields=["ends_at"])
    return current


def _demand(by: User | None, person: User, now: dt.datetime) -> None:
    on = day_of(now)
    if not grants_of(person, on):
        raise Refused(Because.STATE, "not_staff", _("Only staff are noted as away."))
    if by is not None and not staff.plans_for(by, person, on):
        raise Refused(Because.ROLE, May.PLAN_STAFFING, permits.NOT_YOURS)


def _deputy(away: Away, now: dt.datetime) -> User | None:
    if away.deputy is None:
        return None
    grants = Grant.objects.in_force(day_of(now)).filter(user__is_active=True)
    grant = grants.filter(user=away.deputy).select_related("user").first()
    if grant is None:
        raise missing("deputy", _("Choose a colleague from the list."), "choice")
    return grant.user


def _record(absence: Absence, what: str, by: User | None, now: dt.datetime) -> None:
    facts = {
        "starts_at": absence.starts_at,
        "ends_at": absence.ends_at,
        "deputy": str(absence.deputy_id) if absence.deputy_id else None,
    }  # not the reason: it may tell of an illness
    Event.objects.append(absence.user.stream, what, by=by, now=now, facts=facts)
