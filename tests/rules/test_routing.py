"""Where requests go, told as the sentences a dispatcher reads."""

import datetime as dt
import json
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tickets.rules.classification import Level, Track, Urgency
from tickets.rules.routing import Candidate, Holder, Matter, Routing, route
from tickets.rules.routing_rules import Goal, Rule
from tickets.rules.traces import SENTENCES, Named, Reason, read_back, said

NOW = dt.datetime(2026, 11, 18, 10, 0, tzinfo=dt.UTC)
PROVINCE = Holder(uuid.UUID(int=1), Named("辽宁", "Liaoning"), "210000", is_province=True)
DALIAN = Holder(uuid.UUID(int=2), Named("大连", "Dalian"), "210200")
SHENYANG = Holder(uuid.UUID(int=3), Named("沈阳", "Shenyang"), "210100")
OFFICES = [PROVINCE, DALIAN, SHENYANG]


def _at(office: Holder, number: int, zh: str, en: str, **facts: Any) -> Candidate:
    return Candidate(uuid.UUID(int=number), Named(zh, en), office.id, **facts)


LI_MIN = _at(DALIAN, 10, "李敏", "Li Min")
ZHOU_KAI = _at(DALIAN, 11, "周恺", "Zhou Kai")
JIN_HAO = _at(DALIAN, 12, "金浩", "Jin Hao")
GUAN_XUE = _at(SHENYANG, 13, "关雪", "Guan Xue")
BAI_LU = _at(PROVINCE, 14, "白鹭", "Bai Lu")
STAFF = [LI_MIN, ZHOU_KAI, JIN_HAO, GUAN_XUE, BAI_LU]
CUSTOMS = Matter(
    track=Track.SERVICE,
    urgency=Urgency.ORDINARY,
    category="T11",
    category_name=Named("海关口岸物流", "Customs, ports and logistics"),
    region="210200",
    language="ja",
    concierge=LI_MIN.id,
    deputies=(ZHOU_KAI.id,),
)


def _changed(*changed: Candidate) -> list[Candidate]:
    """The staff, some of them as they are in this story."""
    by_id = {one.id: one for one in (*STAFF, *changed)}
    return list(by_id.values())


def _id(person: Candidate | None) -> uuid.UUID | None:
    return person.id if person else None


def _codes(routing: Routing) -> list[str]:
    """The reasons after screen, track and category."""
    return [reason.code for reason in routing.reasons if "track_" not in reason.code][1:]


def test_the_story_of_the_handbook() -> None:
    routing = route(CUSTOMS, OFFICES, STAFF)
    assert (routing.office, routing.person) == (DALIAN, LI_MIN)
    with translation.override("en"):
        assert said(routing.reasons[2:]) == (
            "Dalian because registered there; Li Min because of being the enterprise's concierge;"
            " deputy not needed"
        )
    with translation.override("zh-hans"):
        assert said(routing.reasons) == (
            "一般诉求；事项类别：海关口岸物流；大连：注册地在此；李敏：该企业的管家；无需B角接手"
        )


@pytest.mark.parametrize(
    ("changed", "person", "codes"),
    [
        ([replace(LI_MIN, is_away=True)], ZHOU_KAI, ["away", "deputy"]),
        ([replace(LI_MIN, is_recused=True)], ZHOU_KAI, ["recused", "deputy"]),
        ([replace(LI_MIN, load=40)], ZHOU_KAI, ["full", "deputy"]),
        ([replace(LI_MIN, office=SHENYANG.id)], ZHOU_KAI, ["elsewhere", "deputy"]),
        (
            [replace(LI_MIN, is_away=True), replace(ZHOU_KAI, is_away=True)],
            JIN_HAO,
            ["away", "away", "only_one_free"],
        ),
        (
            [replace(one, is_away=True) for one in (LI_MIN, ZHOU_KAI, JIN_HAO)],
            None,
            ["away", "away", "nobody"],
        ),
        (
            [replace(LI_MIN, load=39), replace(JIN_HAO, skills=frozenset({"T11"}))],
            LI_MIN,
            ["own_concierge", "deputy_not_needed"],
        ),
    ],
)
def test_the_own_concierge_then_the_deputy_then_whoever_is_free(
    changed: list[Candidate], person: Candidate | None, codes: list[str]
) -> None:
    routing = route(CUSTOMS, OFFICES, _changed(*changed))
    assert (routing.office, _id(routing.person)) == (DALIAN, _id(person))
    assert _codes(routing) == ["registered_there", *codes]


NOBODYS = replace(CUSTOMS, concierge=None, deputies=())
SKILLED, SPEAKS = frozenset({"T11"}), frozenset({"ja"})


