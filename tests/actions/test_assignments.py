"""Who gets a ticket, how far each hand reaches, and who rules on a return."""

from dataclasses import replace

import pytest

from accounts.models import Enterprise, Grant, Office
from tests.actions.stage import FILING, WHY, Stage, again
from tickets.access.tickets import ticket_for
from tickets.errors import Because, Refused
from tickets.models import Hop, OutboxMessage, Ticket
from tickets.rules.assignments import Assignment
from tickets.rules.classification import Level, Nature
from tickets.rules.filing import Complained
from tickets.rules.states import State

pytestmark = pytest.mark.django_db


def _refused(stage: Stage, ticket: Ticket, step: str, by: str, given: Assignment) -> Refused:
    with pytest.raises(Refused) as refused:
        stage.do(again(ticket), step, by, given)
    return refused.value


def _to_shenyang(stage: Stage, shenyang: Office) -> Assignment:
    return Assignment(stage.shenyang_concierge.pk, shenyang.pk, "货物在沈阳")


def test_a_lead_gives_a_ticket_to_a_colleague_who_then_signs(stage: Stage, dalian: Office) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    stage.do(ticket, "assign", "dalian_lead", stage.give_to_deputy(dalian))
    hop = ticket.hops.last()
    assert hop is not None
    assert (hop.kind, hop.assignee, hop.handed_by) == (
        Hop.Kind.ASSIGNED,
        stage.deputy,
        stage.dalian_lead,
    )
    assert (hop.reason, hop.signed_at) == ("熟悉海关业务", None)
    told = OutboxMessage.objects.filter(kind="ticket_given", recipient=stage.deputy)
    assert told.filter(channel="in_app").count() == 1
    stage.do(ticket, "sign", "deputy")
    hop.refresh_from_db()
    assert hop.signed_at == stage.now


def test_who_had_it_before_can_no_longer_act(stage: Stage, dalian: Office) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    stage.do(ticket, "assign", "dalian_lead", stage.give_to_deputy(dalian))
    with pytest.raises(Refused) as refused:
        stage.do(ticket, "return", "li_min", WHY)
    assert refused.value.because is Because.ROLE
    stage.do(ticket, "return", "deputy", WHY)


def test_only_a_dispatcher_moves_a_ticket_to_another_office(
    stage: Stage, dalian: Office, shenyang: Office
) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    given = _to_shenyang(stage, shenyang)
    refusal = _refused(stage, ticket, "assign", "dalian_lead", given)
    assert (refusal.because, refusal.code) == (Because.ROLE, "outside_the_office")
    stage.do(ticket, "assign", "dispatcher", given)
    kept = again(ticket)
    assert (kept.office, kept.assignee) == (shenyang, stage.shenyang_concierge)
    assert set(kept.reading_offices) == {shenyang.pk, dalian.pk, dalian.parent_id}


def test_the_office_that_held_it_still_reads_but_no_longer_acts(
    stage: Stage, shenyang: Office
) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    stage.do(ticket, "assign", "dalian_dispatcher", _to_shenyang(stage, shenyang))
    read = ticket_for(stage.dalian_lead, ticket.number, stage.now)
    with pytest.raises(Refused) as refused:
        stage.do(read, "assign", "dalian_lead", _to_shenyang(stage, shenyang))
    assert refused.value.because is Because.ROLE


def test_a_ticket_goes_only_to_a_concierge_of_the_office_named(
    stage: Stage, dalian: Office, shenyang: Office
) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    for person, office in (
        (stage.dalian_lead, dalian),
        (stage.shenyang_concierge, dalian),
        (stage.member, dalian),
        (stage.deputy, shenyang),
    ):
        given = Assignment(person.pk, office.pk, "x")
        assert _refused(stage, ticket, "assign", "dispatcher", given).field == "assignee"


def test_nobody_is_given_what_they_have(stage: Stage, dalian: Office) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    given = Assignment(stage.li_min.pk, dalian.pk, "x")
    refusal = _refused(stage, ticket, "assign", "dalian_lead", given)
    assert (refusal.because, refusal.code) == (Because.STATE, "already_theirs")


