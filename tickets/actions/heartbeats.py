"""Note that a recurring duty was done, for those who watch over the house."""

import datetime as dt

from tickets.models import Heartbeat


def note(duty: str, *, now: dt.datetime) -> None:
    """This duty was done just now."""
    Heartbeat.objects.note(duty, now)
