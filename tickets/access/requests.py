"""The requester's own view: their requests, what is promised on them, who may join them."""

import datetime as dt
import unicodedata
import uuid
from collections.abc import Iterable

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Enterprise, Membership, Office, User
from accounts.models.enterprise import Enterprises
from accounts.roles import RequesterRole
from tickets.errors import Because, Refused
from tickets.models import Category, Clock, Ending, Event, Supplement, Suspension, Ticket
from tickets.models.category import Categories
from tickets.models.clock import Clocks
from tickets.models.overlay import Ruling
from tickets.models.ticket import Tickets
from tickets.rules import numbers
from tickets.rules.clocks import Clock as Name
from tickets.rules.days import day_of
from tickets.rules.states import PUBLIC, PublicState, State
from tickets.rules.steps import StepName

# The promises that are made to the requester; the others bind colleagues to each other.
TOLD = (Name.FIRST_CONTACT, Name.ACCEPTANCE, Name.HANDLING)
REOPENS = (StepName.REOPEN, StepName.CALLBACK)


def requests_of(user: User, now: dt.datetime) -> Tickets:
    """What this person sees as one of a requester's people: open ones first, then the newest."""
    mine = Ticket.objects.asked_by(user, day_of(now)).for_page()
    return mine.order_by(F("closed_at").desc(nulls_first=True), "-submitted_at", "-id").distinct()


def request_for(user: User, number: str, now: dt.datetime) -> Ticket:
    """The requester's ticket with this number, typed with or without spaces.

    Raises Refused(UNSEEN) where there is none, or none for this person: the two look alike.
    """
    mine = Ticket.objects.asked_by(user, day_of(now)).for_page()
    whole = mine.with_translations().with_attachments(user)
    found = whole.filter(number=numbers.normalised(number)).first()
    if found is None:
        raise Refused(Because.UNSEEN, "no_such_ticket", _("There is no ticket with this number."))
    return found


def narrowed(found: Tickets, public: PublicState | None, words: str) -> Tickets:
    """Those in a public state, and those whose number, title or text has these words."""
    if public is not None:
        found = found.filter(_publicly(public))
    if words := unicodedata.normalize("NFKC", words).strip():
        number = numbers.normalised(words)
        said = Q(title__icontains=words) | Q(text__icontains=words)
        found = found.filter(said | Q(number__contains=number) if number.isdecimal() else said)
    return found


def _publicly(public: PublicState) -> Q:
    """The inverse of the public map: what is under way shows as submitted until accepted."""
    states = [state for state, shown in PUBLIC.items() if shown is public]
    under_way = [state for state, shown in PUBLIC.items() if shown is PublicState.IN_PROGRESS]
    if public is PublicState.IN_PROGRESS:
        return Q(state__in=states, accepted_at__isnull=False)
    if public is PublicState.SUBMITTED:
        return Q(state__in=states) | Q(state__in=under_way, accepted_at=None)
    return Q(state__in=states)


def promises_on(tickets: Iterable[Ticket]) -> Clocks:
    """What is promised on these tickets and does not stand still, next due first."""
    told = Clock.objects.running().filter(ticket__in=tickets, name__in=TOLD, paused_at=None)
    return told.with_stops().order_by("due_at")


def next_promises(tickets: Iterable[Ticket]) -> dict[uuid.UUID, Clock]:
    """What is promised next on each of these tickets, by ticket; nothing where all stand still."""
    return {clock.ticket_id: clock for clock in promises_on(tickets).reverse()}


def first_reply_on(ticket: Ticket) -> Clock | None:
    """The promise of a first word, running or kept."""
    told = ticket.clocks.filter(name=Name.FIRST_CONTACT).with_stops()
    return told.order_by("started_at").last()


def asked_of(ticket: Ticket) -> Supplement | None:
    """The request for material that waits for the requester."""
    return ticket.supplement_requests.all().for_page().filter(ended_at=None).first()


def suspension_of(ticket: Ticket, now: dt.datetime) -> Suspension | None:
    """The legal ground on which our own time stands still, while it does."""
    if ticket.suspension_ends_at is None or ticket.suspension_ends_at <= now:
        return None
    granted = ticket.suspensions.filter(ruling=Ruling.GRANTED, lifted_at=None)
    return granted.order_by("asked_at").last()


def endings_of(ticket: Ticket) -> list[Ending]:
    """The endings that were approved, the last one first, each with its ground."""
    if ticket.is_open and ticket.replied_at is None:
        return []
    approved = ticket.endings.filter(ruling=Ending.Ruling.APPROVED)
    return list(approved.select_related("ground", "proposed_by").order_by("-ruled_at"))


def reopening_of(ticket: Ticket) -> Event | None:
    """How the ticket came back to work the last time: by the requester, or by our call to them."""
    if ticket.generation == 1:
        return None
    back = Event.objects.of(ticket.stream).filter(kind__in=REOPENS, facts__to=State.HANDLING)
    return back.last()


def enterprises_of(user: User, now: dt.datetime) -> Enterprises:
    """Whom this person speaks for today, with concierge and deputy."""
    mine = Enterprise.objects.spoken_for_by(user, day_of(now))
    return mine.select_related("concierge", "deputy", "region")


def offices_behind(enterprises: Iterable[Enterprise]) -> dict[uuid.UUID, Office | None]:
    """The office that looks after each of them (`Enterprise.home_office`, in one question)."""
    nodes = {office.region_id: office for office in Office.objects.nodes()}
    top = next((office for office in nodes.values() if office.parent_id is None), None)
    return {
        one.pk: top
        if one.kind == Enterprise.Kind.INSTITUTION
        else nodes.get(one.region_id, nodes.get(one.region.parent_id or ""))
        for one in enterprises
    }


def categories(on: dt.date) -> Categories:
    """What a request may be about today."""
    return Category.objects.in_force(on)


def colleagues_of(user: User, enterprise: Enterprise, on: dt.date) -> list[User]:
    """Members who could be named on a request: owners read everything, agents only their own.

    Nobody where the enterprise's mode lets all members answer, or none but the filer read.
    """
    modes = Enterprise.Visibility
    if enterprise.visibility in (modes.FILER, modes.ALL_ANSWER):
        return []
    there = Membership.objects.in_force(on).filter(
        enterprise=enterprise, role=RequesterRole.MEMBER, user__is_active=True
    )
    others = there.exclude(user=user).select_related("user").order_by("user__name", "id")
    return [each.user for each in others]
