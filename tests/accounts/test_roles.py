"""The policy table: what each role may do, where it may be held, and how it is asked."""

import datetime as dt
from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts import roles
from accounts.ids import uuid7
from accounts.models import Enterprise, Grant, Membership, Office, User
from accounts.roles import NODES, REACHES_DOWN, REQUESTERS, STAFF, May, RequesterRole, Role, World
from accounts.standing import (
    forget,
    grants_of,
    may,
    may_for,
    memberships_of,
    person_with_roles,
    worlds_of,
)

TODAY = dt.date(2026, 11, 18)
REQUESTERS_OWN = {May.FILE, May.READ_OWN, May.MANAGE_COLLEAGUES}


def test_every_role_has_its_card_and_every_right_a_role() -> None:
    assert set(STAFF) == set(Role)
    assert set(REQUESTERS) == set(RequesterRole)
    given = {what for card in (*STAFF.values(), *REQUESTERS.values()) for what in card.may}
    assert given == set(May)


def test_staff_and_requesters_share_no_right() -> None:
    staff = {what for card in STAFF.values() for what in card.may}
    assert not staff & REQUESTERS_OWN


def test_roles_are_held_at_kinds_of_offices_that_there_are() -> None:
    assert {kind for card in STAFF.values() for kind in card.at} == set(Office.Kind.values)
    assert set(Office.Kind.values) >= NODES


def test_no_ticket_right_stands_on_an_administrators_card() -> None:
    administrators = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
    theirs = {what for role in administrators for what in STAFF[role].may}
    others = {what for role in set(Role) - administrators for what in STAFF[role].may}
    assert not theirs & others
    assert all(len(STAFF[role].may) == 1 for role in administrators)


def test_acting_on_tickets_counts_only_at_the_office_itself() -> None:
    acting = {May.HANDLE, May.ASSIGN, May.APPROVE, May.DISPATCH, May.CALL_BACK, May.INTAKE}
    assert not acting & REACHES_DOWN


@pytest.mark.parametrize("role", list(Role))
def test_each_right_at_its_office_above_it_below_it_and_beside_it(
    role: Role, li_min: User, province: Office, dalian: Office, shenyang: Office
) -> None:
    mine = Grant.objects.filter(user=li_min)
    mine.update(role=role, side=STAFF[role].side)
    for what in May:
        assert may(li_min, what, at=dalian, on=TODAY) == (what in STAFF[role].may)
        assert not may(li_min, what, at=province, on=TODAY)
        assert not may(li_min, what, at=shenyang, on=TODAY)
    mine.update(office=province)
    forget(li_min)
    below = {what for what in May if may(li_min, what, at=dalian, on=TODAY)}
    assert below == STAFF[role].may & REACHES_DOWN


