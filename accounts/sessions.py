"""Sessions live in the database and end by themselves: after work, and when nobody is there."""

import datetime as dt
from collections.abc import MutableMapping
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as InDatabase

from accounts.models.session import Session

LONGEST = dt.timedelta(hours=12)  # whoever it is and whatever they do (ASVS 7.3.2)
STAFF_IDLE = dt.timedelta(minutes=30)
REQUESTER_IDLE = dt.timedelta(minutes=60)
NOTICED_EVERY = dt.timedelta(minutes=1)  # how exactly the last sign of life is kept
_BEGAN, _SEEN = "signed_in_at", "seen_at"


class SessionStore(InDatabase):
    """Django's sessions in the database; each row also names its person."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Our table."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row for this data."""
        row = super().create_model_instance(data)
        return Session(
            session_key=row.session_key,
            session_data=row.session_data,
            expire_date=row.expire_date,
            user_id=data.get(SESSION_KEY),
        )


def is_over(session: MutableMapping[str, Any], *, staff: bool, now: dt.datetime) -> bool:
    """Whether a signed-in session has reached its absolute or its idle limit at `now`."""
    began, seen = _moment(session, _BEGAN), _moment(session, _SEEN)
    if began is None or seen is None:
        return False
    idle = STAFF_IDLE if staff else REQUESTER_IDLE
    return now - began >= LONGEST or now - seen >= idle


def note_life(session: MutableMapping[str, Any], now: dt.datetime) -> None:
    """Keep when the session began and when it was last used, to the minute."""
    seen = _moment(session, _SEEN)
    session.setdefault(_BEGAN, now.timestamp())
    if seen is None or not dt.timedelta() <= now - seen < NOTICED_EVERY:
        session[_SEEN] = now.timestamp()


def _moment(session: MutableMapping[str, Any], key: str) -> dt.datetime | None:
    at = session.get(key)
    return None if at is None else dt.datetime.fromtimestamp(at, dt.UTC)
