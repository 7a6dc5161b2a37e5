"""What a person is to a ticket, and what the step table asks about it; in few queries."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce

from accounts.models import Enterprise, Grant, Membership, Office, Recusal, User
from accounts.models.recusal import Recusals
from accounts.roles import STAFF, May, RequesterRole, Role
from accounts.standing import grants_of, memberships_of, offices_where
from tickets.access.reviewers import ready
from tickets.models import (
    Assist,
    Clock,
    Ending,
    Extension,
    Hop,
    LinkedMeasure,
    Named,
    OfficeSetting,
    Relation,
    Suspension,
    Tagging,
    Ticket,
)
from tickets.models.overlay import IN_EFFECT, Ruling
from tickets.rules.classification import Level, Track
from tickets.rules.clocks import Clock as Name
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.days import day_of
from tickets.rules.endings import EndingKind
from tickets.rules.office_settings import KINDS, Key
from tickets.rules.overlay_table import WHILE_TIED
from tickets.rules.standings import Facts, Standing
from tickets.rules.states import IN_WORK, State

HERE = {
    Role.CONCIERGE: Standing.CONCIERGE_OF_HOLDER,
    Role.LEAD: Standing.LEAD_OF_HOLDER,
    Role.DISPATCHER: Standing.DISPATCHER_OF_HOLDER,
    Role.CALLBACK: Standing.CALLBACK_OF_HOLDER,
    Role.SUPERVISOR: Standing.SUPERVISOR_OF_HOLDER,
    Role.INTAKE: Standing.INTAKE,
}
ABOVE = {
    Role.LEAD: Standing.LEAD_OF_PARENT,
    Role.DISPATCHER: Standing.DISPATCHER_OF_PARENT,
    Role.CALLBACK: Standing.CALLBACK_OF_PARENT,
    Role.SUPERVISOR: Standing.SUPERVISOR_OF_PARENT,
}
LEADS_STAND_IN = frozenset({Standing.LEAD_OF_PARENT, Standing.LEADER_OF_PROVINCE})
CALLER_STANDS_IN = Standing.CALLBACK_OF_PARENT
Standings = frozenset[Standing]
Asked = Exists | Subquery | Coalesce


@dataclass(frozen=True)
class Around:
    """What other rows than the ticket's own know about it at a moment.

    `lead_here`, `lead_above`, `callback_here`: somebody there could do it now. This is looked up
    only for whoever would stand in, and like what is proposed only where the step table asks.
    """

    is_unsigned: bool
    unread: int
    is_recused: bool
    is_named: bool
    ending: str | None = None
    proposer: uuid.UUID | None = None
    asked_by: uuid.UUID | None = None
    handling_due_at: dt.datetime | None = None
    extension: str | None = None
    suspension_waits: bool = False
    supplements_at_most: int = int(KINDS[Key.MOST_SUPPLEMENTS].default)
    open_assists: int = 0
    unsigned_answers: int = 0
    tied_measures: int = 0
    is_related: bool = False
    is_tagged: bool = False
    is_asked: bool = False
    lead_knows: bool = True
    lead_here: bool = False
    lead_above: bool = False
    callback_here: bool = False


def picture_of(user: User, ticket: Ticket, now: dt.datetime) -> tuple[Facts, frozenset[Standing]]:
    """What the table asks about the ticket, and every relation of this person to it."""
    on = day_of(now)
    by_right = frozenset(_by_grant(user, ticket, on))
    around = _around(user, ticket, by_right, now)
    spoken_for = {one.enterprise_id: one for one in memberships_of(user, on)}
    mine = spoken_for.get(ticket.enterprise_id)
    return _facts(ticket, around, now), by_right.union(_by_name(user, ticket, around, mine))


def _speaks(user: User, ticket: Ticket, around: Around, membership: Membership) -> bool:
    """Whoever filed, the owners; members as the enterprise's mode says, who is named in most."""
    if ticket.filed_by_id == user.pk or membership.role == RequesterRole.OWNER:
        return True
    mode, modes = ticket.enterprise.visibility, Enterprise.Visibility
    if membership.role == RequesterRole.AGENT or mode == modes.FILER:
        return False
    return mode == modes.ALL_ANSWER or around.is_named


