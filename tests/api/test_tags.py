"""Tags for programs: the list, on a ticket, put on and taken off as on the page."""

import datetime as dt

import pytest
from django.http.response import HttpResponseBase
from django.test import Client

from accounts.models import User
from tests.api.asking import LIST, SignedIn, address_of, numbers_in, problem_of
from tickets.actions import tags
from tickets.models import Tag, Ticket
from tickets.rules.days import day_of
from tickets.rules.tags import TagWords

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture
def fair(policy_editor: User, now: dt.datetime) -> Tag:
    words = TagWords("秋季交易会", "Autumn trade fair")
    return tags.add(words, day_of(now), by=policy_editor, now=now)


def take(browser: Client, ticket: Ticket, step: str, body: object) -> HttpResponseBase:
    tag = browser.get(address_of(ticket)).headers["ETag"]
    headers = {"if-match": tag, "accept-language": "en"}
    address = f"{address_of(ticket)}/{step}"
    return browser.post(address, body, content_type="application/json", headers=headers)


def test_a_tag_is_listed_put_on_found_and_taken_off(
    filed: Ticket, fair: Tag, li_min: User, signed_in: SignedIn
) -> None:
    browser = signed_in(li_min)
    listed = browser.get("/api/v1/tags", headers={"accept-language": "en"}).json()["items"]
    assert [(one["id"], one["name"]) for one in listed] == [(fair.pk, "Autumn trade fair")]
    put = take(browser, filed, "tag", {"tag": fair.pk})
    assert put.json()["tags"] == [{"id": fair.pk, "name": "Autumn trade fair"}]  # type: ignore[attr-defined]  # the test client's
    assert (
        problem_of(take(browser, filed, "tag", {"tag": fair.pk}), 409)["code"] == "tagged_already"
    )
    assert numbers_in(browser, tag=fair.pk) == [filed.number]
    assert numbers_in(browser, tag=fair.pk + 1) == []
    off = take(browser, filed, "untag", {"tag": fair.pk})
    assert off.json()["tags"] == []  # type: ignore[attr-defined]  # the test client's
    assert numbers_in(browser, tag=fair.pk) == []


@pytest.mark.parametrize("sent", [{}, {"tag": 0}, {"tag": "x"}, {"tag": 2**63}, {"tag": 99}])
def test_what_is_no_tag_is_refused_at_its_member(
    sent: object, filed: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    problem = problem_of(take(signed_in(li_min), filed, "tag", sent), 422)
    assert [fault["pointer"] for fault in problem["errors"]] == ["#/tag"]


@pytest.mark.parametrize("wrong", ["x", "0", "1.5", "99999999999999999999"])
def test_a_filter_that_is_no_tag_is_not_understood(
    wrong: str, filed: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    problem_of(signed_in(li_min).get(LIST, {"tag": wrong}), 400)


def test_a_requester_learns_of_no_tag(
    filed: Ticket, fair: Tag, li_min: User, owner: User, signed_in: SignedIn
) -> None:
    take(signed_in(li_min), filed, "tag", {"tag": fair.pk})
    browser = signed_in(owner)
    assert "tags" not in browser.get(address_of(filed)).json()
    problem_of(browser.get(LIST, {"tag": fair.pk}), 400)
    problem_of(browser.get("/api/v1/tags"), 404)
    problem_of(take(browser, filed, "tag", {"tag": fair.pk}), 403)
