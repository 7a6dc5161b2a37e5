"""Sets of routing rules: what may be published, and why something may not."""

import json
import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.actions.refusals import refusal
from tickets.errors import Because, Refused
from tickets.rules import routing_drafts as drafts
from tickets.rules.routing_drafts import Known, check
from tickets.rules.routing_rules import SHIPPED, Facts, Goal, Rule, Rules, rule_of, rules_of

DALIAN = uuid.UUID(int=2)
KNOWN = Known(
    frozenset({"T01", "T07", "T11"}), frozenset({"210100", "210200"}), frozenset({DALIAN})
)
AT_DALIAN = Rule(Goal.OFFICE, DALIAN, tracks=("service",), nationalities=("JP",))
REST = Rule(Goal.CITY)


def _with(rule: Rule) -> Rules:
    return drafts.added(SHIPPED, rule)


def test_the_rules_as_shipped_are_sound() -> None:
    check(SHIPPED, KNOWN)
    check(_with(AT_DALIAN), KNOWN)


def test_rules_are_kept_as_plain_values_and_read_back_the_same() -> None:
    rules = _with(replace(AT_DALIAN, is_key=False, areas=("DL",), levels=("county",)))
    assert rules_of(json.loads(json.dumps([rule.kept() for rule in rules]))) == rules
    for wrong in ({"goal": "moon"}, {"goal": "city", "moon": True}, {}):
        with pytest.raises((ValueError, KeyError)):
            rule_of(wrong)


@pytest.mark.parametrize(
    ("rules", "code", "field"),
    [
        ((), "no_last_rule", "goal"),
        (SHIPPED[:-1], "no_last_rule", "goal"),
        (_with(replace(AT_DALIAN, office=uuid.UUID(int=9))), "no_office", "office"),
        (_with(replace(AT_DALIAN, office=None)), "no_office", "office"),
        (_with(replace(AT_DALIAN, categories=("T99",))), "choice", "categories"),
        (_with(replace(AT_DALIAN, regions=("999999",))), "choice", "regions"),
        (_with(replace(AT_DALIAN, nationalities=("XX",))), "choice", "nationalities"),
        (_with(replace(AT_DALIAN, tracks=("moon",))), "choice", "tracks"),
        (_with(replace(AT_DALIAN, levels=("city",))), "contradiction", "levels"),
        (
            _with(replace(AT_DALIAN, areas=("DL",), regions=("210100",))),
            "contradiction",
            "areas",
        ),
        (_with(Rule(Goal.PROVINCE, tracks=("institution",), areas=("DL",))), "shadowed", "goal"),
        (_with(Rule(Goal.CITY, categories=("T07",), is_key=False)), "shadowed", "goal"),
        ((REST, REST), "shadowed", "goal"),
        (SHIPPED[1:], "not_there", "goal"),
        ((*SHIPPED[:4], REST), "not_there", "goal"),
        ((replace(AT_DALIAN, tracks=()), *SHIPPED), "not_there", "goal"),
        ((*_with(AT_DALIAN)[:-1], *([AT_DALIAN] * 200), REST), "too_many", "goal"),
    ],
)
def test_a_set_that_cannot_work_is_refused_with_the_field(
    rules: Rules, code: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        check(rules, KNOWN)
    assert (refused.value.because, refused.value.code) == (Because.MISSING, code)
    assert refused.value.field == field
    assert not drafts.is_sound(rules, KNOWN)


def test_what_belongs_to_the_province_may_be_said_in_several_rules() -> None:
    complaints = [Rule(Goal.PROVINCE, tracks=("complaint",), levels=(one,)) for one in ("city",)]
    complaints.append(Rule(Goal.PROVINCE, levels=("province",)))
    check((SHIPPED[0], *complaints, REST), KNOWN)


def test_rules_are_moved_changed_and_removed_but_the_last_stays_last() -> None:
    rules = _with(AT_DALIAN)
    assert drafts.moved(rules, 2, -1)[:2] == (rules[1], rules[0])
    assert drafts.moved(rules, 1, 1)[:2] == (rules[1], rules[0])
    assert drafts.removed(rules, 6) == SHIPPED
    conditioned = replace(AT_DALIAN, is_key=True)
    assert drafts.changed(rules, 6, conditioned)[5] == conditioned
    assert drafts.changed(rules, 7, conditioned)[6] == Rule(Goal.OFFICE, DALIAN)
    ends: list[Callable[[], object]] = [
        lambda: drafts.moved(rules, 1, -1),
        lambda: drafts.moved(rules, 6, 1),
        lambda: drafts.moved(rules, 7, -1),
        lambda: drafts.removed(rules, 7),
    ]
    assert {refusal(end) for end in ends} == {(Because.STATE, "last_rule")}


SOME = st.lists(st.sampled_from(["service", "complaint"]), max_size=2, unique=True).map(tuple)
MAYBE = st.sampled_from([None, True, False])
RULES = st.builds(Rule, st.just(Goal.PROVINCE), tracks=SOME, is_key=MAYBE, several_cities=MAYBE)
FACTS = st.builds(
    Facts,
    st.sampled_from(["service", "complaint", "institution"]),
    *(st.just("") for _ in range(4)),
    st.booleans(),
    st.booleans(),
    st.just(""),
)


@given(RULES, RULES, FACTS)
def test_what_is_covered_never_fits_alone(one: Rule, other: Rule, facts: Facts) -> None:
    if one.covers(other.allowed) and not other.unfit(facts):
        assert not one.unfit(facts)
