"""Measures tied to tickets: at triage or later, with role and reason; at closing the outcome."""

import datetime as dt
from dataclasses import replace
from functools import partial
from importlib import import_module

import pytest
from django.apps import apps

from tests.actions.at_once import DONE, at_once
from tests.actions.refusals import field_of, refusal
from tests.actions.stage import ACCEPT, APPROVE, CLOSING, WHY, Stage, again, events
from tickets.access import measure_links as access
from tickets.actions import measures, steps
from tickets.errors import Because, Refused
from tickets.models import LinkedMeasure, Ticket
from tickets.rules.days import day_of
from tickets.rules.endings import Closing, MeasureLink, MeasureOutcome, MeasureRole
from tickets.rules.measure_links import MeasureRemoval, MeasureTie
from tickets.rules.measures import MeasureDraft, Scope
from tickets.rules.steps import StepName

pytestmark = pytest.mark.django_db
DRAFT = MeasureDraft("LN-01", "示例举措", "正文", "示例机关", dt.date(2026, 1, 1), "公布")
TIE = MeasureTie("LN-01", MeasureRole.BASIS, "按此办理")
SAID = MeasureLink("LN-01", MeasureRole.BENEFIT, MeasureOutcome.DELIVERED, "企业因此受益")


def answer(*said: MeasureLink) -> Closing:
    """A reply that speaks of these measures."""
    return replace(CLOSING, none_fits=not said, measures=said)


@pytest.fixture
def ticket(stage: Stage) -> Ticket:
    """A ticket nobody has accepted yet, while two measures are in force."""
    for code in ("LN-01", "LN-02"):
        measures.publish(replace(DRAFT, code=code), by=stage.policy_editor, now=stage.now)
    return stage.file()


@pytest.fixture
def tied(stage: Stage, ticket: Ticket) -> Ticket:
    """The same, with one of them tied to it."""
    return stage.do(ticket, "link_measure", "li_min", TIE)


def test_it_is_tied_at_triage_with_who_when_and_why(stage: Stage, tied: Ticket) -> None:
    (tie,) = access.ties_on(tied)
    assert (tie.measure_id, tie.role, tie.reason, tie.outcome) == ("LN-01", "basis", "按此办理", "")
    assert (tie.linked_by, tie.linked_at, tie.version.version) == (stage.li_min, stage.now, 1)
    event = events(tied)[-1]
    assert (event.kind, event.by) == ("link_measure", stage.li_min)
    assert (event.facts["measure"], event.facts["version"]) == ("LN-01", 1)


def test_whoever_ties_it_again_is_told_who_did_before(stage: Stage, tied: Ticket) -> None:
    with pytest.raises(Refused, match="李敏") as refused:
        stage.do(tied, "link_measure", "dalian_lead", replace(TIE, reason="另有理由"))
    assert (refused.value.because, refused.value.code) == (Because.STATE, "linked_already")


@pytest.mark.parametrize("code", ["FTZ-01", "LN-99", "ENDED", "TO-COME"])
def test_what_is_not_in_force_is_tied_to_nothing(stage: Stage, ticket: Ticket, code: str) -> None:
    today = day_of(stage.now)
    ended = replace(DRAFT, code="ENDED", valid_to=today - dt.timedelta(days=1))
    to_come = replace(DRAFT, code="TO-COME", valid_from=today + dt.timedelta(days=1))
    for draft in (ended, to_come):
        measures.publish(draft, by=stage.policy_editor, now=stage.now)
    wrong = replace(TIE, code=code)
    assert field_of(partial(stage.do, ticket, "link_measure", "li_min", wrong)) == "measure"
    assert not access.ties_on(ticket)


def test_a_tie_keeps_its_version_though_the_measure_reads_anew_or_ends(
    stage: Stage, tied: Ticket
) -> None:
    anew = replace(DRAFT, title_zh="新名称", valid_to=day_of(stage.now) - dt.timedelta(1), seen=1)
    measures.publish(anew, by=stage.policy_editor, now=stage.later())
    assert access.ties_on(tied)[0].version.title_zh == "示例举措"
    stage.play(tied, ACCEPT, ("propose", "li_min", answer(SAID)), APPROVE)
    (tie,) = access.ties_on(tied)
    assert (tie.version.version, tie.outcome) == (1, "delivered"), "tied while it was in force"


def test_what_a_tie_says_is_changed_and_what_it_said_stays_known(
    stage: Stage, tied: Ticket
) -> None:
    stage.do(
        tied, "change_measure", "dalian_lead", MeasureTie("LN-01", MeasureRole.BENEFIT, "受益")
    )
    (tie,) = access.ties_on(tied)
    assert (tie.role, tie.reason) == ("benefit", "受益")
    assert events(tied)[-1].facts["before"] == {"role": "basis", "reason": "按此办理"}
    same = partial(
        stage.do, tied, "change_measure", "li_min", MeasureTie("LN-01", MeasureRole.BENEFIT, "受益")
    )
    assert refusal(same) == (Because.STATE, "as_before")


