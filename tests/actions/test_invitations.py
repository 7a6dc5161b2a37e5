"""Invitations: single-use, 72 hours, kept as a hash, sent to the mailbox they are bound to."""

import datetime as dt
import re
from dataclasses import replace
from functools import partial

import pytest

from accounts import tokens
from accounts.models import Invitation, Office, User
from accounts.roles import Role
from tests.actions.at_once import DONE, at_once
from tests.actions.refusals import refusal
from tests.conftest import Invite
from tickets.access import doors
from tickets.actions import invitations, people
from tickets.errors import Because, Refused
from tickets.models import Event, OutboxMessage
from tickets.rules.days import day_of
from tickets.rules.grants import Appointment
from tickets.rules.people import Joining, Newcomer

NEWCOMER = Newcomer("New.Person@Example.test", "新人", "New Person")
JOINING = Joining("新人", "seven boats on the bay", "zh-hans")
HOUR = dt.timedelta(hours=1)


def token_in_the_mail() -> str:
    """The token of the newest invitation, as its mailbox reads it."""
    text = OutboxMessage.objects.mails().filter(kind="invitation").latest("queued_at", "id").text
    found = re.search(r"/invitation/([\w-]+)/", text)
    assert found, text
    return found.group(1)


@pytest.fixture
def invited(system_admin: User, now: dt.datetime) -> User:
    return invitations.invite_staff(NEWCOMER, by=system_admin, now=now)


def test_an_invited_person_exists_and_cannot_sign_in_yet(invited: User) -> None:
    invited.refresh_from_db()
    assert (invited.email, invited.name, invited.is_active) == (
        "new.person@example.test",
        "新人",
        False,
    )
    assert not invited.has_usable_password()


def test_one_event_without_name_or_address_and_one_mail(
    invited: User, system_admin: User, now: dt.datetime
) -> None:
    event = Event.objects.get()
    assert (event.stream, event.kind, event.by) == (invited.stream, "invited", system_admin)
    assert event.facts == {}
    mail = OutboxMessage.objects.get()
    assert (mail.address, mail.kind, mail.sent_at) == (invited.email, "invitation", None)


def test_only_a_hash_of_the_token_is_kept(invited: User, now: dt.datetime) -> None:
    invitation = Invitation.objects.get()
    token = token_in_the_mail()
    assert invitation.token_hash == tokens.hash_of(token) != token
    assert invitation.expires_at == now + dt.timedelta(hours=72)
    assert len(token) >= 43


def test_accepting_opens_the_account_once(invited: User, now: dt.datetime) -> None:
    token = token_in_the_mail()
    person = invitations.accept(token, JOINING, by=None, now=now + HOUR)
    assert person.is_active
    assert person.check_password(JOINING.password)
    event = Event.objects.of(person.stream).last()
    assert event
    assert (event.kind, event.by) == ("invitation_accepted", person)
    again = refusal(lambda: invitations.accept(token, JOINING, by=None, now=now + HOUR))
    assert again == (Because.UNSEEN, "closed")


def test_it_works_until_the_72nd_hour_and_not_at_it(invited: User, now: dt.datetime) -> None:
    token = token_in_the_mail()
    end = now + dt.timedelta(hours=72)
    assert doors.invited_by(token, now=end - dt.timedelta(seconds=1)) == invited
    assert refusal(lambda: doors.invited_by(token, now=end)) == (Because.UNSEEN, "closed")
    assert (
        refusal(lambda: invitations.accept(token, JOINING, by=None, now=end))[0] is Because.UNSEEN
    )


@pytest.mark.parametrize("token", ["", "None", "%", "*", "_" * 43, "\x00", "a" * 10_000, "\ud800"])
def test_no_empty_wild_or_odd_token_opens_anything(
    invited: User, now: dt.datetime, token: str
) -> None:
    deed = refusal(lambda: invitations.accept(token, JOINING, by=None, now=now))
    assert deed == (Because.UNSEEN, "closed")


def test_part_of_a_token_or_its_hash_opens_nothing(invited: User, now: dt.datetime) -> None:
    token = token_in_the_mail()
    for near in (token[:-1], token + "A", token.swapcase(), tokens.hash_of(token)):
        assert refusal(partial(doors.invited_by, near, now=now))[0] is Because.UNSEEN


@pytest.mark.parametrize(
    ("joining", "field"),
    [
        (replace(JOINING, name=" "), "name"),
        (replace(JOINING, password="short one"), "password"),
        (replace(JOINING, password="password1234"), "password"),
        (replace(JOINING, password="new.person@example.test"), "password"),
        (replace(JOINING, password="x" * 129), "password"),
        (replace(JOINING, language="ja"), "language"),
    ],
)
def test_a_bad_answer_leaves_the_account_closed_and_the_link_open(
    invited: User, now: dt.datetime, joining: Joining, field: str
) -> None:
    token = token_in_the_mail()
    with pytest.raises(Refused) as refused:
        invitations.accept(token, joining, by=None, now=now)
    assert (refused.value.because, refused.value.field) == (Because.MISSING, field)
    invited.refresh_from_db()
    assert not invited.is_active
    assert doors.invited_by(token, now=now) == invited


def test_a_newer_invitation_replaces_the_older(
    invited: User, system_admin: User, now: dt.datetime
) -> None:
    older = token_in_the_mail()
    invitations.resend(invited, by=system_admin, now=now + HOUR)
    assert refusal(lambda: doors.invited_by(older, now=now + HOUR))[0] is Because.UNSEEN
    assert doors.invited_by(token_in_the_mail(), now=now + HOUR) == invited


