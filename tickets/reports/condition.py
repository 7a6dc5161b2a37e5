"""How the house itself is doing: signs of life, waiting messages, people it cannot do without."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, Min

from accounts.models import Grant, Office
from accounts.roles import Role
from tickets.models import Heartbeat, OutboxMessage


@dataclass(frozen=True)
class Condition:
    """What can be known of the house's health from its own rows, as of one moment."""

    swept_at: dt.datetime | None
    waiting: int
    oldest_queued_at: dt.datetime | None
    last_sent_at: dt.datetime | None
    province_is_there: bool
    province_leads: int


def condition(now: dt.datetime) -> Condition:
    """The house as it is now; `now` also decides which grants are in force."""
    messages = OutboxMessage.objects
    due = messages.due(now)
    return Condition(
        swept_at=Heartbeat.objects.last_at("sweep"),
        waiting=due.count(),
        oldest_queued_at=due.aggregate(at=Min("queued_at"))["at"],
        last_sent_at=messages.aggregate(at=Max("sent_at"))["at"],
        province_is_there=Office.objects.filter(kind=Office.Kind.PROVINCE).exists(),
        province_leads=_province_leads(now.date()),
    )


def _province_leads(on: dt.date) -> int:
    """How many people may review and approve at the province (two are needed, DOMAIN.md §3)."""
    leads = Grant.objects.in_force(on).filter(
        role=Role.LEAD, office__kind=Office.Kind.PROVINCE, user__is_active=True
    )
    return leads.values("user").distinct().count()
