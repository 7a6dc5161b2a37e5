"""Every confidentiality, every role, named or not: lists, counts, pages and API tell the same."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Enterprise, User
from accounts.roles import World
from tests.actions.stage import SECRET as MARKING
from tests.actions.stage import Stage
from tests.actions.test_confidentiality import COMPLAINT, HIDDEN, ORDINARY
from tickets.access.tickets import day_of_desk, tickets_at_desk, tickets_for
from tickets.actions import base_data
from tickets.models import Named, OutboxMessage, Ticket
from tickets.reports import overview
from tickets.reports.figures import Key, Period
from tickets.rules.confidentiality import Confidentiality, Marking
from tickets.rules.states import State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignIn = Callable[[User], Client]
INSIDE = (
    *("deputy", "intake_officer", "dalian_dispatcher", "callback_officer"),
    *("province_lead", "other_province_lead", "dispatcher", "supervisor"),
)
ALWAYS = ("li_min", "dalian_lead")  # the assignee; the lead who decides
OUTSIDE = ("shenyang_concierge", "liaison", "counsel", "policy_editor")
ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")
DESK = (*ALWAYS, *INSIDE, *OUTSIDE)
CAST = (*DESK, "leader", "owner", "member", "agent", "stranger", "consul")
MARKINGS: dict[str, Marking | None] = {"ordinary": None, "secret": MARKING, "hidden": HIDDEN}
VIEWS = ("mine", "unassigned", "reviews", "callbacks", "all", "ended")
LEVELS = pytest.mark.parametrize("level", MARKINGS)
NAMED = pytest.mark.parametrize("named", [False, True], ids=["unnamed", "named"])


@pytest.fixture
def stage(request: pytest.FixtureRequest, sakuragawa: Enterprise, now: dt.datetime) -> Stage:
    """The whole cast; the clock of the stage goes on by itself."""
    cast = {name: request.getfixturevalue(name) for name in (*CAST, *ADMINISTRATORS)}
    base_data.load(by=None, now=now)
    return Stage(cast, sakuragawa, now)


@pytest.fixture
def ticket(stage: Stage, level: str, named: bool) -> Ticket:  # noqa: FBT001  # a parameter of tests
    """A complaint in work, this confidential; everybody is named, or nobody but who must be."""
    filed = stage.file(COMPLAINT)
    stage.do(filed, "accept", "li_min")
    if marking := MARKINGS[level]:
        stage.do(filed, "mark", "dalian_lead", marking)
    if named:
        known = set(Named.objects.values_list("user", flat=True))
        at = {"named_at": stage.now, "named_by": stage.dalian_lead}
        others = [one for one in stage.cast.values() if one.pk not in known]
        Named.objects.bulk_create(Named(ticket=filed, user=one, **at) for one in others)
    return filed


def _knowing(level: str, *, named: bool) -> set[str]:
    """Who of the house may know of it, by the handbook."""
    withheld = level == "secret" and not named
    return {*ALWAYS} if withheld else {*ALWAYS, *INSIDE, "leader"}


@LEVELS
@NAMED
def test_access_lists_and_counts(stage: Stage, ticket: Ticket, level: str, *, named: bool) -> None:
    requesters = {"owner", "member"}
    expected = _knowing(level, named=named) | requesters
    seeing = {who for who in stage.cast if tickets_for(stage.cast[who], stage.now).exists()}
    assert seeing == expected
    for who in DESK:
        one = stage.cast[who]
        day, mine = day_of_desk(one, stage.now), who in expected
        assert day.seen.count() == tickets_at_desk(one, stage.now).count() == int(mine), who
        assert day.counts()["mine"] == day.mine.count() == int(who == "li_min")


@LEVELS
@NAMED
def test_pages_and_api_of_the_desk(
    stage: Stage, ticket: Ticket, level: str, signed_in: SignIn, *, named: bool
) -> None:
    doors = ("desk_ticket", "desk_history", "desk_clocks", "desk_confidentiality")
    for who in DESK:
        browser, knows = signed_in(stage.cast[who]), who in _knowing(level, named=named)
        pages = [browser.get(reverse(door, args=[ticket.number])) for door in doors]
        assert {page.status_code for page in pages} == {200 if knows else 404}, who
        for words in (ticket.number, ticket.title[:4]):
            found = browser.get(reverse("desk_queue"), {"view": "all", "words": words})
            assert list(found.context["rows"]) == [ticket] * knows, (who, words)
        answer = browser.get(reverse("api_tickets"), {"seen_as": "desk"}).json()
        assert [row["number"] for row in answer["items"]] == [ticket.number] * knows, who
        one = browser.get(reverse("api_ticket", args=[ticket.number]))
        assert (who, one.status_code) == (who, 200 if knows else 404)


@LEVELS
@NAMED
def test_the_numbers_of_a_day_are_the_rows_behind_them(
    stage: Stage, ticket: Ticket, level: str, signed_in: SignIn, *, named: bool
) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(state=State.REPLIED, replied_at=stage.now)
    for who in DESK:
        browser = signed_in(stage.cast[who])
        counts = browser.get(reverse("desk_home")).context.get("counts") or {}
        for view in VIEWS:
            page = browser.get(reverse("desk_queue"), {"view": view})
            rows = list(page.context["rows"])
            knows = who in _knowing(level, named=named)
            assert set(rows) <= ({ticket} if knows else set()), (who, view)
            assert counts.get(view, len(rows)) == len(rows), (who, view)


@LEVELS
@NAMED
def test_notifications_and_the_bell(
    stage: Stage, ticket: Ticket, level: str, signed_in: SignIn, *, named: bool
) -> None:
    told = OutboxMessage.objects.filter(channel="in_app", ticket=ticket).first()
    assert told
    for who in DESK:
        told.pk, told.recipient, told.read_at = None, stage.cast[who], None
        told.save(force_insert=True)
    for who in DESK:
        page = signed_in(stage.cast[who]).get(reverse("notifications"))
        knows = who in _knowing(level, named=named)
        shown = [one for one in page.context["page"].rows if one.ticket_id == ticket.pk]
        assert bool(shown) == knows, who
        unread = page.context["unread"]
        number = unread() if callable(unread) else unread
        assert number == len(page.context["page"].rows), who


@LEVELS
@NAMED
def test_a_leader_counts_it_and_finds_one_row_the_same_on_page_and_in_the_api(
    stage: Stage, ticket: Ticket, level: str, signed_in: SignIn, *, named: bool
) -> None:
    browser, withheld = signed_in(stage.leader), level == "secret" and not named
    page = browser.get(reverse("leader_rows", args=[Key.OPEN]))
    (row,) = page.context["rows"]
    period = Period(stage.now.date(), stage.now.date())
    figures = overview.overview(stage.leader, period, stage.now)
    assert figures.total[Key.OPEN] == 1 == page.context["page"].paginator.count
    assert row.is_secret == withheld
    known = (ticket.number, ticket.title, str(ticket.enterprise), ticket.text)
    assert any(words in page.text for words in known) != withheld
    answer = browser.get(reverse("api_tickets"), {"seen_as": World.LEADER}).json()
    assert len(answer["items"]) + len(answer["confidential"]) == 1
    if withheld:
        told = {"office": {"code": "210200", "name": str(ticket.office)}, "month": "2026-11"}
        assert answer["confidential"] == [told | {"light": row.ticket.light}]
        assert [each in page.text for each in ("2026-11", str(ticket.office))] == [True, True]
        assert reverse("leader_ticket", args=[ticket.number]) not in page.text
    one = browser.get(reverse("leader_ticket", args=[ticket.number]))
    assert one.status_code == (404 if withheld else 200)


@pytest.mark.parametrize("level", ["secret"])
@pytest.mark.parametrize("named", [False])
@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({}, 1),
        ({"office": "210200"}, 1),
        ({"office": "210100"}, 0),
        ({"light": "red"}, 0),
        ({"state": "handling"}, 0),
        ({"nature": "complaint"}, 0),
        ({"category": "T11"}, 0),
        ({"submitted_from": "2026-11-01T00:00:00Z"}, 0),
    ],
)
@pytest.mark.usefixtures("ticket")
def test_no_filter_tells_what_the_row_withholds(
    stage: Stage, asked: dict[str, str], told: int, signed_in: SignIn, *, named: bool
) -> None:
    query = {"seen_as": "leader", **asked}
    answer = signed_in(stage.leader).get(reverse("api_tickets"), query).json()
    assert (len(answer["items"]), len(answer["confidential"])) == (0, told)


@pytest.mark.parametrize("level", ["secret"])
@pytest.mark.parametrize("named", [False])
def test_made_ordinary_again_it_is_there_for_everybody_as_before(
    stage: Stage, ticket: Ticket, level: str, *, named: bool
) -> None:
    stage.do(ticket, "mark", "dalian_lead", ORDINARY)
    assert Confidentiality(ticket.confidentiality) is Confidentiality.ORDINARY
    seeing = {who for who in DESK if tickets_for(stage.cast[who], stage.now).exists()}
    assert seeing == _knowing("ordinary", named=False) - {"leader"}
