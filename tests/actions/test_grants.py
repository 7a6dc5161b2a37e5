"""Roles are given by the security administrator, fit their office, and end at once."""

import datetime as dt
from dataclasses import replace

import pytest

from accounts.models import Grant, Office, User
from accounts.roles import STAFF, Role
from accounts.standing import grants_of
from tests.actions.at_once import DONE, at_once
from tests.actions.refusals import field_of, refusal
from tests.conftest import Invite
from tickets.actions import base_data, grants
from tickets.errors import Because
from tickets.models import Event, OutboxMessage
from tickets.rules.days import day_of
from tickets.rules.grants import Appointment

SIDES = [Role.CONCIERGE, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN]


@pytest.fixture
def newcomer(person: Invite) -> User:
    return person("Jin Hao", "金浩")


@pytest.fixture
def concierge(dalian: Office, now: dt.datetime) -> Appointment:
    return Appointment(Role.CONCIERGE, dalian.code, day_of(now))


def test_a_role_is_given_recorded_and_told(
    newcomer: User, concierge: Appointment, security_admin: User, now: dt.datetime
) -> None:
    grant = grants.give(newcomer, concierge, by=security_admin, now=now)
    assert grants_of(newcomer, day_of(now)) == (grant,)
    event = Event.objects.get()
    assert (event.stream, event.kind, event.by) == (newcomer.stream, "role_given", security_admin)
    assert event.facts == {"role": "concierge", "office": "210200", "grant": str(grant.pk)}
    told = OutboxMessage.objects.filter(recipient=newcomer, kind="role_given")
    assert set(told.values_list("channel", flat=True)) == {"in_app", "email"}
    assert "大连" in told[0].text
    assert "管家" in told[0].text


def test_a_role_counts_from_its_first_day_to_its_last(
    newcomer: User, concierge: Appointment, security_admin: User, now: dt.datetime
) -> None:
    first, last = day_of(now) + dt.timedelta(days=2), day_of(now) + dt.timedelta(days=4)
    dated = replace(concierge, from_date=first, until_date=last)
    grants.give(newcomer, dated, by=security_admin, now=now)
    held = [bool(grants_of(newcomer, first + dt.timedelta(days=n))) for n in (-1, 0, 2, 3)]
    assert held == [False, True, True, False]


def test_ended_at_once_even_on_its_first_day(
    newcomer: User, concierge: Appointment, security_admin: User, now: dt.datetime
) -> None:
    grant = grants.give(newcomer, concierge, by=security_admin, now=now)
    ended = grants.end(grant, by=security_admin, now=now)
    assert ended.ended_at == now
    assert grants_of(ended.user, day_of(now)) == ()
    assert [event.kind for event in Event.objects.of(newcomer.stream)] == [
        "role_given",
        "role_ended",
    ]
    assert OutboxMessage.objects.filter(recipient=newcomer, kind="role_ended").exists()
    again = refusal(lambda: grants.end(grant, by=security_admin, now=now))
    assert again == (Because.STATE, "ended")
    assert grants.give(newcomer, concierge, by=security_admin, now=now).ended_at is None


@pytest.mark.parametrize(
    "visitor", ["li_min", "province_lead", "leader", "system_admin", "audit_admin", "owner"]
)
def test_only_the_security_administrator_gives_and_ends(
    visitor: str,
    newcomer: User,
    concierge: Appointment,
    deputy: User,
    request: pytest.FixtureRequest,
    now: dt.datetime,
) -> None:
    by = request.getfixturevalue(visitor)
    assert refusal(lambda: grants.give(newcomer, concierge, by=by, now=now))[0] is Because.ROLE
    kept = deputy.grants.get()
    assert refusal(lambda: grants.end(kept, by=by, now=now))[0] is Because.ROLE


def test_nobody_gives_a_role_to_themselves(
    security_admin: User, concierge: Appointment, now: dt.datetime
) -> None:
    deed = refusal(lambda: grants.give(security_admin, concierge, by=security_admin, now=now))
    assert deed == (Because.ROLE, "oneself")