def test_a_dispatcher_gives_out_what_nobody_has(stage: Stage, dalian: Office) -> None:
    ticket = stage.file_unassigned()
    stage.do(ticket, "assign", "dalian_dispatcher", stage.give_to_deputy(dalian))
    assert again(ticket).assignee == stage.deputy


def test_what_a_foreign_institution_filed_never_goes_to_a_city(
    stage: Stage, consulate: Enterprise, dalian: Office
) -> None:
    ticket = stage.file(replace(FILING, nature=Nature.NOTE), by="consul", enterprise=consulate)
    refusal = _refused(stage, ticket, "assign", "dispatcher", stage.give_to_deputy(dalian))
    assert (refusal.because, refusal.code) == (Because.STATE, "province_only")


def test_a_complaint_about_a_city_never_goes_to_a_city(stage: Stage, dalian: Office) -> None:
    complaint = replace(
        FILING, nature=Nature.COMPLAINT, complained=Complained("大连市某局", Level.CITY)
    )
    ticket = stage.file(complaint)
    refusal = _refused(stage, ticket, "assign", "dispatcher", stage.give_to_deputy(dalian))
    assert (refusal.because, refusal.code) == (Because.STATE, "not_by_the_complainee")


# --- Returns -------------------------------------------------------------------------------------


@pytest.mark.parametrize("origin", [State.SUBMITTED, State.HANDLING])
def test_a_redispatched_ticket_goes_back_to_where_it_was_with_somebody_else(
    stage: Stage, shenyang: Office, origin: State
) -> None:
    ticket = stage.ticket_in(origin)
    stage.do(ticket, "return", "li_min", WHY)
    assert again(ticket).state == State.RETURNING
    stage.do(ticket, "redispatch", "dispatcher", _to_shenyang(stage, shenyang))
    kept = again(ticket)
    assert (kept.state, kept.assignee, kept.office) == (
        origin,
        stage.shenyang_concierge,
        shenyang,
    )


@pytest.mark.parametrize("ruling", ["redispatch", "uphold"])
def test_once_ruled_on_a_ticket_is_not_returned_again(
    stage: Stage, dalian: Office, ruling: str
) -> None:
    ticket = stage.ticket_in(State.RETURNING)
    given = stage.give_to_deputy(dalian) if ruling == "redispatch" else WHY
    stage.do(ticket, ruling, "dispatcher", given)
    holder = "deputy" if ruling == "redispatch" else "li_min"
    with pytest.raises(Refused) as refused:
        stage.do(ticket, "return", holder, WHY)
    assert (refused.value.because, refused.value.code) == (Because.STATE, "return_was_ruled")


def test_the_offices_own_dispatcher_does_not_rule_on_its_returns(stage: Stage) -> None:
    ticket = stage.ticket_in(State.RETURNING)
    with pytest.raises(Refused) as refused:
        stage.do(ticket, "uphold", "dalian_dispatcher", WHY)
    assert refused.value.because is Because.ROLE
    told = OutboxMessage.objects.filter(kind="ticket_returned", channel="in_app")
    assert {each.recipient for each in told} == {stage.dispatcher}


def test_redispatching_to_the_same_person_is_no_redispatch(stage: Stage, dalian: Office) -> None:
    ticket = stage.ticket_in(State.RETURNING)
    given = Assignment(stage.li_min.pk, dalian.pk, "x")
    assert _refused(stage, ticket, "redispatch", "dispatcher", given).code == "already_theirs"


def test_at_the_province_a_dispatcher_who_is_the_assignee_does_not_rule(
    stage: Stage, province: Office, now: object
) -> None:
    stage.enterprise.is_key = True
    stage.enterprise.save()
    handles = {"office": province, "role": "concierge", "side": 0}
    Grant.objects.create(user=stage.dispatcher, from_date=stage.now.date(), **handles)
    ticket = stage.file()
    assert ticket.assignee == stage.dispatcher
    stage.do(ticket, "return", "dispatcher", WHY)
    with pytest.raises(Refused) as refused:
        stage.do(ticket, "uphold", "dispatcher", WHY)
    assert (refused.value.because, refused.value.code) == (Because.ROLE, "own_work")
