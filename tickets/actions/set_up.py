"""Found an empty house: its first administrators come in by a link made on the machine itself."""

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import tokens
from accounts.models import Grant, Office, SetUpLink, User
from accounts.roles import Role
from tickets.access import permits
from tickets.actions import grants, invitations, people
from tickets.actions.base_data import STREAM
from tickets.errors import Because, Refused, refused_by_database
from tickets.models import Event
from tickets.rules.days import day_of
from tickets.rules.grants import Appointment
from tickets.rules.people import LINK_CLOSED, SET_UP_TIME, Founding, weak_password
from tickets.rules.problems import refuse_first

FOUNDED = _("The administrators are there already. The set-up is closed for good.")
CLASHES = {"one_event_per_position": _("Somebody else is doing the set-up just now.")}


@transaction.atomic
def open_link(*, by: User | None, now: dt.datetime) -> str:
    """Make the link by which an empty house is set up; older ones stop working.

    Returns the token that only the link carries. Raises Refused(STATE) once there was ever a system
    administrator.
    """
    permits.only_the_house(by)
    _refuse_if_founded()
    SetUpLink.objects.filter(closed_at=None).update(closed_at=now)
    token = tokens.fresh()
    SetUpLink.objects.create(
        token_hash=tokens.hash_of(token), made_at=now, expires_at=now + SET_UP_TIME
    )
    with refused_by_database(**CLASHES):
        Event.objects.append(STREAM, "set_up_link_made", by=by, now=now, facts={})
    return token


@transaction.atomic
def found(token: str, founding: Founding, *, by: None, now: dt.datetime) -> User:
    """Let the bearer of the link in as the first system administrator, and close for good.

    A second person is invited as security administrator: whoever opens accounts gives no roles.
    Raises Refused(UNSEEN) for any token that opens nothing.
    """
    links = list(
        SetUpLink.objects.select_for_update(no_key=True)
    )  # all of them: there is one founding
    if not SetUpLink.objects.opened_by(token, now).exists():
        raise Refused(Because.UNSEEN, "closed", LINK_CLOSED)
    _refuse_if_founded()
    refuse_first(founding.problems())
    stranger = User(email=founding.system.email, name=founding.system.name)
    refuse_first(weak_password(founding.password, stranger))
    first = people.enrol(
        founding.system, password_hash=make_password(founding.password), by=None, now=now
    )
    top = Office.objects.get(parent=None)
    grants.give(first, _at(top, Role.SYSTEM_ADMIN, now), by=None, now=now)
    security = _at(top, Role.SECURITY_ADMIN, now)
    invitations.invite_staff(founding.security, security, by=None, now=now)
    SetUpLink.objects.filter(pk__in=[link.pk for link in links], closed_at=None).update(
        closed_at=now
    )
    Event.objects.append(STREAM, "founded", by=first, now=now, facts={})
    return first


def _refuse_if_founded() -> None:
    if Grant.objects.filter(role=Role.SYSTEM_ADMIN).exists():
        raise Refused(Because.STATE, "founded", FOUNDED)


def _at(office: Office, role: Role, now: dt.datetime) -> Appointment:
    return Appointment(role, office.code, day_of(now))
