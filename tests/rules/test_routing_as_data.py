"""Rules as data lead where the code led before, and the trace tells of every rule and person."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.rules.test_routing import (
    CUSTOMS,
    DALIAN,
    JIN_HAO,
    LI_MIN,
    NOBODYS,
    OFFICES,
    PROVINCE,
    SHENYANG,
    SKILLED,
    STAFF,
    ZHOU_KAI,
    _at,
    _changed,
)
from tickets.rules.classification import Level, Track, Urgency
from tickets.rules.routing import Holder, Matter, route
from tickets.rules.routing_rules import Goal, Rule


def _as_it_was(matter: Matter) -> tuple[Holder, str]:
    """The office and its reason as the code said before rules became data."""
    complained = matter.track is Track.COMPLAINT and matter.complained_level in {
        Level.CITY,
        Level.PROVINCE,
        Level.COUNTRY,
    }
    demands = {
        "institution": matter.track is Track.INSTITUTION,
        "category_of_province": matter.category == "T07",
        "key_enterprise": matter.is_key,
        "several_cities": len(set(matter.places)) > 1,
        "act_of_government": complained,
    }
    demanded = next((code for code, demanded in demands.items() if demanded), "")
    local = [one for one in OFFICES if one.region == matter.region and not one.is_province]
    if local and not demanded:
        return local[0], "registered_there"
    return PROVINCE, demanded or "no_office_there"


PLACES = st.sampled_from(["210000", "210100", "210200", "210300"])


@given(
    st.builds(
        replace,
        st.just(CUSTOMS),
        track=st.sampled_from(Track),
        urgency=st.sampled_from(Urgency),
        category=st.sampled_from(["T07", "T11", "T01"]),
        region=PLACES,
        places=st.lists(PLACES, max_size=3).map(tuple),
        complained_level=st.none() | st.sampled_from(Level),
        is_key=st.booleans(),
        area=st.sampled_from(["", "DL"]),
        nationality=st.sampled_from(["", "JP"]),
    )
)
def test_the_rules_as_shipped_are_what_the_code_said_before(matter: Matter) -> None:
    routing = route(matter, OFFICES, STAFF)
    office, code = _as_it_was(matter)
    why = routing.reasons[3 if matter.urgency is Urgency.EMERGENCY else 2]
    assert (routing.office, why.code) == (office, code)
    assert len(routing.tried) == int(str(routing.tried[-1].about["rule"]))
    assert routing.tried[-1].code == "fits"


def test_each_person_of_the_office_is_told_of_once_and_one_gets_it() -> None:
    staff = _changed(
        replace(LI_MIN, is_away=True),
        replace(ZHOU_KAI, load=40),
        replace(JIN_HAO, skills=SKILLED),
        _at(DALIAN, 15, "苏航", "Su Hang", load=2),
    )
    routing = route(NOBODYS, OFFICES, staff)
    told = {str(one.about["person"]): one.code for one in routing.candidates}
    assert told == {
        "李敏": "away",
        "周恺": "full",
        "金浩": "taken",
        "苏航": "less_skilled",
    }
    named = route(CUSTOMS, OFFICES, STAFF)
    assert [one.code for one in named.candidates] == ["taken", "not_needed", "not_needed"]


def test_a_rule_for_one_office_is_passed_over_when_that_office_has_closed() -> None:
    rules = (Rule(Goal.OFFICE, SHENYANG.id, nationalities=("JP",)), Rule(Goal.CITY))
    matter = replace(CUSTOMS, nationality="JP")
    there = route(matter, OFFICES, STAFF, rules)
    assert (there.office, there.reasons[2].code) == (SHENYANG, "by_rule")
    without = route(matter, [PROVINCE, DALIAN], STAFF, rules)
    assert (without.office, [one.code for one in without.tried]) == (DALIAN, ["not_open", "fits"])