def _by_name(
    user: User, ticket: Ticket, around: Around, membership: Membership | None
) -> Iterator[Standing]:
    if membership and _speaks(user, ticket, around, membership):
        yield Standing.REQUESTER
    if ticket.assignee_id == user.pk:
        yield Standing.ASSIGNEE
    if user.pk in (around.proposer, around.asked_by):
        yield Standing.PROPOSER
    if around.is_asked:
        yield Standing.LIAISON
    if around.is_recused:
        yield Standing.RECUSED


def _by_grant(user: User, ticket: Ticket, on: dt.date) -> Iterator[Standing]:
    holder = ticket.office
    for grant in grants_of(user, on):
        role = Role(grant.role)
        if grant.office_id in ticket.reading_offices and May.READ_TICKETS in STAFF[role].may:
            yield Standing.READER
        if grant.office_id == holder.pk and role in HERE:
            yield HERE[role]
        if grant.office_id == holder.parent_id and role in ABOVE:
            yield ABOVE[role]
        if grant.office_id == holder.lineage[0] and role is Role.LEADER:
            yield Standing.LEADER_OF_PROVINCE


def _facts(ticket: Ticket, around: Around, now: dt.datetime) -> Facts:
    return Facts(
        state=State(ticket.state),
        now=now,
        origin_state=State(ticket.origin_state) if ticket.origin_state else None,
        track=Track(ticket.track),
        ever_accepted=ticket.accepted_at is not None,
        has_assignee=ticket.assignee_id is not None,
        is_signed=not around.is_unsigned,
        holder_is_province=ticket.office.kind == Office.Kind.PROVINCE,
        holder_is_complaint_agency=ticket.office.complaint_agency,
        province_is_complained_of=ticket.complained_level == Level.PROVINCE,
        other_lead_here=around.lead_here,
        other_lead_above=around.lead_above,
        other_callback_here=around.callback_here,
        ending=EndingKind(around.ending) if around.ending else None,
        return_ruled=ticket.return_ruled,
        supplements_asked=ticket.supplements,
        supplements_at_most=around.supplements_at_most,
        open_assists=around.open_assists,
        unsigned_answers=around.unsigned_answers,
        tied_measures=around.tied_measures,
        is_related=around.is_related,
        is_tagged=around.is_tagged,
        unread_requester_messages=around.unread,
        has_receipt=bool(ticket.receipt_no),
        handling_due_at=around.handling_due_at,
        extension=around.extension,
        suspension_waits=around.suspension_waits,
        suspended_until=ticket.suspension_ends_at,
        is_served=ticket.served_at is not None,
        has_bad_rating=ticket.has_bad_rating,
        is_called_after_rating=ticket.rating_called_at is not None,
        reopen_until=ticket.reopening_ends_at,
        is_archived=ticket.archived_at is not None,
        confidentiality=Confidentiality(ticket.confidentiality),
        lead_knows=around.lead_knows,
    )


def _around(user: User, ticket: Ticket, by_right: Standings, now: dt.datetime) -> Around:
    """Everything the other tables know that the step table asks about in this state, at once."""
    unsigned = Hop.objects.filter(ticket=ticket.pk, assignee=ticket.assignee_id, signed_at=None)
    unread = Q(messages__from_requester=True, messages__read_at=None)
    asked = {
        "is_unsigned": Exists(unsigned),
        "unread": Count("messages", filter=unread),
        "is_recused": Exists(_recused(ticket).filter(user=user)),
        "is_named": Exists(Named.objects.filter(ticket=ticket.pk, user=user)),
        **_asked_in(State(ticket.state), ticket, by_right, now),
        **_asked_of(user, ticket, now),
        **_tied_in(State(ticket.state), ticket),
        **_beside(user, ticket, now),
        **_asked_of_a_secret(ticket, now),
    }
    return Around(**Ticket.objects.filter(pk=ticket.pk).annotate(**asked).values(*asked).get())


def _asked_in(
    state: State, ticket: Ticket, by_right: Standings, now: dt.datetime
) -> Mapping[str, Asked]:
    """What is proposed; who could rule on it, or call back, before this person would."""
    if state is State.REPLIED:
        return _callers(ticket, now) if CALLER_STANDS_IN in by_right else {}
    if state not in IN_WORK:
        return {}
    proposed = _proposed(ticket) if state is State.REVIEWING else {}
    leads = _leads(ticket, now) if LEADS_STAND_IN & by_right else {}
    return {**_asked_at_work(ticket), **proposed, **leads}


