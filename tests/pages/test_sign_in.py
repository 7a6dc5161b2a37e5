"""The pages at the door that one reaches only on the way: codes, second step, new password."""

import re
import time
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.sign_in import note_proven_mailbox
from tests.conftest import PASSWORD
from tickets.models import OutboxMessage

STEP = 30  # seconds an authenticator app shows one code


def is_ours(page: str) -> bool:
    """One heading, our sheet, the way past the frame."""
    return "css/tokens.css" in page and 'class="skip"' in page and page.count("<h1") == 1


def mailed_code() -> str:
    """The six digits of the newest mail."""
    found = re.search(r"^\d{6}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[0]


def code_of_the_app(secret: str) -> str:
    """What the app on the phone shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // STEP)))


@pytest.fixture
def known(li_min: User) -> User:
    """Li Min, whose mailbox is proven."""
    note_proven_mailbox(li_min)
    return li_min


@pytest.fixture
def english() -> Client:
    """A visitor who reads English."""
    visitor = Client()
    visitor.cookies["language"] = "en"
    return visitor


def test_one_signs_in_with_a_mailed_code(english: Client, known: User) -> None:
    page = english.post("/accounts/login/code/", {"email": known.email}, follow=True)
    assert is_ours(page.text)
    assert 'autocomplete="one-time-code"' in page.text
    english.post("/accounts/login/code/confirm/", {"code": mailed_code()})
    assert english.get("/desk/").status_code == 200


def test_the_mail_speaks_the_recipients_language_whatever_the_page_speaks(
    english: Client, known: User
) -> None:
    known.language = "zh-hans"
    known.save()
    page = english.post("/accounts/login/code/", {"email": known.email.upper()}, follow=True)
    assert "Enter your code" in page.text
    assert mail.outbox[-1].subject == "登录验证码"


def test_a_code_mailed_to_someone_is_kept_in_their_language(
    english: Client, known: User, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "tickets.mail.OutboxBackend"
    english.post("/accounts/login/code/", {"email": known.email})
    assert OutboxMessage.objects.get(recipient=known).language == "zh-hans"


def test_a_time_zone_this_machine_does_not_know_shuts_nobody_out(
    client: Client, known: User
) -> None:
    known.time_zone = "Mars/Olympus"
    known.save()
    client.force_login(known)
    assert client.get("/desk/").status_code == 200


def test_a_wrong_code_is_named_and_kept(english: Client, known: User) -> None:
    english.post("/accounts/login/code/", {"email": known.email})
    page = english.post("/accounts/login/code/confirm/", {"code": "12 34 56"})
    assert is_ours(page.text)
    assert 'href="#id_code"' in page.text
    assert "This code is not right or no longer valid" in page.text
    assert 'value="12 34 56"' in page.text


def test_a_code_may_be_typed_with_a_gap(english: Client, known: User) -> None:
    english.post("/accounts/login/code/", {"email": known.email})
    code = mailed_code()
    english.post("/accounts/login/code/confirm/", {"code": f"{code[:3]} {code[3:]}"})
    assert english.get("/desk/").status_code == 200


def test_the_page_does_not_tell_whether_an_address_is_known(known: User) -> None:
    def seen(address: str) -> str:
        page = Client().post("/accounts/login/code/", {"email": address}, follow=True)
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.text.replace(address, ""))

    unknown, told = seen("nobody@example.test"), seen(known.email)
    assert unknown == told, "the two pages differ"


def test_another_code_can_be_asked_for(english: Client, known: User) -> None:
    english.post("/accounts/login/code/", {"email": known.email})
    page = english.post("/accounts/login/code/confirm/", {"action": "resend"}, follow=True)
    assert is_ours(page.text)
    assert len(mail.outbox) == 2


def test_a_forgotten_password_is_replaced(english: Client, known: User) -> None:
    page = english.post("/accounts/password/reset/", {"email": known.email}, follow=True)
    assert is_ours(page.text)
    code = {"code": mailed_code()}
    page = english.post("/accounts/password/reset/confirm/", code, follow=True)
    assert is_ours(page.text)
    short = {"password1": "short", "password2": "short"}
    page = english.post("/accounts/password/reset/complete/", short)
    assert "Use 12 characters or more" in page.text
    new = {"password1": "tea at four by the river", "password2": "tea at four by the river"}
    english.post("/accounts/password/reset/complete/", new)
    known.refresh_from_db()
    assert known.check_password("tea at four by the river")


def test_who_has_no_password_sets_one(signed_in: Callable[[User], Client], known: User) -> None:
    known.set_unusable_password()
    known.save()
    assert is_ours(signed_in(known).get("/accounts/password/set/").text)


def test_a_second_step_is_set_up_asked_for_and_turned_off(english: Client, known: User) -> None:
    door = {"login": known.email, "password": PASSWORD}
    english.post("/accounts/login/", door)
    english.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = english.get("/accounts/2fa/totp/activate/")
    found = re.search(r"<code>(\w+)</code>", page.text)
    assert found
    page = english.post(
        "/accounts/2fa/totp/activate/", {"code": code_of_the_app(found[1])}, follow=True
    )
    assert is_ours(page.text)
    assert len(re.findall(r"<code>\d{8}</code>", page.text)) == 10
    for address in ("", "recovery-codes/generate/", "totp/deactivate/", "reauthenticate/"):
        assert is_ours(english.get(f"/accounts/2fa/{address}").text)

    newcomer = Client()
    page = newcomer.post("/accounts/login/", door, follow=True)
    assert is_ours(page.text)
    page = newcomer.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert is_ours(page.text)
    assert page.text.count("id_code_error") == 2

    english.post("/accounts/2fa/totp/deactivate/")
    newcomer = Client()
    newcomer.post("/accounts/login/", door)
    assert newcomer.get("/desk/").status_code == 200
