"""Coming in and going out: who is let in, what a stranger can learn, how long a session lasts."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
import time_machine
from django.conf import settings as house
from django.test import Client
from pytest_django import Settings

from accounts import sign_in
from accounts.models import Session, User
from tests.conftest import PASSWORD
from tickets.actions import people
from tickets.models import OutboxMessage

SIGN_IN, BY_CODE = "/accounts/login/", "/accounts/login/code/"
COOKIE = house.SESSION_COOKIE_NAME

SignedIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def our_backend(settings: Settings) -> None:
    """Mails become rows, as everywhere outside the test runner."""
    settings.EMAIL_BACKEND = "tickets.mail.OutboxBackend"


@pytest.fixture
def proven(li_min: User) -> User:
    sign_in.note_proven_mailbox(li_min)
    return li_min


def enter(client: Client, email: str, password: str = PASSWORD) -> str:
    """Try to sign in; returns where that leads, empty if nowhere."""
    answer = client.post(SIGN_IN, {"login": email, "password": password})
    return str(answer.headers.get("Location", ""))


def code_in_the_mail(address: str) -> str:
    text = OutboxMessage.objects.mails().filter(address=address).latest("id").text
    found = re.search(r"^\d{6}$", text, re.MULTILINE)
    assert found, text
    return found.group()


# --- By password -------------------------------------------------------------------------------


def test_address_and_password_lead_home(client: Client, proven: User) -> None:
    assert enter(client, proven.email) == "/home/"


def test_the_address_may_be_typed_in_capitals_with_spaces(client: Client, proven: User) -> None:
    assert enter(client, f" {proven.email.upper()} ") == "/home/"


def test_a_sign_in_gets_a_session_id_of_its_own(client: Client, proven: User) -> None:
    client.get(SIGN_IN)
    session = client.session
    session["anything"] = 1
    session.save()
    before = client.cookies[COOKIE].value
    enter(client, proven.email)
    assert client.cookies[COOKIE].value != before
    assert not Session.objects.filter(session_key=before).exists()
    assert Session.objects.get(session_key=client.cookies[COOKIE].value).user == proven


def test_an_id_brought_along_is_not_taken(client: Client, proven: User) -> None:
    client.cookies[COOKIE] = "a" * 32
    enter(client, proven.email)
    assert client.cookies[COOKIE].value != "a" * 32
    assert not Session.objects.filter(session_key="a" * 32).exists()


def test_who_was_deactivated_is_not_let_in(client: Client, proven: User, now: dt.datetime) -> None:
    people.deactivate(proven, by=None, now=now)
    assert enter(client, proven.email) in {"", "/accounts/inactive/"}
    assert not client.get("/home/").wsgi_request.user.is_authenticated


def test_the_sixth_wrong_password_finds_the_door_locked_for_ten_minutes(
    client: Client, proven: User, now: dt.datetime
) -> None:
    with time_machine.travel(now, tick=False) as clock:
        for _ in range(5):
            assert enter(client, proven.email, "not this one") == ""
        assert enter(client, proven.email) == ""
        clock.shift(dt.timedelta(minutes=10, seconds=1))
        assert enter(client, proven.email) == "/home/"


# --- By code -----------------------------------------------------------------------------------


def test_the_code_from_the_mail_leads_home(client: Client, proven: User) -> None:
    client.post(BY_CODE, {"email": proven.email})
    answer = client.post(f"{BY_CODE}confirm/", {"code": code_in_the_mail(proven.email)})
    assert answer.headers["Location"] == "/home/"


def test_a_code_is_good_once(client: Client, proven: User) -> None:
    client.post(BY_CODE, {"email": proven.email})
    code = code_in_the_mail(proven.email)
    client.post(f"{BY_CODE}confirm/", {"code": code})
    client.post("/accounts/logout/")
    client.post(BY_CODE, {"email": proven.email})
    again = client.post(f"{BY_CODE}confirm/", {"code": code})
    assert "Location" not in again.headers


@pytest.mark.parametrize("door", [BY_CODE, "/accounts/password/reset/"])
def test_a_stranger_cannot_ask_who_has_an_account(door: str, proven: User) -> None:
    answers = []
    for address in (proven.email, "nobody.at.all@example.test"):
        browser = Client()
        answer = browser.post(door, {"email": address}, follow=True)
        shown = answer.text.replace(address, "ADDRESS")
        shown = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", shown)
        answers.append((answer.status_code, answer.redirect_chain, shown))
    assert answers[0] == answers[1]
    assert set(OutboxMessage.objects.mails().values_list("address", flat=True)) == {proven.email}


def test_one_mailbox_gets_three_codes_an_hour_and_no_more(proven: User) -> None:
    for _ in range(12):
        Client().post(BY_CODE, {"email": proven.email})
    assert OutboxMessage.objects.mails().filter(address=proven.email).count() == 3


def test_who_was_deactivated_gets_no_code(client: Client, proven: User, now: dt.datetime) -> None:
    people.deactivate(proven, by=None, now=now)
    client.post(BY_CODE, {"email": proven.email})
    assert not OutboxMessage.objects.mails().exists()


# --- How long a session lasts ------------------------------------------------------------------


def is_in(browser: Client) -> bool:
    """Whether this browser is still somebody's."""
    return bool(browser.get("/preferences/").status_code == 200)


