"""The clocks of a ticket, explained: who reads them, what they say, what they cost."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.pages.test_queries import LENGTHS, Look
from tests.pages.test_queries import look as look  # noqa: PLC0414  # a fixture
from tickets.actions import acceptance, supplements
from tickets.models import Clock, Event, Pause, Rung, Ticket
from tickets.rules.carried import Reason
from tickets.rules.clocks import Clock as Name
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.explained import Kind
from tickets.rules.supplements import SupplementRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignedIn = Callable[[User], Client]


def door(clock: Clock, name: str = "desk_clock") -> str:
    return reverse(name, args=[clock.ticket.number, clock.pk])


@pytest.fixture
def handled(filed: Ticket, li_min: User, now: dt.datetime) -> Clock:
    """The handling clock of the ticket, which Li Min has accepted: five working days."""
    acceptance.accept(filed, by=li_min, now=now)
    return filed.clocks.get(name=Name.HANDLING)


@pytest.fixture
def paused(
    handled: Clock, li_min: User, now: dt.datetime, stopped_clock: time_machine.Traveller
) -> Clock:
    """The same clock after it stood still from Thursday 15:00 to Friday 10:00; it is Friday."""
    thursday, friday = now.replace(day=19, hour=15), now.replace(day=20, hour=10)
    ticket = Ticket.objects.get(pk=handled.ticket_id)
    supplements.ask(
        ticket, SupplementRequest(("护照首页",), reason="缺页"), by=li_min, now=thursday
    )
    supplements.resume(ticket, Reason("已另行取得"), by=li_min, now=friday)
    stopped_clock.move_to(friday)
    return Clock.objects.get(pk=handled.pk)


def test_every_clock_of_the_ticket_page_leads_to_its_explanation(
    handled: Clock, li_min: User, signed_in: SignedIn
) -> None:
    browser = signed_in(li_min)
    page = browser.get(reverse("desk_ticket", args=[handled.ticket.number]))
    assert door(handled) in page.text
    everything = reverse("desk_clocks", args=[handled.ticket.number])
    assert everything in page.text
    listed = browser.get(everything).text
    assert [clock for clock in handled.ticket.clocks.all() if door(clock) not in listed] == []


def test_the_page_says_what_was_promised_and_how_it_was_counted(
    paused: Clock, li_min: User, signed_in: SignedIn
) -> None:
    page = signed_in(li_min).get(door(paused))
    assert [(line.kind, line.when, line.took) for line in page.context["lines"][:6]] == [
        (Kind.START_DAY, "11月18日（周三） 10:00–24:00", ""),
        (Kind.COUNTED, "11月19日（周四） 08:30–15:00", "5 小时"),
        (
            Kind.PAUSED,
            "11月19日（周四） 15:00 – 11月20日（周五） 10:00",
            "19 小时（其中工作时间 3 小时 30 分）",
        ),
        (Kind.COUNTED, "11月20日（周五） 10:00–17:00", "5 小时 30 分"),
        (Kind.WEEKEND, "11月20日（周五） 17:00 – 11月23日（周一） 08:30", ""),
        (Kind.COUNTED, "11月23日（周一） 08:30–17:00", "7 小时"),
    ]  # fmt: skip
    for words in ("5 个工作日", "等待补正", "第二百零一条", "第二百零三条", "补回暂停的时间"):
        assert words in page.text
    assert page.context["told"].agrees
    assert page.context["took"] == [
        ("工作时间", "14 小时"), ("不含暂停", "10 小时 30 分"),
        ("自然时间", "2 天"), ("不含暂停", "1 天 5 小时"),
    ]  # fmt: skip


def test_a_clock_that_was_stopped_is_explained_too(
    filed: Ticket, handled: Clock, li_min: User, signed_in: SignedIn
) -> None:
    stopped = filed.clocks.get(name=Name.ACCEPTANCE)
    page = signed_in(li_min).get(door(stopped))
    assert "计时到此结束" in page.text
    assert "按时" in page.text
    assert page.context["told"].segments[-1].ends_at == stopped.due_at


def test_a_rung_that_was_noted_late_is_stamped(
    handled: Clock, li_min: User, now: dt.datetime, signed_in: SignedIn
) -> None:
    facts = {"clock": handled, "reached_at": now}
    Rung.objects.create(rung="half", noted_at=now + dt.timedelta(seconds=12), **facts)
    assert "补记" not in signed_in(li_min).get(door(handled)).text
    Rung.objects.create(rung="yellow", noted_at=now + dt.timedelta(hours=3), **facts)
    assert "补记" in signed_in(li_min).get(door(handled)).text


def test_a_clock_whose_calendar_changed_says_so(
    handled: Clock, li_min: User, signed_in: SignedIn
) -> None:
    Clock.objects.filter(pk=handled.pk).update(due_at=handled.due_at + dt.timedelta(days=1))
    assert "此后日历或办公时间有变" in signed_in(li_min).get(door(handled)).text


def test_english_readers_read_it_in_english(
    paused: Clock, li_min: User, signed_in: SignedIn
) -> None:
    browser = signed_in(li_min)
    browser.cookies["language"] = "en"
    User.objects.filter(pk=li_min.pk).update(language="en")
    page = browser.get(door(paused)).text
    assert "Working day 1 of 5" in page
    assert "Thu 19 Nov 08:30–15:00" in page


def test_only_the_clocks_of_the_ticket_itself_are_there(
    handled: Clock, li_min: User, signed_in: SignedIn
) -> None:
    strange = reverse("desk_clock", args=[handled.ticket.number, uuid.uuid4()])
    assert signed_in(li_min).get(strange).status_code == 404


def test_a_leader_reads_the_same_and_that_is_kept(
    paused: Clock, leader: User, li_min: User, signed_in: SignedIn
) -> None:
    browser = signed_in(leader)
    ticket_page = browser.get(reverse("leader_ticket", args=[paused.ticket.number]))
    assert door(paused, "leader_clock") in ticket_page.text
    told = browser.get(door(paused, "leader_clock"))
    assert told.context["lines"] == signed_in(li_min).get(door(paused)).context["lines"]
    assert Event.objects.of(paused.ticket.stream).filter(kind="read").count() == 2


def test_each_look_at_a_clock_of_a_secret_ticket_is_kept(
    handled: Clock, li_min: User, dalian_lead: User, signed_in: SignedIn
) -> None:
    Ticket.objects.update(confidentiality=Confidentiality.SECRET)
    assert signed_in(dalian_lead).get(door(handled)).status_code == 404
    signed_in(li_min).get(door(handled))
    signed_in(li_min).get(reverse("desk_clocks", args=[handled.ticket.number]))
    assert Event.objects.of(handled.ticket.stream).filter(kind="read").count() == 2


@LENGTHS
@pytest.mark.parametrize("name", ["desk_clock", "desk_clocks", "desk_ticket"])
def test_a_clock_that_was_paused_often(
    name: str, many: int, handled: Clock, now: dt.datetime, look: Look
) -> None:
    minute = dt.timedelta(minutes=1)
    spans = [now + 2 * minute * (n + 1) for n in range(many)]
    Pause.objects.bulk_create(
        Pause(clock=handled, reason=Name.SUPPLEMENT, started_at=at, ended_at=at + minute)
        for at in spans
    )
    args = [handled.ticket.number, handled.pk] if name == "desk_clock" else [handled.ticket.number]
    page = look("li_min", reverse(name, args=args))
    if name == "desk_clock":
        kinds = [line.kind for line in page.context["lines"]]
        assert kinds.count(Kind.PAUSED) == many
