"""Before an address or a second step of an account is changed, the password is asked for again."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
ASKED = "/accounts/reauthenticate/?next="
EMAIL = "/accounts/email/"
NEW = {"action_add": "", "email": "min.li.new@example.test"}


@pytest.fixture
def browser(signed_in: Callable[[User], Client], li_min: User) -> Client:
    """Li Min's browser, left open on her desk."""
    return signed_in(li_min)


def _addresses(user: User) -> set[str]:
    return set(EmailAddress.objects.filter(user=user).values_list("email", flat=True))


def test_an_address_is_added_only_by_who_knows_the_password(browser: Client, li_min: User) -> None:
    known = _addresses(li_min)
    assert browser.post(EMAIL, NEW).headers["Location"].startswith(ASKED)
    wrong = browser.post(f"{ASKED}{EMAIL}", {"password": "a guess of a passer-by"})
    assert wrong.status_code == 200
    assert _addresses(li_min) == known


def test_the_address_is_taken_where_it_was_left_once_the_password_is_right(
    browser: Client, li_min: User
) -> None:
    browser.post(EMAIL, NEW)
    page = browser.get(f"{ASKED}{EMAIL}")
    assert "请确认是您本人" in page.text
    assert 'type="password"' in page.text
    browser.post(f"{ASKED}{EMAIL}", {"password": PASSWORD})
    pending = browser.get("/accounts/confirm-email/")
    assert NEW["email"] in pending.text


def test_an_address_is_not_removed_unasked(browser: Client, li_min: User) -> None:
    EmailAddress.objects.create(user=li_min, email="second@example.test", verified=True)
    sent = {"action_remove": "", "email": "second@example.test"}
    assert browser.post(EMAIL, sent).headers["Location"].startswith(ASKED)
    assert "second@example.test" in _addresses(li_min)
    browser.post(f"{ASKED}{EMAIL}", {"password": PASSWORD})
    assert "second@example.test" not in _addresses(li_min)


@pytest.mark.parametrize("door", ["totp/activate/", "recovery-codes/generate/"])
def test_a_second_step_is_not_touched_unasked(browser: Client, door: str) -> None:
    answer = browser.get(f"/accounts/2fa/{door}")
    assert answer.status_code in {302, 404}
    assert answer.status_code == 404 or answer.headers["Location"].startswith(ASKED)
