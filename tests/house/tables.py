"""Every table of the house: what may change, and what the database itself must refuse to change."""

import datetime as dt
from collections.abc import Callable

from django.db.models import Model

from accounts.models import User
from tickets.models import Event, Seal

MUTABLE = {
    *("accounts.Absence", "accounts.Duty", "accounts.Enterprise", "accounts.Grant"),
    *("accounts.Invitation", "accounts.Membership", "accounts.Office", "accounts.Region"),
    "accounts.Recusal",
    *("accounts.Session", "accounts.SetUpLink", "accounts.User"),
    *("tickets.Category", "tickets.Ground", "tickets.Heartbeat", "tickets.Measure"),
    *("tickets.Mute", "tickets.OutboxMessage", "tickets.SpecialDay"),
    *("tickets.Clock", "tickets.Contact", "tickets.Draft", "tickets.Ending", "tickets.Hop"),
    *("tickets.Message", "tickets.Named", "tickets.Pause", "tickets.Supplement"),
    "tickets.Ticket",
}


def _event(by: User, now: dt.datetime) -> Model:
    return Event.objects.append("test:1", "written", by=by, now=now, facts={})


def _seal(by: User, now: dt.datetime) -> Model:
    return Seal.objects.create(at=now, last_event_id=0, streams=0, hash="0" * 64)


# Each append-only table with how one row of it is made.
APPEND_ONLY: dict[str, Callable[[User, dt.datetime], Model]] = {
    "tickets.Event": _event,
    "tickets.Seal": _seal,
}

# Rows that go when what they hang on goes, and why; everything else is protected.
NOT_PROTECTED: dict[str, str] = {}