def test_a_revoked_invitation_opens_nothing(
    invited: User, system_admin: User, now: dt.datetime
) -> None:
    invitations.revoke(invited, by=system_admin, now=now)
    assert refusal(lambda: doors.invited_by(token_in_the_mail(), now=now))[0] is Because.UNSEEN
    again = refusal(lambda: invitations.revoke(invited, by=system_admin, now=now))
    assert again == (Because.STATE, "no_invitation")


def test_deactivating_the_invited_shuts_their_link(
    invited: User, system_admin: User, now: dt.datetime
) -> None:
    people.deactivate(invited, by=system_admin, now=now)
    assert refusal(lambda: doors.invited_by(token_in_the_mail(), now=now))[0] is Because.UNSEEN
    again = refusal(lambda: invitations.resend(invited, by=system_admin, now=now))
    assert again == (Because.STATE, "not_waiting")


def test_one_mailbox_gets_three_invitations_an_hour(
    invited: User, system_admin: User, now: dt.datetime
) -> None:
    for minutes in (10, 20):
        invitations.resend(invited, by=system_admin, now=now + dt.timedelta(minutes=minutes))
    late = now + dt.timedelta(minutes=59)
    assert refusal(lambda: invitations.resend(invited, by=system_admin, now=late)) == (
        Because.STATE,
        "too_many",
    )
    invitations.resend(invited, by=system_admin, now=now + dt.timedelta(minutes=61))


@pytest.mark.parametrize(
    "visitor", ["li_min", "province_lead", "security_admin", "leader", "owner"]
)
def test_only_the_system_administrator_invites(
    visitor: str, request: pytest.FixtureRequest, now: dt.datetime
) -> None:
    by = request.getfixturevalue(visitor)
    deed = refusal(lambda: invitations.invite_staff(NEWCOMER, by=by, now=now))
    assert deed[0] is Because.ROLE
    assert not User.objects.with_mailbox(NEWCOMER.email)


@pytest.mark.parametrize(
    ("newcomer", "field"),
    [
        (replace(NEWCOMER, email="no address"), "email"),
        (replace(NEWCOMER, email="a@example.test\r\nBcc: b@example.test"), "email"),
        (replace(NEWCOMER, name=""), "name"),
        (replace(NEWCOMER, phone="?"), "phone"),
    ],
)
def test_what_is_wrong_with_a_newcomer_is_said(
    system_admin: User, now: dt.datetime, newcomer: Newcomer, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        invitations.invite_staff(newcomer, by=system_admin, now=now)
    assert (refused.value.because, refused.value.field) == (Because.MISSING, field)


def test_a_known_address_is_refused_in_words(
    li_min: User, system_admin: User, now: dt.datetime
) -> None:
    known = replace(NEWCOMER, email=li_min.email.upper())
    deed = refusal(lambda: invitations.invite_staff(known, by=system_admin, now=now))
    assert deed == (Because.STATE, "accounts_user_email_key")
    assert not Event.objects.exists()


def test_an_administrator_cannot_give_the_role_along_but_the_house_can(
    dalian: Office, system_admin: User, now: dt.datetime
) -> None:
    role = Appointment(Role.CONCIERGE, dalian.code, day_of(now))
    deed = refusal(lambda: invitations.invite_staff(NEWCOMER, role, by=system_admin, now=now))
    assert deed[0] is Because.ROLE
    assert not User.objects.with_mailbox(NEWCOMER.email)
    person = invitations.invite_staff(NEWCOMER, role, by=None, now=now)
    assert person.grants.get().role == Role.CONCIERGE


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_gets_the_account(
    system_admin: User, now: dt.datetime
) -> None:
    person = invitations.invite_staff(NEWCOMER, by=system_admin, now=now)
    token = token_in_the_mail()
    other = replace(JOINING, password="nine cranes over ice")
    said = at_once(
        lambda: invitations.accept(token, JOINING, by=None, now=now),
        lambda: invitations.accept(token, other, by=None, now=now),
    )
    assert said == ["closed", DONE]
    assert Event.objects.of(person.stream).filter(kind="invitation_accepted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_invite_one_address_at_once_one_does(
    system_admin: User, now: dt.datetime
) -> None:
    invite = lambda: invitations.invite_staff(NEWCOMER, by=system_admin, now=now)  # noqa: E731  # the same deed twice
    assert at_once(invite, invite) == ["accounts_user_email_key", DONE]


def test_the_mail_speaks_the_newcomers_language(system_admin: User, now: dt.datetime) -> None:
    invitations.invite_staff(replace(NEWCOMER, language="en"), by=system_admin, now=now)
    mail = OutboxMessage.objects.get()
    assert mail.language == "en"
    assert "invites you" in mail.subject
    assert "21 Nov" in mail.text or "Nov. 21" in mail.text


def test_people_who_came_in_need_no_invitation(
    person: Invite, system_admin: User, now: dt.datetime
) -> None:
    known = person("Jin Hao")
    deed = refusal(lambda: invitations.resend(known, by=system_admin, now=now))
    assert deed == (Because.STATE, "not_waiting")


def test_who_gives_roles_is_told_of_a_newcomer_without_one(
    security_admin: User, system_admin: User, dalian: Office, now: dt.datetime
) -> None:
    person = invitations.invite_staff(NEWCOMER, by=system_admin, now=now)
    told = OutboxMessage.objects.filter(kind="staff_invited", channel="in_app")
    assert {one.recipient for one in told} == {security_admin}
    assert {one.link for one in told} == {f"/desk/staff/{person.pk}/"}
    at = Appointment(Role.CONCIERGE, dalian.code, day_of(now))
    other = replace(NEWCOMER, email="another@example.test")
    invitations.invite_staff(other, at, by=None, now=now)
    assert {one.recipient for one in told.all()} == {security_admin}
    assert "新人" in told.first().subject  # type: ignore[union-attr]  # it is there
