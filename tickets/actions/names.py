"""Writing names on a secret ticket, inside the deed that needs them there; the deed tells of it."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from accounts.models import User
from tickets.access.confidentiality import leads_of
from tickets.models import Named, Ticket
from tickets.rules.confidentiality import Confidentiality


def entrust(
    ticket: Ticket, people: Iterable[UUID], reason: str = "", *, by: User, now: dt.datetime
) -> list[str]:
    """Name these people, those who are not named yet; returns who that was."""
    known = set(ticket.names.values_list("user", flat=True))
    new = sorted(set(people) - known)
    at = {"named_at": now, "named_by": by, "reason": reason}
    for person in new:
        Named.objects.create(ticket=ticket, user_id=person, **at)
    return [str(person) for person in new]


def entrust_leads(ticket: Ticket, *, by: User, now: dt.datetime) -> dict[str, list[str]]:
    """Name on a secret ticket the leads of the office that holds it: somebody has to decide.

    Returns what the Event tells of it; nothing of a ticket that is no secret.
    """
    if ticket.confidentiality != Confidentiality.SECRET:
        return {}
    leads = (one.pk for one in leads_of(ticket, now))
    return {"leads_named": entrust(ticket, leads, by=by, now=now)}
