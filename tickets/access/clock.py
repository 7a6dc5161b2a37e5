"""What time it is."""

import datetime as dt

from tickets.models import database


def database_time() -> dt.datetime:
    """The moment by the database's clock: the one clock that decides what is due."""
    return database.time()
