"""Who takes the steps of the table: one person, or those who stand in for them (DOMAIN §3)."""

from tickets.rules import guards
from tickets.rules.standings import Standing
from tickets.rules.steps import By

REQUESTER = By(Standing.REQUESTER)
ASSIGNEE = By(Standing.ASSIGNEE)
LEAD = By(Standing.LEAD_OF_HOLDER)
DISPATCHERS = (By(Standing.DISPATCHER_OF_HOLDER), By(Standing.DISPATCHER_OF_PARENT))
REVIEWERS = (
    LEAD,
    By(Standing.LEAD_OF_PARENT, only_if=guards.NO_OTHER_LEAD_HERE),
    By(Standing.LEADER_OF_PROVINCE, only_if=guards.NO_OTHER_LEAD),
)
RULERS = (
    By(Standing.DISPATCHER_OF_PARENT),
    By(Standing.DISPATCHER_OF_HOLDER, only_if=guards.AT_THE_PROVINCE),
)
STAFF_OF_HOLDER = (
    ASSIGNEE,
    By(Standing.CONCIERGE_OF_HOLDER),
    LEAD,
    By(Standing.DISPATCHER_OF_HOLDER),
    By(Standing.CALLBACK_OF_HOLDER),
    By(Standing.SUPERVISOR_OF_HOLDER),
    By(Standing.INTAKE),
)
SUPERVISORS = (By(Standing.SUPERVISOR_OF_HOLDER), By(Standing.SUPERVISOR_OF_PARENT))
CALLERS = (
    By(Standing.CALLBACK_OF_HOLDER),
    By(Standing.CALLBACK_OF_PARENT, only_if=guards.NO_OTHER_CALLBACK_HERE),
)
NOT_THE_HANDLER = frozenset({Standing.ASSIGNEE, Standing.PROPOSER})
NEITHER_SIDE = NOT_THE_HANDLER | {Standing.REQUESTER}  # who rules belongs to nobody's side
