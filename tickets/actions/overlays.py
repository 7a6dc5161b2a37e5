"""What extensions and suspensions share: asking, and a lead's ruling."""

import datetime as dt
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tickets.actions.deeds import Deed
from tickets.models.overlay import Asked, Ruling
from tickets.rules.carried import missing
from tickets.rules.days import day_of

Overlay = TypeVar("Overlay", bound=Asked)


def asked(doing: Deed, reason: str) -> dict[str, Any]:
    """Who asks for what, when and why."""
    return {
        "ticket": doing.ticket,
        "generation": doing.ticket.generation,
        "reason": reason.strip(),
        "asked_by": doing.by,
        "asked_at": doing.now,
    }


def rule(kind: type[Overlay], doing: Deed, ruling: Ruling, reason: str) -> Overlay:
    """Rule on what waits; the step table has found that something does."""
    waiting: QuerySet[Overlay] = QuerySet(kind).select_for_update()
    found = waiting.get(ticket=doing.ticket, ruling=Ruling.WAITING)
    found.ruling, found.ruling_reason = ruling, reason.strip()
    found.ruled_by, found.ruled_at = doing.by, doing.now
    found.save(update_fields=["ruling", "ruling_reason", "ruled_by", "ruled_at"])
    doing.told["reason"] = reason
    return found


def still_ahead(last_date: dt.date, now: dt.datetime) -> None:
    """Refuse to let clocks stand still up to a day that is over."""
    if last_date < day_of(now):
        raise missing(
            "remark", _("Its last day is over: refuse it, or have it asked anew."), "over"
        )
