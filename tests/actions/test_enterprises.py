"""Requesters: registered, corrected, verified, and given a concierge with a deputy."""

import datetime as dt
from dataclasses import replace
from functools import partial

import pytest

from accounts.models import Enterprise, Office, Region, User
from accounts.roles import Role
from tests.actions.at_once import DONE, at_once
from tests.actions.refusals import field_of, refusal
from tests.conftest import Invite
from tickets.actions import enterprises, grants, people, recusals
from tickets.errors import Because, Refused
from tickets.models import Event, OutboxMessage
from tickets.rules.enterprises import Care, Registration
from tickets.rules.grants import Appointment

FACTS = Registration(
    kind="enterprise",
    region="210200",
    nationality="jp",
    name_zh=" 霜叶仪器（大连）有限公司 ",
    name_en="Shimoha Instruments (Dalian) Co., Ltd.",
    name_original="霜葉機器（大連）有限公司",
    credit_code=" 9135 0100 m000 100y 43",
    sector="C",
)


pytestmark = pytest.mark.usefixtures("dalian")


@pytest.fixture
def shimoha(li_min: User, now: dt.datetime) -> Enterprise:
    return enterprises.register(FACTS, by=li_min, now=now)


def known(enterprise: Enterprise) -> Registration:
    """What the house knows of a requester, as one would type it again."""
    return Registration(
        kind=enterprise.kind,
        region=enterprise.region_id,
        nationality=enterprise.nationality,
        name_zh=enterprise.name_zh,
        name_en=enterprise.name_en,
        name_original=enterprise.name_original,
        credit_code=enterprise.credit_code,
        sector=enterprise.sector,
        ftz_area=enterprise.ftz_area,
        is_key=enterprise.is_key,
    )


# --- Registering -------------------------------------------------------------------------------


def test_what_was_typed_is_kept_tidily_and_not_yet_verified(
    shimoha: Enterprise, now: dt.datetime
) -> None:
    shimoha.refresh_from_db()
    assert shimoha.name_zh == "霜叶仪器（大连）有限公司"
    assert (shimoha.credit_code, shimoha.nationality) == ("91350100M000100Y43", "JP")
    assert (shimoha.registered_at, shimoha.verified_at) == (now, None)


def test_one_event_with_what_was_entered(shimoha: Enterprise, li_min: User) -> None:
    event = Event.objects.get()
    assert (event.stream, event.kind, event.by) == (shimoha.stream, "registered", li_min)
    assert event.facts["region"] == "210200"
    assert event.facts["credit_code"] == "91350100M000100Y43"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name_zh": "", "name_en": " ", "name_original": ""}, "name_zh"),
        ({"name_en": "x" * 201}, "name_en"),
        ({"credit_code": "91350100M000100Y44"}, "credit_code"),
        ({"credit_code": "12345"}, "credit_code"),
        ({"kind": "shop"}, "kind"),
        ({"nationality": "CN"}, "nationality"),
        ({"nationality": "XX"}, "nationality"),
        ({"nationality": ""}, "nationality"),
        ({"sector": "9"}, "sector"),
        ({"region": "110000"}, "region"),
        ({"region": ""}, "region"),
        ({"ftz_area": "SY"}, "ftz_area"),
        ({"ftz_area": "??"}, "ftz_area"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    li_min: User, now: dt.datetime, change: dict[str, str], field: str
) -> None:
    wrong = replace(FACTS, **change)  # type: ignore[arg-type]  # each row is of its own kind
    assert field_of(lambda: enterprises.register(wrong, by=li_min, now=now)) == field
    assert not Enterprise.objects.exists()


@pytest.mark.parametrize("code", ["HK", "MO", "TW", "US", "KR"])
def test_investors_of_any_country_or_region_are_registered(
    li_min: User, now: dt.datetime, code: str
) -> None:
    facts = replace(FACTS, nationality=code)
    assert enterprises.register(facts, by=li_min, now=now).nationality == code


def test_a_known_code_is_refused_without_saying_whose(
    shimoha: Enterprise, li_min: User, now: dt.datetime
) -> None:
    twin = replace(FACTS, name_zh="另一家公司")
    deed = refusal(lambda: enterprises.register(twin, by=li_min, now=now))
    assert deed == (Because.STATE, "one_enterprise_per_credit_code")
    assert Event.objects.count() == 1