def test_what_is_not_tied_is_neither_changed_nor_removed(stage: Stage, tied: Ticket) -> None:
    other = replace(TIE, code="LN-02")
    assert field_of(partial(stage.do, tied, "change_measure", "li_min", other)) == "measure"
    removal = MeasureRemoval("LN-02", "无关")
    assert field_of(partial(stage.do, tied, "unlink_measure", "li_min", removal)) == "measure"


def test_a_tie_removed_stays_in_history_and_may_be_made_anew(stage: Stage, tied: Ticket) -> None:
    stage.do(tied, "unlink_measure", "li_min", MeasureRemoval("LN-01", "与本件无关"))
    assert not access.ties_on(tied)
    assert LinkedMeasure.objects.get().removed_by == stage.li_min
    assert events(tied)[-1].facts["reason"] == "与本件无关"
    stage.do(tied, "link_measure", "li_min", TIE)
    assert len(access.ties_on(tied)) == 1


def test_a_reply_speaks_of_every_measure_that_is_tied(stage: Stage, tied: Ticket) -> None:
    stage.play(tied, ACCEPT)
    for silent in (answer(), answer(replace(SAID, code="LN-02"))):
        with pytest.raises(Refused, match="LN-01") as refused:
            stage.do(tied, "propose", "li_min", silent)
        assert refused.value.code == "measure_left_out"
    both = answer(SAID, replace(SAID, code="LN-02", outcome=MeasureOutcome.NOT_APPLICABLE))
    stage.do(tied, "propose", "li_min", both)
    assert [tie.outcome for tie in access.ties_on(tied)] == ["", ""], "a proposal is no result yet"
    stage.play(tied, APPROVE)
    ties = access.ties_on(tied)
    assert [tie.outcome for tie in ties] == ["delivered", "not_applicable"]
    assert {(tie.outcome_by, tie.outcome_at) for tie in ties} == {(stage.li_min, stage.now)}


def test_an_answer_sent_back_leaves_the_tie_without_an_outcome(stage: Stage, tied: Ticket) -> None:
    stage.play(tied, ACCEPT, ("propose", "li_min", answer(SAID)), ("send_back", "dalian_lead", WHY))
    (tie,) = access.ties_on(tied)
    assert (tie.role, tie.outcome) == ("basis", "")
    stage.do(tied, "unlink_measure", "li_min", MeasureRemoval("LN-01", "并不适用"))
    stage.play(tied, ("propose", "li_min", answer()), APPROVE)
    assert not access.ties_on(tied)


def test_where_none_fits_the_answer_says_what_is_lacking(stage: Stage, ticket: Ticket) -> None:
    stage.play(ticket, ACCEPT)
    silent = replace(CLOSING, gap=" ")
    assert field_of(partial(stage.do, ticket, "propose", "li_min", silent)) == "gap"


def test_a_reply_names_measures_or_says_that_none_fits_never_neither_and_never_both(
    stage: Stage, ticket: Ticket
) -> None:
    stage.play(ticket, ACCEPT)
    for wrong in (replace(CLOSING, none_fits=False), replace(answer(SAID), none_fits=True)):
        assert field_of(partial(stage.do, ticket, "propose", "li_min", wrong)) == "measures"


def test_what_might_help_comes_with_the_why_the_most_particular_first(
    stage: Stage, tied: Ticket
) -> None:
    nationality = tied.enterprise.nationality
    scopes = {
        "LN-05": Scope(cities=(tied.region_id,), categories=(tied.category_id,)),
        "LN-06": Scope(nationalities=(nationality,)),
        "LN-07": Scope(areas=("YK",)),
    }
    for code, scope in scopes.items():
        draft = replace(DRAFT, code=code, scope=scope)
        measures.publish(draft, by=stage.policy_editor, now=stage.now)
    found = access.suggestions(tied, day_of(stage.now))
    assert [(one.code, one.because) for one in found] == [
        ("LN-05", ("cities", "categories")),
        ("LN-06", ("nationalities",)),
        ("LN-02", ()),
    ], "neither what is tied already nor what is for another area"


@pytest.mark.django_db(transaction=True)
def test_two_who_tie_it_at_once_tie_it_once(stage: Stage, ticket: Ticket) -> None:
    pages, moment = (again(ticket), again(ticket)), stage.later()
    found = at_once(
        lambda: steps.take(pages[0], StepName.LINK_MEASURE, TIE, by=stage.li_min, now=moment),
        lambda: steps.take(pages[1], StepName.LINK_MEASURE, TIE, by=stage.dalian_lead, now=moment),
    )
    assert found == sorted([DONE, "changed_meanwhile"])
    assert LinkedMeasure.objects.count() == 1


def test_what_answers_named_before_there_were_links_is_kept(stage: Stage, tied: Ticket) -> None:
    stage.play(tied, ACCEPT, ("propose", "li_min", answer(SAID)), APPROVE)
    (before,) = access.ties_on(tied)
    LinkedMeasure.objects.all().delete()
    migration = import_module("tickets.migrations.0022_measures_tied_to_tickets")
    for _again in range(2):
        migration.tie_what_answers_name(apps, None)
    (kept,) = access.ties_on(tied)
    for name in ("measure_id", "version", "role", "reason", "outcome", "outcome_by", "outcome_at"):
        assert getattr(kept, name) == getattr(before, name), name
    assert kept.linked_by == stage.li_min
