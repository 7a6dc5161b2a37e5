"""Whoever has an interest in a requester takes no part in its tickets (回避)."""

from typing import Any

import pytest

from accounts.models import Office, Recusal, User
from tests.actions.at_once import DONE, at_once
from tests.actions.stage import APPROVE, Stage, again, events
from tickets.access import choices
from tickets.access.recusals import recusal_for
from tickets.access.tickets import steps_for
from tickets.actions import assignments, claims, recusals
from tickets.errors import Because, Refused
from tickets.models import Event, Hop, OutboxMessage
from tickets.rules.assignments import Assignment
from tickets.rules.states import State
from tickets.rules.traces import read_back

pytestmark = pytest.mark.django_db
WHY = "配偶在该企业任职"


def _declare(stage: Stage, name: str, by: str = "") -> Recusal:
    person = stage.cast[name]
    return recusals.declare(
        person, stage.enterprise, WHY, by=stage.cast[by or name], now=stage.later()
    )


def test_declaring_is_kept_with_one_event_that_does_not_tell_why(stage: Stage) -> None:
    recusal = _declare(stage, "li_min")
    assert (recusal.reason, recusal.declared_by, recusal.lifted_at) == (WHY, stage.li_min, None)
    [event] = Event.objects.of(stage.li_min.stream)
    assert (event.kind, event.facts) == (
        "recusal_declared",
        {"enterprise": str(stage.enterprise.pk)},
    )


def test_routing_passes_by_and_keeps_the_reason(stage: Stage) -> None:
    _declare(stage, "li_min")
    ticket = stage.file()
    assert ticket.assignee == stage.deputy
    codes = [read_back(kept).code for kept in ticket.hops.get().reasons]
    assert codes[-2:] == ["recused", "deputy"]


def test_where_all_are_recused_nobody_gets_it(stage: Stage) -> None:
    for name in ("li_min", "deputy"):
        _declare(stage, name)
    assert stage.file().assignee is None


def test_claiming_is_refused_in_words(stage: Stage) -> None:
    ticket = stage.file_unassigned()
    _declare(stage, "deputy")
    with pytest.raises(Refused) as refused:
        stage.do(again(ticket), "claim", "deputy")
    assert (refused.value.because, refused.value.code) == (Because.ROLE, "recused")
    assert "利害关系" in str(refused.value)
    assert steps_for(stage.deputy, again(ticket), stage.now) == []


@pytest.mark.parametrize("name", ["assign", "redispatch"])
def test_handing_it_to_them_is_refused_in_words(stage: Stage, dalian: Office, name: str) -> None:
    ticket = stage.ticket_in(State.HANDLING if name == "assign" else State.RETURNING)
    _declare(stage, "deputy")
    with pytest.raises(Refused) as refused:
        stage.do(ticket, name, "dispatcher", stage.give_to_deputy(dalian))
    assert (refused.value.code, refused.value.field) == ("recused", "assignee")
    assert "周恺" in str(refused.value)
    offered = choices.concierges_by_office(ticket, stage.now)
    assert stage.deputy not in [one.grant.user for one in offered]


def test_what_they_have_goes_to_the_queue_and_the_dispatcher_is_told(stage: Stage) -> None:
    held, closed = stage.ticket_in(State.HANDLING), stage.ticket_in(State.CLOSED)
    OutboxMessage.objects.all().delete()
    _declare(stage, "li_min")
    held, closed = again(held), again(closed)
    assert (held.assignee, closed.assignee) == (None, stage.li_min)
    hop = held.hops.last()
    assert hop
    assert (hop.kind, hop.assignee, hop.handed_by) == (Hop.Kind.RELEASED, None, stage.li_min)
    assert [event.kind for event in events(held)][-1] == "released"
    told = OutboxMessage.objects.filter(kind="ticket_unassigned", channel="in_app")
    assert [message.recipient for message in told] == [stage.dalian_dispatcher]


def test_a_released_ticket_goes_on_with_somebody_else(stage: Stage, dalian: Office) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    _declare(stage, "li_min")
    stage.do(again(ticket), "assign", "dalian_dispatcher", stage.give_to_deputy(dalian))
    assert again(ticket).assignee == stage.deputy


