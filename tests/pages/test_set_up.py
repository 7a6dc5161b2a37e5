"""The page of the set-up link: two administrators, once; then it does not exist."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tickets.actions import base_data, set_up

ANSWER = {
    "system_name": "许峰",
    "system_email": "xu.feng@office.example",
    "password": "seven boats on the bay",
    "security_name": "安静",
    "security_email": "an.jing@office.example",
}


@pytest.fixture
def address(db: None) -> str:
    now = timezone.now()
    base_data.load(by=None, now=now)
    return f"/set-up/{set_up.open_link(by=None, now=now)}/"


def test_the_first_administrator_signs_in_like_everybody_else(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200
    page = client.post(address, ANSWER, follow=True)
    assert page.redirect_chain == [("/accounts/login/", 302)]
    assert f"初始设置已完成，已邀请 {ANSWER['security_email']} 担任安全管理员" in page.text
    entered = client.post(
        "/accounts/login/", {"login": ANSWER["system_email"], "password": ANSWER["password"]}
    )
    assert entered.headers["Location"] == "/home/"
    assert client.get("/home/").headers["Location"] == "/desk/"


def test_afterwards_there_is_no_such_page(client: Client, address: str) -> None:
    client.post(address, ANSWER)
    assert client.get(address).status_code == 404
    assert client.post(address, ANSWER).status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"password": "short"}, "password"),
        ({"security_email": ANSWER["system_email"]}, "security_email"),
        ({"system_name": ""}, "system_name"),
        ({"system_email": "?"}, "system_email"),
    ],
)
def test_a_bad_answer_is_said_at_its_field_and_the_rest_is_kept(
    client: Client, address: str, change: dict[str, str], field: str
) -> None:
    page = client.post(address, ANSWER | change)
    assert page.status_code == 200
    assert f'href="#id_{field}"' in page.text
    assert ANSWER["security_name"] in page.text
    assert ANSWER["password"] not in page.text
    assert not User.objects.exists()


def test_a_stray_link_is_a_404(client: Client, db: None) -> None:
    assert client.get("/set-up/x/").status_code == 404
