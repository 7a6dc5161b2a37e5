"""What time it is, and when a clock is to be looked at next."""

import datetime as dt

from django.db.models import Min

from tickets.models import Clock, database


def database_time() -> dt.datetime:
    """The moment by the database's clock: the one clock that decides what is due."""
    return database.time()


def next_look() -> dt.datetime | None:
    """When the next clock is to be looked at; None where none runs."""
    found: dt.datetime | None = Clock.objects.running().aggregate(at=Min("check_at"))["at"]
    return found
