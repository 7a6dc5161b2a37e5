"""A step taken by a program: the same deed as the button, refused in the same words."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client

from accounts.models import User
from tests.api.asking import Json, SignedIn, address_of, problem_of
from tickets.actions import acceptance, messages, news, withdrawals
from tickets.models import Event, Ticket
from tickets.rules.messages import Writing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
FOUND: Json = {"category": "T02", "urgency": "urgent", "reason": "签证也一并办理"}
Classify = Callable[..., HttpResponseBase]


def classify(
    browser: Client, ticket: Ticket, tag: str | None = None, body: object = FOUND
) -> HttpResponseBase:
    """Ask for the step; without a tag with that of the ticket as it is given."""
    seen = f'"{ticket.version}"' if tag is None else tag
    headers = {"if-match": seen, "accept-language": "en"} if seen else {"accept-language": "en"}
    address = f"{address_of(ticket)}/classify"
    return browser.post(address, body, content_type="application/json", headers=headers)


def events_of(ticket: Ticket) -> list[str]:
    return [event.kind for event in Event.objects.of(ticket.stream)]


def test_the_step_is_taken_once_and_the_ticket_comes_back_with_its_new_tag(
    filed: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    browser = signed_in(li_min)
    tag = browser.get(address_of(filed)).headers["ETag"]
    answer = classify(browser, filed, tag)
    assert answer.status_code == 200
    shown = answer.json()  # type: ignore[attr-defined]  # the test client's
    assert (shown["category"]["code"], shown["urgency"]) == ("T02", "urgent")
    again = browser.get(address_of(filed), headers={"accept-language": "en"})
    assert answer.headers["ETag"] == again.headers["ETag"] != tag
    assert again.json() == shown
    event = Event.objects.of(filed.stream).last()
    assert event is not None
    assert (event.kind, event.by, event.facts["reason"]) == ("classify", li_min, FOUND["reason"])
    filed.refresh_from_db()
    assert (filed.version, events_of(filed)) == (2, ["submit", "classify"])


@pytest.mark.parametrize("nature", ["consult", None])
def test_the_nature_is_changed_where_it_is_sent(
    nature: str | None, filed: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    assert classify(signed_in(li_min), filed, body=FOUND | {"nature": nature}).status_code == 200
    filed.refresh_from_db()
    assert filed.nature == (nature or "assistance")


def test_the_same_request_sent_twice_is_done_once(
    filed: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    browser = signed_in(li_min)
    tag = browser.get(address_of(filed)).headers["ETag"]
    done, late = classify(browser, filed, tag), classify(browser, filed, tag)
    problem = problem_of(late, 412)
    assert problem["code"] == "changed_meanwhile"
    assert "Li Min was faster" in problem["detail"]
    assert late.headers["ETag"] == done.headers["ETag"]
    assert events_of(filed) == ["submit", "classify"]
    assert classify(browser, filed, late.headers["ETag"]).status_code == 200


def test_a_light_that_changed_does_not_make_a_write_stale(
    filed: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    browser = signed_in(li_min)
    tag = browser.get(address_of(filed)).headers["ETag"]
    Ticket.objects.update(light="yellow")
    assert classify(browser, filed, tag).status_code == 200


def test_a_version_that_is_not_the_one_of_now_is_stale(
    filed: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    browser = signed_in(li_min)
    for tag in ('"2"', '"0"', '"-1"', 'W/"1"', "1", "garbage", '"1x"', '""', ","):
        answer = classify(browser, filed, tag)
        assert (tag, answer.status_code) == (tag, 412)
    assert events_of(filed) == ["submit"]


@pytest.mark.parametrize("tag", ["*", '"0", "1"', '"1-0000000000000000"'])
def test_whoever_names_the_version_of_now_in_any_right_way_is_heard(
    tag: str, filed: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    assert classify(signed_in(li_min), filed, tag).status_code == 200


def test_a_version_must_be_named(filed: Ticket, li_min: User, signed_in: SignedIn) -> None:
    problem = problem_of(classify(signed_in(li_min), filed, ""), 428)
    assert problem["code"] == "version_expected"
    assert events_of(filed) == ["submit"]


def test_what_the_table_does_not_allow_is_refused_as_on_the_page(
    filed: Ticket, li_min: User, deputy: User, owner: User, signed_in: SignedIn
) -> None:
    for user in (deputy, owner):
        problem = problem_of(classify(signed_in(user), filed), 403)
        assert (problem["code"], problem["type"]) == ("not_yours", "/api/v1/problems/not-yours")
        assert "It is for" in problem["detail"]
    withdrawals.withdraw(filed, by=owner, now=filed.submitted_at)
    problem = problem_of(classify(signed_in(li_min), filed), 409)
    assert (problem["code"], problem["type"]) == ("wrong_state", "/api/v1/problems/wrong-state")
    assert "Withdrawn" in problem["detail"]
    assert events_of(filed) == ["submit", "withdraw"]


def test_a_ticket_of_others_is_not_there_whatever_is_sent(
    filed: Ticket, stranger: User, shenyang_concierge: User, signed_in: SignedIn
) -> None:
    for user in (stranger, shenyang_concierge):
        for tag, body in ((None, FOUND), ("", FOUND), ('"9"', {}), (None, {"x": 1})):
            problem_of(classify(signed_in(user), filed, tag, body), 404)
    assert events_of(filed) == ["submit"]


def test_the_nature_is_settled_by_acceptance(
    filed: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    acceptance.accept(filed, by=li_min, now=filed.submitted_at)
    answer = classify(signed_in(li_min), filed, body=FOUND | {"nature": "praise"})
    problem = problem_of(answer, 409)
    assert [each["pointer"] for each in problem["errors"]] == ["#/nature"]


WRONG: tuple[tuple[Json, int, dict[str, str]], ...] = (  # a body, its status, its faults
    ({}, 422, {"#/category": "required", "#/urgency": "required", "#/reason": "required"}),
    (FOUND | {"category": "T98"}, 422, {"#/category": "no_category"}),
    (FOUND | {"category": "x" * 100_000}, 422, {"#/category": "too_long"}),
    (FOUND | {"urgency": "now"}, 422, {"#/urgency": "invalid_choice"}),
    (FOUND | {"urgency": ["urgent"]}, 422, {"#/urgency": "invalid_choice"}),
    (FOUND | {"urgency": None}, 422, {"#/urgency": "null"}),
    (FOUND | {"reason": " "}, 422, {"#/reason": "blank"}),
    (FOUND | {"reason": "长" * 2_001}, 422, {"#/reason": "max_length"}),
    (FOUND | {"reason": 7}, 400, {"#/reason": "not_a_string"}),
    (FOUND | {"reason": ["x"]}, 400, {"#/reason": "not_a_string"}),
    (FOUND | {"category": {"code": "T02"}}, 400, {"#/category": "not_a_string"}),
    (FOUND | {"category": True}, 400, {"#/category": "not_a_string"}),
    (FOUND | {"nature": "note"}, 422, {"#/nature": "letters_are_of_institutions"}),
    (
        FOUND | {"state": "closed", "a/b~c": 1},
        400,
        {"#/state": "unknown_member", "#/a~1b~0c": "unknown_member"},
    ),
)


def test_each_thing_that_is_not_right_is_pointed_at(
    filed: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    browser = signed_in(li_min)
    for body, status, faults in WRONG:
        answer = classify(browser, filed, body=body)
        assert (faults, answer.status_code) == (faults, status)
        told = problem_of(answer, status)["errors"]
        assert {each["pointer"]: each["code"] for each in told} == faults
        assert all(each["in"] == "body" and each["detail"] for each in told)
    assert events_of(filed) == ["submit"]


def test_no_column_of_a_ticket_can_be_set_from_outside(
    filed: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    browser, before = signed_in(li_min), Ticket.objects.values().get()
    for name in [each.name for each in Ticket._meta.get_fields() if each.name not in FOUND]:
        if name == "nature":
            continue
        problem_of(classify(browser, filed, body=FOUND | {name: "1"}), 400)
    assert Ticket.objects.values().get() == before


def test_another_site_cannot_make_the_browser_do_it(filed: Ticket, li_min: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(li_min)
    problem = problem_of(classify(browser, filed), 403)
    assert problem["code"] == "forgery_suspected"
    browser.get("/preferences/")
    token = browser.cookies["csrf"].value
    answer = browser.post(
        f"{address_of(filed)}/classify",
        FOUND,
        content_type="application/json",
        headers={"if-match": '"1"', "x-csrftoken": token},
    )
    assert answer.status_code == 200


def test_a_step_interrupted_at_its_end_leaves_nothing(
    filed: Ticket, li_min: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object, **__: object) -> None:
        raise ConnectionError("the power failed")

    browser, before = signed_in(li_min), Ticket.objects.values().get()
    browser.raise_request_exception = False
    monkeypatch.setattr(news, "of_step", cut)
    problem = problem_of(classify(browser, filed), 500)
    assert "power" not in str(problem)
    assert Ticket.objects.values().get() == before
    assert events_of(filed) == ["submit"]


def test_the_last_one_is_told_who_was_faster_and_outside_nobody_learns_who(
    filed: Ticket, li_min: User, owner: User, signed_in: SignedIn, now: dt.datetime
) -> None:
    messages.note(filed, Writing("内部"), by=li_min, now=now)
    inside = problem_of(classify(signed_in(li_min), filed, '"1"'), 412)
    outside = problem_of(classify(signed_in(owner), filed, '"1"'), 412)
    assert "Li Min" in inside["detail"]
    assert "Li Min" not in outside["detail"]


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_done_and_the_other_is_told(
    filed: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    start = Barrier(2)
    browsers = [signed_in(li_min), signed_in(li_min)]

    def ask(browser: Client) -> HttpResponseBase:
        start.wait(timeout=10)
        try:
            return classify(browser, filed)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        answers = sorted(threads.map(ask, browsers), key=lambda answer: answer.status_code)
    assert [answer.status_code for answer in answers] == [200, 412]
    assert answers[1].headers["ETag"] == answers[0].headers["ETag"]
    assert events_of(filed) == ["submit", "classify"]