def test_a_recused_lead_does_not_approve_and_the_parents_lead_does(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REVIEWING)
    with pytest.raises(Refused):
        stage.do(ticket, "approve", "province_lead")
    _declare(stage, "dalian_lead")
    with pytest.raises(Refused) as refused:
        stage.play(ticket, APPROVE)
    assert refused.value.code == "recused"
    assert stage.do(ticket, "approve", "province_lead").state == State.REPLIED


def test_lifting_lets_them_take_part_again(stage: Stage) -> None:
    recusal = _declare(stage, "li_min")
    recusals.lift(recusal, "配偶已离职", by=stage.li_min, now=stage.later())
    assert stage.file().assignee == stage.li_min
    assert [event.kind for event in Event.objects.of(stage.li_min.stream)] == [
        "recusal_declared",
        "recusal_lifted",
    ]
    with pytest.raises(Refused) as refused:
        recusals.lift(recusal, "配偶已离职", by=stage.li_min, now=stage.later())
    assert refused.value.code == "lifted"


def test_a_lead_notes_it_for_a_colleague_and_nobody_else_does(stage: Stage) -> None:
    recusal = _declare(stage, "li_min", by="dalian_lead")
    for by in ("deputy", "province_lead", "leader"):
        with pytest.raises(Refused) as refused:
            _declare(stage, "deputy" if by != "deputy" else "li_min", by=by)
        assert refused.value.because is Because.ROLE
        with pytest.raises(Refused):
            recusals.lift(recusal, WHY, by=stage.cast[by], now=stage.now)
    recusals.lift(recusal, WHY, by=stage.dalian_lead, now=stage.now)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
def test_a_reason_is_given_and_fits(stage: Stage, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        recusals.declare(stage.li_min, stage.enterprise, reason, by=stage.li_min, now=stage.now)
    assert refused.value.field == "reason"


def test_declaring_twice_is_refused_and_requesters_declare_nothing(stage: Stage) -> None:
    _declare(stage, "li_min")
    for name, code in (("li_min", "declared_once_at_a_time"), ("owner", "not_staff")):
        with pytest.raises(Refused) as refused:
            _declare(stage, name)
        assert refused.value.code == code
    assert Recusal.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_assigning_and_declaring_at_once_never_leaves_it_with_them(
    stage: Stage, dalian: Office
) -> None:
    for _round in range(5):
        ticket = stage.ticket_in(State.HANDLING)
        given = Assignment(stage.deputy.pk, dalian.pk, "熟悉业务")
        deputy = User.objects.get(pk=stage.deputy.pk)
        outcomes = at_once(
            lambda: assignments.assign(ticket, given, by=stage.dispatcher, now=stage.now),  # noqa: B023  # called at once
            lambda: recusals.declare(deputy, stage.enterprise, WHY, by=deputy, now=stage.now),  # noqa: B023  # run here
        )
        assert DONE in outcomes
        assert again(ticket).assignee != deputy
        Recusal.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_claiming_and_declaring_at_once_never_leaves_it_with_them(stage: Stage) -> None:
    ticket = stage.file_unassigned()
    deputy: Any = User.objects.get(pk=stage.deputy.pk)
    at_once(
        lambda: claims.claim(ticket, by=stage.deputy, now=stage.now),
        lambda: recusals.declare(deputy, stage.enterprise, WHY, by=deputy, now=stage.now),
    )
    assert again(ticket).assignee is None


def test_what_the_lead_noted_is_not_lifted_by_the_one_whom_it_binds(
    stage: Stage,
) -> None:
    noted = _declare(stage, "li_min", by="dalian_lead")
    with pytest.raises(Refused) as refused:
        recusals.lift(noted, "已无关联", by=stage.li_min, now=stage.later())
    assert (refused.value.because, refused.value.code) == (Because.ROLE, "noted_by_another")
    assert Recusal.objects.get().lifted_at is None
    with pytest.raises(Refused) as unseen:
        recusal_for(stage.li_min, noted.pk)
    assert unseen.value.because is Because.UNSEEN
    recusals.lift(noted, "已核实", by=stage.dalian_lead, now=stage.later())
    assert Recusal.objects.get().lifted_by == stage.dalian_lead
