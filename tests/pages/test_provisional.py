"""A provisional due moment is marked wherever it is shown: pages, messages; elsewhere the API's."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from concierge import places
from tickets.actions import filing, ladders, supplements
from tickets.models import Clock, Draft, OutboxMessage, SpecialDay, Ticket
from tickets.reports.figures import Key
from tickets.rules.classification import Nature
from tickets.rules.clocks import Clock as Name
from tickets.rules.filing import Filing
from tickets.rules.supplements import SupplementRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignedIn = Callable[[User], Client]
MARK = "该年度放假安排尚未公布"
PAGES = [
    ("li_min", "desk_home", ()),
    ("li_min", "desk_queue", ()),
    ("li_min", "desk_ticket", ("number",)),
    ("li_min", "desk_clocks", ("number",)),
    ("li_min", "desk_clock", ("number", "clock")),
    ("li_min", "desk_taken_in", ("number",)),
    ("leader", "leader_rows", ("figure",)),
    ("leader", "leader_ticket", ("number",)),
    ("leader", "leader_clock", ("number", "clock")),
    ("owner", "home", ()),
    ("owner", "request", ("number",)),
    ("owner", "request_filed", ("number",)),
]


def marks(browser: Client, door: str, parts: tuple[str, ...], ticket: Ticket) -> int:
    """How many due moments bear the mark on this page."""
    stage = {
        "number": ticket.number,
        "clock": ticket.clocks.earliest("started_at", "name").pk,
        "figure": Key.RECEIVED,
    }
    page = browser.get(reverse(door, args=[stage[part] for part in parts]))
    assert page.status_code == 200
    return page.text.count(MARK)


@pytest.mark.parametrize(("visitor", "door", "parts"), PAGES)
def test_every_page_that_shows_a_due_moment_marks_a_provisional_one(
    visitor: str, door: str, parts: tuple[str, ...], filed: Ticket, signed_in: SignedIn,
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    browser = signed_in(request.getfixturevalue(visitor))
    assert marks(browser, door, parts, filed) == 0
    Clock.objects.update(is_provisional=True)
    assert marks(browser, door, parts, filed) >= 1


@pytest.fixture
def asked(filed: Ticket, li_min: User, now: dt.datetime) -> Ticket:
    """The ticket after material was asked for; the requester's own clock is provisional."""
    supplements.ask(filed, SupplementRequest(("护照首页",)), by=li_min, now=now)
    filed.clocks.filter(name=Name.SUPPLEMENT).update(is_provisional=True)
    return filed


@pytest.mark.parametrize(("visitor", "door"), [("li_min", "desk_ticket"), ("owner", "request")])
def test_the_day_by_which_material_is_asked_for_is_marked_too(
    visitor: str, door: str, asked: Ticket, signed_in: SignedIn, request: pytest.FixtureRequest
) -> None:
    page = signed_in(request.getfixturevalue(visitor)).get(reverse(door, args=[asked.number]))
    assert page.text.partition("护照首页")[0].count(MARK) >= 1


def test_every_template_that_shows_a_due_moment_has_the_mark() -> None:
    shows = re.compile(r"moment \w[\w.]*due_at|\w[\w.]*due_at\|left_from")
    silent = [
        path.name
        for folder in ("frontend", "tickets")
        for path in (places.ROOT / folder).rglob("*.html")
        if len(shows.findall(text := path.read_text("utf-8"))) and "{% provisional" not in text
    ]
    assert silent == []


def mails(number: str) -> list[str]:
    """The mails about a ticket."""
    told = OutboxMessage.objects.filter(channel="email", text__contains=number)
    return list(told.values_list("text", flat=True))


@pytest.fixture
def beyond(now: dt.datetime) -> dt.datetime:
    """A moment of a working day in the first year whose holidays are not published."""
    last = SpecialDay.objects.latest("date").date
    return now.replace(year=last.year + 1, month=3, day=3)


def test_messages_mark_it_with_the_reason(
    filed: Ticket, begun: Draft, owner: User, now: dt.datetime, beyond: dt.datetime
) -> None:
    assert mails(filed.number)
    assert not any("暂定" in text for text in mails(filed.number))
    said = Filing(filed.title, filed.text, Nature.ASSISTANCE, filed.category_id)
    later = filing.submit(begun, said, by=owner, now=beyond)
    assert any("（暂定：该年度放假安排尚未公布）" in text for text in mails(later.number))
    before = len(mails(later.number))
    ladders.climb(now=beyond + dt.timedelta(minutes=40))
    warned = mails(later.number)[before:]
    assert warned
    assert all("暂定" in text for text in warned)
