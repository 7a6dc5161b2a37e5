"""Who sees which requesters, offices and people; what one may not see does not exist."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest

from accounts.models import Enterprise, Grant, Office, User
from accounts.roles import Role
from tests.actions.refusals import refusal
from tickets.access import people as access
from tickets.errors import Because

A, B, INSTITUTION = "sakuragawa", "rheinhammer", "consulate"
ALL = {A, B, INSTITUTION}
SEES: dict[str, set[str]] = {
    "owner": {A},
    "member": {A},
    "agent": {A},
    "stranger": {B},
    "consul": {INSTITUTION},
    "li_min": {A},
    "deputy": {A},
    "intake_officer": {A},
    "dalian_lead": {A},
    "dalian_dispatcher": {A},
    "callback_officer": {A},
    "shenyang_concierge": {B, INSTITUTION},
    "province_lead": ALL,
    "dispatcher": ALL,
    "supervisor": ALL,
    "leader": set(),
    "liaison": set(),
    "counsel": set(),
    "policy_editor": set(),
    "system_admin": set(),
    "security_admin": set(),
    "audit_admin": set(),
}


@pytest.fixture
def three(
    sakuragawa: Enterprise, rheinhammer: Enterprise, consulate: Enterprise
) -> dict[str, Enterprise]:
    return {A: sakuragawa, B: rheinhammer, INSTITUTION: consulate}


@pytest.mark.parametrize("visitor", sorted(SEES))
def test_each_sees_their_requesters_and_no_other_exists(
    visitor: str,
    three: dict[str, Enterprise],
    request: pytest.FixtureRequest,
    now: dt.datetime,
) -> None:
    user = request.getfixturevalue(visitor)
    for name, enterprise in three.items():
        if name in SEES[visitor]:
            assert access.enterprise_for(user, enterprise.pk, now=now) == enterprise
        else:
            deed = refusal(partial(access.enterprise_for, user, enterprise.pk, now=now))
            assert deed == (Because.UNSEEN, "unseen")
    seen = set(access.enterprises_visible_to(user, now=now))
    assert seen == {three[name] for name in SEES[visitor]}


def test_a_concierge_sees_whom_they_care_for_elsewhere_while_in_office(
    li_min: User, rheinhammer: Enterprise, now: dt.datetime
) -> None:
    Enterprise.objects.filter(pk=rheinhammer.pk).update(deputy=li_min)
    assert rheinhammer in access.enterprises_visible_to(li_min, now=now)
    Grant.objects.filter(user=li_min).update(ended_at=now)
    fresh = User.objects.get(pk=li_min.pk)
    assert not access.enterprises_visible_to(fresh, now=now).exists()


@pytest.mark.parametrize("visitor", ["owner", "li_min"])
def test_whose_role_ended_sees_nothing(
    visitor: str, sakuragawa: Enterprise, request: pytest.FixtureRequest, now: dt.datetime
) -> None:
    user = request.getfixturevalue(visitor)
    user.grants.update(ended_at=now)
    user.memberships.update(ended_at=now)
    assert not access.enterprises_visible_to(user, now=now).exists()
    assert not access.members_visible_to(user, sakuragawa, now=now).exists()
    assert set(access.people_visible_to(user, now=now)) == {user}


def test_staff_see_all_offices_requesters_only_the_concierge_system(
    li_min: User, owner: User, tax_bureau: Office, law_firm: Office, now: dt.datetime
) -> None:
    assert set(access.offices_visible_to(li_min, now=now)) == set(Office.objects.all())
    assert set(access.offices_visible_to(owner, now=now)) == set(Office.objects.nodes())
    assert access.office_for(owner, "210200", now=now).code == "210200"
    for office in (tax_bureau, law_firm):
        deed = refusal(partial(access.office_for, owner, office.code, now=now))
        assert deed[0] is Because.UNSEEN


@pytest.mark.parametrize(
    ("visitor", "sees"),
    [
        ("owner", {"owner", "member", "agent"}),
        ("member", {"owner", "member", "agent"}),
        ("agent", {"agent"}),
        ("stranger", {"stranger"}),
        ("liaison", {"liaison"}),
        ("counsel", {"counsel"}),
        ("li_min", {"li_min", "liaison", "counsel", "owner", "member", "agent", "deputy"}),
    ],
)
def test_each_sees_their_people(
    visitor: str, sees: set[str], request: pytest.FixtureRequest, now: dt.datetime
) -> None:
    cast = {
        name: request.getfixturevalue(name)
        for name in ("owner", "member", "agent", "stranger", "liaison", "counsel", "li_min")
    } | {"deputy": request.getfixturevalue("deputy")}
    seen = set(access.people_visible_to(cast[visitor], now=now))
    assert {name for name, person in cast.items() if person in seen} == sees


def test_administrators_see_everybody(
    system_admin: User, owner: User, li_min: User, now: dt.datetime
) -> None:
    assert {owner, li_min} <= set(access.people_visible_to(system_admin, now=now))


def test_a_person_one_does_not_see_does_not_exist(
    owner: User, li_min: User, now: dt.datetime
) -> None:
    deed = refusal(lambda: access.person_for(owner, li_min.pk, now=now))
    assert deed == (Because.UNSEEN, "unseen")
    assert access.person_for(li_min, owner.pk, now=now) == owner


def test_members_are_shown_to_colleagues_and_staff_of_the_place_only(
    sakuragawa: Enterprise,
    request: pytest.FixtureRequest,
    now: dt.datetime,
) -> None:
    for visitor, count in {
        "member": 3,
        "owner": 3,
        "li_min": 3,
        "province_lead": 3,
        "agent": 0,
        "stranger": 0,
        "shenyang_concierge": 0,
        "leader": 0,
    }.items():
        for name in ("owner", "member", "agent"):
            request.getfixturevalue(name)
        user = request.getfixturevalue(visitor)
        assert access.members_visible_to(user, sakuragawa, now=now).count() == count, visitor


def test_two_roles_see_the_sum_of_both(
    li_min: User,
    shenyang: Office,
    grant: Callable[[User, Role, Office], Grant],
    three: dict[str, Enterprise],
    now: dt.datetime,
) -> None:
    grant(li_min, Role.INTAKE, shenyang)
    assert set(access.enterprises_visible_to(li_min, now=now)) == set(three.values())
