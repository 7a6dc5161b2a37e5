"""Whoever rules on an ending reads all of it first; whoever proposes again types nothing twice."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.forms import Form
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.actions import stage
from tickets.actions import acceptance, confirmations, endings, measures
from tickets.models import Ticket
from tickets.rules.carried import Reason
from tickets.rules.confirmations import Confirmation, Rating
from tickets.rules.endings import Refusal, Solved, Transfer, Truth
from tickets.rules.measures import MeasureDraft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignedIn = Callable[[User], Client]
CLOSING = replace(
    stage.CLOSING,
    internal_result="已约海关现场办公",
    public_reply="The refunds are released.",
    truth=Truth.PARTLY,
    solved=Solved.PARTLY,
    contact_evidence="11月10日电话",
    why="两笔仍在复核",
)


def _words(client: Client, ticket: Ticket) -> str:
    return client.get(reverse("desk_ticket", args=[ticket.number])).content.decode()


@pytest.fixture
def accepted(filed: Ticket, li_min: User, now: dt.datetime) -> Ticket:
    return acceptance.accept(filed, by=li_min, now=now)


@pytest.fixture
def proposed(accepted: Ticket, li_min: User, now: dt.datetime) -> Ticket:
    return endings.propose(accepted, CLOSING, by=li_min, now=now)


def test_the_lead_reads_every_word_of_the_proposal(
    proposed: Ticket, dalian_lead: User, signed_in: SignedIn
) -> None:
    page = _words(signed_in(dalian_lead), proposed)
    words = ("The refunds are released.", "已约海关现场办公", "部分属实", "部分解决", "行政协调")
    for said in (*words, "两笔仍在复核", "11月10日电话", "目录中没有适用的举措", "待审核"):
        assert said in page


def test_the_requester_reads_nothing_of_a_proposal(
    proposed: Ticket, owner: User, signed_in: SignedIn
) -> None:
    page = signed_in(owner).get(reverse("request", args=[proposed.number])).content.decode()
    assert "The refunds are released." not in page
    assert "已约海关现场办公" not in page


def test_what_was_sent_back_comes_back_into_the_form_with_its_reason(
    proposed: Ticket, li_min: User, dalian_lead: User, now: dt.datetime, signed_in: SignedIn
) -> None:
    endings.send_back(proposed, Reason("请写明剩余两笔的时间"), by=dalian_lead, now=now)
    browser = signed_in(li_min)
    page = _words(browser, proposed)
    assert "请写明剩余两笔的时间" in page
    form = browser.get(reverse("desk_step", args=[proposed.number, "propose"])).context["form"]
    assert form["public_reply"].value() == "The refunds are released."
    assert form["solved"].value() == "partly"
    assert form["none_fits"].value() is True


def _form_of(browser: Client, ticket: Ticket, **typed: object) -> Form:
    address = reverse("desk_step", args=[ticket.number, "propose"])
    answer = browser.post(address, typed) if typed else browser.get(address)
    form: Form = answer.context["form"]
    return form


def _typed(ticket: Ticket) -> dict[str, object]:
    texts = dict.fromkeys(("internal_result", "public_reply", "contact_evidence"), "已办")
    chosen = {"truth": "true", "solved": "yes", "handling_type": "self"}
    return {**texts, **chosen, "version": ticket.version, "ending": "reply"}


def test_while_the_catalogue_is_empty_nobody_is_asked_to_choose_from_it(
    accepted: Ticket, li_min: User, policy_editor: User, now: dt.datetime, signed_in: SignedIn
) -> None:
    browser = signed_in(li_min)
    assert _form_of(browser, accepted)["none_fits"].value() is True
    assert "none_fits" in _form_of(browser, accepted, **_typed(accepted)).errors
    sample = MeasureDraft("LN-01", "示例举措", "示例正文", "示例机关", now.date(), "示例")
    measures.publish(sample, by=policy_editor, now=now)
    assert _form_of(browser, accepted)["none_fits"].value() is False
    assert "measure-1" in _form_of(browser, accepted, **_typed(accepted)).errors


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (Refusal("S1", "不属于外事服务范围"), ("不予受理", "不属于外事服务范围")),
        (
            Transfer("大连海关", "大外函〔2026〕18号", dt.date(2026, 11, 9)),
            ("移送", "大连海关", "大外函〔2026〕18号", "2026年11月9日（周一）"),
        ),
    ],
)
def test_every_other_ending_is_told_in_words(
    filed: Ticket,
    li_min: User,
    dalian_lead: User,
    now: dt.datetime,
    *,
    signed_in: SignedIn,
    ending: Refusal | Transfer,
    words: tuple[str, ...],
) -> None:
    endings.propose(filed, ending, by=li_min, now=now)
    page = _words(signed_in(dalian_lead), filed)
    assert all(said in page for said in words)


def test_the_lead_finds_the_review_on_the_first_page(
    proposed: Ticket, dalian_lead: User, signed_in: SignedIn
) -> None:
    day = signed_in(dalian_lead).get(reverse("desk_home"))
    assert list(day.context["reviews"]) == [proposed]
    assert proposed.title in day.content.decode()
    assert not day.context["rows"]


def test_staff_and_leader_read_how_it_came_out_and_what_the_requester_said(
    proposed: Ticket,
    dalian_lead: User,
    owner: User,
    leader: User,
    now: dt.datetime,
    *,
    signed_in: SignedIn,
) -> None:
    endings.approve(proposed, by=dalian_lead, now=now)
    said = Confirmation(Rating.VERY_DISSATISFIED, "等了三个月")
    confirmations.confirm(proposed, said, by=owner, now=now)
    desk = _words(signed_in(dalian_lead), proposed)
    above = signed_in(leader).get(reverse("leader_ticket", args=[proposed.number]))
    for page in (desk, above.content.decode()):
        assert "非常不满意" in page
        assert "等了三个月" in page
    assert "日本語" in desk, "in which language to answer"
