"""Two requests linked, as related or as saying the same again: both histories tell it."""

from dataclasses import replace
from functools import partial

import pytest

from accounts.models import Enterprise
from tests.actions.at_once import DONE, at_once
from tests.actions.refusals import field_of, refusal
from tests.actions.stage import ACCEPT, APPROVE, FILING, REFUSAL, Stage, again, events
from tickets.access import duplicates as access
from tickets.actions import steps
from tickets.errors import Because
from tickets.models import Message, Relation, Ticket
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.duplicates import Relating, Unrelating, Why
from tickets.rules.messages import Writing
from tickets.rules.states import State
from tickets.rules.steps import StepName

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(stage: Stage) -> Ticket:
    """The request that came first."""
    return stage.file()


@pytest.fixture
def later(stage: Stage, first: Ticket) -> Ticket:
    """The same requester says much the same an hour later."""
    stage.later(60)
    return stage.file(replace(FILING, title="轴承滞留在港口"))


def duplicate_of(first: Ticket) -> Relating:
    """It says the same again."""
    return Relating(first.number, "同一批货物", is_duplicate=True)


def test_a_candidate_comes_with_the_why(stage: Stage, first: Ticket, later: Ticket) -> None:
    (found,) = access.candidates(stage.li_min, later, stage.now)
    assert (found.ticket, found.because) == (first, (Why.SAME_MATTER, Why.SAME_TITLE))


def test_nobody_learns_of_a_request_that_they_may_not_read(
    stage: Stage, first: Ticket, later: Ticket
) -> None:
    assert not access.candidates(stage.shenyang_concierge, later, stage.now)
    Ticket.objects.filter(pk=first.pk).update(confidentiality=Confidentiality.SECRET, assignee=None)
    assert not access.candidates(stage.li_min, later, stage.now)
    related = partial(stage.do, later, "relate", "li_min", duplicate_of(first))
    assert field_of(related) == "number", "as if there were none"


def test_both_histories_tell_of_the_link(stage: Stage, first: Ticket, later: Ticket) -> None:
    stage.do(later, "relate", "li_min", duplicate_of(first))
    (here,), (there,) = (
        [event for event in events(one) if event.kind in ("relate", "related")]
        for one in (later, first)
    )
    assert (here.kind, here.facts["other"], here.by) == ("relate", first.number, stage.li_min)
    assert (there.kind, there.facts["other"]) == ("related", later.number)
    assert access.first_of(stage.li_min, later, stage.now) == first
    assert access.candidates(stage.li_min, later, stage.now) == [], "what is linked is no candidate"


def test_what_was_said_on_the_duplicate_is_read_from_the_first(
    stage: Stage, first: Ticket, later: Ticket
) -> None:
    stage.do(later, "write", "member", Writing("提单见附页"))
    stage.do(later, "relate", "li_min", duplicate_of(first))
    stage.play(later, ("propose", "li_min", replace(REFUSAL, reason="并入前件")), APPROVE)
    assert again(later).state == State.REFUSED
    (linked,) = access.linked_to(stage.li_min, first, stage.now)
    assert (linked.ticket, linked.goes_on) == (later, False)
    assert [message.text for message in linked.talk] == ["提单见附页"]
    (linked,) = access.linked_to(stage.li_min, later, stage.now)
    assert linked.goes_on
    assert Message.objects.filter(ticket=later).exists(), "nothing is lost"


def test_the_first_goes_on_and_only_of_the_same_requester(
    stage: Stage, first: Ticket, later: Ticket, rheinhammer: Enterprise
) -> None:
    wrong_way = partial(stage.do, first, "relate", "li_min", duplicate_of(later))
    assert field_of(wrong_way) == "is_duplicate"
    Ticket.objects.filter(pk=first.pk).update(enterprise=rheinhammer)
    foreign = partial(stage.do, later, "relate", "li_min", duplicate_of(first))
    assert field_of(foreign) == "is_duplicate"
    stage.do(later, "relate", "li_min", Relating(first.number, "同一批货物"))
    assert access.first_of(stage.li_min, later, stage.now) is None


@pytest.mark.parametrize("typed", ["own", "00000000000", "?"])
def test_a_number_that_leads_nowhere_is_said_so(stage: Stage, later: Ticket, typed: str) -> None:
    said = Relating(later.number if typed == "own" else typed, "同一批货物")
    assert field_of(partial(stage.do, later, "relate", "li_min", said)) == "number"


def test_a_link_is_undone_and_may_be_made_anew(stage: Stage, first: Ticket, later: Ticket) -> None:
    stage.do(later, "relate", "li_min", duplicate_of(first))
    backwards = partial(stage.do, first, "relate", "li_min", Relating(later.number, "同一批"))
    assert refusal(backwards) == (Because.STATE, "related_already")
    stage.do(first, "unrelate", "dalian_lead", Unrelating(later.number, "并非同一批"))
    assert Relation.objects.get().ended_by == stage.dalian_lead
    assert access.first_of(stage.li_min, later, stage.now) is None
    stage.do(again(later), "relate", "li_min", duplicate_of(first))
    assert Relation.objects.standing().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_link_them_both_ways_at_once_link_them_once(
    stage: Stage, first: Ticket, later: Ticket
) -> None:
    stage.play(first, ACCEPT)
    one, other, moment = again(first), again(later), stage.later()
    found = at_once(
        lambda: steps.take(
            one, StepName.RELATE, Relating(later.number, "同一批"), by=stage.li_min, now=moment
        ),
        lambda: steps.take(
            other, StepName.RELATE, Relating(first.number, "同一批"), by=stage.li_min, now=moment
        ),
    )
    assert found == sorted([DONE, "related_already"])
    assert Relation.objects.count() == 1
