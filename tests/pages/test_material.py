"""What was asked for and what was answered stands on the ticket, for both sides."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.actions.stage import ASKED, SUPPLY
from tickets.actions import acceptance, supplements
from tickets.errors import Refused
from tickets.models import Ticket
from tickets.rules.supplements import SupplementRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignedIn = Callable[[User], Client]


@pytest.fixture
def asked(filed: Ticket, li_min: User, now: dt.datetime) -> Ticket:
    acceptance.accept(filed, by=li_min, now=now)
    return supplements.ask(filed, ASKED, by=li_min, now=now)


def _pages(ticket: Ticket, staff: User, requester: User, signed_in: SignedIn) -> tuple[str, str]:
    desk = signed_in(staff).get(reverse("desk_ticket", args=[ticket.number]))
    portal = signed_in(requester).get(reverse("request", args=[ticket.number]))
    return desk.content.decode(), portal.content.decode()


def test_both_sides_read_the_answers_and_only_staff_the_reason(
    asked: Ticket, li_min: User, owner: User, now: dt.datetime, signed_in: SignedIn
) -> None:
    supplements.supply(asked, SUPPLY, by=owner, now=now)
    desk, portal = _pages(asked, li_min, owner, signed_in)
    for said in ("报关单", "见附页", "提单", "原件在总部"):
        assert said in desk
        assert said in portal
    assert "海关要求核对" in desk
    assert "海关要求核对" not in portal


def test_half_an_answer_is_nobodys_yet(
    asked: Ticket, li_min: User, owner: User, now: dt.datetime, signed_in: SignedIn
) -> None:
    supplements.save_answers(asked, SUPPLY, by=owner, now=now)
    desk, _portal = _pages(asked, li_min, owner, signed_in)
    assert "报关单" in desk
    assert "见附页" not in desk


def test_answers_without_their_choice_are_kept_as_far_as_they_go(
    asked: Ticket, owner: User, signed_in: SignedIn
) -> None:
    page = reverse("request_answers", args=[asked.number])
    typed = {"item-1": "见附页", "given-2": "cannot", "item-2": "原件在总部"}
    assert signed_in(owner).post(page, typed).status_code == 302
    items = asked.supplement_requests.get().items
    assert [item["answer"] for item in items] == ["", "原件在总部"]


def test_nobody_waits_for_an_answer_longer_than_a_year(
    filed: Ticket, li_min: User, now: dt.datetime
) -> None:
    for_ever = SupplementRequest(("报关单",), dt.date(9999, 12, 31))
    with pytest.raises(Refused) as refused:
        supplements.ask(filed, for_ever, by=li_min, now=now)
    assert refused.value.field == "due_date"


def test_a_draft_is_submitted_by_its_own_pages_only(
    filed: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    page = reverse("desk_step", args=[filed.number, "submit"])
    assert signed_in(li_min).get(page).status_code == 404
    assert signed_in(li_min).post(page).status_code == 404
