"""More time on the pages: the assignee asks, the lead reads what is asked, the requester knows."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Absence, User
from tickets.actions import acceptance, extensions, suspensions
from tickets.models import Ticket
from tickets.rules.overlays import ExtensionRequest, Grant, SuspensionRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignIn = Callable[[User], Client]


@pytest.fixture
def accepted(filed: Ticket, li_min: User, now: dt.datetime) -> Ticket:
    """The filed ticket in work."""
    return acceptance.accept(filed, by=li_min, now=now)


def _step(ticket: Ticket, word: str) -> str:
    return reverse("desk_step", args=[ticket.number, word])


def test_the_assignee_reads_how_much_may_be_asked_and_asks(
    accepted: Ticket, li_min: User, signed_in: SignIn
) -> None:
    browser = signed_in(li_min)
    form = browser.get(_step(accepted, "ask_extension")).content.decode()
    assert "最多 5" in form
    typed = {"amount": "9", "reason": "海关复核", "version": accepted.version}
    refused = browser.post(_step(accepted, "ask_extension"), typed)
    assert refused.status_code == 422
    assert "海关复核" in refused.content.decode()
    assert (
        browser.post(_step(accepted, "ask_extension"), typed | {"amount": "3"}).status_code == 302
    )


def test_the_lead_reads_what_is_asked_before_granting_it(
    accepted: Ticket, li_min: User, dalian_lead: User, signed_in: SignIn, now: dt.datetime
) -> None:
    extensions.ask(accepted, ExtensionRequest(3, "海关复核需要时间"), by=li_min, now=now)
    browser = signed_in(dalian_lead)
    for word in ("grant_extension", "refuse_extension"):
        page = browser.get(_step(accepted, word)).content.decode()
        assert "海关复核需要时间" in page
        assert "李敏" in page
    done = browser.post(_step(accepted, "grant_extension"), {"version": accepted.version})
    assert done.status_code == 302
    clock = accepted.clocks.get(name="handling")
    told = browser.get(reverse("desk_clock", args=[accepted.number, clock.pk])).content.decode()
    assert "其中延期 3" in told


def test_the_requester_reads_until_when_and_on_which_ground_it_stands_still(
    accepted: Ticket,
    li_min: User,
    dalian_lead: User,
    owner: User,
    signed_in: SignIn,
    now: dt.datetime,
) -> None:
    asked = SuspensionRequest("行政复议法第39条", now.date() + dt.timedelta(days=14), "内部原因甲")
    suspensions.ask(accepted, asked, by=li_min, now=now)
    page = signed_in(dalian_lead).get(_step(accepted, "grant_suspension")).content.decode()
    assert "行政复议法第39条" in page
    suspensions.grant(accepted, Grant(), by=dalian_lead, now=now)
    page = signed_in(owner).get(reverse("request", args=[accepted.number])).content.decode()
    assert "行政复议法第39条" in page
    assert "内部原因甲" not in page
    desk = signed_in(li_min).get(reverse("desk_ticket", args=[accepted.number])).content.decode()
    facts = desk.split("挂起至", 1)[1]
    assert "2026年12月2日（周三）" in facts[:200], "the last day itself, not the midnight after it"


def test_what_is_asked_stands_on_the_page_with_the_way_to_rule_on_it(
    accepted: Ticket,
    li_min: User,
    dalian_lead: User,
    supervisor: User,
    now: dt.datetime,
    *,
    signed_in: SignIn,
) -> None:
    extensions.ask(accepted, ExtensionRequest(3, "海关复核"), by=li_min, now=now)
    until = now.date() + dt.timedelta(days=14)
    suspensions.ask(
        accepted, SuspensionRequest("行政复议法第39条", until, "复议中"), by=li_min, now=now
    )
    page = reverse("desk_ticket", args=[accepted.number])
    for reader in (li_min, supervisor):
        waits = signed_in(reader).get(page).text
        assert "李敏申请延长 3 个工作日：海关复核" in waits
        assert "李敏申请挂起至2026年12月2日（周三）（行政复议法第39条）：复议中" in waits
        assert "由审核人审批" in waits
        assert _step(accepted, "grant_extension") not in waits
    rules = signed_in(dalian_lead).get(page)
    for word in ("grant_extension", "refuse_extension", "grant_suspension", "refuse_suspension"):
        assert rules.text.count(_step(accepted, word)) == 1
    extensions.grant(accepted, Grant(), by=dalian_lead, now=now)
    suspensions.grant(accepted, Grant(), by=dalian_lead, now=now)
    assert signed_in(li_min).get(page).context["asked"] == []


def test_a_reader_of_english_reads_who_asks_in_latin_letters(
    accepted: Ticket, li_min: User, signed_in: SignIn, now: dt.datetime
) -> None:
    extensions.ask(accepted, ExtensionRequest(3, "海关复核"), by=li_min, now=now)
    User.objects.filter(pk=li_min.pk).update(language="en")
    page = signed_in(li_min).get(reverse("desk_ticket", args=[accepted.number])).text
    assert "Li Min asks for more time, 3 working days: 海关复核" in page


def test_where_no_lead_is_left_the_leader_rules_where_it_is_read(
    accepted: Ticket,
    li_min: User,
    dalian_lead: User,
    leader: User,
    now: dt.datetime,
    *,
    signed_in: SignIn,
) -> None:
    extensions.ask(accepted, ExtensionRequest(3, "海关复核"), by=li_min, now=now)
    later = now + dt.timedelta(days=9)
    Absence.objects.create(user=dalian_lead, starts_at=now, ends_at=later)
    page = signed_in(leader).get(reverse("leader_ticket", args=[accepted.number]))
    assert "李敏申请延长 3 个工作日：海关复核" in page.text
    grant = reverse("leader_ruling", args=[accepted.number, "grant_extension"])
    assert grant in page.text
    assert page.context["rulings"] == []
    assert signed_in(leader).post(grant, {"version": accepted.version}).status_code == 302


@pytest.mark.parametrize(("who", "status"), [("shenyang_concierge", 404), ("stranger", 403)])
def test_nobody_else_finds_these_steps(
    who: str, status: int, accepted: Ticket, signed_in: SignIn, request: pytest.FixtureRequest
) -> None:
    browser = signed_in(request.getfixturevalue(who))
    for word in ("ask_extension", "grant_extension", "ask_suspension", "lift_suspension"):
        assert browser.get(_step(accepted, word)).status_code == status
