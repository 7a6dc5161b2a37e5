"""The whole access policy on one screen: what each role may do, and which roles exclude each other.

Staff roles are grants at an office. Requester roles are memberships of an enterprise.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import IntegerChoices, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class May(StrEnum):
    """One thing a person may do, in domain words."""

    FILE = "file"
    READ_OWN = "read_own"
    MANAGE_COLLEAGUES = "manage_colleagues"
    REGISTER = "register"
    INTAKE = "intake"
    READ_TICKETS = "read_tickets"
    HANDLE = "handle"
    ASSIGN = "assign"
    APPROVE = "approve"
    DISPATCH = "dispatch"
    ANSWER_ASSIST = "answer_assist"
    GIVE_OPINION = "give_opinion"
    CALL_BACK = "call_back"
    SUPERVISE = "supervise"
    READ_REPORTS = "read_reports"
    INSTRUCT = "instruct"
    NAME_CONCIERGE = "name_concierge"
    PLAN_STAFFING = "plan_staffing"
    EDIT_POLICY = "edit_policy"
    EDIT_ROUTING = "edit_routing"
    MANAGE_STAFF = "manage_staff"
    MANAGE_SECURITY = "manage_security"
    READ_AUDIT = "read_audit"


NODES = frozenset({"province", "city", "zone"})  # offices of the concierge system itself

# What a grant at an office allows at every office under it too; all else counts only right there.
REACHES_DOWN = frozenset(
    {
        May.REGISTER,
        May.NAME_CONCIERGE,
        May.READ_TICKETS,
        May.READ_REPORTS,
        May.SUPERVISE,
        May.INSTRUCT,
        May.EDIT_POLICY,
        May.MANAGE_STAFF,
        May.MANAGE_SECURITY,
        May.READ_AUDIT,
    }
)


class World(StrEnum):
    """The three worlds of pages."""

    PORTAL = "portal"
    DESK = "desk"
    LEADER = "leader"


class Side(IntegerChoices):
    """Roles of different sides never meet in one person (三权分立; DOMAIN §7)."""

    TICKETS = 0, _("Tickets")
    SYSTEM = 1, _("System administration")
    SECURITY = 2, _("Security administration")
    AUDIT = 3, _("Audit administration")


class Role(TextChoices):
    """The roles of staff, each granted at an office."""

    INTAKE = "intake", _("Intake officer")
    CONCIERGE = "concierge", _("Concierge")
    LEAD = "lead", _("Lead")
    DISPATCHER = "dispatcher", _("Dispatcher")
    LIAISON = "liaison", _("Liaison")
    COUNSEL = "counsel", _("Counsel")
    CALLBACK = "callback", _("Callback officer")
    SUPERVISOR = "supervisor", _("Supervisor")
    LEADER = "leader", _("Leader")
    POLICY_EDITOR = "policy_editor", _("Policy editor")
    SYSTEM_ADMIN = "system_admin", _("System administrator")
    SECURITY_ADMIN = "security_admin", _("Security administrator")
    AUDIT_ADMIN = "audit_admin", _("Audit administrator")


class RequesterRole(TextChoices):
    """The roles of a requester's people, each a membership of an enterprise."""

    OWNER = "owner", _("Owner")
    MEMBER = "member", _("Member")
    AGENT = "agent", _("Agent")


@dataclass(frozen=True)
class Card:
    """What one role is for and what it may do."""

    purpose: Promise
    may: frozenset[May]
    world: World = World.DESK
    side: Side = Side.TICKETS
    at: frozenset[str] = NODES


def _card(purpose: Promise, *may: May, **where: Any) -> Card:
    return Card(purpose, frozenset(may), **where)


_TOP = frozenset({"province"})

STAFF: dict[Role, Card] = {
    Role.INTAKE: _card(
        _("Files on a requester's behalf"), May.REGISTER, May.INTAKE, May.READ_TICKETS
    ),
    Role.CONCIERGE: _card(
        _("Is responsible for requesters and their tickets"),
        May.REGISTER,
        May.INTAKE,
        May.READ_TICKETS,
        May.HANDLE,
    ),
    Role.LEAD: _card(
        _("Reviews and approves, assigns inside the office"),
        May.REGISTER,
        May.NAME_CONCIERGE,
        May.PLAN_STAFFING,
        May.READ_TICKETS,
        May.ASSIGN,
        May.APPROVE,
    ),
    Role.DISPATCHER: _card(
        _("Routes what rules could not, rules on returns"),
        May.NAME_CONCIERGE,
        May.PLAN_STAFFING,
        May.READ_TICKETS,
        May.ASSIGN,
        May.DISPATCH,
        May.EDIT_ROUTING,
    ),
    Role.LIAISON: _card(
        _("Answers assists for a handling unit"), May.ANSWER_ASSIST, at=frozenset({"unit"})
    ),
    Role.COUNSEL: _card(
        _("Gives an opinion on tickets asked about"), May.GIVE_OPINION, at=frozenset({"law_firm"})
    ),
    Role.CALLBACK: _card(_("Calls back, never as the assignee"), May.READ_TICKETS, May.CALL_BACK),
    Role.SUPERVISOR: _card(
        _("Watches clocks, issues supervision orders"), May.READ_TICKETS, May.SUPERVISE
    ),
    Role.LEADER: _card(
        _("Reads reports, gives instructions"),
        May.READ_REPORTS,
        May.INSTRUCT,
        May.APPROVE,
        world=World.LEADER,
    ),
    Role.POLICY_EDITOR: _card(
        _("Edits promises, grounds, measures"), May.EDIT_POLICY, May.EDIT_ROUTING
    ),
    Role.SYSTEM_ADMIN: _card(
        _("Manages offices and accounts"), May.MANAGE_STAFF, side=Side.SYSTEM, at=_TOP
    ),
    Role.SECURITY_ADMIN: _card(
        _("Manages grants and security settings"),
        May.MANAGE_SECURITY,
        side=Side.SECURITY,
        at=_TOP,
    ),
    Role.AUDIT_ADMIN: _card(_("Reads the audit trail"), May.READ_AUDIT, side=Side.AUDIT, at=_TOP),
}

REQUESTERS: dict[RequesterRole, Card] = {
    RequesterRole.OWNER: _card(
        _("Runs the requester's account"),
        May.FILE,
        May.READ_OWN,
        May.MANAGE_COLLEAGUES,
        world=World.PORTAL,
    ),
    RequesterRole.MEMBER: _card(
        _("Files and follows requests"), May.FILE, May.READ_OWN, world=World.PORTAL
    ),
    RequesterRole.AGENT: _card(
        _("Files under a power of attorney, within its dates"),
        May.FILE,
        May.READ_OWN,
        world=World.PORTAL,
    ),
}


def roles_that(may: May) -> frozenset[Role]:
    """The staff roles that may do this thing."""
    return frozenset(role for role, card in STAFF.items() if may in card.may)