@pytest.mark.parametrize(
    ("changed", "person", "codes"),
    [
        ([replace(JIN_HAO, skills=SKILLED, load=30)], JIN_HAO, ["skilled"]),
        ([replace(JIN_HAO, languages=SPEAKS, load=30)], JIN_HAO, ["speaks"]),
        (
            [replace(LI_MIN, skills=SKILLED), replace(JIN_HAO, languages=SPEAKS)],
            LI_MIN,
            ["skilled"],
        ),
        (
            [
                replace(LI_MIN, skills=SKILLED),
                replace(ZHOU_KAI, skills=SKILLED, languages=SPEAKS),
                replace(JIN_HAO, languages=SPEAKS),
            ],
            ZHOU_KAI,
            ["skilled", "speaks"],
        ),
        ([replace(LI_MIN, load=5), replace(JIN_HAO, load=5)], ZHOU_KAI, ["least_load"]),
        (
            [
                replace(LI_MIN, load=4),
                replace(ZHOU_KAI, load=4),
                replace(JIN_HAO, load=6, capacity=80),
            ],
            JIN_HAO,
            ["least_load"],
        ),
        (
            [
                replace(LI_MIN, last_given_at=NOW),
                replace(ZHOU_KAI, last_given_at=NOW - dt.timedelta(days=1)),
                replace(JIN_HAO, last_given_at=NOW - dt.timedelta(hours=1)),
            ],
            ZHOU_KAI,
            ["longest_idle"],
        ),
        ([replace(LI_MIN, last_given_at=NOW), replace(JIN_HAO, load=1)], ZHOU_KAI, None),
        ([], LI_MIN, ["first_of_equals"]),
    ],
)
def test_skill_then_language_then_load_then_waiting_decide(
    changed: list[Candidate], person: Candidate, codes: list[str] | None
) -> None:
    routing = route(NOBODYS, OFFICES, _changed(*changed))
    assert routing.person is not None
    assert routing.person.id == person.id
    expected = ["least_load", "longest_idle"] if codes is None else codes
    assert _codes(routing) == ["registered_there", "no_own_concierge", *expected]


@pytest.mark.parametrize(
    ("matter", "code"),
    [
        (replace(CUSTOMS, track=Track.INSTITUTION), "institution"),
        (replace(CUSTOMS, category="T07"), "category_of_province"),
        (replace(CUSTOMS, is_key=True), "key_enterprise"),
        (replace(CUSTOMS, places=("210100", "210200")), "several_cities"),
        (
            replace(CUSTOMS, track=Track.COMPLAINT, complained_level=Level.CITY),
            "act_of_government",
        ),
        (
            replace(CUSTOMS, track=Track.COMPLAINT, complained_level=Level.PROVINCE),
            "act_of_government",
        ),
        (replace(CUSTOMS, region="210300"), "no_office_there"),
        (replace(CUSTOMS, region="210000"), "no_office_there"),
    ],
)
def test_some_matters_are_for_the_province(matter: Matter, code: str) -> None:
    routing = route(matter, OFFICES, STAFF)
    assert (routing.office, routing.person) == (PROVINCE, BAI_LU)
    assert _codes(routing) == [code, "elsewhere", "elsewhere", "only_one_free"]


@pytest.mark.parametrize(
    "matter",
    [
        replace(CUSTOMS, places=("210100",)),
        replace(CUSTOMS, places=("210200", "210200")),
        replace(CUSTOMS, track=Track.COMPLAINT, complained_level=Level.COUNTY),
        replace(CUSTOMS, track=Track.SERVICE, complained_level=Level.CITY),
    ],
)
def test_other_matters_stay_at_the_registered_place(matter: Matter) -> None:
    assert route(matter, OFFICES, STAFF).office is DALIAN


def test_the_office_says_which_categories_are_for_the_province() -> None:
    customs, nothing = Rule(Goal.PROVINCE, categories=("T11",)), Rule(Goal.CITY)
    assert route(CUSTOMS, OFFICES, STAFF, (customs, nothing)).office is PROVINCE
    consular = replace(CUSTOMS, category="T07")
    assert route(consular, OFFICES, STAFF, (nothing,)).office is DALIAN


def test_what_an_institution_files_waits_at_the_province_rather_than_go_to_a_city() -> None:
    matter = replace(NOBODYS, track=Track.INSTITUTION)
    routing = route(matter, OFFICES, _changed(replace(BAI_LU, is_away=True)))
    assert (routing.office, routing.person) == (PROVINCE, None)
    assert _codes(routing)[-1] == "nobody"


EMERGENCY = replace(CUSTOMS, urgency=Urgency.EMERGENCY)


