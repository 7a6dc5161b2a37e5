"""The OpenAPI document says what the doors do: no more, no less, with examples that are true."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import translation
from jsonschema import Draft202012Validator
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer

from accounts.models import User
from tests.api.asking import LIST, Json, SignedIn, address_of, problem_of
from tests.house.addresses import addresses
from tickets.actions import assignments, endings, messages, supplements
from tickets.api.bodies import StrictJSON
from tickets.api.document import written
from tickets.api.doors import Door
from tickets.api.kinds import KINDS
from tickets.api.problems import MEDIA_TYPE
from tickets.api.sessions import BySession
from tickets.api.urls import urlpatterns
from tickets.models import Ticket
from tickets.rules.assignments import Assignment
from tickets.rules.endings import Transfer
from tickets.rules.messages import Writing
from tickets.rules.supplements import SupplementRequest

PROBLEM: Json = {"$ref": "#/components/schemas/Problem"}
Operation = tuple[str, str, Json]


@cache
def operations() -> list[Operation]:
    """Every method of every address, with what the document says of it."""
    return [
        (address, method, said)
        for address, methods in written()["paths"].items()
        for method, said in methods.items()
    ]


def broken(schema: Json, value: object) -> list[str]:
    """How a value breaks a schema of the document."""
    whole = {**schema, "components": written()["components"]}
    found = Draft202012Validator(whole).iter_errors(value)
    return [f"{error.json_path}: {error.message}" for error in found]


def told(address: str, method: str, status: int, kind: str = "application/json") -> Json:
    """What the document says an answer looks like."""
    responses = written()["paths"][address][method]["responses"]
    schema: Json = responses[str(status)]["content"][kind]["schema"]
    return schema


def shown(operation: Json) -> Iterator[tuple[str, Json, Any]]:
    """Each example of an operation: where it stands, its schema, its value."""
    contents = {"request": operation.get("requestBody", {}).get("content", {})}
    contents |= {s: said.get("content", {}) for s, said in operation["responses"].items()}
    for place, kinds in contents.items():
        for said in kinds.values():
            for example in said.get("examples", {}).values():
                yield place, said["schema"], example["value"]


def test_every_address_of_the_api_stands_in_it() -> None:
    resolver = get_resolver()
    behind = {route for _name, route in addresses(resolver) if route.startswith("api/")}
    plain = {
        "/" + route.replace("<str:", "{").replace("<slug:", "{").replace("<uuid:", "{")
        for route in behind
    }
    assert {route.replace(">", "}") for route in plain} == set(written()["paths"])


def test_no_program_ends_a_ticket_past_the_rules_of_an_answer() -> None:
    """What a reply must say of its measures is asked by its action; no door leads around it."""
    steps = {
        address.rsplit("/", 1)[1] for address, method, _said in operations() if method == "post"
    }
    assert steps == {"classify", "tag", "untag"}


def test_every_operation_has_its_name_its_lock_and_examples() -> None:
    names = [said["operationId"] for _address, _method, said in operations()]
    assert len(set(names)) == len(names)
    for address, method, said in operations():
        assert said["security"] == [{"session": []}], address
        assert said["description"], address
        places = [place for place, _schema, _value in shown(said)]
        wanted = {status for status in said["responses"] if status != "304"}
        wanted |= {"request"} if "requestBody" in said else set()
        assert (address, method, set(places)) == (address, method, wanted)


def test_no_door_opens_itself_to_others_or_speaks_anything_but_json() -> None:
    for entry in urlpatterns:
        door = getattr(entry, "callback").cls  # noqa: B009  # only what as_view() gives has it
        assert issubclass(door, Door)
        assert door.permission_classes == [IsAuthenticated]
        assert door.authentication_classes == [BySession]
        assert door.renderer_classes == [JSONRenderer]
        assert door.parser_classes == [StrictJSON]


def test_every_refusal_is_a_problem() -> None:
    for address, _method, said in operations():
        for status, response in said["responses"].items():
            if int(status) >= 400:
                assert (address, list(response["content"])) == (address, [MEDIA_TYPE])
                assert response["content"][MEDIA_TYPE]["schema"] == PROBLEM


def test_every_example_is_true() -> None:
    wrong = [
        f"{address} {place}: {fault}"
        for address, _method, said in operations()
        for place, schema, value in shown(said)
        for fault in broken(schema, value)
    ]
    assert wrong == []


def test_a_member_that_is_missing_or_of_another_kind_is_found() -> None:
    assert broken(PROBLEM, {})
    assert broken({"$ref": "#/components/schemas/DeskRow"}, {"seen_as": "portal"})


@pytest.fixture
def lived(filed: Ticket, li_min: User, deputy: User, dalian_lead: User) -> Ticket:
    """A ticket with a message, a note, a hand-over and a request for material on it."""
    now = filed.submitted_at
    messages.write(filed, Writing("您好，已收到。"), by=li_min, now=now)
    messages.note(filed, Writing("先核实"), by=li_min, now=now)
    given = Assignment(deputy.pk, filed.office_id, "李敏休假")
    assignments.assign(filed, given, by=dalian_lead, now=now)
    supplements.ask(filed, SupplementRequest(("护照首页",)), by=deputy, now=now)
    return filed


@pytest.fixture
def transferred(filed: Ticket, li_min: User, dalian_lead: User) -> Ticket:
    """A ticket that ended with a transfer."""
    now = filed.submitted_at
    ending = Transfer("全国外商投资企业投诉中心", "辽外函〔2026〕1号", now.date())
    endings.propose(filed, ending, by=li_min, now=now)
    endings.approve(filed, by=dalian_lead, now=now)
    return filed


@pytest.mark.django_db
@pytest.mark.usefixtures("stopped_clock")
@pytest.mark.parametrize("ticket", ["lived", "transferred"])
@pytest.mark.parametrize("visitor", ["li_min", "owner", "leader"])
def test_every_answer_is_as_the_document_says(
    ticket: str, visitor: str, signed_in: SignedIn, request: pytest.FixtureRequest
) -> None:
    browser = signed_in(request.getfixturevalue(visitor))
    whole = browser.get(address_of(request.getfixturevalue(ticket))).json()
    assert broken(told("/api/v1/tickets/{number}", "get", 200), whole) == []
    assert broken(told(LIST, "get", 200), browser.get(LIST).json()) == []
    refused = problem_of(browser.get(LIST, {"limit": 0}), 400)
    assert broken(told(LIST, "get", 400, MEDIA_TYPE), refused) == []


@pytest.fixture
def reader(signed_in: Callable[[User], Client], owner: User) -> Client:
    """Somebody who may read the document."""
    return signed_in(owner)


@pytest.mark.django_db
def test_the_document_is_read_at_its_address_in_english(reader: Client) -> None:
    answer = reader.get("/api/v1/openapi", headers={"accept-language": "zh-CN"})
    assert answer.json() == written()
    assert answer.json()["openapi"] == "3.1.0"


@pytest.mark.django_db
def test_the_type_of_every_problem_leads_to_what_it_means(reader: Client) -> None:
    for status, kind in KINDS.items():
        address = f"/api/v1/problems/{kind.word}"
        meant = reader.get(address, headers={"accept-language": "en"}).json()
        assert (meant["type"], meant["status"]) == (address, status)
        with translation.override("en"):
            assert (meant["title"], meant["detail"]) == (kind.title, kind.sentence)
    problem_of(reader.get("/api/v1/problems/nothing"), 404)