def _asked_of(user: User, ticket: Ticket, now: dt.datetime) -> dict[str, Asked]:
    """Whether a unit for which this person answers is or was asked for an assist."""
    units = offices_where(user, May.ANSWER_ASSIST, day_of(now))
    asked = Assist.objects.of_units(units).filter(ticket=ticket.pk)
    return {"is_asked": Exists(asked)} if units else {}


def _tied_in(state: State, ticket: Ticket) -> dict[str, Asked]:
    tied = LinkedMeasure.objects.filter(ticket=ticket.pk).standing()
    return {"tied_measures": _how_many(tied)} if state in WHILE_TIED else {}


def _beside(user: User, ticket: Ticket, now: dt.datetime) -> dict[str, Asked]:
    """Whether a tag is on it; whether another request is linked to it that this person reads."""
    read = Ticket.objects.read_by_staff(user, day_of(now), May.READ_TICKETS).values("pk")
    standing = Relation.objects.standing()
    known = Q(ticket=ticket.pk, first__in=read) | Q(first=ticket.pk, ticket__in=read)
    return {
        "is_related": Exists(standing.filter(known)),
        "is_tagged": Exists(Tagging.objects.standing().filter(ticket=ticket.pk)),
    }


def _asked_of_a_secret(ticket: Ticket, now: dt.datetime) -> dict[str, Asked]:
    """Whether a lead of the holding office is named on it: only such a lead decides on it."""
    if ticket.confidentiality != Confidentiality.SECRET:
        return {}
    leads = Grant.objects.in_force(day_of(now)).filter(role=Role.LEAD, office=ticket.office_id)
    named = Named.objects.filter(ticket=ticket.pk, user__in=leads.values("user"))
    return {"lead_knows": Exists(named.filter(user__is_active=True))}


def _callers(ticket: Ticket, now: dt.datetime) -> dict[str, Asked]:
    callers = ready(Role.CALLBACK, now)
    return {"callback_here": Exists(callers.filter(office=ticket.office_id))}


def _leads(ticket: Ticket, now: dt.datetime) -> dict[str, Asked]:
    leads = ready(Role.LEAD, now)
    return {
        "lead_here": Exists(leads.filter(office=ticket.office_id)),
        "lead_above": Exists(leads.filter(office=ticket.office.parent_id)),
    }


def _proposed(ticket: Ticket) -> dict[str, Asked]:
    waiting = Ending.objects.filter(ticket=ticket.pk, ruling=Ending.Ruling.WAITING)
    return {
        "ending": Subquery(waiting.values("kind")[:1]),
        "proposer": Subquery(waiting.values("proposed_by")[:1]),
    }


def _asked_at_work(ticket: Ticket) -> dict[str, Asked]:
    """More time that was asked for, and by whom; till when there is time."""
    extended = Extension.objects.filter(ticket=ticket.pk, generation=ticket.generation)
    suspended = Suspension.objects.filter(ticket=ticket.pk, ruling=Ruling.WAITING)
    askers = extended.filter(ruling=Ruling.WAITING).values("asked_by")
    handling = Clock.objects.running().filter(ticket=ticket.pk, name=Name.HANDLING)
    assists = Assist.objects.filter(ticket=ticket.pk)
    return {
        "supplements_at_most": _supplements_at_most(ticket.office),
        "open_assists": _how_many(assists.open()),
        "unsigned_answers": _how_many(assists.to_sign_off()),
        "extension": Subquery(extended.filter(ruling__in=IN_EFFECT).values("ruling")[:1]),
        "suspension_waits": Exists(suspended),
        "asked_by": Coalesce(Subquery(askers[:1]), Subquery(suspended.values("asked_by")[:1])),
        "handling_due_at": Subquery(handling.values("due_at")[:1]),
    }


def _supplements_at_most(office: Office) -> Coalesce:
    nearest = OfficeSetting.objects.nearest(office.lineage, Key.MOST_SUPPLEMENTS)
    numbers = nearest.values_list(Cast("value", IntegerField()))
    return Coalesce(Subquery(numbers[:1]), int(KINDS[Key.MOST_SUPPLEMENTS].default))


def _how_many(rows: "QuerySet[Any]") -> Coalesce:
    counted = rows.order_by().values("ticket").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _recused(ticket: Ticket) -> Recusals:
    return Recusal.objects.from_enterprise(ticket.enterprise_id)
