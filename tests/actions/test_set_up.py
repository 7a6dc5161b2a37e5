"""An empty house is founded once, by the bearer of a link made on the machine, and never again."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Grant, SetUpLink, User
from accounts.roles import Role
from accounts.tokens import hash_of
from tests.actions.at_once import DONE, at_once
from tests.actions.refusals import field_of, refusal
from tickets.access import doors
from tickets.actions import base_data, set_up
from tickets.errors import Because
from tickets.models import Event, OutboxMessage
from tickets.rules.people import Founding, Newcomer

SYSTEM = Newcomer("xu.feng@office.example", "许峰", "Xu Feng")
SECURITY = Newcomer("an.jing@office.example", "安静", "An Jing")
FOUNDING = Founding(SYSTEM, "seven boats on the bay", SECURITY)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def token(db: None, now: dt.datetime) -> str:
    base_data.load(by=None, now=now)
    return set_up.open_link(by=None, now=now)


def test_the_link_is_kept_as_a_hash_and_works_for_a_day(token: str, now: dt.datetime) -> None:
    assert SetUpLink.objects.get().token_hash == hash_of(token) != token
    doors.set_up_opened_by(token, now=now + 24 * HOUR - dt.timedelta(seconds=1))
    late = refusal(lambda: doors.set_up_opened_by(token, now=now + 24 * HOUR))
    assert late == (Because.UNSEEN, "closed")


def test_the_first_administrator_is_ready_and_the_second_invited(
    token: str, now: dt.datetime
) -> None:
    first = set_up.found(token, FOUNDING, by=None, now=now)
    assert first.is_active
    assert first.check_password(FOUNDING.password)
    assert first.grants.get().role == Role.SYSTEM_ADMIN
    second = User.objects.get(email=SECURITY.email)
    assert not second.is_active
    assert second.grants.get().role == Role.SECURITY_ADMIN
    assert OutboxMessage.objects.filter(address=SECURITY.email, kind="invitation").exists()


def test_it_is_told_in_the_history_of_the_house(token: str, now: dt.datetime) -> None:
    first = set_up.found(token, FOUNDING, by=None, now=now)
    told = [(event.kind, event.by) for event in Event.objects.of("house")]
    assert told == [("base_data_loaded", None), ("set_up_link_made", None), ("founded", first)]


def test_it_closes_for_good(token: str, now: dt.datetime) -> None:
    set_up.found(token, FOUNDING, by=None, now=now)
    for deed in (
        lambda: set_up.found(token, FOUNDING, by=None, now=now),
        lambda: doors.set_up_opened_by(token, now=now),
    ):
        assert refusal(deed) == (Because.UNSEEN, "closed")
    assert refusal(lambda: set_up.open_link(by=None, now=now)) == (Because.STATE, "founded")
    Grant.objects.update(ended_at=now)
    assert refusal(lambda: set_up.open_link(by=None, now=now)) == (Because.STATE, "founded")


def test_a_newer_link_replaces_the_older(token: str, now: dt.datetime) -> None:
    newer = set_up.open_link(by=None, now=now + HOUR)
    assert refusal(lambda: doors.set_up_opened_by(token, now=now + HOUR))[0] is Because.UNSEEN
    doors.set_up_opened_by(newer, now=now + HOUR)


def test_nobody_but_the_house_makes_a_link(li_min: User, now: dt.datetime) -> None:
    assert refusal(lambda: set_up.open_link(by=li_min, now=now))[0] is Because.ROLE


@pytest.mark.parametrize("stray", ["", "None", "%", "x" * 43])
@pytest.mark.usefixtures("token")
def test_a_stray_token_founds_nothing(stray: str, now: dt.datetime) -> None:
    deed = refusal(lambda: set_up.found(stray, FOUNDING, by=None, now=now))
    assert deed == (Because.UNSEEN, "closed")
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("founding", "field"),
    [
        (replace(FOUNDING, password="short"), "password"),
        (replace(FOUNDING, password="xu.feng@office.example"), "password"),
        (replace(FOUNDING, password="x" * 129), "password"),
        (replace(FOUNDING, system=replace(SYSTEM, name="")), "system_name"),
        (replace(FOUNDING, security=replace(SECURITY, email="?")), "security_email"),
        (
            replace(FOUNDING, security=replace(SECURITY, email=SYSTEM.email.upper())),
            "security_email",
        ),
    ],
)
def test_a_bad_answer_founds_nothing_and_leaves_the_link_open(
    token: str, now: dt.datetime, founding: Founding, field: str
) -> None:
    assert field_of(lambda: set_up.found(token, founding, by=None, now=now)) == field
    assert not User.objects.exists()
    doors.set_up_opened_by(token, now=now)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_set_up_at_once_one_does(token: str, now: dt.datetime) -> None:
    other = replace(FOUNDING, system=replace(SYSTEM, email="other@office.example"))
    said = at_once(
        lambda: set_up.found(token, FOUNDING, by=None, now=now),
        lambda: set_up.found(token, other, by=None, now=now),
    )
    assert said == ["closed", DONE]
    assert Grant.objects.filter(role=Role.SYSTEM_ADMIN).count() == 1


# --- Commands ----------------------------------------------------------------------------------


def test_the_command_prints_a_link_that_works_then_that_it_is_closed(
    token: str, now: dt.datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("setup_link")
    found = re.search(r"https?://\S+/set-up/([\w-]+)/", capsys.readouterr().out)
    assert found
    at = SetUpLink.objects.get(token_hash=hash_of(found.group(1))).made_at
    set_up.found(found.group(1), FOUNDING, by=None, now=at)
    call_command("setup_link")
    assert "closed for good" in capsys.readouterr().out


@pytest.mark.usefixtures("token")
def test_the_command_invites_with_a_role(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("invite", "Li.Min@office.example", "李敏", role="concierge", office="210200")
    assert "on its way to Li.Min@office.example" in capsys.readouterr().out
    person = User.objects.get(email="li.min@office.example")
    grant = person.grants.get()
    assert (grant.role, grant.office.code) == ("concierge", "210200")
    with pytest.raises(CommandError):
        call_command("invite", "li.min@office.example", "李敏", role="concierge", office="210200")
    assert User.objects.count() == 1


@pytest.mark.usefixtures("token")
def test_the_command_says_what_is_wrong_and_leaves_nobody_behind() -> None:
    with pytest.raises(CommandError):
        call_command("invite", "a@office.example", "甲", role="counsel", office="210200")
    assert not User.objects.exists()
