"""Tickets and drafts, as far as a person may know of them."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import May, Role
from accounts.standing import grants_of, memberships_of, offices_where
from tickets.access.recusals import recused_from
from tickets.access.reviewers import ready
from tickets.access.standing import picture_of
from tickets.errors import Because, Refused
from tickets.models import (
    Clock,
    Draft,
    Ending,
    Event,
    Extension,
    Hop,
    Supplement,
    Suspension,
    Ticket,
)
from tickets.models.clock import Clocks
from tickets.models.draft import Drafts
from tickets.models.event import Events
from tickets.models.message import Messages
from tickets.models.overlay import Ruling
from tickets.models.ticket import Tickets
from tickets.rules import guards, lifecycle, numbers
from tickets.rules.clocks import Clock as Name
from tickets.rules.clocks import Light
from tickets.rules.confirmations import Rating
from tickets.rules.days import day_of
from tickets.rules.endings import EndingKind
from tickets.rules.states import State
from tickets.rules.step_table import RATED
from tickets.rules.steps import Step


def tickets_for(user: User, now: dt.datetime) -> Tickets:
    """All tickets this person may know of."""
    return Ticket.objects.visible_to(user, day_of(now))


def ticket_for(user: User, number: str, now: dt.datetime) -> Ticket:
    """The ticket with this number, typed with or without spaces.

    Raises Refused(UNSEEN) where there is none, or none for this person: the two look alike.
    """
    return _numbered(user, tickets_for(user, now), number)


def tickets_at_desk(user: User, now: dt.datetime) -> Tickets:
    """All tickets this person reads as staff: not those they know only as a requester."""
    return Ticket.objects.read_by_staff(user, day_of(now), May.READ_TICKETS)


def reads_tickets(user: User, now: dt.datetime) -> bool:
    """Whether this person reads tickets as staff at all: liaisons do not."""
    return bool(offices_where(user, May.READ_TICKETS, day_of(now)))


def ticket_at_desk(user: User, number: str, now: dt.datetime) -> Ticket:
    """The ticket with this number, if this person reads it as staff. Raises Refused(UNSEEN)."""
    return _numbered(user, tickets_at_desk(user, now).with_tags(), number)


def _numbered(user: User, seen: Tickets, number: str) -> Ticket:
    whole = seen.for_page().with_translations().with_attachments(user)
    found = whole.filter(number=numbers.normalised(number)).first()
    if found is None:
        raise Refused(Because.UNSEEN, "no_such_ticket", _("There is no ticket with this number."))
    return found


def drafts_of(user: User, now: dt.datetime) -> Drafts:
    """What this person has begun and not submitted, newest first."""
    return Draft.objects.visible_to(user, day_of(now)).unfinished().order_by("-saved_at")


def draft_for(user: User, draft_id: uuid.UUID, now: dt.datetime) -> Draft:
    """One draft of this person, submitted or not. Raises Refused(UNSEEN)."""
    mine = Draft.objects.visible_to(user, day_of(now))
    found = mine.filter(pk=draft_id).first()
    if found is None:
        raise Refused(Because.UNSEEN, "no_such_draft", _("There is no such draft."))
    return found


def steps_for(user: User, ticket: Ticket, now: dt.datetime) -> list[Step]:
    """What this person may do with the ticket now; the buttons and the API read the same list."""
    return lifecycle.permitted(*picture_of(user, ticket, now))


def demand_step(user: User, ticket: Ticket, step: Step, now: dt.datetime) -> None:
    """Raise Refused(ROLE or STATE) unless this person may take this step on the ticket now."""
    lifecycle.check(step, *picture_of(user, ticket, now))


def talk_on(ticket: Ticket, *, inside: bool) -> Messages:
    """The messages on a ticket that its reader may see, oldest first."""
    return ticket.messages.all().readable(inside=inside).select_related("author")


def history_of(user: User, ticket: Ticket, now: dt.datetime) -> Events:
    """Everything that happened to a ticket, newest first; for staff.

    `known_other` is the number of another ticket that was linked, where this person may know of
    that one now.
    """
    told = Event.objects.of(ticket.stream).select_related("by").annotate(other=KT("facts__other"))
    known = tickets_for(user, now).filter(number=OuterRef("other")).values("number")
    return told.annotate(known_other=Subquery(known[:1])).order_by("-position")


def clocks_of(ticket: Ticket) -> Clocks:
    """The clocks that run on a ticket, next due first, and the more time that is asked for."""
    running = ticket.clocks.all().running().with_asked()
    return running.select_related("assist__unit").order_by("due_at")


def reviews_for(user: User, now: dt.datetime) -> Tickets:
    """The endings this person is to rule on: not proposed or handled by them, no interest in them.

    A lead's own office; the offices under it where no lead is left; for the leader all offices
    where none is left there and above.
    """
    leads = ready(Role.LEAD, now)
    waiting = (
        tickets_for(user, now)
        .filter(state=State.REVIEWING)
        .alias(
            lead_here=Exists(leads.filter(office=OuterRef("office"))),
            lead_above=Exists(leads.filter(office=OuterRef("office__parent"))),
        )
    )
    on = day_of(now)
    mine = {role: [g.office_id for g in grants_of(user, on) if g.role == role] for role in Role}
    above = Q(office__parent__in=mine[Role.LEAD], lead_here=False)
    at_top = Q(office__lineage__overlap=mine[Role.LEADER], lead_here=False, lead_above=False)
    own = Ending.objects.filter(ruling=Ending.Ruling.WAITING, proposed_by=user).values("ticket")
    barred = _involving(user, on) | Q(pk__in=own)
    return waiting.filter(Q(office__in=mine[Role.LEAD]) | above | at_top).exclude(barred)


TO_CALL_ABOUT = {
    "rating__lte": Rating.DISSATISFIED,
    "rating_called_at": None,
    "rating_settled_at": None,
}


def callbacks_for(user: User, now: dt.datetime) -> Tickets:
    """The answered or badly rated tickets this person is to call about; none of theirs, of no
    interest.

    Of a callback officer's own office, and of the offices under it where none is ready to call;
    about a rating the supervisors of both call too.
    """
    on = day_of(now)
    grants = grants_of(user, on)
    mine = [grant.office_id for grant in grants if grant.role == Role.CALLBACK]
    watched = [grant.office_id for grant in grants if grant.role == Role.SUPERVISOR]
    here = Exists(ready(Role.CALLBACK, now).filter(office=OuterRef("office")))
    seen = tickets_at_desk(user, now).alias(caller_here=here)
    calls = Q(office__in=mine) | Q(office__parent__in=mine, caller_here=False)
    watches = Q(office__in=watched) | Q(office__parent__in=watched)
    answered, rated = Q(state=State.REPLIED), Q(state__in=RATED, **TO_CALL_ABOUT)
    due = answered & calls | rated & (calls | watches)
    return seen.filter(due).exclude(_involving(user, on))


def _involving(user: User, on: dt.date) -> Q:
    """The tickets in which this person is the handler or has a side."""
    spoken_for = [one.enterprise_id for one in memberships_of(user, on)]
    recused = Q(enterprise__in=recused_from(user))
    return Q(assignee=user) | recused | Q(enterprise__in=spoken_for)


@dataclass(frozen=True)
class DeskDay:
    """What a person finds at the desk at one moment: open tickets, and what waits for them."""

    user: User
    seen: Tickets
    reviews: Tickets
    callbacks: Tickets

    @property
    def mine(self) -> Tickets:
        """Open tickets assigned to this person."""
        return self.seen.filter(assignee=self.user)

    @property
    def unassigned(self) -> Tickets:
        """Open tickets in sight that nobody has."""
        return self.seen.filter(assignee=None)

    @property
    def unsigned(self) -> Tickets:
        """Open tickets in sight that somebody got and has not signed for."""
        waiting = Hop.objects.filter(
            ticket=OuterRef("pk"), assignee=OuterRef("assignee"), signed_at=None
        )
        return self.seen.filter(Exists(waiting))

    def counts(self) -> dict[str, int]:
        """How many each list holds; `overdue` is the red part of mine."""
        mine = Q(assignee=self.user)
        of_open = self.seen.aggregate(
            mine=Count("pk", filter=mine),
            overdue=Count("pk", filter=mine & Q(light=Light.RED)),
            unassigned=Count("pk", filter=Q(assignee=None)),
        )
        waiting = {"reviews": self.reviews.count(), "callbacks": self.callbacks.count()}
        return of_open | waiting


def day_of_desk(user: User, now: dt.datetime) -> DeskDay:
    """The open tickets this person reads as staff, the reviews and callbacks that wait for them."""
    seen = tickets_at_desk(user, now).open()
    return DeskDay(user, seen, reviews_for(user, now), callbacks_for(user, now))


def ended_at_desk(user: User, now: dt.datetime) -> Tickets:
    """Tickets this person reads as staff that have ended, the last one first."""
    return tickets_at_desk(user, now).ended()


def handling_of(ticket: Ticket) -> Clock | None:
    """The handling clock that runs on a ticket."""
    return ticket.clocks.running().filter(name=Name.HANDLING).first()


def extension_asked(ticket: Ticket) -> Extension | None:
    """The extension that awaits a ruling."""
    waiting = ticket.extensions.filter(ruling=Ruling.WAITING)
    return waiting.select_related("asked_by").first()


def suspension_asked(ticket: Ticket) -> Suspension | None:
    """The suspension that awaits a ruling."""
    waiting = ticket.suspensions.filter(ruling=Ruling.WAITING)
    return waiting.select_related("asked_by").first()


def hops_of(ticket: Ticket) -> QuerySet[Hop]:
    """How the ticket came to where it is, oldest first; the traces stay where they are."""
    return ticket.hops.select_related("office", "assignee", "handed_by").defer("trace")


def traces_of(ticket: Ticket) -> QuerySet[Hop]:
    """The same with what the rules asked each time, and the version they stood in."""
    return ticket.hops.select_related("office", "assignee", "handed_by", "rules")


def material_of(ticket: Ticket) -> list[Supplement]:
    """Every request for material on the ticket, with its answers, oldest first."""
    if not ticket.supplements:
        return []
    return list(ticket.supplement_requests.all().for_page().select_related("asked_by"))


def proposals_on(ticket: Ticket) -> QuerySet[Ending]:
    """Every ending proposed for the ticket and what became of it, newest first; for staff."""
    people = ("ground", "proposed_by", "ruled_by")
    return ticket.endings.select_related(*people).order_by("-proposed_at", "-id")


def transfer_of(ticket: Ticket) -> Ending | None:
    """The transfer that was approved."""
    approved = ticket.endings.filter(ruling=Ending.Ruling.APPROVED, kind=EndingKind.TRANSFER)
    return approved.order_by("ruled_at").last()


def ending_first(user: User, ticket: Ticket, now: dt.datetime) -> EndingKind:
    """The ending to fill in first: what the rules offer, else a reply, or a refusal before that."""
    facts, _standings = picture_of(user, ticket, now)
    usual = EndingKind.REPLY if facts.ever_accepted else EndingKind.REFUSE
    return guards.ending_offered(facts) or usual


def endings_for(user: User, ticket: Ticket, now: dt.datetime) -> list[EndingKind]:
    """The endings that could be proposed for the ticket now."""
    facts, _standings = picture_of(user, ticket, now)
    return guards.endings_open(facts)
