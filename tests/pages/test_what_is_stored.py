"""What no cache and no Back button may keep: private pages, and the pages of coming in."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db


def _kept(answer: object) -> str:
    return str(getattr(answer, "headers", {}).get("Cache-Control", ""))


def test_the_answer_after_an_idle_sign_out_is_not_kept_and_clears_what_was(
    signed_in: Callable[[User], Client], li_min: User, stopped_clock: time_machine.Traveller
) -> None:
    browser = signed_in(li_min)
    stopped_clock.shift(dt.timedelta(minutes=31))
    answer = browser.get("/desk/")
    assert answer.status_code == 302
    assert "no-store" in _kept(answer)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_a_forgotten_password_is_replaced_on_pages_that_are_not_kept(
    client: Client, li_min: User
) -> None:
    answer = client.post("/accounts/password/reset/", {"email": li_min.email})
    assert "no-store" in _kept(answer)
    assert "no-store" in _kept(client.get(answer.headers["Location"]))


def test_the_first_page_may_be_kept_by_anybody(client: Client) -> None:
    assert "no-store" not in _kept(client.get("/"))
