"""Give roles at offices, and end them."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import standing
from accounts.models import Grant, Office, User
from accounts.roles import STAFF, May, Role, Side
from tickets.access import permits
from tickets.actions import outbox
from tickets.errors import Because, Refused, refused_by_database
from tickets.models import Category, Event
from tickets.rules.carried import missing
from tickets.rules.days import day_of
from tickets.rules.grants import Appointment
from tickets.rules.notifications import Kind
from tickets.rules.problems import refuse_first
from tickets.rules.wording import name_of

HOUSE = _("The office")
CLASHES = {
    "sides_never_meet_in_one_person": _(
        "An administrator's role never goes together with another kind of role."
    ),
    "a_role_is_granted_once_at_a_time": _("This person has this role at this office already."),
}


@transaction.atomic
def give(person: User, appointment: Appointment, *, by: User | None, now: dt.datetime) -> Grant:
    """Give somebody a role at an office; nobody gives one to themselves."""
    refuse_first(appointment.problems(day_of(now)))
    office = _office(appointment.office)
    permits.demand(by, May.MANAGE_SECURITY, at=office, now=now)
    if by is not None and by.pk == person.pk:
        raise Refused(Because.ROLE, "oneself", _("Nobody gives a role to themselves."))
    refuse_first(appointment.misplaced(office.kind))
    _known(appointment)
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    with refused_by_database(**CLASHES):
        grant = Grant.objects.create(
            user=person,
            office=office,
            role=appointment.role,
            side=STAFF[Role(appointment.role)].side,
            capacity=appointment.capacity,
            skills=list(appointment.skills),
            from_date=appointment.from_date,
            until_date=appointment.until_date,
        )
    _tell(grant, "role_given", Kind.ROLE_GIVEN, by, now)
    return grant


@transaction.atomic
def end(grant: Grant, *, by: User | None, now: dt.datetime) -> Grant:
    """End a role at once, before its last day."""
    permits.demand(by, May.MANAGE_SECURITY, at=grant.office, now=now)
    User.objects.select_for_update(no_key=True).get(pk=grant.user_id)
    grant = Grant.objects.select_related("user", "office").get(pk=grant.pk)
    if grant.ended_at is not None or (grant.until_date and grant.until_date < day_of(now)):
        raise Refused(Because.STATE, "ended", _("This role has ended already."))
    if grant.side != Side.TICKETS:
        keep_an_administrator(grant.user, by=by, now=now)
    grant.ended_at = now
    grant.save(update_fields=["ended_at"])
    _tell(grant, "role_ended", Kind.ROLE_ENDED, by, now)
    return grant


def keep_an_administrator(person: User, *, by: User | None, now: dt.datetime) -> None:
    """Refuse where this person is the last to manage accounts or grants: the house would be shut.

    Locks the grants before it counts them, so that two cannot leave at the same moment.
    """
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN):
        held = Grant.objects.in_force(day_of(now)).filter(role=role)
        list(held.order_by("id").select_for_update(no_key=True))
        if set(held.filter(user__is_active=True).values_list("user", flat=True)) == {person.pk}:
            raise Refused(
                Because.STATE,
                "last_administrator",
                _("This is the last administrator of this kind. Appoint another one first."),
            )


def _office(code: str) -> Office:
    office = Office.objects.filter(code=code, is_active=True).first()
    if office is None:
        raise missing("office", _("Choose an office from the list."), "choice")
    return office


def _known(appointment: Appointment) -> None:
    known = set(Category.objects.filter(code__in=appointment.skills).values_list("code", flat=True))
    if unknown := sorted(set(appointment.skills) - known):
        sentence = _("There is no category %(code)s.") % {"code": unknown[0]}
        raise missing("skills", sentence, "choice")


def _tell(grant: Grant, what: str, kind: Kind, by: User | None, now: dt.datetime) -> None:
    facts = {"role": grant.role, "office": grant.office.code, "grant": str(grant.pk)}
    Event.objects.append(grant.user.stream, what, by=by, now=now, facts=facts)
    words = {
        "giver": name_of(by) if by else HOUSE,
        "role": Role(grant.role).label,
        "office": name_of(grant.office),
    }
    outbox.queue(kind, [grant.user], words, link="", now=now)
    standing.forget(grant.user)
