"""The page an invitation leads to: one person, once, signed in afterwards; all else is a 404."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Enterprise, User
from tests.actions.test_invitations import NEWCOMER, token_in_the_mail
from tests.actions.test_members import somebody
from tickets.actions import invitations, members

ANSWER = {"name": "新人", "password": "seven boats on the bay", "language": "zh-hans"}


@pytest.fixture
def invited(db: None) -> User:
    return invitations.invite_staff(NEWCOMER, by=None, now=timezone.now())


@pytest.fixture
def address(invited: User) -> str:
    return f"/invitation/{token_in_the_mail()}/"


def test_the_page_knows_whom_it_is_for_and_is_kept_by_no_cache(
    client: Client, address: str, invited: User
) -> None:
    page = client.get(address)
    assert page.status_code == 200
    assert invited.email in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_looking_at_it_uses_nothing_up(client: Client, address: str) -> None:
    for _ in range(3):
        assert client.get(address).status_code == 200


def test_whoever_answers_is_signed_in_and_the_link_is_dead(
    client: Client, address: str, invited: User
) -> None:
    answer = client.post(address, ANSWER)
    assert answer.headers["Location"] == "/home/"
    assert client.get("/home/").wsgi_request.user == invited
    for answer in (Client().get(address), Client().post(address, ANSWER)):
        assert answer.status_code == 404
        assert "链接无效" in answer.text


def test_the_password_opens_the_door_later(client: Client, address: str, invited: User) -> None:
    client.post(address, ANSWER)
    later = Client().post(
        "/accounts/login/", {"login": invited.email, "password": ANSWER["password"]}
    )
    assert later.headers["Location"] == "/home/"


def test_whoever_else_was_signed_in_here_is_not_any_more(
    address: str, invited: User, li_min: User, signed_in: Callable[[User], Client]
) -> None:
    browser = signed_in(li_min)
    browser.post(address, ANSWER)
    assert browser.get("/home/").wsgi_request.user == invited


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"password": "short"}, "password"),
        ({"password": "password1234"}, "password"),
        ({"name": ""}, "name"),
        ({"language": "xx"}, "language"),
    ],
)
def test_a_bad_answer_is_said_and_the_password_is_not_echoed(
    client: Client, address: str, change: dict[str, str], field: str, invited: User
) -> None:
    page = client.post(address, ANSWER | change)
    assert page.status_code == 200
    assert f'href="#id_{field}' in page.text
    assert ANSWER["password"] not in page.text
    invited.refresh_from_db()
    assert not invited.is_active


@pytest.mark.parametrize(
    "token", ["x", "None", "%25", "*", "a" * 3000, "%F0%A0%AE%B7", "..%2F..%2Fset-up"]
)
def test_a_stray_link_is_a_404_in_words(client: Client, db: None, token: str) -> None:
    assert client.get(f"/invitation/{token}/").status_code == 404


def test_an_old_link_is_a_404(client: Client, db: None) -> None:
    past = timezone.now() - dt.timedelta(hours=73)
    invitations.invite_staff(NEWCOMER, by=None, now=past)
    assert client.get(f"/invitation/{token_in_the_mail()}/").status_code == 404


def test_an_invited_colleague_comes_to_the_enterprises_page(
    client: Client, sakuragawa: Enterprise, owner: User
) -> None:
    members.add(sakuragawa, somebody(), by=owner, now=timezone.now())
    client.post(f"/invitation/{token_in_the_mail()}/", ANSWER)
    page = client.get("/home/")
    assert page.status_code == 200
    assert "暂无可用功能" not in page.text
