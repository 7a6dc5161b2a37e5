"""A request that was transferred: its page says who has it now, and under which document."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.actions.stage import RECEIPT, TRANSFER
from tickets.actions import endings
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture
def transferred(filed: Ticket, li_min: User, dalian_lead: User, now: dt.datetime) -> Ticket:
    """Sent on to the agency that has jurisdiction."""
    endings.propose(filed, TRANSFER, by=li_min, now=now)
    return endings.approve(filed, by=dalian_lead, now=now)


@pytest.fixture
def door(transferred: Ticket) -> str:
    return reverse("request", args=[transferred.number])


@pytest.fixture
def portal(signed_in: Callable[[User], Client], owner: User) -> Client:
    return signed_in(owner)


def test_it_says_who_has_it_now_and_under_which_document(portal: Client, door: str) -> None:
    page = portal.get(door)
    for words in ("已转办", TRANSFER.agency, TRANSFER.document_no):
        assert words in page.text
    assert "回执" not in page.text
    assert not page.context["promises"]


def test_with_the_receipt_once_it_came(
    portal: Client, door: str, transferred: Ticket, li_min: User, now: dt.datetime
) -> None:
    endings.record_receipt(transferred, RECEIPT, by=li_min, now=now)
    assert RECEIPT.receipt_no in portal.get(door).text


def test_nothing_is_left_to_do_and_a_late_step_leads_back(
    portal: Client, door: str, transferred: Ticket
) -> None:
    assert portal.get(door).context["may"] == {}
    typed = {"text": "x", "reason": "x", "version": transferred.version}
    for word in ("withdraw", "reopen", "confirm", "write"):
        step = reverse(f"request_{word}", args=[transferred.number])
        assert portal.get(step).headers["Location"] == door
        assert portal.post(step, typed).status_code == 409


def test_it_stands_in_the_list_as_referred(portal: Client, transferred: Ticket) -> None:
    listed = portal.get(reverse("home"), {"state": transferred.public_state})
    assert [row.ticket for row in listed.context["rows"]] == [transferred]
    assert "已转办" in listed.text


def test_before_it_is_approved_the_page_says_nothing_of_it(
    portal: Client, filed: Ticket, li_min: User, now: dt.datetime
) -> None:
    endings.propose(filed, TRANSFER, by=li_min, now=now)
    page = portal.get(reverse("request", args=[filed.number])).text
    assert TRANSFER.agency not in page
    assert TRANSFER.document_no not in page
