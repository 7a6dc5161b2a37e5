"""Every address × every role × own and other enterprise: let in or turned away as the table says.

Looking changes nothing: a GET leaves every row of every table as it was. And no page, whoever
opens it, asks the database more than twelve questions.
"""

from collections.abc import Callable

import pytest
from django.conf import settings as house
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, include, path
from pytest_django import Settings

from accounts.models import User
from tests.house.access_table import DOORS, EVERYBODY, NOBODY, STAGE, Door, public, signed_in
from tests.house.addresses import addresses
from tests.house.conftest import PART, on_stage
from tickets.models import Ticket

SESSIONS = {"django_session", "accounts_session"}
READ_LOG = {"tickets_event"}
QUESTIONS = 12

Address = Callable[[str], str]
ADDRESSES = list(addresses(get_resolver()))


def fault(door: Door, visitor: str, method: str, response: HttpResponseBase) -> str:
    """What is wrong with this answer to this visitor; empty when it is as the table says."""
    status = response.status_code
    wanted = _wanted(door, visitor, method)
    if status >= 500 or not wanted(response):
        where = f" to {response.url}" if isinstance(response, HttpResponseRedirect) else ""
        return f"{method} by {visitor}: {status}{where}"
    return ""


def _wanted(door: Door, visitor: str, method: str) -> Callable[[HttpResponseBase], bool]:
    if door.post_only and method == "GET":
        return _status(405)
    if visitor in door.open_to:
        return _let_in_or_empty if door.may_be_empty else _let_in
    # A page that is only looked at says 405 to every POST, before it asks who comes.
    only_looked_at = {405} if method == "POST" else set()
    if visitor in door.unseen_by:
        return _status(404, *only_looked_at)
    if visitor == NOBODY and not door.machine:
        return lambda response: _sent_to_sign_in(response) or response.status_code in only_looked_at
    return _status(401 if visitor == NOBODY else 403, *only_looked_at)


def _status(*statuses: int) -> Callable[[HttpResponseBase], bool]:
    return lambda response: response.status_code in statuses


def _sent_to_sign_in(response: HttpResponseBase) -> bool:
    sign_in = resolve_url(house.LOGIN_URL)
    return isinstance(response, HttpResponseRedirect) and response.url.startswith(
        f"{sign_in}?next="
    )


def _let_in(response: HttpResponseBase) -> bool:
    return response.status_code not in {401, 403, 404} and not _sent_to_sign_in(response)


def _let_in_or_empty(response: HttpResponseBase) -> bool:
    return response.status_code == 404 or _let_in(response)


