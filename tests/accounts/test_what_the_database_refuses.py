"""The database itself keeps what must hold, whoever writes to it."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import psycopg
import pytest
from django.db import IntegrityError, transaction

from accounts.models import (
    Absence,
    Duty,
    Enterprise,
    Grant,
    Invitation,
    Membership,
    Office,
    Region,
    SetUpLink,
    User,
)
from accounts.roles import Role, Side
from tests.conftest import LONG_AGO, Invite

DAY = dt.timedelta(days=1)


def refuses(constraint: str, write: Callable[[], object]) -> bool:
    """Whether the database refuses this write by the constraint of this name."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        write()
    cause = refused.value.__cause__
    return isinstance(cause, psycopg.Error) and cause.diag.constraint_name == constraint


@pytest.fixture
def jin_hao(person: Invite) -> User:
    return person("Jin Hao", "金浩")


# --- People ------------------------------------------------------------------------------------


def test_addresses_are_kept_in_lower_case_and_once(jin_hao: User, now: dt.datetime) -> None:
    people = User.objects
    assert refuses(
        "email_is_lower_case", lambda: people.filter(pk=jin_hao.pk).update(email="A@b.test")
    )
    assert refuses(
        "accounts_user_email_key",
        lambda: people.make(jin_hao.email.upper(), joined_at=now),
    )


def test_who_was_deactivated_may_not_sign_in(jin_hao: User, now: dt.datetime) -> None:
    write = lambda: User.objects.filter(pk=jin_hao.pk).update(deactivated_at=now)  # noqa: E731  # one line
    assert refuses("who_was_deactivated_may_not_sign_in", write)


def test_an_invitation_has_a_hash_an_end_and_no_second(jin_hao: User, now: dt.datetime) -> None:
    def invite(token_hash: str = "0" * 64, **more: object) -> Invitation:
        facts = {"invited_at": now, "expires_at": now + DAY} | more
        return Invitation.objects.create(user=jin_hao, token_hash=token_hash, **facts)

    for odd in ("", "x" * 64, "0" * 63, "A" * 64):
        assert refuses("an_invitation_keeps_a_hash", partial(invite, odd))
    assert refuses("an_invitation_ends_after_it_begins", lambda: invite(expires_at=now))
    assert refuses("accepted_or_revoked_not_both", lambda: invite(accepted_at=now, revoked_at=now))
    invite()
    assert refuses("one_open_invitation_per_person", lambda: invite("1" * 64))


def test_a_set_up_link_has_a_hash_and_an_end(db: None, now: dt.datetime) -> None:
    def make(token_hash: str, expires_at: dt.datetime) -> SetUpLink:
        return SetUpLink.objects.create(token_hash=token_hash, made_at=now, expires_at=expires_at)

    assert refuses("a_set_up_link_keeps_a_hash", lambda: make("", now + DAY))
    assert refuses("a_set_up_link_ends_after_it_begins", lambda: make("0" * 64, now))


# --- Roles -------------------------------------------------------------------------------------


@pytest.fixture
def give(jin_hao: User, province: Office) -> Callable[..., Grant]:
    def create(role: Role, side: Side, **more: object) -> Grant:
        facts = {"user": jin_hao, "office": province, "from_date": LONG_AGO} | more
        return Grant.objects.create(role=role, side=side, **facts)

    return create


@pytest.mark.parametrize(
    ("role", "side"),
    [
        (Role.SYSTEM_ADMIN, Side.SYSTEM),
        (Role.SECURITY_ADMIN, Side.SECURITY),
        (Role.AUDIT_ADMIN, Side.AUDIT),
    ],
)
def test_administrators_hold_no_other_role_at_the_same_time(
    give: Callable[..., Grant], role: Role, side: Side
) -> None:
    give(role, side, until_date=LONG_AGO + DAY)
    for other, its in ((Role.LEAD, Side.TICKETS), (Role.AUDIT_ADMIN, Side.AUDIT)):
        if its is not side:
            overlapping = {"from_date": LONG_AGO + DAY}
            write = partial(give, other, its, **overlapping)
            assert refuses("sides_never_meet_in_one_person", write)
    later = give(Role.LEAD, Side.TICKETS, from_date=LONG_AGO + 2 * DAY)
    assert later.side == Side.TICKETS


def test_an_ended_role_makes_room_for_one_of_another_side(
    give: Callable[..., Grant], now: dt.datetime
) -> None:
    give(Role.LEAD, Side.TICKETS, ended_at=now)
    assert give(Role.AUDIT_ADMIN, Side.AUDIT).ended_at is None


def test_a_side_cannot_be_pretended(give: Callable[..., Grant]) -> None:
    for role, side in ((Role.LEAD, Side.AUDIT), (Role.SYSTEM_ADMIN, Side.TICKETS)):
        assert refuses("side_follows_role", partial(give, role, side))