@pytest.mark.parametrize("visitor", ["li_min", "intake_officer", "dalian_lead", "province_lead"])
def test_staff_of_the_place_and_above_it_register(
    visitor: str, request: pytest.FixtureRequest, now: dt.datetime
) -> None:
    by = request.getfixturevalue(visitor)
    assert enterprises.register(FACTS, by=by, now=now).registered_at == now


@pytest.mark.parametrize(
    "visitor", ["shenyang_concierge", "leader", "liaison", "system_admin", "owner"]
)
def test_nobody_else_registers(
    visitor: str, request: pytest.FixtureRequest, now: dt.datetime
) -> None:
    by = request.getfixturevalue(visitor)
    assert refusal(lambda: enterprises.register(FACTS, by=by, now=now))[0] is Because.ROLE


def test_institutions_and_key_enterprises_are_registered_at_the_province(
    li_min: User, province_lead: User, now: dt.datetime
) -> None:
    consulate = replace(FACTS, kind="institution", credit_code=None)
    key = replace(FACTS, is_key=True)
    for facts in (consulate, key):
        deed = refusal(partial(enterprises.register, facts, by=li_min, now=now))
        assert deed[0] is Because.ROLE
        assert enterprises.register(facts, by=province_lead, now=now).kind == facts.kind


@pytest.mark.django_db(transaction=True)
def test_of_two_who_register_one_code_at_once_one_does(
    li_min: User, deputy: User, now: dt.datetime
) -> None:
    said = at_once(
        lambda: enterprises.register(FACTS, by=li_min, now=now),
        lambda: enterprises.register(FACTS, by=deputy, now=now),
    )
    assert said == [DONE, "one_enterprise_per_credit_code"]


# --- Correcting and verifying ------------------------------------------------------------------


def test_a_correction_keeps_before_and_after(
    sakuragawa: Enterprise, li_min: User, now: dt.datetime
) -> None:
    facts = replace(known(sakuragawa), sector="M", name_en="Sakuragawa Dalian Ltd.")
    corrected = enterprises.correct(sakuragawa, facts, by=li_min, now=now)
    assert corrected.sector == "M"
    event = Event.objects.get()
    assert event.kind == "corrected"
    assert event.facts == {
        "sector": ["C", "M"],
        "name_en": ["Sakuragawa Bearings (Dalian) Co., Ltd.", "Sakuragawa Dalian Ltd."],
    }


def test_a_correction_that_changes_nothing_is_no_deed(
    sakuragawa: Enterprise, li_min: User, now: dt.datetime
) -> None:
    deed = refusal(lambda: enterprises.correct(sakuragawa, known(sakuragawa), by=li_min, now=now))
    assert deed == (Because.STATE, "unchanged")


def test_a_city_moves_no_requester_to_another_city_but_the_province_does(
    sakuragawa: Enterprise, li_min: User, province_lead: User, shenyang: Office, now: dt.datetime
) -> None:
    moved = replace(known(sakuragawa), region="210100", ftz_area="")
    alone = partial(enterprises.correct, sakuragawa, moved, by=li_min, now=now)
    assert refusal(alone) == (Because.ROLE, "not_both_offices")
    with pytest.raises(Refused) as refused:
        alone()
    assert refused.value.field == "region"
    assert str(shenyang) in str(refused.value)
    assert Enterprise.objects.get(pk=sakuragawa.pk).region_id == "210200"
    assert enterprises.correct(sakuragawa, moved, by=province_lead, now=now).region_id == "210100"


def test_staff_of_both_cities_move_a_requester(
    sakuragawa: Enterprise, li_min: User, shenyang: Office, now: dt.datetime
) -> None:
    both = Appointment(Role.CONCIERGE, shenyang.code, now.date())
    grants.give(li_min, both, by=None, now=now)
    moved = replace(known(sakuragawa), region="210100", ftz_area="")
    assert (
        enterprises.correct(sakuragawa, moved, by=User.objects.get(pk=li_min.pk), now=now).region_id
        == "210100"
    )


def test_an_owner_corrects_until_it_is_verified(
    sakuragawa: Enterprise, owner: User, li_min: User, now: dt.datetime
) -> None:
    first = replace(known(sakuragawa), sector="M")
    assert enterprises.correct(sakuragawa, first, by=owner, now=now).sector == "M"
    enterprises.verify(sakuragawa, by=li_min, now=now)
    second = replace(known(sakuragawa), sector="D")
    deed = refusal(lambda: enterprises.correct(sakuragawa, second, by=owner, now=now))
    assert deed == (Because.STATE, "verified")
    assert enterprises.correct(sakuragawa, second, by=li_min, now=now).sector == "D"


