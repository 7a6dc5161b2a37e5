"""The first page says how to come in, and shows nobody a way that is not theirs."""

from collections.abc import Callable

import pytest
from django.conf import settings as house
from django.test import Client
from pytest_django import Settings

from accounts.models import User

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]
STAFF_DOOR = 'href="/desk/"'


def test_a_stranger_is_told_that_an_invitation_is_needed_and_whom_to_call(client: Client) -> None:
    page = client.get("/").text
    told = page.split("提出诉求")[1]
    assert "须由外事办邀请开户" in told
    assert f'href="tel:{house.SERVICE_PHONE}"' in told


def test_the_duty_phone_is_told_where_there_is_one(client: Client, settings: Settings) -> None:
    settings.DUTY_PHONE = ""
    assert "全天有人接听" not in client.get("/").text
    settings.DUTY_PHONE = "024-5550 0110"
    assert "全天有人接听" in client.get("/").text


def test_who_has_an_account_is_not_told_so(signed_in: SignedIn, owner: User) -> None:
    assert "须由外事办邀请开户" not in signed_in(owner).get("/").text


@pytest.mark.parametrize(("visitor", "shown"), [("owner", False), ("li_min", True)])
def test_the_door_for_staff_is_shown_to_strangers_and_to_staff(
    request: pytest.FixtureRequest, signed_in: SignedIn, visitor: str, *, shown: bool
) -> None:
    page = signed_in(request.getfixturevalue(visitor)).get("/")
    assert (STAFF_DOOR in page.text) is shown


def test_a_stranger_may_be_staff(client: Client) -> None:
    assert STAFF_DOOR in client.get("/").text
