"""End sign-ins whose time is over."""

import datetime as dt

from accounts.models import Session


def end_expired(*, now: dt.datetime) -> int:
    """Forget the sessions that ran out before now; returns how many."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]
