"""What a program asks, and what it takes from the answer."""

import json
from collections.abc import Callable
from typing import Any

from django.http.response import HttpResponseBase
from django.test import Client

from accounts.models import User
from tickets.models import Ticket

LIST = "/api/v1/tickets"
QUERIES = 12
Json = dict[str, Any]
SignedIn = Callable[[User], Client]


def address_of(ticket: Ticket) -> str:
    """The address of one ticket."""
    return f"{LIST}/{ticket.number}"


def listing(browser: Client, **query: str | int) -> Json:
    """The page of the list that this query asks for."""
    answer = browser.get(LIST, query)
    assert answer.status_code == 200, answer.content
    page: Json = answer.json()
    return page


def numbers_in(browser: Client, **query: str | int) -> list[str]:
    """The numbers on that page, in order."""
    return [item["number"] for item in listing(browser, **query)["items"]]


def problem_of(answer: HttpResponseBase, status: int) -> Json:
    """The problem in an answer that must be one, with this status."""
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem: Json = json.loads(getattr(answer, "content", b""))
    return problem
