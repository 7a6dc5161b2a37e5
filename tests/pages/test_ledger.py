"""The hop ledger of a ticket: each office's share of the time, and who signed when."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Office, User
from tickets.actions import acceptance, assignments, claims
from tickets.models import Hop, Ticket
from tickets.rules.assignments import Assignment

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(signed_in: Callable[[User], Client], li_min: User) -> Client:
    return signed_in(li_min)


def test_each_office_has_its_share_and_what_is_unsigned_is_marked(
    *,
    stopped_clock: time_machine.Traveller,
    signed_in: Callable[[User], Client],
    li_min: User,
    shenyang_concierge: User,
    shenyang: Office,
    dispatcher: User,
    filed: Ticket,
    now: dt.datetime,
) -> None:
    acceptance.accept(filed, by=li_min, now=now + dt.timedelta(hours=1))
    give = Assignment(shenyang_concierge.pk, shenyang.pk, "在沈阳办理")
    assignments.assign(filed, give, by=dispatcher, now=now + dt.timedelta(hours=2))
    stopped_clock.move_to(now + dt.timedelta(hours=4))
    desk = signed_in(li_min)
    address = reverse("desk_ledger", args=[filed.number])
    page = desk.get(address)
    assert [one.part for one in page.context["ledger"].offices] == [100, 0]
    assert "待签收" in page.text
    assert address in desk.get(reverse("desk_ticket", args=[filed.number])).text
    claims.sign(filed, by=shenyang_concierge, now=now + dt.timedelta(hours=3))
    ledger = desk.get(address).context["ledger"]
    assert [one.part for one in ledger.offices] == [75, 25]
    assert ledger.whole.gross_time == dt.timedelta(hours=4)
    assert "待签收" not in desk.get(address).text


@pytest.mark.usefixtures("stopped_clock")
@pytest.mark.parametrize("many", [10, 200])
def test_many_hops_ask_few_questions(
    many: int, desk: Client, filed: Ticket, li_min: User, now: dt.datetime
) -> None:
    Hop.objects.bulk_create(
        Hop(
            ticket=filed, kind="assigned", office=filed.office, assignee=li_min,
            handed_by=li_min, handed_at=now, signed_at=now,
        )
        for _each in range(many)
    )  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(reverse("desk_ledger", args=[filed.number])).status_code == 200
    assert len(asked) <= 12
