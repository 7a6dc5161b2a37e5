"""What a person is to a ticket, and what the step table asks about it; in few queries."""

import datetime as dt
import uuid
from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import Enterprise, Grant, Membership, Office, User
from accounts.roles import STAFF, May, RequesterRole, Role
from accounts.standing import grants_of, memberships_of
from tickets.models import Ending, Hop, Ticket
from tickets.rules.classification import Level, Track
from tickets.rules.endings import EndingKind
from tickets.rules.standings import Facts, Standing
from tickets.rules.states import State

HERE = {
    Role.CONCIERGE: Standing.CONCIERGE_OF_HOLDER,
    Role.LEAD: Standing.LEAD_OF_HOLDER,
    Role.DISPATCHER: Standing.DISPATCHER_OF_HOLDER,
    Role.CALLBACK: Standing.CALLBACK_OF_HOLDER,
    Role.INTAKE: Standing.INTAKE,
}
ABOVE = {
    Role.LEAD: Standing.LEAD_OF_PARENT,
    Role.DISPATCHER: Standing.DISPATCHER_OF_PARENT,
    Role.CALLBACK: Standing.CALLBACK_OF_PARENT,
}


def picture_of(user: User, ticket: Ticket, now: dt.datetime) -> tuple[Facts, frozenset[Standing]]:
    """What the table asks about the ticket, and every relation of this person to it."""
    waiting = ticket.endings.filter(ruling=Ending.Ruling.WAITING).first()
    on = timezone.localdate(now)
    standings = [
        *_as_requester(user, ticket, on),
        *_by_name(user, ticket, waiting),
        *_by_grant(user, ticket, on),
    ]
    return _facts(ticket, waiting, now), frozenset(standings)


def _as_requester(user: User, ticket: Ticket, on: dt.date) -> Iterator[Standing]:
    for membership in memberships_of(user, on):
        if membership.enterprise_id == ticket.enterprise_id and _speaks(user, ticket, membership):
            yield Standing.REQUESTER
            return


def _speaks(user: User, ticket: Ticket, membership: Membership) -> bool:
    """Whoever filed, the owners, who is named; all members where the enterprise says so."""
    if ticket.filed_by_id == user.pk or membership.role == RequesterRole.OWNER:
        return True
    open_to_all = ticket.enterprise.visibility == Enterprise.Visibility.ALL_ANSWER
    if open_to_all and membership.role == RequesterRole.MEMBER:
        return True
    return ticket.names.filter(user=user).exists()


def _by_name(user: User, ticket: Ticket, waiting: Ending | None) -> Iterator[Standing]:
    if ticket.assignee_id == user.pk:
        yield Standing.ASSIGNEE
    if waiting and waiting.proposed_by_id == user.pk:
        yield Standing.PROPOSER


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


def _facts(ticket: Ticket, waiting: Ending | None, now: dt.datetime) -> Facts:
    holder = ticket.office
    others = _others(ticket, waiting, timezone.localdate(now))
    unsigned, unread = _loose_ends(ticket)
    return Facts(
        state=State(ticket.state),
        now=now,
        origin_state=State(ticket.origin_state) if ticket.origin_state else None,
        track=Track(ticket.track),
        ever_accepted=ticket.accepted_at is not None,
        has_assignee=ticket.assignee_id is not None,
        is_signed=not unsigned,
        holder_is_province=holder.kind == Office.Kind.PROVINCE,
        province_is_complained_of=ticket.complained_level == Level.PROVINCE,
        other_lead_here=(holder.pk, Role.LEAD) in others,
        other_lead_above=(holder.parent_id, Role.LEAD) in others,
        other_callback_here=(holder.pk, Role.CALLBACK) in others,
        ending=EndingKind(waiting.kind) if waiting else None,
        return_ruled=ticket.return_ruled,
        supplements_asked=ticket.supplements,
        unread_requester_messages=unread,
        has_receipt=bool(ticket.receipt_no),
        reopen_until=ticket.reopening_ends_at,
        is_archived=ticket.archived_at is not None,
    )


def _others(
    ticket: Ticket, waiting: Ending | None, on: dt.date
) -> set[tuple[uuid.UUID | None, str]]:
    """Which offices, here and above, have a lead or a callback officer who is not a handler."""
    near = [office for office in (ticket.office_id, ticket.office.parent_id) if office]
    handler = Q(user=ticket.assignee_id) if ticket.assignee_id else Q(pk=None)
    proposer = Q(user=waiting.proposed_by_id, role=Role.LEAD) if waiting else Q(pk=None)
    there = Grant.objects.in_force(on).filter(
        office__in=near, role__in=(Role.LEAD, Role.CALLBACK), user__is_active=True
    )
    return set(there.exclude(handler | proposer).values_list("office", "role"))


def _loose_ends(ticket: Ticket) -> tuple[bool, int]:
    """Whether the last hand-over is not signed, and how many requester messages are unread."""
    unsigned = Hop.objects.filter(
        ticket=OuterRef("pk"), assignee=ticket.assignee_id, signed_at=None
    )
    unread = Count("messages", filter=Q(messages__from_requester=True, messages__read_at=None))
    asked = Ticket.objects.filter(pk=ticket.pk).annotate(unsigned=Exists(unsigned), unread=unread)
    found: tuple[bool, int] = asked.values_list("unsigned", "unread").get()
    return found