def written() -> dict[str, int]:
    """How many rows of each table this transaction has inserted, updated or deleted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_xact_user_tables"
        )
        return dict(cursor.fetchall())


def visit(client: Client, visitor: str, name: str, method: str, address: str) -> list[str]:
    """Go to one door and say what was wrong: the answer, or that looking changed a table."""
    door = DOORS[name]
    before = written()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address) if method == "GET" else client.post(address)
    said = fault(door, visitor, method, answer)
    touched = {table for table, count in written().items() if count != before.get(table, 0)}
    wrong = touched - SESSIONS - (READ_LOG if door.read_is_logged else set())
    changes = f"{method} by {visitor} changed {', '.join(sorted(wrong))}" if wrong else ""
    is_too_curious = method == "GET" and len(asked) > QUESTIONS
    curious = f"{method} by {visitor} asked {len(asked)} questions" if is_too_curious else ""
    return [f"{name}: {line}" for line in (said, changes, curious) if line]


@pytest.fixture
def visiting(
    db: None, visitor: str, request: pytest.FixtureRequest, signed_in: Callable[[User], Client]
) -> Client:
    """The browser of a visitor, signed in unless they are nobody."""
    return Client() if visitor == NOBODY else signed_in(request.getfixturevalue(visitor))


def test_every_address_has_a_name_and_a_row_and_every_row_an_address() -> None:
    assert [route for name, route in ADDRESSES if not name] == []
    assert {name for name, _ in ADDRESSES} == set(DOORS)


def test_something_stands_on_the_stage_for_every_place_in_an_address() -> None:
    asked = {part for _, route in ADDRESSES for part in PART.findall(route)}
    assert asked <= set(STAGE)


def test_a_ticket_stands_on_the_stage(filed: Ticket, request: pytest.FixtureRequest) -> None:
    assert PART.findall("desk/tickets/<str:number>/<step>/") == ["number", "step"]
    assert on_stage(request, "number") == filed.number


@pytest.mark.parametrize("visitor", sorted(EVERYBODY))
def test_each_door_opens_to_whom_the_table_says_and_looking_changes_nothing(
    visitor: str, visiting: Client, address: Address
) -> None:
    going = {name: address(name) for name in DOORS}
    looks = (visit(visiting, visitor, name, "GET", going[name]) for name in DOORS)
    assert [line for lines in looks for line in lines] == []


@pytest.mark.parametrize("visitor", sorted(EVERYBODY))
def test_who_is_not_let_in_cannot_write_either(
    visitor: str, visiting: Client, address: Address
) -> None:
    shut = [name for name, door in DOORS.items() if visitor not in door.open_to]
    tries = (visit(visiting, visitor, name, "POST", address(name)) for name in shut)
    assert [line for lines in tries for line in lines] == []


@pytest.mark.parametrize("visitor", [NOBODY, "owner", "li_min", "system_admin"])
def test_what_belongs_to_the_demo_is_not_there_without_one(
    visiting: Client, address: Address, settings: Settings
) -> None:
    going = [address(name) for name, door in DOORS.items() if door.demo_only]
    settings.DEMO = False
    assert [place for place in going if visiting.get(place).status_code != 404] == []


# --- The table bites ---------------------------------------------------------------------------

SIGN_IN = HttpResponseRedirect("/accounts/login/?next=/x/")
ONLY_OWNER = Door(frozenset({"owner"}))
HIDDEN = Door(frozenset({"owner"}), unseen_by=frozenset({"stranger"}))


@pytest.mark.parametrize(
    ("door", "visitor", "response"),
    [
        (public, NOBODY, SIGN_IN),
        (public, NOBODY, HttpResponse(status=403)),
        (public, NOBODY, HttpResponse(status=500)),
        (signed_in, NOBODY, HttpResponse()),
        (ONLY_OWNER, "stranger", HttpResponse()),
        (ONLY_OWNER, "stranger", SIGN_IN),
        (ONLY_OWNER, "owner", HttpResponse(status=404)),
        (HIDDEN, "stranger", HttpResponse(status=403)),
        (HIDDEN, "stranger", HttpResponse(status=405)),
        (ONLY_OWNER, "stranger", HttpResponse(status=404)),
        (ONLY_OWNER, NOBODY, HttpResponse(status=404)),
        (Door(frozenset({"owner"}), machine=True), NOBODY, SIGN_IN),
        (Door(frozenset({"owner"}), post_only=True), "owner", HttpResponse()),
    ],
)
def test_a_wrong_answer_is_found(door: Door, visitor: str, response: HttpResponseBase) -> None:
    assert fault(door, visitor, "GET", response)


@pytest.mark.parametrize(
    ("door", "visitor", "response"),
    [
        (public, NOBODY, HttpResponse()),
        (signed_in, NOBODY, SIGN_IN),
        (ONLY_OWNER, "stranger", HttpResponse(status=403)),
        (HIDDEN, "stranger", HttpResponse(status=404)),
        (ONLY_OWNER, "owner", HttpResponseRedirect("/home/")),
        (Door(frozenset({"owner"}), machine=True), NOBODY, HttpResponse(status=401)),
        (Door(frozenset({"owner"}), post_only=True), "owner", HttpResponse(status=405)),
    ],
)
def test_a_right_answer_is_left_alone(door: Door, visitor: str, response: HttpResponseBase) -> None:
    assert fault(door, visitor, "GET", response) == ""


def test_an_address_without_a_name_and_one_in_a_namespace_are_walked() -> None:
    inner = [path("b/<int:n>/", HttpResponse, name="b"), path("c/", HttpResponse)]
    resolver = path("", include([path("a/", include((inner, "x")))]))
    assert isinstance(resolver, URLResolver)
    assert list(addresses(resolver)) == [("x:b", "a/b/<int:n>/"), ("", "a/c/")]


def test_a_changed_row_is_noticed(owner: User) -> None:
    before = written().get("accounts_user", 0)
    User.objects.filter(pk=owner.pk).update(phone="1")
    assert written()["accounts_user"] == before + 1


def test_a_look_that_changes_something_is_named(
    member: User, signed_in: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(member)
    monkeypatch.setattr("tests.house.test_access.SESSIONS", set())

    def look_and_leave(_: str) -> HttpResponse:
        client.logout()
        return HttpResponse()

    monkeypatch.setattr(client, "get", look_and_leave)
    assert "changed" in visit(client, "member", "landing", "GET", "/")[0]
