"""The measures of a ticket at the desk: tied with one click, with the why; for staff who may."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from tests.actions.stage import CLOSING
from tickets.access.measure_links import ties_on
from tickets.actions import acceptance, endings, measure_links, measures
from tickets.models import Ticket
from tickets.rules.carried import Reason
from tickets.rules.endings import MeasureLink, MeasureOutcome, MeasureRole
from tickets.rules.measure_links import MeasureTie
from tickets.rules.measures import MeasureDraft, Scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignedIn = Callable[[User], Client]
DRAFT = MeasureDraft("LN-01", "示例举措", "正文", "示例机关", dt.date(2026, 1, 1), "公布")
TIE = MeasureTie("LN-01", MeasureRole.BASIS, "按此办理")


@pytest.fixture
def offered(filed: Ticket, policy_editor: User, now: dt.datetime) -> Ticket:
    """A ticket for which a measure is offered by its category and city."""
    scope = Scope(cities=(filed.region_id,), categories=(filed.category_id,))
    measures.publish(replace(DRAFT, scope=scope), by=policy_editor, now=now)
    return filed


@pytest.fixture
def tied(offered: Ticket, li_min: User, now: dt.datetime) -> Ticket:
    """The same, tied to it."""
    return measure_links.link(offered, TIE, by=li_min, now=now)


def _measures(ticket: Ticket) -> str:
    return reverse("desk_ticket_measures", args=[ticket.number])


def _step(ticket: Ticket, word: str) -> str:
    return reverse("desk_step", args=[ticket.number, word])


def test_the_page_of_the_ticket_leads_there(
    offered: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    page = signed_in(li_min).get(reverse("desk_ticket", args=[offered.number])).content.decode()
    assert f'hx-get="{_measures(offered)}"' in page
    assert "本诉求关联的举措" in page


def test_a_suggestion_says_why_and_is_tied_with_one_click(
    offered: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    browser = signed_in(li_min)
    page = browser.get(_measures(offered))
    ((suggestion, why),) = page.context["suggestions"]
    assert str(offered.region) in why
    assert offered.category_id in why
    assert why in page.content.decode()
    typed = {"measure": suggestion.code, "role": "basis", "reason": why}
    answer = browser.post(_step(offered, "link_measure"), {**typed, "version": offered.version})
    assert answer.status_code == 302
    after = browser.get(_measures(offered))
    assert not after.context["suggestions"]
    assert [tie.reason for tie in ties_on(offered)] == [why]


def test_whoever_only_reads_sees_the_ties_and_no_way_to_change_them(
    tied: Ticket, supervisor: User, signed_in: SignedIn
) -> None:
    page = signed_in(supervisor).get(_measures(tied))
    words = page.content.decode()
    assert "按此办理" in words
    assert (page.context["may_tie"], page.context["steps_on_ties"]) == (False, [])
    assert signed_in(supervisor).get(_step(tied, "link_measure")).status_code == 403


def test_a_tie_is_changed_and_removed_where_it_stands(
    tied: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    browser = signed_in(li_min)
    form = browser.get(f"{_step(tied, 'change_measure')}?measure=LN-01").context["form"]
    assert (form["role"].value(), form["reason"].value()) == ("basis", "按此办理")
    typed = {"measure": "LN-01", "role": "benefit", "reason": "企业受益"}
    browser.post(_step(tied, "change_measure"), {**typed, "version": tied.version})
    assert [tie.role for tie in ties_on(tied)] == ["benefit"]
    gone = {"measure": "LN-01", "reason": "无关", "version": tied.version + 1}
    browser.post(_step(tied, "unlink_measure"), gone)
    assert ties_on(tied) == []
    history = browser.get(reverse("desk_history", args=[tied.number])).content.decode()
    assert "LN-01 · 受益" in history


def test_a_loser_keeps_the_typed_sentence(tied: Ticket, li_min: User, signed_in: SignedIn) -> None:
    typed = {"measure": "LN-01", "role": "benefit", "reason": "写了很久的理由"}
    late = signed_in(li_min).post(_step(tied, "change_measure"), {**typed, "version": 1})
    assert late.status_code == 412
    assert "写了很久的理由" in late.content.decode()


def test_the_form_of_an_answer_begins_with_the_ties(
    tied: Ticket, li_min: User, dalian_lead: User, now: dt.datetime, signed_in: SignedIn
) -> None:
    acceptance.accept(tied, by=li_min, now=now)
    browser = signed_in(li_min)
    form = browser.get(_step(tied, "propose")).context["form"]
    assert (form["measure-1"].value(), form["said-1"].value()) == ("LN-01", "按此办理")
    assert form["none_fits"].value() is False
    said = MeasureLink("LN-01", MeasureRole.BENEFIT, MeasureOutcome.NOT_DELIVERED, "未能兑现")
    told = replace(CLOSING, none_fits=False, measures=(said,))
    endings.propose(tied, told, by=li_min, now=now)
    endings.send_back(tied, Reason("再核实"), by=dalian_lead, now=now)
    form = browser.get(_step(tied, "propose")).context["form"]
    assert (form["outcome-1"].value(), form["said-1"].value()) == ("not_delivered", "未能兑现")


@pytest.mark.parametrize("rows", [10, 200])
def test_the_page_asks_the_same_however_much_is_offered(
    offered: Ticket,
    li_min: User,
    policy_editor: User,
    now: dt.datetime,
    *,
    signed_in: SignedIn,
    rows: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(rows):
        code = f"LN-A{number}"
        measures.publish(replace(DRAFT, code=code), by=policy_editor, now=now)
        if number % 2:
            measure_links.link(offered, replace(TIE, code=code), by=li_min, now=now)
    browser = signed_in(li_min)
    with django_assert_max_num_queries(9):
        browser.get(_measures(offered))


def test_nobody_claims_by_silence_that_a_measure_was_delivered(
    tied: Ticket, li_min: User, now: dt.datetime, signed_in: SignedIn
) -> None:
    acceptance.accept(tied, by=li_min, now=now)
    texts = dict.fromkeys(("internal_result", "public_reply", "contact_evidence"), "已办")
    chosen = {"truth": "true", "solved": "yes", "handling_type": "self"}
    named = {"measure-1": "LN-01", "role-1": "basis", "said-1": "按此办理"}
    typed = {**texts, **chosen, **named, "version": tied.version}
    answer = signed_in(li_min).post(f"{_step(tied, 'propose')}?ending=reply", typed)
    assert answer.context["form"].errors.keys() == {"outcome-1"}
