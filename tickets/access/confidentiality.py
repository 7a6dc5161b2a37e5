"""Who may know of a confidential ticket, who could, and what a unit may read of it."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Grant, Membership, Recusal, User
from accounts.models.grant import Grants
from accounts.roles import Role
from accounts.standing import grants_of
from tickets.errors import Because, Refused
from tickets.models import Event, Named, Redaction, Ticket
from tickets.models.event import Events
from tickets.models.ticket import READERS
from tickets.rules.days import day_of
from tickets.rules.reads import Entrance, Look, folded
from tickets.rules.steps import StepName

DEEDS = (StepName.MARK, StepName.NAME, StepName.UNNAME, StepName.REDACT)
READ = "read"  # what an Event of a look is called
MOST_READS = 500  # shown at once, the newest


@dataclass(frozen=True)
class ReadLog:
    """The looks into a ticket, the newest first: `count` reads in all, `shown` of them here."""

    looks: list[Look]
    count: int
    shown: int


def leads_of(ticket: Ticket, now: dt.datetime) -> list[User]:
    """The leads who decide on it: of the holding office; where it has none, of the parent."""
    places = (ticket.office_id, ticket.office.parent_id)
    grants = _in_force(now).filter(role=Role.LEAD, office__in=[one for one in places if one])
    found = list(grants.select_related("user").order_by("user__name", "pk"))
    here = [one.user for one in found if one.office_id == ticket.office_id]
    return here or [one.user for one in found]


def named_on(ticket: Ticket) -> QuerySet[Named]:
    """The staff who are named on it, with whoever named them; not the requester's own people."""
    theirs = Membership.objects.filter(enterprise=ticket.enterprise_id).values("user")
    names = Named.objects.filter(ticket=ticket.pk).exclude(user__in=theirs)
    return names.select_related("user", "named_by").order_by("named_at", "pk")


def could_be_named(ticket: Ticket, now: dt.datetime) -> list[Grant]:
    """Whoever reads for an office that reads it, with one of their roles; nobody of interest."""
    reading = _in_force(now).filter(office__in=ticket.reading_offices)
    roles = [grant for what in READERS for grant in reading.that(what).values_list("pk", flat=True)]
    barred = Recusal.objects.from_enterprise(ticket.enterprise_id).people()
    others = Grant.objects.filter(pk__in=roles).exclude(user__in=barred)
    others = others.exclude(user=ticket.assignee_id).exclude(
        user__in=Named.objects.filter(ticket=ticket.pk).values("user")
    )
    listed = others.select_related("user", "office").order_by("office__code", "user__name", "pk")
    return list({grant.user_id: grant for grant in reversed(listed)}.values())[::-1]


def redaction_of(ticket: Ticket) -> Redaction | None:
    """The redacted copy that units read, if one was written."""
    return ticket.redactions.select_related("written_by").order_by("pk").last()


def deeds_on(ticket: Ticket) -> Events:
    """What was decided about its confidentiality, the newest first."""
    wished = Q(kind=StepName.SUBMIT, facts__has_key="confidentiality")
    told = Event.objects.of(ticket.stream).filter(Q(kind__in=DEEDS) | wished)
    return told.select_related("by").reverse()


def people_in(events: Iterable[Event]) -> dict[str, User]:
    """Those whom such Events tell of, by id as it is written there."""
    written = {event.facts["person"] for event in events if "person" in event.facts}
    return {str(one.pk): one for one in User.objects.filter(pk__in=written)} if written else {}


def is_its_lead(user: User, ticket: Ticket, now: dt.datetime) -> bool:
    """Whether this person is a lead of the office that holds it, or of the one above."""
    leading = {grant.office_id for grant in grants_of(user, day_of(now)) if grant.role == Role.LEAD}
    return bool(leading & {ticket.office_id, ticket.office.parent_id})


def reads_of(user: User, ticket: Ticket, now: dt.datetime) -> ReadLog:
    """Who looked into it, when and by which door; for its lead. Raises Refused(ROLE)."""
    if not is_its_lead(user, ticket, now):
        sentence = _("Only a lead of the office that holds the ticket reads who looked into it.")
        raise Refused(Because.ROLE, "not_its_lead", sentence)
    kept = Event.objects.of(ticket.stream).filter(kind=READ)
    newest = list(kept.select_related("by").reverse()[:MOST_READS])
    count = kept.count() if len(newest) == MOST_READS else len(newest)
    return ReadLog(folded(map(_look, newest)), count, len(newest))


def _look(event: Event) -> Look:
    entrance = Entrance(event.facts.get("door", Entrance.PAGE))
    person = event.by_id or uuid.UUID(int=0)
    return Look(person, str(event.by), event.at, event.at, (entrance,))


def _in_force(now: dt.datetime) -> Grants:
    return Grant.objects.in_force(day_of(now)).filter(user__is_active=True)
