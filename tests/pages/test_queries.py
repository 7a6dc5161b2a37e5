"""Every page that lists something asks the database as little for two hundred rows as for ten."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.ids import uuid7
from accounts.models import User
from tickets.models import Clock, Draft, Event, Hop, Message, OutboxMessage, Ticket
from tickets.rules.clocks import Clock as Name
from tickets.rules.states import State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
AT_MOST = 12
LENGTHS = pytest.mark.parametrize("many", [10, 200])
Fill = Callable[[int], None]
Look = Callable[[str, str], Any]


@pytest.fixture
def tickets(filed: Ticket) -> Fill:
    """So many tickets like the one that was filed, each with a clock that runs."""

    def fill(many: int) -> None:
        clock = filed.clocks.get(name=Name.FIRST_CONTACT)
        copies = [Ticket.objects.get(pk=filed.pk) for _each in range(many)]
        for place, copy in enumerate(copies):
            copy.pk, copy.number = uuid7(), f"{place:012d}"
        Ticket.objects.bulk_create(copies)
        Clock.objects.bulk_create(
            Clock(
                ticket=copy, name=clock.name, generation=1, unit=clock.unit, amount=clock.amount,
                office=clock.office, started_at=clock.started_at, due_at=clock.due_at,
                first_due_at=clock.first_due_at, yellow_at=clock.yellow_at, light=clock.light,
                half_at=clock.half_at, late_at=clock.late_at, very_late_at=clock.very_late_at,
            )
            for copy in copies
        )  # fmt: skip

    return fill


@pytest.fixture
def happenings(filed: Ticket, li_min: User, owner: User, now: dt.datetime) -> Fill:
    """So many messages, notes, hand-overs and Events on the ticket that was filed."""

    def fill(many: int) -> None:
        said = {"ticket": filed, "language": "zh-hans", "said_at": now, "audience": "public"}
        Message.objects.bulk_create(
            Message(author=(owner, li_min)[n % 2], from_requester=not n % 2, text=f"{n}", **said)
            for n in range(many)
        )
        Hop.objects.bulk_create(
            Hop(ticket=filed, kind="assigned", office=filed.office, assignee=li_min,
                handed_by=li_min, handed_at=now)
            for _each in range(many)
        )  # fmt: skip
        for _each in range(many):
            Event.objects.append(filed.stream, "note", by=li_min, now=now, facts={})

    return fill


@pytest.fixture
def look(
    request: pytest.FixtureRequest,
    signed_in: Callable[[User], Client],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> Look:
    """Have somebody of the cast open a page, which may ask no more than twelve questions."""

    def open_page(visitor: str, address: str) -> Any:
        browser = signed_in(request.getfixturevalue(visitor))
        with django_assert_max_num_queries(AT_MOST):
            page = browser.get(address)
        assert page.status_code == 200
        return page

    return open_page


@LENGTHS
@pytest.mark.parametrize(
    ("visitor", "address"),
    [
        ("owner", "/home/"),
        ("li_min", "/desk/"),
        *(("li_min", f"/desk/tickets/?view={view}") for view in ("mine", "unassigned", "all")),
        ("dalian_lead", "/desk/tickets/?view=reviews"),
        ("leader", "/leader/"),
        ("leader", "/leader/rows/received/"),
    ],
)
def test_a_list_of_tickets(
    visitor: str, address: str, many: int, tickets: Fill, look: Look
) -> None:
    tickets(many)
    if "reviews" in address:
        Ticket.objects.update(state=State.REVIEWING)
    if "unassigned" in address:
        Ticket.objects.update(assignee=None)
    page = look(visitor, address)
    shown = page.context.get("page") or page.context.get("rows")
    assert shown is None or len(shown) >= 10


@LENGTHS
@pytest.mark.parametrize(("visitor", "door"), [("li_min", "desk_ticket"), ("owner", "request")])
def test_a_ticket_to_which_much_has_happened(
    visitor: str, door: str, many: int, filed: Ticket, happenings: Fill, look: Look
) -> None:
    happenings(many)
    look(visitor, reverse(door, args=[filed.number]))


@LENGTHS
def test_a_home_full_of_drafts(
    many: int, begun: Draft, owner: User, now: dt.datetime, look: Look
) -> None:
    held = {"author": owner, "enterprise": begun.enterprise, "begun_at": now, "saved_at": now}
    Draft.objects.bulk_create(Draft(**held) for _each in range(many))
    look("owner", reverse("home"))


@LENGTHS
def test_a_full_mailbox(many: int, li_min: User, now: dt.datetime, look: Look) -> None:
    OutboxMessage.objects.bulk_create(
        OutboxMessage(
            channel="email", kind="account", address=li_min.email, subject=f"{n}", text="text",
            language=settings.LANGUAGE_CODE, queued_at=now, next_try_at=now, sent_at=now,
        )
        for n in range(many)
    )  # fmt: skip
    look("li_min", reverse("mailbox"))