@pytest.mark.parametrize("visitor", ["owner", "li_min"])
def test_only_the_province_says_what_is_a_key_enterprise(
    visitor: str,
    sakuragawa: Enterprise,
    province_lead: User,
    request: pytest.FixtureRequest,
    now: dt.datetime,
) -> None:
    by = request.getfixturevalue(visitor)
    facts = replace(known(sakuragawa), is_key=True)
    deed = refusal(lambda: enterprises.correct(sakuragawa, facts, by=by, now=now))
    assert deed[0] is Because.ROLE
    assert enterprises.correct(sakuragawa, facts, by=province_lead, now=now).is_key


@pytest.mark.parametrize("visitor", ["member", "agent", "stranger", "shenyang_concierge", "leader"])
def test_nobody_else_corrects_or_verifies(
    visitor: str, sakuragawa: Enterprise, request: pytest.FixtureRequest, now: dt.datetime
) -> None:
    by = request.getfixturevalue(visitor)
    facts = replace(known(sakuragawa), sector="M")
    assert (
        refusal(lambda: enterprises.correct(sakuragawa, facts, by=by, now=now))[0] is Because.ROLE
    )
    assert refusal(lambda: enterprises.verify(sakuragawa, by=by, now=now))[0] is Because.ROLE


def test_an_owner_does_not_verify_themselves(
    sakuragawa: Enterprise, owner: User, now: dt.datetime
) -> None:
    assert refusal(lambda: enterprises.verify(sakuragawa, by=owner, now=now))[0] is Because.ROLE


def test_verified_once_and_by_whom(sakuragawa: Enterprise, li_min: User, now: dt.datetime) -> None:
    verified = enterprises.verify(sakuragawa, by=li_min, now=now)
    assert (verified.verified_at, verified.verified_by) == (now, li_min)
    assert Event.objects.get().kind == "verified"
    again = refusal(lambda: enterprises.verify(sakuragawa, by=li_min, now=now))
    assert again == (Because.STATE, "verified")


def test_without_a_code_nothing_can_be_verified_but_an_institution(
    rheinhammer: Enterprise,
    consulate: Enterprise,
    shenyang_concierge: User,
    province_lead: User,
    now: dt.datetime,
) -> None:
    deed = lambda: enterprises.verify(rheinhammer, by=shenyang_concierge, now=now)  # noqa: E731  # one line
    assert field_of(deed) == "credit_code"
    assert enterprises.verify(consulate, by=province_lead, now=now).verified_at == now


# --- Who looks after it ------------------------------------------------------------------------


def test_a_concierge_and_a_deputy_are_named_recorded_and_told(
    shimoha: Enterprise, li_min: User, deputy: User, dispatcher: User, now: dt.datetime
) -> None:
    named = enterprises.name_concierge(shimoha, Care(li_min.pk, deputy.pk), by=dispatcher, now=now)
    assert (named.concierge, named.deputy) == (li_min, deputy)
    event = Event.objects.of(shimoha.stream).last()
    assert event
    assert (event.kind, event.by) == ("concierge_named", dispatcher)
    assert event.facts == {"concierge": str(li_min.pk), "deputy": str(deputy.pk)}
    told = OutboxMessage.objects.filter(kind="care_given").values_list("recipient", flat=True)
    assert set(told) == {li_min.pk, deputy.pk}


@pytest.mark.usefixtures("agent")
def test_the_requesters_people_are_told_in_their_own_language_but_agents_not(
    sakuragawa: Enterprise, owner: User, member: User, dalian_lead: User, now: dt.datetime
) -> None:
    User.objects.filter(pk=owner.pk).update(language="en")
    assert sakuragawa.concierge_id
    care = Care(sakuragawa.concierge_id)  # from now on without a deputy
    enterprises.name_concierge(sakuragawa, care, by=dalian_lead, now=now)
    told = OutboxMessage.objects.filter(kind="concierge_named", channel="in_app")
    by_person = {message.recipient_id: message for message in told}
    assert by_person.keys() == {owner.pk, member.pk}
    assert by_person[owner.pk].subject == "Li Min is your concierge now"
    assert by_person[member.pk].subject == "李敏现在是您的管家"