def test_a_role_is_held_once_and_ends_after_it_begins(give: Callable[..., Grant]) -> None:
    give(Role.LEAD, Side.TICKETS)
    dated = {"from_date": LONG_AGO + DAY, "until_date": LONG_AGO + 9 * DAY}
    write = lambda: give(Role.LEAD, Side.TICKETS, **dated)  # noqa: E731  # one line
    assert refuses("a_role_is_granted_once_at_a_time", write)
    backwards = {"until_date": LONG_AGO - DAY}
    write = lambda: give(Role.INTAKE, Side.TICKETS, **backwards)  # noqa: E731  # one line
    assert refuses("grant_ends_after_it_begins", write)


# --- Requesters --------------------------------------------------------------------------------


def test_a_membership_is_held_once_and_an_agents_has_an_end(
    sakuragawa: Enterprise, jin_hao: User
) -> None:
    def join(role: str, **more: object) -> Membership:
        facts = {"user": jin_hao, "enterprise": sakuragawa, "from_date": LONG_AGO} | more
        return Membership.objects.create(role=role, **facts)

    assert refuses("an_agent_has_a_last_day", lambda: join("agent"))
    assert refuses(
        "membership_ends_after_it_begins", lambda: join("member", until_date=LONG_AGO - DAY)
    )
    join("member")
    assert refuses("one_membership_at_a_time", lambda: join("owner"))


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("an_enterprise_has_a_name", {"name_zh": "", "name_en": "", "name_original": ""}),
        ("credit_code_has_its_shape", {"credit_code": "91210200MA0XKRG1I9"}),
        ("credit_code_has_its_shape", {"credit_code": "91AB0200MA0XKRG19W"}),
        ("credit_code_has_its_shape", {"credit_code": "9121"}),
        ("nationality_has_two_letters", {"nationality": "jp"}),
        ("nationality_has_two_letters", {"nationality": ""}),
        ("only_a_concierge_has_a_deputy", {"concierge": None}),
        ("verified_at_has_its_by", {"verified_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}),
    ],
)
def test_an_enterprise_keeps_its_shape(
    sakuragawa: Enterprise, constraint: str, change: dict[str, object]
) -> None:
    row = Enterprise.objects.filter(pk=sakuragawa.pk)
    assert refuses(constraint, lambda: row.update(**change))


def test_enterprises_differ_by_code_and_are_verified_with_one(
    sakuragawa: Enterprise, rheinhammer: Enterprise, li_min: User, now: dt.datetime
) -> None:
    other = Enterprise.objects.filter(pk=rheinhammer.pk)
    twin = {"credit_code": sakuragawa.credit_code}
    assert refuses("one_enterprise_per_credit_code", lambda: other.update(**twin))
    verified = {"verified_at": now, "verified_by": li_min}
    assert refuses("a_verified_enterprise_has_a_code", lambda: other.update(**verified))


def test_a_concierge_is_not_their_own_deputy(sakuragawa: Enterprise, li_min: User) -> None:
    row = Enterprise.objects.filter(pk=sakuragawa.pk)
    assert refuses("concierge_is_not_their_own_deputy", lambda: row.update(deputy=li_min))


# --- Offices -----------------------------------------------------------------------------------


def test_offices_form_a_tree_with_one_node_at_each_place(
    province: Office, dalian: Office, dalian_region: Region
) -> None:
    row = Office.objects.filter(pk=dalian.pk)
    assert refuses("only_the_province_has_no_parent", lambda: row.update(parent=None))
    assert refuses("only_the_province_has_no_parent", lambda: row.update(kind="province"))
    assert refuses("lineage_ends_with_the_office_itself", lambda: row.update(lineage=[province.id]))
    twin = Office(
        kind="zone",
        code="dl2",
        name_zh="x",
        name_en="x",
        region=dalian_region,
        parent=province,
    )
    twin.lineage = [province.id, twin.id]
    assert refuses("one_node_per_place", twin.save)


# --- Absence and duty --------------------------------------------------------------------------


def test_nobody_is_away_twice_backwards_or_their_own_deputy(li_min: User, now: dt.datetime) -> None:
    def away(start: int, end: int, **more: object) -> Absence:
        moments = {"starts_at": now + start * DAY, "ends_at": now + end * DAY}
        return Absence.objects.create(user=li_min, **moments, **more)

    assert refuses("absence_ends_after_it_begins", lambda: away(2, 2))
    assert refuses("nobody_stands_in_for_themselves", lambda: away(1, 2, deputy=li_min))
    away(1, 3)
    assert refuses("one_absence_at_a_time", lambda: away(2, 4))
    assert away(3, 4).user == li_min


def test_nobody_is_on_duty_twice_or_backwards(
    li_min: User, dalian: Office, now: dt.datetime
) -> None:
    def duty(start: int, end: int) -> Duty:
        moments = {"starts_at": now + start * DAY, "ends_at": now + end * DAY}
        return Duty.objects.create(user=li_min, office=dalian, **moments)

    assert refuses("duty_ends_after_it_begins", lambda: duty(2, 1))
    duty(1, 3)
    assert refuses("nobody_is_on_duty_twice_at_once", lambda: duty(2, 4))
    assert duty(3, 4).user == li_min
