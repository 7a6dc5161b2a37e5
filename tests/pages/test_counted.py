"""A requester unfolds how a promised moment is counted: their words, nothing internal."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.pages.test_queries import LENGTHS, Look
from tests.pages.test_queries import look as look  # noqa: PLC0414  # a fixture
from tickets.actions import acceptance, messages
from tickets.models import Clock, Pause, Rung, Ticket
from tickets.rules.clocks import Clock as Name
from tickets.rules.messages import Writing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignedIn = Callable[[User], Client]
DOORS = pytest.mark.parametrize("door", ["request", "request_filed"])


def unfolded(page: str) -> str:
    """What stands in the details."""
    return page.partition('<details class="definition">')[2].partition("</details>")[0]


@DOORS
def test_the_first_reply_is_explained(
    door: str, filed: Ticket, owner: User, signed_in: SignedIn
) -> None:
    told = unfolded(signed_in(owner).get(reverse(door, args=[filed.number])).text)
    assert "60 个工作分钟" in told
    assert "11月18日（周三） 10:00–11:00" in told


def test_it_reads_the_same_while_the_time_runs(
    filed: Ticket, owner: User, now: dt.datetime, stopped_clock: time_machine.Traveller,
    signed_in: SignedIn,
) -> None:  # fmt: skip
    address = reverse("request", args=[filed.number])
    before = unfolded(signed_in(owner).get(address).text)
    stopped_clock.move_to(now + dt.timedelta(minutes=20))
    assert unfolded(signed_in(owner).get(address).text) == before


def test_the_result_is_explained_without_anything_internal(
    filed: Ticket, li_min: User, owner: User, now: dt.datetime, signed_in: SignedIn
) -> None:
    messages.write(filed, Writing("您好，已收到。"), by=li_min, now=now)
    acceptance.accept(Ticket.objects.get(pk=filed.pk), by=li_min, now=now)
    handling = filed.clocks.get(name=Name.HANDLING)
    Rung.objects.create(clock=handling, rung="half", reached_at=now, noted_at=now)
    told = unfolded(signed_in(owner).get(reverse("request", args=[filed.number])).text)
    assert "第 5 个工作日（共 5 个）" in told
    for internal in ("李敏", "预警", "版本", handling.get_name_display()):
        assert internal not in told


def test_it_speaks_the_requesters_language(filed: Ticket, owner: User, signed_in: SignedIn) -> None:
    User.objects.filter(pk=owner.pk).update(language="en")
    page = signed_in(User.objects.get(pk=owner.pk)).get(reverse("request", args=[filed.number]))
    assert "We promised 60 working minutes" in unfolded(page.text)


@LENGTHS
@DOORS
def test_it_costs_the_same_however_often_the_clock_was_paused(
    door: str, many: int, filed: Ticket, now: dt.datetime, look: Look
) -> None:
    minute = dt.timedelta(minutes=1)
    clock = Clock.objects.get(ticket=filed, name=Name.FIRST_CONTACT)
    Pause.objects.bulk_create(
        Pause(clock=clock, reason=Name.SUPPLEMENT, started_at=at, ended_at=at + minute)
        for at in (now + minute * 2 * n for n in range(many))
    )
    page = look("owner", reverse(door, args=[filed.number]))
    assert unfolded(page.text).count("暂停") >= 10
