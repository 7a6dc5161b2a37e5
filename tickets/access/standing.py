"""What a person is to a ticket, and what the step table asks about it; read under its lock."""

import datetime as dt
import uuid
from collections.abc import Iterator

from django.utils import timezone

from accounts.models import Enterprise, Grant, Membership, Office, User
from accounts.roles import STAFF, May, RequesterRole, Role
from tickets.models import Ending, Ticket
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


def standings_of(user: User, ticket: Ticket, on: dt.date) -> frozenset[Standing]:
    """Every relation of this person to this ticket on this day."""
    return frozenset(
        [*_as_requester(user, ticket, on), *_by_name(user, ticket), *_by_grant(user, ticket, on)]
    )


def _as_requester(user: User, ticket: Ticket, on: dt.date) -> Iterator[Standing]:
    membership = (
        Membership.objects.in_force(on).filter(user=user, enterprise=ticket.enterprise_id).first()
    )
    if membership is None:
        return
    speaks = (
        ticket.filed_by_id == user.pk
        or membership.role == RequesterRole.OWNER
        or ticket.names.filter(user=user).exists()
        or (
            ticket.enterprise.visibility == Enterprise.Visibility.ALL_ANSWER
            and membership.role == RequesterRole.MEMBER
        )
    )
    if speaks:
        yield Standing.REQUESTER


def _by_name(user: User, ticket: Ticket) -> Iterator[Standing]:
    if ticket.assignee_id == user.pk:
        yield Standing.ASSIGNEE
    waiting = ticket.endings.filter(ruling=Ending.Ruling.WAITING).first()
    if waiting and waiting.proposed_by_id == user.pk:
        yield Standing.PROPOSER


def _by_grant(user: User, ticket: Ticket, on: dt.date) -> Iterator[Standing]:
    holder = ticket.office
    for grant in Grant.objects.in_force(on).filter(user=user):
        role = Role(grant.role)
        if grant.office_id in ticket.reading_offices and May.READ_TICKETS in STAFF[role].may:
            yield Standing.READER
        if grant.office_id == holder.pk and role in HERE:
            yield HERE[role]
        if grant.office_id == holder.parent_id and role in ABOVE:
            yield ABOVE[role]
        if grant.office_id == holder.lineage[0] and role is Role.LEADER:
            yield Standing.LEADER_OF_PROVINCE


def facts_of(ticket: Ticket, now: dt.datetime) -> Facts:
    """What the step table asks about this ticket at this moment."""
    waiting = ticket.endings.filter(ruling=Ending.Ruling.WAITING).first()
    barred = {ticket.assignee_id, waiting.proposed_by_id if waiting else None}
    holder, on = ticket.office, timezone.localdate(now)
    return Facts(
        state=State(ticket.state),
        now=now,
        origin_state=State(ticket.origin_state) if ticket.origin_state else None,
        track=Track(ticket.track),
        ever_accepted=ticket.accepted_at is not None,
        has_assignee=ticket.assignee_id is not None,
        is_signed=not ticket.hops.filter(assignee=ticket.assignee_id, signed_at=None).exists(),
        holder_is_province=holder.kind == Office.Kind.PROVINCE,
        province_is_complained_of=ticket.complained_level == Level.PROVINCE,
        other_lead_here=_somebody_else(Role.LEAD, holder.pk, barred, on),
        other_lead_above=_somebody_else(Role.LEAD, holder.parent_id, barred, on),
        other_callback_here=_somebody_else(Role.CALLBACK, holder.pk, {ticket.assignee_id}, on),
        ending=EndingKind(waiting.kind) if waiting else None,
        return_ruled=ticket.return_ruled,
        supplements_asked=ticket.supplements,
        unread_requester_messages=ticket.messages.unread_from_requester().count(),
        has_receipt=bool(ticket.receipt_no),
        reopen_until=ticket.reopening_ends_at,
        is_archived=ticket.archived_at is not None,
    )


def _somebody_else(
    role: Role, office: uuid.UUID | None, barred: set[uuid.UUID | None], on: dt.date
) -> bool:
    there = Grant.objects.in_force(on).filter(office=office, role=role, user__is_active=True)
    return there.exclude(user__in=[person for person in barred if person]).exists()
