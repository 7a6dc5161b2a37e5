"""Every page that needs no ticket answers, for whom it is, in our look."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User

OPEN = [
    "/",
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/signup/",
    "/accounts/inactive/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
]
SIGNED_IN = [
    "/desk/",
    "/accounts/logout/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/reauthenticate/",
]


def _is_ours(page: str) -> bool:
    return "css/tokens.css" in page and 'class="skip"' in page and page.count("<h1") == 1


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("address", OPEN)
def test_anyone_may_look(client: Client, db: None, address: str, language: str) -> None:
    client.cookies["language"] = language
    page = client.get(address)
    assert page.status_code == 200
    assert _is_ours(page.text)


@pytest.mark.parametrize(
    ("visitor", "home"), [("member", "/home/"), ("li_min", "/desk/"), ("leader", "/leader/")]
)
def test_everybodys_day_begins_at_home(
    visitor: str, home: str, signed_in: Callable[[User], Client], request: pytest.FixtureRequest
) -> None:
    page = signed_in(request.getfixturevalue(visitor)).get("/home/", follow=True)
    assert page.request["PATH_INFO"] == home
    assert _is_ours(page.text)


@pytest.fixture
def surely_she(signed_in: Callable[[User], Client], li_min: User) -> Client:
    """Li Min, who has just given her password once more."""
    browser = signed_in(li_min)
    browser.post("/accounts/reauthenticate/", {"password": "a long walk along the bay"})
    return browser


@pytest.mark.parametrize("address", SIGNED_IN)
def test_a_signed_in_person_may_look(surely_she: Client, address: str) -> None:
    page = surely_she.get(address)
    assert page.status_code == 200
    assert _is_ours(page.text)


@pytest.mark.parametrize("address", ["/home/", "/desk/", "/leader/", "/accounts/2fa/"])
def test_a_stranger_is_asked_to_sign_in_and_comes_back(
    client: Client, db: None, address: str
) -> None:
    answer = client.get(address)
    assert answer.headers["Location"] == f"/accounts/login/?next={address}"


def test_a_refused_sign_in_keeps_the_address_and_says_what_is_wrong(
    client: Client, li_min: User
) -> None:
    client.cookies["language"] = "en"
    page = client.post("/accounts/login/", {"login": li_min.email, "password": "not this one"}).text
    assert re.search(r"<title>\s*Error: ", page)
    assert f'value="{li_min.email}"' in page
    assert 'href="#id_password"' in page
    assert "not this one" not in page


def test_an_empty_sign_in_names_both_fields(client: Client, db: None) -> None:
    client.cookies["language"] = "en"
    page = " ".join(client.post("/accounts/login/", {}).text.split())
    assert '<a href="#id_login"> E-mail: Enter your e-mail address </a>' in page
    assert '<a href="#id_password"> Password: Enter your password </a>' in page
    assert page.count('aria-invalid="true"') == 2
