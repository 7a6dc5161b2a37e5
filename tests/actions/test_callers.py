"""An answered ticket is found by whoever is to call back about it, and by nobody else."""

import datetime as dt

import pytest

from accounts.models import Absence, Membership, Office, User
from accounts.roles import Role
from tests.actions.stage import CALLED, Stage, again
from tests.conftest import LONG_AGO, Invite
from tickets.access.tickets import callbacks_for, day_of_desk, steps_for, tickets_at_desk
from tickets.actions import recusals
from tickets.models import Ticket
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.states import State

pytestmark = pytest.mark.django_db
CALLERS = ("callback_officer", "caller_above", "caller_of_shenyang")


@pytest.fixture
def callers(stage: Stage, officer: Invite, province: Office, shenyang: Office) -> Stage:
    """A callback officer at Dalian, one at the province, one at Shenyang."""
    stage.cast["caller_above"] = officer("Ning Bo", "宁波", Role.CALLBACK, province)
    stage.cast["caller_of_shenyang"] = officer("Shen Yue", "沈月", Role.CALLBACK, shenyang)
    return stage


def _may_call(stage: Stage, ticket: Ticket) -> set[str]:
    found = again(ticket)
    seeing = {one for one in CALLERS if found in tickets_at_desk(stage.cast[one], stage.now)}
    return {
        one
        for one in seeing
        if "callback" in {step.name for step in steps_for(stage.cast[one], found, stage.now)}
    }


def _listed(stage: Stage) -> set[str]:
    return {one for one in CALLERS if callbacks_for(stage.cast[one], stage.now).exists()}


def _away(stage: Stage, user: User) -> None:
    day = dt.timedelta(days=1)
    Absence.objects.create(user=user, starts_at=stage.now - day, ends_at=stage.now + 9 * day)


@pytest.mark.parametrize("state", State)
def test_only_an_answered_ticket_waits_for_a_call(callers: Stage, state: State) -> None:
    if state is State.DRAFT:
        return
    callers.ticket_in(state)
    assert _listed(callers) == ({"callback_officer"} if state is State.REPLIED else set())


def test_the_officer_of_the_office_calls_and_the_list_ends_with_the_call(callers: Stage) -> None:
    ticket = callers.ticket_in(State.REPLIED)
    assert _may_call(callers, ticket) == _listed(callers) == {"callback_officer"}
    callers.do(again(ticket), "callback", "callback_officer", CALLED)
    assert _listed(callers) == set()


def test_where_none_is_ready_the_office_above_calls(callers: Stage) -> None:
    ticket = callers.ticket_in(State.REPLIED)
    _away(callers, callers.callback_officer)
    both = {"callback_officer", "caller_above"}
    assert _may_call(callers, ticket) == _listed(callers) == both


def test_nobody_calls_about_a_ticket_they_have(callers: Stage) -> None:
    ticket = callers.ticket_in(State.REPLIED)
    Ticket.objects.filter(pk=ticket.pk).update(assignee=callers.callback_officer)
    assert _may_call(callers, ticket) == _listed(callers) == {"caller_above"}


def test_an_interest_takes_it_from_the_list(callers: Stage) -> None:
    ticket = callers.ticket_in(State.REPLIED)
    who = callers.callback_officer
    recusals.declare(who, callers.enterprise, "亲属在该企业任职", by=who, now=callers.now)
    assert _may_call(callers, ticket) == _listed(callers) == {"caller_above"}


def test_nobody_calls_back_their_own_side(callers: Stage) -> None:
    ticket = callers.ticket_in(State.REPLIED)
    who = callers.callback_officer
    Membership.objects.create(
        user=who, enterprise=callers.enterprise, role="owner", from_date=LONG_AGO
    )
    assert "callback_officer" not in _may_call(callers, ticket) | _listed(callers)


def test_a_secret_is_listed_only_for_who_is_named(callers: Stage) -> None:
    ticket = callers.ticket_in(State.REPLIED)
    Ticket.objects.filter(pk=ticket.pk).update(confidentiality=Confidentiality.SECRET)
    assert _listed(callers) == set()
    named = {"named_at": callers.now, "named_by": callers.li_min}
    again(ticket).names.create(user=callers.callback_officer, **named)
    assert _may_call(callers, ticket) == _listed(callers) == {"callback_officer"}


def test_the_days_count_is_the_length_of_the_list(callers: Stage) -> None:
    for _each in range(3):
        callers.ticket_in(State.REPLIED)
    day = day_of_desk(callers.callback_officer, callers.now)
    assert day.counts()["callbacks"] == len(day.callbacks) == 3