@pytest.mark.parametrize(
    ("changed", "person", "last"),
    [
        ([replace(JIN_HAO, on_roster=True)], JIN_HAO, "on_roster"),
        ([replace(JIN_HAO, on_roster=True, load=40)], JIN_HAO, "on_roster"),
        (
            [replace(LI_MIN, on_roster=True, load=40), replace(JIN_HAO, on_roster=True)],
            LI_MIN,
            "on_roster",
        ),
        (
            [replace(ZHOU_KAI, on_roster=True, load=40), replace(JIN_HAO, on_roster=True)],
            JIN_HAO,
            "on_roster",
        ),
        ([replace(JIN_HAO, on_roster=True, is_away=True)], LI_MIN, "deputy_not_needed"),
        ([replace(GUAN_XUE, on_roster=True)], LI_MIN, "deputy_not_needed"),
        (
            [replace(LI_MIN, load=50), replace(ZHOU_KAI, load=45), replace(JIN_HAO, load=60)],
            ZHOU_KAI,
            "least_load",
        ),
    ],
)
def test_an_emergency_goes_to_the_roster_and_never_waits_for_room(
    changed: list[Candidate], person: Candidate, last: str
) -> None:
    routing = route(EMERGENCY, OFFICES, _changed(*changed))
    assert routing.person is not None
    assert routing.person.id == person.id
    assert routing.reasons[0].code == "emergency"
    assert _codes(routing)[-1] == last


def test_without_a_province_nothing_can_be_routed_there() -> None:
    with pytest.raises(LookupError, match="province"):
        route(replace(CUSTOMS, is_key=True), [DALIAN], STAFF)


# --- Whatever the staff looks like ---------------------------------------------------------------

IDS = st.uuids(version=4)
PEOPLE = st.lists(
    st.builds(
        Candidate,
        id=IDS,
        name=st.just(Named("某人", "Somebody")),
        office=st.sampled_from([one.id for one in OFFICES]),
        load=st.integers(0, 3),
        capacity=st.integers(0, 3),
        skills=st.sampled_from([frozenset(), SKILLED]),
        languages=st.sampled_from([frozenset(), SPEAKS]),
        is_away=st.booleans(),
        is_recused=st.booleans(),
        on_roster=st.booleans(),
        last_given_at=st.sampled_from([None, NOW, NOW - dt.timedelta(days=1)]),
    ),
    max_size=8,
    unique_by=lambda one: one.id,
)


@given(st.data(), PEOPLE, st.sampled_from(Track), st.sampled_from(Urgency))
def test_nobody_unfit_is_picked_and_nobody_free_is_overlooked(
    data: st.DataObject, people: list[Candidate], track: Track, urgency: Urgency
) -> None:
    known = st.sampled_from([one.id for one in people] or [uuid.UUID(int=99)])
    matter = replace(
        CUSTOMS,
        track=track,
        urgency=urgency,
        concierge=data.draw(st.none() | known),
        deputies=tuple(data.draw(st.lists(known, max_size=2))),
    )
    routing = route(matter, OFFICES, people)
    here = [one for one in people if one.office == routing.office.id]
    fit = [one for one in here if not (one.is_away or one.is_recused)]
    free = [one for one in fit if not one.is_full]
    picked = routing.person
    assert picked is None or picked in fit
    if urgency is not Urgency.EMERGENCY:
        assert (picked is None) == (not free)
        assert picked is None or picked in free
    else:
        assert (picked is None) == (not fit)
        roster = [one for one in fit if one.on_roster]
        assert not roster or picked in roster
        assert picked is None or not picked.is_full or not free or picked in roster
    if track is Track.INSTITUTION:
        assert routing.office is PROVINCE


@given(st.data(), PEOPLE, st.sampled_from(Urgency))
def test_the_order_in_which_people_are_told_decides_nothing(
    data: st.DataObject, people: list[Candidate], urgency: Urgency
) -> None:
    matter = replace(NOBODYS, urgency=urgency)
    first = route(matter, OFFICES, people)
    again = route(matter, OFFICES[::-1], data.draw(st.permutations(people)))
    assert again == first


# --- Reasons -----------------------------------------------------------------------------------


def test_reasons_are_kept_as_plain_values_and_read_back_the_same() -> None:
    matter = replace(EMERGENCY, region="210300", concierge=None)
    for reason in route(matter, OFFICES, _changed(replace(BAI_LU, languages=SPEAKS))).reasons:
        kept = json.loads(json.dumps(reason.kept()))
        assert read_back(kept) == reason


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_reason_makes_a_sentence_in_the_readers_language(language: str) -> None:
    about: dict[str, Named | str | int] = {
        "office": Named("大连", "Dalian"),
        "category": Named("税务", "Taxation"),
        "person": Named("李敏", "Li Min"),
        "language": "ja",
        "load": 3,
        "capacity": 40,
        "rule": 3,
    }
    with translation.override(language):
        sentences = {str(Reason(code, about)) for code in SENTENCES}
        assert len(sentences) == len(SENTENCES)
        assert not any("%" in sentence for sentence in sentences)
        spoken = {"zh-hans": "日语", "en": "Japanese"}[language]
        assert spoken in str(Reason("speaks", about))
        assert "tlh" in str(Reason("speaks", about | {"language": "tlh"}))
