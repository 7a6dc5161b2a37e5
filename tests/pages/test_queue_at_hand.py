"""What nobody has is claimed or assigned straight from the queue; what is unsigned stands there."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tickets.actions import claims
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignIn = Callable[[User], Client]
UNASSIGNED = {"view": "unassigned"}


@pytest.fixture
def unassigned(filed: Ticket) -> Ticket:
    Ticket.objects.filter(pk=filed.pk).update(assignee=None)
    filed.refresh_from_db()
    return filed


def test_one_press_claims_and_whoever_is_late_learns_who_was_faster(
    signed_in: SignIn, li_min: User, deputy: User, unassigned: Ticket, now: dt.datetime
) -> None:
    desk, queue = signed_in(li_min), reverse("desk_queue")
    door = reverse("desk_step", args=[unassigned.number, "claim"])
    page = desk.get(queue, UNASSIGNED)
    assert f'action="{door}"' in page.text
    sent = {"version": str(unassigned.version)}
    claims.claim(unassigned, by=deputy, now=now)
    late = desk.post(door, sent)
    assert late.status_code == 409
    assert "周恺 已于 10:00 先行操作“认领”" in late.text


def test_a_press_in_time_claims(signed_in: SignIn, li_min: User, unassigned: Ticket) -> None:
    door = reverse("desk_step", args=[unassigned.number, "claim"])
    claimed = signed_in(li_min).post(door, {"version": str(unassigned.version)})
    assert claimed.status_code == 302
    unassigned.refresh_from_db()
    assert unassigned.assignee == li_min


def test_a_lead_is_offered_to_assign_and_a_supervisor_nothing(
    signed_in: SignIn, dalian_lead: User, supervisor: User, unassigned: Ticket
) -> None:
    door = reverse("desk_step", args=[unassigned.number, "assign"])
    lead = signed_in(dalian_lead).get(reverse("desk_queue"), UNASSIGNED)
    assert door in lead.text
    assert reverse("desk_step", args=[unassigned.number, "claim"]) not in lead.text
    other = signed_in(supervisor).get(reverse("desk_queue"), UNASSIGNED)
    assert unassigned.number in other.text
    assert door not in other.text


def test_what_waits_to_be_signed_for_is_a_view_of_the_queue(
    signed_in: SignIn, dalian_lead: User, li_min: User, filed: Ticket, now: dt.datetime
) -> None:
    desk = signed_in(dalian_lead)
    waiting = {"view": "unsigned"}
    assert filed.number in desk.get(reverse("desk_queue"), waiting).text
    claims.sign(filed, by=li_min, now=now)
    assert filed.number not in desk.get(reverse("desk_queue"), waiting).text