@pytest.mark.parametrize("has", SIDES)
@pytest.mark.parametrize("gets", SIDES)
def test_sides_never_meet_in_one_person(
    has: Role,
    gets: Role,
    newcomer: User,
    province: Office,
    now: dt.datetime,
) -> None:
    first = Appointment(has, province.code, day_of(now))
    grants.give(newcomer, first, by=None, now=now)
    second = Appointment(gets, province.code, day_of(now) + dt.timedelta(days=30))
    if has is gets:
        said = refusal(lambda: grants.give(newcomer, second, by=None, now=now))
        assert said == (Because.STATE, "a_role_is_granted_once_at_a_time")
    else:
        said = refusal(lambda: grants.give(newcomer, second, by=None, now=now))
        assert said == (Because.STATE, "sides_never_meet_in_one_person")
    assert newcomer.grants.count() == 1


def test_one_person_may_hold_several_roles_of_one_side(
    newcomer: User, dalian: Office, province: Office, now: dt.datetime
) -> None:
    for role, office in ((Role.CONCIERGE, dalian), (Role.LEAD, dalian), (Role.LEAD, province)):
        grants.give(newcomer, Appointment(role, office.code, day_of(now)), by=None, now=now)
    assert len(grants_of(newcomer, day_of(now))) == 3


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("kind", ["province", "dalian", "tax_bureau", "law_firm"])
def test_a_role_fits_its_kind_of_office(
    role: Role, kind: str, newcomer: User, request: pytest.FixtureRequest, now: dt.datetime
) -> None:
    office = request.getfixturevalue(kind)
    appointment = Appointment(role, office.code, day_of(now))
    if office.kind in STAFF[role].at:
        assert grants.give(newcomer, appointment, by=None, now=now).role == role
    else:
        assert field_of(lambda: grants.give(newcomer, appointment, by=None, now=now)) == "office"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"role": "king"}, "role"),
        ({"office": "nowhere"}, "office"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": 501}, "capacity"),
        ({"until_date": dt.date(2026, 11, 17)}, "until_date"),
        ({"skills": ("T01", "T77")}, "skills"),
    ],
)
def test_what_is_wrong_is_said(
    newcomer: User,
    concierge: Appointment,
    change: dict[str, object],
    field: str,
    now: dt.datetime,
) -> None:
    base_data.load(by=None, now=now)
    wrong = replace(concierge, **change)  # type: ignore[arg-type]  # each row is of its own kind
    assert field_of(lambda: grants.give(newcomer, wrong, by=None, now=now)) == field
    assert not newcomer.grants.exists()


def test_the_last_security_administrator_keeps_the_role(
    security_admin: User, officer: Invite, province: Office, now: dt.datetime
) -> None:
    grant = security_admin.grants.get()
    assert refusal(lambda: grants.end(grant, by=None, now=now)) == (
        Because.STATE,
        "last_administrator",
    )
    officer("Xiao Man", "小满", Role.SECURITY_ADMIN, province)
    assert grants.end(grant, by=None, now=now).ended_at == now


def test_who_is_invited_is_given_a_role_without_a_mail(
    newcomer: User, concierge: Appointment, now: dt.datetime
) -> None:
    User.objects.filter(pk=newcomer.pk).update(is_active=False)
    grants.give(newcomer, concierge, by=None, now=now)
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_sides_given_at_once_one_is_refused(
    newcomer: User, province: Office, now: dt.datetime
) -> None:
    audit, lead = (
        Appointment(role, province.code, day_of(now)) for role in (Role.AUDIT_ADMIN, Role.LEAD)
    )
    said = at_once(
        lambda: grants.give(newcomer, audit, by=None, now=now),
        lambda: grants.give(newcomer, lead, by=None, now=now),
    )
    assert said == [DONE, "sides_never_meet_in_one_person"]
    assert Grant.objects.filter(user=newcomer).count() == 1
    assert Event.objects.of(newcomer.stream).count() == 1