def test_naming_the_same_again_is_no_deed(
    sakuragawa: Enterprise, li_min: User, deputy: User, dalian_lead: User, now: dt.datetime
) -> None:
    care = Care(li_min.pk, deputy.pk)
    deed = refusal(lambda: enterprises.name_concierge(sakuragawa, care, by=dalian_lead, now=now))
    assert deed == (Because.STATE, "unchanged")


@pytest.mark.parametrize("who", ["shenyang_concierge", "dalian_lead", "owner", "leader", "liaison"])
def test_only_concierges_of_the_office_or_above_it_are_named(
    who: str,
    sakuragawa: Enterprise,
    li_min: User,
    dispatcher: User,
    request: pytest.FixtureRequest,
    now: dt.datetime,
) -> None:
    other = request.getfixturevalue(who)
    for care, field in ((Care(other.pk), "concierge"), (Care(li_min.pk, other.pk), "deputy")):
        deed = lambda care=care: enterprises.name_concierge(  # noqa: E731  # one line
            sakuragawa, care, by=dispatcher, now=now
        )
        assert field_of(deed) == field


def test_whoever_has_an_interest_in_it_looks_after_it_neither_way(
    sakuragawa: Enterprise, li_min: User, deputy: User, dispatcher: User, now: dt.datetime
) -> None:
    recusal = recusals.declare(deputy, sakuragawa, "亲属在该企业任职", by=deputy, now=now)
    for care, field in ((Care(deputy.pk), "concierge"), (Care(li_min.pk, deputy.pk), "deputy")):
        deed = lambda care=care: enterprises.name_concierge(  # noqa: E731  # one line
            sakuragawa, care, by=dispatcher, now=now
        )
        assert field_of(deed) == field
    recusals.lift(recusal, "亲属已离职", by=deputy, now=now)
    named = enterprises.name_concierge(sakuragawa, Care(deputy.pk), by=dispatcher, now=now)
    assert named.concierge == deputy


def test_nobody_is_their_own_deputy(
    sakuragawa: Enterprise, li_min: User, dispatcher: User, now: dt.datetime
) -> None:
    care = Care(li_min.pk, li_min.pk)
    deed = lambda: enterprises.name_concierge(sakuragawa, care, by=dispatcher, now=now)  # noqa: E731  # one line
    assert field_of(deed) == "deputy"


def test_a_concierge_of_the_province_may_be_named_for_a_city(
    sakuragawa: Enterprise, officer: Invite, province: Office, dispatcher: User, now: dt.datetime
) -> None:
    gu_pan = officer("Gu Pan", "顾盼", Role.CONCIERGE, province)
    named = enterprises.name_concierge(sakuragawa, Care(gu_pan.pk), by=dispatcher, now=now)
    assert (named.concierge, named.deputy) == (gu_pan, None)


def test_whose_role_ended_or_account_closed_is_not_named(
    sakuragawa: Enterprise, li_min: User, deputy: User, dispatcher: User, now: dt.datetime
) -> None:
    grants.end(deputy.grants.get(), by=None, now=now)
    people.deactivate(li_min, by=None, now=now)
    for person in (deputy, li_min):
        care = Care(person.pk)
        deed = lambda care=care: enterprises.name_concierge(  # noqa: E731  # one line
            sakuragawa, care, by=dispatcher, now=now
        )
        assert field_of(deed) == "concierge"


@pytest.mark.parametrize(
    "visitor", ["li_min", "shenyang_concierge", "owner", "leader", "supervisor"]
)
def test_only_leads_and_dispatchers_name(
    visitor: str,
    sakuragawa: Enterprise,
    li_min: User,
    request: pytest.FixtureRequest,
    now: dt.datetime,
) -> None:
    by = request.getfixturevalue(visitor)
    deed = refusal(lambda: enterprises.name_concierge(sakuragawa, Care(li_min.pk), by=by, now=now))
    assert deed[0] is Because.ROLE


def test_a_district_belongs_to_the_office_of_its_city(
    dalian: Office, dalian_region: Region, li_min: User, now: dt.datetime
) -> None:
    Region.objects.create(
        code="210211", name_zh="甘井子区", name_en="Ganjingzi", parent=dalian_region
    )
    enterprise = enterprises.register(replace(FACTS, region="210211"), by=li_min, now=now)
    assert enterprise.home_office() == dalian
