"""Every page that lists something asks the database as little for two hundred rows as for ten."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db.models import F
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.ids import uuid7
from accounts.models import Grant, Office, User
from accounts.roles import Role
from tests.conftest import Invite
from tickets.models import (
    Clock,
    Draft,
    OutboxMessage,
    Ticket,
)
from tickets.rules.clocks import Clock as Name
from tickets.rules.states import State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
AT_MOST = 12
LENGTHS = pytest.mark.parametrize("many", [10, 200])
Fill = Callable[[int], None]
Look = Callable[..., Any]


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
        ("callback_officer", "/desk/tickets/?view=callbacks"),
        ("li_min", "/desk/tickets/?view=ended"),
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
    if "ended" in address:
        Ticket.objects.update(state=State.CLOSED, closed_at=F("submitted_at"))
    if "callbacks" in address:
        Ticket.objects.update(state=State.REPLIED)
    if "unassigned" in address:
        Ticket.objects.update(assignee=None)
    page = look(visitor, address)
    shown = page.context.get("rows") or page.context.get("page")
    assert shown is None or len(shown) >= 10


@LENGTHS
def test_the_day_of_one_person_with_every_role(
    many: int,
    tickets: Fill,
    dalian_lead: User,
    dalian: Office,
    grant: Callable[[User, Role, Office], Grant],
    look: Look,
) -> None:
    for role in (Role.CALLBACK, Role.CONCIERGE, Role.DISPATCHER):
        grant(dalian_lead, role, dalian)
    tickets(many)
    rows = list(Ticket.objects.values_list("pk", flat=True))
    Ticket.objects.filter(pk__in=rows[::4]).update(state=State.REVIEWING)
    Ticket.objects.filter(pk__in=rows[1::4]).update(state=State.REPLIED)
    Ticket.objects.filter(pk__in=rows[2::4]).update(assignee=None)
    Ticket.objects.filter(pk__in=rows[3::4]).update(assignee=dalian_lead)
    assert (
        min(
            look("dalian_lead", "/desk/").context["counts"][name]
            for name in ("mine", "unassigned", "reviews", "callbacks")
        )
        >= 2
    )


@LENGTHS
def test_the_choice_among_many_colleagues(
    many: int, filed: Ticket, officer: Invite, dalian: Office, dispatcher: User, look: Look
) -> None:
    for place in range(many):
        officer(f"Concierge {place}", f"管家{place}", Role.CONCIERGE, dalian)
    look("dispatcher", reverse("desk_step", args=[filed.number, "assign"]))


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
