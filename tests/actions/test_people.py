"""Accounts: enrolled by the house, kept by their person, closed by another, never the last one."""

import datetime as dt
from dataclasses import replace

import pytest

from accounts.models import Invitation, Session, User
from accounts.roles import Role
from accounts.standing import grants_of
from tests.actions.at_once import DONE, at_once
from tests.actions.refusals import refusal
from tests.actions.test_invitations import NEWCOMER
from tests.conftest import Invite
from tickets.actions import invitations, people
from tickets.errors import Because, Refused
from tickets.models import Event
from tickets.rules.days import day_of
from tickets.rules.people import Preferences

WANTED = Preferences("李敏", "Li Min", "0411-5550 1234", "en", "Asia/Tokyo")


def test_preferences_are_kept_and_one_event_names_the_fields_only(
    li_min: User, now: dt.datetime
) -> None:
    changed = people.change_preferences(li_min, WANTED, by=li_min, now=now)
    assert (changed.phone, changed.language) == (WANTED.phone, "en")
    event = Event.objects.get()
    assert (event.stream, event.kind, event.by) == (li_min.stream, "preferences_changed", li_min)
    assert event.facts == {"changed": ["phone", "language", "time_zone"]}


def test_the_same_preferences_again_are_no_deed(li_min: User, now: dt.datetime) -> None:
    people.change_preferences(li_min, WANTED, by=li_min, now=now)
    again = refusal(lambda: people.change_preferences(li_min, WANTED, by=li_min, now=now))
    assert again == (Because.STATE, "unchanged")
    assert Event.objects.count() == 1


def test_nobody_changes_anothers_preferences(
    li_min: User, system_admin: User, now: dt.datetime
) -> None:
    deed = refusal(lambda: people.change_preferences(li_min, WANTED, by=system_admin, now=now))
    assert deed[0] is Because.ROLE
    deed = refusal(lambda: people.change_language(li_min, "en", by=system_admin, now=now))
    assert deed[0] is Because.ROLE


def test_a_language_is_changed_once_and_only_to_one_on_offer(
    li_min: User, now: dt.datetime
) -> None:
    assert people.change_language(li_min, "en", by=li_min, now=now).language == "en"
    again = refusal(lambda: people.change_language(li_min, "en", by=li_min, now=now))
    assert again == (Because.STATE, "unchanged")
    coming = refusal(lambda: people.change_language(li_min, "ko", by=li_min, now=now))
    assert coming[0] is Because.MISSING


@pytest.mark.parametrize(
    "wanted",
    [replace(WANTED, name=""), replace(WANTED, language="ja"), replace(WANTED, time_zone="Moon")],
)
def test_bad_preferences_change_nothing(
    li_min: User, now: dt.datetime, wanted: Preferences
) -> None:
    with pytest.raises(Refused) as refused:
        people.change_preferences(li_min, wanted, by=li_min, now=now)
    assert refused.value.because is Because.MISSING
    assert not Event.objects.exists()


# --- Closing and opening -----------------------------------------------------------------------


def test_a_closed_account_is_shut_at_once_and_said_in_one_event(
    li_min: User, system_admin: User, now: dt.datetime
) -> None:
    for key in ("a", "b"):
        Session.objects.create(
            session_key=key, user=li_min, expire_date=now + dt.timedelta(hours=1)
        )
    closed = people.deactivate(li_min, by=system_admin, now=now)
    assert (closed.is_active, closed.deactivated_at) == (False, now)
    assert not Session.objects.filter(user=li_min).exists()
    event = Event.objects.get()
    assert (event.kind, event.by, event.facts) == (
        "deactivated",
        system_admin,
        {"sessions_ended": 2},
    )
    assert grants_of(closed, day_of(now)) == ()


def test_closing_again_is_refused_and_opening_undoes_it(
    li_min: User, system_admin: User, now: dt.datetime
) -> None:
    people.enrol(NEWCOMER, password_hash="", by=None, now=now)
    person = User.objects.get(email=NEWCOMER.email.lower())
    people.deactivate(person, by=system_admin, now=now)
    again = refusal(lambda: people.deactivate(person, by=system_admin, now=now))
    assert again == (Because.STATE, "deactivated")
    assert people.reactivate(person, by=system_admin, now=now).is_active
    again = refusal(lambda: people.reactivate(person, by=system_admin, now=now))
    assert again == (Because.STATE, "active")


def test_whoever_never_came_in_is_not_let_in_by_reopening(
    system_admin: User, now: dt.datetime
) -> None:
    person = invitations.invite_staff(NEWCOMER, by=system_admin, now=now)
    people.deactivate(person, by=system_admin, now=now)
    reopened = people.reactivate(person, by=system_admin, now=now)
    assert not reopened.is_active
    assert not Invitation.objects.unanswered().exists()


@pytest.mark.parametrize("visitor", ["li_min", "province_lead", "security_admin", "owner"])
def test_only_the_system_administrator_closes_accounts(
    visitor: str, deputy: User, request: pytest.FixtureRequest, now: dt.datetime
) -> None:
    by = request.getfixturevalue(visitor)
    assert refusal(lambda: people.deactivate(deputy, by=by, now=now))[0] is Because.ROLE
    assert refusal(lambda: people.reactivate(deputy, by=by, now=now))[0] is Because.ROLE


def test_nobody_closes_their_own_account(system_admin: User, now: dt.datetime) -> None:
    deed = refusal(lambda: people.deactivate(system_admin, by=system_admin, now=now))
    assert deed == (Because.ROLE, "oneself")


@pytest.mark.parametrize("last", ["system_admin", "security_admin"])
def test_the_last_administrator_of_a_kind_stays(
    last: str, request: pytest.FixtureRequest, now: dt.datetime
) -> None:
    person = request.getfixturevalue(last)
    deed = refusal(lambda: people.deactivate(person, by=None, now=now))
    assert deed == (Because.STATE, "last_administrator")
    person.refresh_from_db()
    assert person.is_active


@pytest.mark.django_db(transaction=True)
def test_of_the_last_two_administrators_only_one_can_be_closed(
    system_admin: User, officer: Invite, province: object, now: dt.datetime
) -> None:
    other = officer("Xiao Man", "小满", Role.SYSTEM_ADMIN, province)
    said = at_once(
        lambda: people.deactivate(other, by=system_admin, now=now),
        lambda: people.deactivate(system_admin, by=other, now=now),
    )
    assert DONE in said
    assert User.objects.filter(grants__role=Role.SYSTEM_ADMIN, is_active=True).count() == 1


# --- Enrolling ---------------------------------------------------------------------------------


def test_the_house_enrols_and_nobody_else(system_admin: User, now: dt.datetime) -> None:
    by_admin = refusal(lambda: people.enrol(NEWCOMER, password_hash="", by=system_admin, now=now))
    assert by_admin == (Because.ROLE, "only_the_house")
    person = people.enrol(NEWCOMER, password_hash="", by=None, now=now)
    assert person.is_active
    assert person.joined_at == now
    assert Event.objects.get().kind == "enrolled"
