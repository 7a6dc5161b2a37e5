"""Who may do what: a deed asks here first, and goes no further when it is refused."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from accounts.models import Enterprise, Office, User
from accounts.roles import May
from accounts.standing import may, may_for, offices_where
from tickets.errors import Because, Refused
from tickets.rules.days import day_of

NOT_YOURS = _("Your roles do not include this.")


def only_the_house(by: User | None) -> None:
    """Let nobody through but the house itself: a command on the machine, `by` None."""
    if by is not None:
        raise Refused(Because.ROLE, "only_the_house", NOT_YOURS)


def demand(by: User | None, what: May, *, at: Office, now: dt.datetime) -> None:
    """Raise Refused(ROLE) unless a grant in force lets `by` do this at this office."""
    if by is not None and not may(by, what, at=at, on=day_of(now)):
        raise Refused(Because.ROLE, what, NOT_YOURS)


def demand_for(
    by: User | None, what: May, *, enterprise: Enterprise, or_staff: May, now: dt.datetime
) -> None:
    """Raise Refused(ROLE) unless `by` speaks for this requester so far, or is staff who may."""
    if by is None or may_for(by, what, enterprise=enterprise, on=day_of(now)):
        return
    demand(by, or_staff, at=enterprise.home_office(), now=now)


def demand_anywhere(by: User | None, what: May, *, now: dt.datetime) -> None:
    """Raise Refused(ROLE) unless `by` may do this at some office."""
    if by is not None and not offices_where(by, what, day_of(now)):
        raise Refused(Because.ROLE, what, NOT_YOURS)
