"""Whatever goes wrong behind /api/ is a problem in one shape; bad input is never our fault."""

import json
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from tests.api.asking import LIST, SignedIn, address_of, problem_of
from tickets.api import problems
from tickets.api.kinds import KINDS
from tickets.errors import Because, Refused
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
MEMBERS = {"type", "title", "status", "detail", "instance", "trace_id", "code", "errors"}
JSON = "application/json"
BAD_JSON = [
    b"{",
    b"{} {}",
    b"\xff\xfe",
    b'{"reason": "\xc0\xaf"}',
    b'{"reason": "\xed\xa0\x80"}',
    b'{"reason": "\\ud800"}',
    b'{"reason": "a\\u0000b"}',
    b'{"a\\u0000": 1}',
    b'{"reason": "a\x00b"}',
    b'{"reason": "a", "reason": "b"}',
    b'{"reason": NaN}',
    b'{"reason": 1' + b"0" * 5000 + b"}",
    b"[]",
    b"null",
    b'"reason"',
    b"1",
    b"[" * 100_000,
    b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    '{"reason": "好"}'.encode("gb18030"),
    '{"reason": "好"}'.encode("utf-16"),
    b"reason=x",
]


def stumble(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("secret of the house")


urlpatterns = [path("api/v1/stumble", stumble), path("", include("concierge.urls"))]
handler500 = "concierge.answers.broken"


@pytest.fixture
def program(li_min: User, signed_in: SignedIn) -> Client:
    """Li Min's program; what goes wrong inside is an answer."""
    client = signed_in(li_min)
    client.raise_request_exception = False
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_every_problem_has_the_same_members(program: Client) -> None:
    answer = program.get("/api/v1/nothing", headers={"x-request-id": "abcdef-123456"})
    problem = problem_of(answer, 404)
    assert problem.keys() == MEMBERS
    assert problem["instance"] == "/api/v1/nothing"
    assert problem["trace_id"] == answer.headers["X-Request-ID"] == "abcdef-123456"
    assert problem["type"] == "/api/v1/problems/unseen"


@pytest.mark.parametrize(
    "address", ["/api/", "/api/v1", "/api/v1/", "/api/v2/tickets", "/api/v1/tickets/", "/api/x.php"]
)
def test_an_unknown_address_is_a_problem_never_a_page(address: str, client: Client) -> None:
    for method in (client.get, client.post, client.delete):
        assert "<html" not in str(problem_of(method(address), 404))


def test_a_wrong_method_is_told_with_the_right_ones(program: Client, filed: Ticket) -> None:
    for method in ("PUT", "PATCH", "DELETE", "POST", "TRACE"):
        answer = program.generic(method, LIST, b"{}", JSON)
        problem_of(answer, 405)
        assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    answer = program.get(f"{address_of(filed)}/classify")
    assert answer.headers["Allow"] == "POST, OPTIONS"
    problem_of(answer, 405)


def test_options_and_head_are_answered(program: Client, filed: Ticket) -> None:
    answer = program.options(LIST)
    assert (answer.status_code, answer.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")
    head = program.head(address_of(filed))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"]


def test_only_json_is_spoken_and_heard(program: Client, filed: Ticket) -> None:
    for wanted in ("text/html", "application/xml", "garbage"):
        problem_of(program.get(LIST, headers={"accept": wanted}), 406)
    for wanted in ("*/*", "application/*", JSON, f"text/html, {JSON};q=0.1"):
        assert program.get(LIST, headers={"accept": wanted}).status_code == 200
    for kind in ("application/x-www-form-urlencoded", "text/plain", "application/xml", "garbage"):
        answer = program.post(
            f"{address_of(filed)}/classify", b"a=1", kind, headers={"if-match": '"1"'}
        )
        problem_of(answer, 415)


def test_what_is_not_plain_json_is_not_understood(program: Client, filed: Ticket) -> None:
    address, headers = f"{address_of(filed)}/classify", {"if-match": '"1"'}
    for body in BAD_JSON:
        answer = program.post(address, body, JSON, headers=headers)
        assert (body[:40], answer.status_code) == (body[:40], 400)
        assert problem_of(answer, 400)["code"] in {"not_json", "not_an_object"}


def test_json_is_utf8_whatever_its_header_says(program: Client, filed: Ticket) -> None:
    body = json.dumps({"reason": "好"}, ensure_ascii=False).encode()
    address, headers = f"{address_of(filed)}/classify", {"if-match": '"1"'}
    for charset in ("gbk", "nonsense"):
        kind = f"{JSON}; charset={charset}"
        answer = program.generic("POST", address, body, kind, headers=headers)
        faults = problem_of(answer, 422)["errors"]
        assert {each["pointer"] for each in faults} == {"#/category", "#/urgency"}


def test_too_much_is_refused_before_it_is_read(program: Client, filed: Ticket) -> None:
    body = b'{"reason": "' + b"x" * 2_000_000 + b'"}'
    problem_of(program.post(f"{address_of(filed)}/classify", body, JSON), 413)


@pytest.mark.parametrize("query", ["a=%00", "limit=%ff", "a=%c0%af", "category=%ed%a0%80"])
def test_bytes_that_are_no_text_are_refused(query: str, program: Client, client: Client) -> None:
    for browser in (program, client):
        problem_of(browser.get(f"{LIST}?{query}"), 400)
        problem_of(browser.get(f"{LIST}/{query.partition('=')[2]}"), 400)


def test_a_form_that_cannot_be_read_is_no_fault_of_ours(program: Client, filed: Ticket) -> None:
    kind = "multipart/form-data; boundary=frontier"
    for body in (b"--frontier", b"garbage", b""):
        answer = program.post(f"{address_of(filed)}/classify", body, kind)
        assert answer.headers["Content-Type"] == problems.MEDIA_TYPE
        assert 400 <= answer.status_code < 500


@override_settings(ROOT_URLCONF=__name__)
def test_our_own_fault_says_nothing_of_the_house(program: Client) -> None:
    problem = problem_of(program.get("/api/v1/stumble"), 500)
    assert "secret" not in str(problem)
    assert problem["type"] == "/api/v1/problems/our-fault"


def test_the_words_follow_the_language_and_the_codes_do_not(program: Client) -> None:
    said = {}
    for language in ("en", "zh-CN"):
        answer = program.get(f"{LIST}?limit=0", headers={"accept-language": language})
        problem = problem_of(answer, 400)
        said[language] = (problem["title"], problem["errors"][0]["detail"])
        assert (problem["code"], problem["errors"][0]["code"]) == ("unreadable", "invalid")
    assert said == {
        "en": ("Not understood", "Ask for 1 to 100 rows at once."),
        "zh-CN": ("无法识别", "每次可取 1 至 100 条。"),
    }


@pytest.mark.parametrize("because", list(Because))
def test_a_refusal_has_the_status_it_has_on_the_pages(because: Because) -> None:
    problem = problems.of(Refused(because, "claimed", "Li Min has it.", field="reason"))
    assert problem is not None
    assert (problem.status, problem.code, problem.detail) == (because, "claimed", "Li Min has it.")
    assert [fault.pointer for fault in problem.faults] == ["#/reason"]
    assert int(because) in {int(status) for status in KINDS}


def test_no_answer_lets_another_site_read_it(program: Client) -> None:
    answer = program.get(LIST, headers={"origin": "https://evil.example"})
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


# --- Anything may be sent ----------------------------------------------------------------------

ANYTHING = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
NESTED = st.recursive(PLAIN, lambda one: st.lists(one) | st.dictionaries(st.text(), one))
NAMES = st.sampled_from(["category", "urgency", "reason", "nature"]) | st.text()
PARAMETERS = st.sampled_from(
    [*("limit", "cursor", "ordering", "state", "submitted_from", "seen_as", "category"), "x"]
)


@pytest.fixture
def asked(program: Client, filed: Ticket) -> Iterator[Client]:
    """Li Min's program, beside a ticket that nothing may change."""
    before = Ticket.objects.values().get()
    yield program
    assert Ticket.objects.values().get() == before


@ANYTHING
@given(body=st.binary())
def test_any_bytes_are_answered_with_a_problem(body: bytes, asked: Client) -> None:
    address = f"{LIST}/{Ticket.objects.get().number}/classify"
    answer = asked.post(address, body, JSON, headers={"if-match": '"1"'})
    assert problem_of(answer, answer.status_code)["status"] in {400, 422}


@ANYTHING
@given(body=st.dictionaries(NAMES, NESTED))
def test_any_json_is_answered_with_a_problem(body: object, asked: Client) -> None:
    address = f"{LIST}/{Ticket.objects.get().number}/classify"
    answer = asked.post(address, json.dumps(body), JSON, headers={"if-match": '"1"'})
    assert problem_of(answer, answer.status_code)["status"] in {400, 422}


@ANYTHING
@given(query=st.dictionaries(PARAMETERS, st.text()))
def test_any_question_is_answered(query: dict[str, str], asked: Client) -> None:
    encodable = {name: text.encode("utf-8", "replace") for name, text in query.items()}
    assert asked.get(LIST, encodable).status_code in {200, 400}


@ANYTHING
@given(tag=st.text(st.characters(min_codepoint=32, max_codepoint=255)))
def test_any_header_is_answered(tag: str, asked: Client) -> None:
    address = f"{LIST}/{Ticket.objects.get().number}"
    headers = {"if-none-match": tag, "accept-language": tag, "x-request-id": tag}
    assert asked.get(address, headers=headers).status_code in {200, 304}
    answer = asked.post(f"{address}/classify", b"{}", JSON, headers={"if-match": tag})
    assert answer.status_code in {412, 422}