@pytest.mark.parametrize(("visitor", "minutes"), [("li_min", 30), ("leader", 30), ("owner", 60)])
def test_who_is_not_there_is_signed_out(
    visitor: str,
    minutes: int,
    signed_in: SignedIn,
    stopped_clock: time_machine.Traveller,
    request: pytest.FixtureRequest,
) -> None:
    browser = signed_in(request.getfixturevalue(visitor))
    assert is_in(browser)
    stopped_clock.shift(dt.timedelta(minutes=minutes) - dt.timedelta(seconds=1))
    assert is_in(browser)
    stopped_clock.shift(dt.timedelta(minutes=minutes))
    assert not is_in(browser)


def test_the_signed_out_are_told_so(
    signed_in: SignedIn, li_min: User, stopped_clock: time_machine.Traveller
) -> None:
    browser = signed_in(li_min)
    browser.get("/preferences/")
    stopped_clock.shift(dt.timedelta(hours=1))
    page = browser.get("/preferences/", follow=True)
    assert page.redirect_chain == [("/accounts/login/?next=/preferences/", 302)]
    assert "请重新登录" in page.text


def test_after_twelve_hours_everybody_signs_in_anew(
    signed_in: SignedIn, owner: User, stopped_clock: time_machine.Traveller
) -> None:
    browser = signed_in(owner)
    assert is_in(browser)
    for _ in range(35):
        stopped_clock.shift(dt.timedelta(minutes=20))
        assert is_in(browser)
    stopped_clock.shift(dt.timedelta(minutes=20))
    assert not is_in(browser)


def test_a_session_is_dead_in_the_table_too(
    signed_in: SignedIn, li_min: User, stopped_clock: time_machine.Traveller
) -> None:
    browser = signed_in(li_min)
    browser.get("/preferences/")
    key = browser.cookies[COOKIE].value
    stopped_clock.shift(dt.timedelta(hours=1))
    browser.get("/preferences/")
    assert not Session.objects.filter(session_key=key).exists()


def test_signing_out_kills_the_session_and_empties_the_browser(
    signed_in: SignedIn, li_min: User
) -> None:
    browser = signed_in(li_min)
    key = browser.cookies[COOKIE].value
    answer = browser.post("/accounts/logout/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.filter(session_key=key).exists()
    browser.cookies[COOKIE] = key
    assert not is_in(browser)


def test_deactivation_ends_every_session_with_the_next_request(
    signed_in: SignedIn, li_min: User, now: dt.datetime
) -> None:
    desk, phone = signed_in(li_min), signed_in(li_min)
    people.deactivate(li_min, by=None, now=now)
    assert not is_in(desk)
    assert not is_in(phone)
    assert not Session.objects.filter(user=li_min).exists()


def test_a_page_seen_within_the_same_minute_writes_no_session(
    signed_in: SignedIn, li_min: User, stopped_clock: time_machine.Traveller
) -> None:
    browser = signed_in(li_min)
    browser.get("/preferences/")
    before = Session.objects.get(user=li_min).session_data
    stopped_clock.shift(dt.timedelta(seconds=50))
    browser.get("/preferences/")
    assert Session.objects.get(user=li_min).session_data == before