def test_asking_many_times_costs_one_query(
    li_min: User, dalian: Office, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        for what in May:
            may(li_min, what, at=dalian, on=TODAY)


def test_the_worlds_cost_one_query_together(
    li_min: User, dalian: Office, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert worlds_of(li_min, TODAY) == (World.DESK,)
        assert worlds_of(li_min, TODAY) == (World.DESK,)


@pytest.fixture
def busy_person(
    li_min: User,
    province: Office,
    dalian: Office,
    sakuragawa: Enterprise,
    rheinhammer: Enterprise,
    grant: Callable[[User, Role, Office], Grant],
) -> User:
    """Li Min with three grants in all, who speaks for two requesters besides."""
    grant(li_min, Role.DISPATCHER, province)
    grant(li_min, Role.CALLBACK, dalian)
    speaks = {"user": li_min, "role": RequesterRole.MEMBER, "from_date": TODAY}
    for enterprise in (sakuragawa, rheinhammer):
        Membership.objects.create(enterprise=enterprise, **speaks)
    return li_min


def test_whoever_comes_with_several_roles_has_each_once_in_order(
    busy_person: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        person = person_with_roles(busy_person.pk)
        assert person == busy_person
        held = [(grant.office.code, grant.role) for grant in grants_of(person, TODAY)]
        names = {one.enterprise.name_zh for one in memberships_of(person, TODAY)}
    assert held == sorted(held)
    assert (len(held), len(names)) == (3, 2)


def test_each_day_has_its_own_roles_and_none_is_asked_for_anew(
    busy_person: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    day = dt.timedelta(days=1)
    Membership.objects.filter(user=busy_person).update(until_date=TODAY + day)
    person = person_with_roles(busy_person.pk)
    assert person
    with django_assert_num_queries(0):
        spoken_for = [len(memberships_of(person, TODAY + days * day)) for days in (-1, 0, 1, 2)]
    assert spoken_for == [0, 2, 2, 0]


def test_what_was_ended_early_is_no_role_any_more(busy_person: User, now: dt.datetime) -> None:
    Grant.objects.filter(user=busy_person).exclude(role=Role.CALLBACK).update(ended_at=now)
    person = person_with_roles(busy_person.pk)
    assert person
    assert [grant.role for grant in grants_of(person, TODAY)] == [Role.CALLBACK]


@pytest.mark.django_db
def test_nobody_has_no_roles() -> None:
    assert person_with_roles(uuid7()) is None


@pytest.mark.parametrize(
    ("visitor", "worlds"),
    [
        ("li_min", (World.DESK,)),
        ("leader", (World.LEADER,)),
        ("owner", (World.PORTAL,)),
        ("agent", (World.PORTAL,)),
        ("audit_admin", (World.DESK,)),
    ],
)
def test_each_has_their_world(
    visitor: str, worlds: tuple[World, ...], request: pytest.FixtureRequest
) -> None:
    assert worlds_of(request.getfixturevalue(visitor), TODAY) == worlds


@pytest.mark.parametrize("visitor", ["li_min", "owner"])
def test_the_deactivated_have_nothing(visitor: str, request: pytest.FixtureRequest) -> None:
    person = request.getfixturevalue(visitor)
    person.is_active = False
    assert grants_of(person, TODAY) == ()
    assert memberships_of(person, TODAY) == ()
    assert worlds_of(person, TODAY) == ()


@pytest.mark.parametrize(
    ("from_day", "until_day", "counts"),
    [(0, 0, True), (-3, None, True), (1, None, False), (-3, -1, False), (-3, 0, True)],
)
def test_a_role_counts_within_its_days(
    li_min: User, dalian: Office, from_day: int, until_day: int | None, *, counts: bool
) -> None:
    until = None if until_day is None else TODAY + dt.timedelta(until_day)
    Grant.objects.filter(user=li_min).update(
        from_date=TODAY + dt.timedelta(from_day), until_date=until
    )
    assert may(li_min, May.HANDLE, at=dalian, on=TODAY) is counts


def test_an_ended_role_counts_no_more(li_min: User, dalian: Office, now: dt.datetime) -> None:
    Grant.objects.filter(user=li_min).update(ended_at=now)
    assert not may(li_min, May.HANDLE, at=dalian, on=TODAY)


@pytest.mark.parametrize(
    ("visitor", "rights"),
    [
        ("owner", REQUESTERS_OWN),
        ("member", REQUESTERS_OWN - {May.MANAGE_COLLEAGUES}),
        ("agent", REQUESTERS_OWN - {May.MANAGE_COLLEAGUES}),
        ("stranger", set()),
        ("li_min", set()),
    ],
)
def test_rights_for_a_requester_are_those_of_its_own_people(
    visitor: str, rights: set[May], sakuragawa: Enterprise, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(visitor)
    assert {m for m in May if may_for(person, m, enterprise=sakuragawa, on=TODAY)} == rights


def test_an_ended_membership_counts_no_more(
    owner: User, sakuragawa: Enterprise, now: dt.datetime
) -> None:
    Membership.objects.filter(user=owner).update(ended_at=now)
    assert not may_for(owner, May.READ_OWN, enterprise=sakuragawa, on=TODAY)


def test_roles_that_may_are_read_off_the_cards() -> None:
    assert roles.roles_that(May.APPROVE) == {Role.LEAD, Role.LEADER}
    assert roles.roles_that(May.FILE) == frozenset()
