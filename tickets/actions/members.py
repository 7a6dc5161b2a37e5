"""Say who speaks for a requester, as what, and who no longer does."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import standing
from accounts.models import Enterprise, Membership, User
from accounts.roles import May, RequesterRole
from accounts.standing import may_for
from tickets.access import permits
from tickets.actions import invitations, outbox, people
from tickets.errors import Because, Refused, refused_by_database
from tickets.models import Event
from tickets.rules.days import day_of
from tickets.rules.members import NewMember, Part
from tickets.rules.notifications import Kind
from tickets.rules.problems import refuse_first
from tickets.rules.wording import Fact, name_of

CLASHES = {"one_membership_at_a_time": _("This person speaks for the requester already.")}


@transaction.atomic
def add(
    enterprise: Enterprise, member: NewMember, *, by: User | None, now: dt.datetime
) -> Membership:
    """Let somebody speak for a requester; whoever has no account yet is invited.

    Whoever adds them is not told which of the two it was. Owners do this, and staff who register.
    """
    enterprise = _locked(enterprise, by, now)
    refuse_first(member.problems(day_of(now)))
    person = _person(member, by, now)
    with refused_by_database(**CLASHES):
        membership = Membership.objects.create(
            user=person,
            enterprise=enterprise,
            role=member.part.role,
            from_date=day_of(now),
            until_date=member.part.until_date,
        )
    if not person.is_active:
        inviter = name_of(enterprise)
        invitations.send(person, from_=inviter, by=by, now=now)
    _record(membership, "member_added", by, now)
    _tell(membership, Kind.MEMBERSHIP_GIVEN, by, now)
    return membership


@transaction.atomic
def change_role(
    membership: Membership, part: Part, *, by: User | None, now: dt.datetime
) -> Membership:
    """Make somebody something else for the requester, or change their last day."""
    _locked(membership.enterprise, by, now)
    membership = _in_force(membership, now)
    refuse_first(part.problems(day_of(now)))
    if (membership.role, membership.until_date) == (part.role, part.until_date):
        raise Refused(Because.STATE, "unchanged", _("Nothing was changed."))
    if part.role != RequesterRole.OWNER:
        _keep_an_owner(membership, by, now)
    membership.role, membership.until_date = part.role, part.until_date
    membership.save(update_fields=["role", "until_date"])
    _record(membership, "member_changed", by, now)
    _tell(membership, Kind.MEMBERSHIP_GIVEN, by, now)
    return membership


@transaction.atomic
def end(membership: Membership, *, by: User | None, now: dt.datetime) -> Membership:
    """Let somebody speak for the requester no more, at once; what they filed stays."""
    _locked(membership.enterprise, by, now)
    membership = _in_force(membership, now)
    _keep_an_owner(membership, by, now)
    membership.ended_at = now
    membership.save(update_fields=["ended_at"])
    _record(membership, "member_ended", by, now)
    _tell(membership, Kind.MEMBERSHIP_ENDED, by, now)
    return membership


def _locked(enterprise: Enterprise, by: User | None, now: dt.datetime) -> Enterprise:
    locked = Enterprise.objects.select_for_update(no_key=True, of=("self",)).get(pk=enterprise.pk)
    permits.demand_for(by, May.MANAGE_COLLEAGUES, enterprise=locked, or_staff=May.REGISTER, now=now)
    return locked


def _in_force(membership: Membership, now: dt.datetime) -> Membership:
    current = Membership.objects.select_related("user", "enterprise").get(pk=membership.pk)
    over = current.until_date is not None and current.until_date < day_of(now)
    if over or current.ended_at is not None:
        raise Refused(Because.STATE, "ended", _("This person speaks for the requester no more."))
    return current


def _person(member: NewMember, by: User | None, now: dt.datetime) -> User:
    known = User.objects.with_mailbox(member.person.email)
    if known is None:
        return people.open_account(member.person, by=by, now=now)
    known = User.objects.select_for_update(no_key=True).get(pk=known.pk)
    if known.deactivated_at is not None:
        sentence = _("This person cannot be added. Ask your concierge.")
        raise Refused(Because.STATE, "deactivated", sentence)
    return known


def _keep_an_owner(membership: Membership, by: User | None, now: dt.datetime) -> None:
    """The requester's own people cannot leave it without an owner; staff and the house may."""
    enterprise, on = membership.enterprise, day_of(now)
    outsider = by is None or not may_for(by, May.MANAGE_COLLEAGUES, enterprise=enterprise, on=on)
    if membership.role != RequesterRole.OWNER or outsider:
        return
    owners = enterprise.memberships.in_force(on).filter(
        role=RequesterRole.OWNER, user__is_active=True
    )
    if not owners.exclude(pk=membership.pk).exists():
        sentence = _("Make somebody else an owner first: a requester needs one.")
        raise Refused(Because.STATE, "last_owner", sentence)


def _record(membership: Membership, what: str, by: User | None, now: dt.datetime) -> None:
    facts = {
        "person": str(membership.user_id),
        "role": membership.role,
        "until_date": membership.until_date,
    }
    Event.objects.append(membership.enterprise.stream, what, by=by, now=now, facts=facts)
    standing.forget(membership.user)


def _tell(membership: Membership, kind: Kind, by: User | None, now: dt.datetime) -> None:
    words: dict[str, Fact] = {
        "giver": name_of(by) if by else _("The office"),
        "role": RequesterRole(membership.role).label,
        "enterprise": name_of(membership.enterprise),
    }
    if kind is Kind.MEMBERSHIP_GIVEN and membership.until_date:
        words["until_date"] = membership.until_date
    outbox.queue(kind, [membership.user], words, link="", now=now)
