"""No door breaks on bad input: what nobody can mean is a 4xx, never a 500; headers stand on all."""

import functools
from collections.abc import Callable, Mapping
from urllib.parse import quote

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from accounts.models import User
from frontend.components.attached_files import SANDBOX
from tests.house.access_table import DOORS, NOBODY

MEGABYTE = 1024 * 1024
FORM = "application/x-www-form-urlencoded"
TYPED = ("email", "login", "password", "code", "name", "text", "next", "language", "q", "page")
VISITORS = [
    *(NOBODY, "owner", "li_min", "leader", "system_admin", "policy_editor", "liaison"),
    *("security_admin", "dalian_lead"),
]
UNREADABLE = {"NUL": b"a=\x00", "NUL in percents": b"a=%00", "broken UTF-8": b"a=%ff%fe"}
ODD = {
    "nothing": b"",
    "not a number": b"page=abc&number=x&n=-1",
    "overlong": b"&".join(f"{name}={'x' * 20_000}".encode() for name in TYPED),
    "rare characters": b"&".join(f"{name}={quote('𠮷䶮㛃')}".encode() for name in TYPED),
    "markup": b"&".join(f"{name}={quote('<script>alert(1)</script>')}".encode() for name in TYPED),
    "many fields": b"&".join(b"a%d=1" % n for n in range(1200)),
}


Visit = Callable[[str], Client]
Address = Callable[[str], str]


@pytest.fixture
def insider(db: None, request: pytest.FixtureRequest, signed_in: Callable[[User], Client]) -> Visit:
    """The browser of somebody a door is open to; an error inside is an answer, as for people."""

    @functools.cache
    def browser(visitor: str) -> Client:
        client = Client() if visitor == NOBODY else signed_in(request.getfixturevalue(visitor))
        client.raise_request_exception = False
        return client

    return lambda name: browser(next(v for v in VISITORS if v in DOORS[name].open_to))


OPEN = [name for name, door in DOORS.items() if door.open_to]
PUBLIC = [name for name in OPEN if NOBODY in DOORS[name].open_to]


@pytest.mark.parametrize("what", ODD)
def test_odd_input_breaks_no_door(what: str, insider: Visit, address: Address) -> None:
    body = ODD[what]
    query = body[:3000].decode()
    asked = {name: insider(name).get(f"{address(name)}?{query}") for name in OPEN}
    sent = {name: insider(name).post(address(name), body, FORM) for name in OPEN}
    assert _broken(asked) + _broken(sent) == []
    assert [name for name, answer in asked.items() if "<script>alert" in _shown(answer)] == []


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_cannot_be_read_is_a_bad_request(what: str, client: Client, address: Address) -> None:
    for name in PUBLIC:
        assert client.post(address(name), UNREADABLE[what], FORM).status_code in {400, 405}, name
        if what != "NUL":  # no server lets a bare NUL into an address
            assert client.get(f"{address(name)}?{UNREADABLE[what].decode()}").status_code == 400, (
                name
            )


def test_ten_megabytes_are_refused_before_they_are_read(client: Client, address: Address) -> None:
    for name in PUBLIC:
        answer = client.post(address(name), b"a=" + b"x" * 10 * MEGABYTE, FORM)
        assert answer.status_code == 413, name


@pytest.mark.parametrize("name", OPEN)
def test_every_answer_carries_the_walls(name: str, insider: Visit, address: Address) -> None:
    answer = insider(name).get(address(name))
    policy = answer.headers.get("Content-Security-Policy", "")
    assert "default-src 'self'" in policy or policy == SANDBOX, "a file is walled in more narrowly"
    assert "unsafe" not in policy
    assert answer.headers.get("X-Content-Type-Options") == "nosniff"
    assert answer.headers.get("X-Frame-Options") == "DENY"
    if name not in PUBLIC:
        assert "no-store" in answer.headers.get("Cache-Control", "")


def test_a_cookie_of_ours_is_read_by_no_script(client: Client, address: Address) -> None:
    client.get(reverse("account_login"))
    assert settings.SESSION_COOKIE_HTTPONLY
    assert all(cookie["httponly"] for cookie in client.cookies.values())


def _broken(answers: Mapping[str, HttpResponseBase]) -> list[str]:
    return [f"{name}: {a.status_code}" for name, a in answers.items() if a.status_code >= 500]


def _shown(answer: HttpResponseBase) -> str:
    is_page = "attachment" not in answer.headers.get("Content-Disposition", "")
    return str(getattr(answer, "text", "")) if is_page else ""


def test_a_broken_answer_is_found() -> None:
    assert _broken({"a": HttpResponse(status=500), "b": HttpResponse()}) == ["a: 500"]
