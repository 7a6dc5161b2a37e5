"""Hand-overs of a ticket: written by the steps that move it, signed by whoever gets it."""

import datetime as dt

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Grant, Office, Recusal, User
from accounts.roles import May
from tickets.actions import names
from tickets.actions.deeds import Deed
from tickets.errors import Because, Refused
from tickets.models import Hop, Ticket
from tickets.rules.assignments import Assignment, check_change, check_level
from tickets.rules.classification import Level, Track
from tickets.rules.clocks import Clock
from tickets.rules.days import day_of


def hand_over(
    doing: Deed,
    kind: Hop.Kind,
    assignee: User | None,
    office: Office | None = None,
    reason: str = "",
) -> Hop:
    """Give the ticket to an assignee, and to another office if one is named; returns the hop."""
    ticket = doing.ticket
    if office is not None and office.pk != ticket.office_id:
        ticket.office = office
        ticket.reading_offices = sorted({*ticket.reading_offices, *office.lineage})
        doing.told |= names.entrust_leads(ticket, by=doing.by, now=doing.now)
    if ticket.assignee_id is None:
        doing.clocks.stop(Clock.DISPATCH)
    ticket.assignee = assignee
    return Hop.objects.create(
        ticket=ticket,
        kind=kind,
        office=ticket.office,
        assignee=assignee,
        handed_by=doing.by,
        handed_at=doing.now,
        reason=reason,
    )


def sign(ticket: Ticket, by: User, now: dt.datetime) -> None:
    """Sign the hand-overs of this ticket to this person that are not signed yet."""
    ticket.hops.filter(assignee=by, signed_at=None).update(signed_at=now)


def hand_to(doing: Deed, kind: Hop.Kind, given: Assignment) -> None:
    """Hand over to the named person at the named office, who must be able to handle tickets there.

    Raises Refused: MISSING when this person is no concierge of that office or has an interest in
    the enterprise, STATE when they have the ticket already or it may not be handled at that level.
    """
    granted = (
        Grant.objects.in_force(day_of(doing.now))
        .that(May.HANDLE)
        .filter(user=given.assignee, office=given.office, user__is_active=True)
        .select_related("user", "office")
        .first()
    )
    if granted is None:
        sentence = _("Choose a concierge of that office.")
        raise Refused(Because.MISSING, "not_a_concierge_there", sentence, field="assignee")
    _check_interest(doing.ticket, granted.user)
    _check_place(doing.ticket, given, granted.office)
    hand_over(doing, kind, granted.user, granted.office, given.reason)
    doing.told |= {"assignee": str(given.assignee), "office": str(given.office)}


def _check_interest(ticket: Ticket, person: User) -> None:
    if Recusal.objects.from_enterprise(ticket.enterprise_id).filter(user=person).exists():
        said = gettext("%(person)s has an interest in this enterprise. Choose somebody else.")
        raise Refused(Because.MISSING, "recused", said % {"person": person}, field="assignee")


def _check_place(ticket: Ticket, given: Assignment, office: Office) -> None:
    check_change(given, ticket.office_id, ticket.assignee_id)
    complained = Level(ticket.complained_level) if ticket.complained_level else None
    to_province = office.kind == Office.Kind.PROVINCE
    check_level(Track(ticket.track), complained, to_province=to_province)
