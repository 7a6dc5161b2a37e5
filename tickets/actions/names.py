"""Writing names on a secret ticket, inside the deed that needs them there."""

from collections.abc import Iterable
from uuid import UUID

from tickets.access.confidentiality import leads_of
from tickets.actions.deeds import Deed
from tickets.models import Named
from tickets.rules.confidentiality import Confidentiality


def entrust(doing: Deed, people: Iterable[UUID], reason: str = "") -> list[str]:
    """Name these people, those who are not named yet; returns who that was."""
    known = set(doing.ticket.names.values_list("user", flat=True))
    new = sorted(set(people) - known)
    at = {"named_at": doing.now, "named_by": doing.by, "reason": reason}
    for person in new:
        Named.objects.create(ticket=doing.ticket, user_id=person, **at)
    return [str(person) for person in new]


def entrust_leads(doing: Deed) -> None:
    """Name on a secret ticket the leads of the office that holds it: somebody has to decide."""
    if doing.ticket.confidentiality == Confidentiality.SECRET:
        leads = leads_of(doing.ticket, doing.now)
        doing.told["leads_named"] = entrust(doing, (one.pk for one in leads))
