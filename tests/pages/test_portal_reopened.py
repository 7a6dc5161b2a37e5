"""A request that came back to work: its page says when and why, and keeps the earlier answer."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.actions.stage import CLOSING, NOT_SOLVED
from tickets.actions import acceptance, callbacks, confirmations, endings, reopenings
from tickets.models import Ticket
from tickets.rules.carried import Reason
from tickets.rules.confirmations import Confirmation
from tickets.rules.endings import Closing, Solved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SECOND = replace(CLOSING, public_reply="第二次答复：货物今日送达。")
PARTLY = replace(CLOSING, solved=Solved.PARTLY, why="内部：余下的等海关总署")
UNSOLVED = replace(CLOSING, solved=Solved.NO, why="内部：政策不允许")
WHY = Reason("货物只放行了一半")
Answer = Callable[..., Ticket]
Look = Callable[[], str]


@pytest.fixture
def answer(filed: Ticket, li_min: User, dalian_lead: User, now: dt.datetime) -> Answer:
    """Propose this answer and approve it, days after the filing."""

    def give(said: Closing = CLOSING, days: int = 0) -> Ticket:
        at = now + dt.timedelta(days=days)
        if filed.accepted_at is None:
            acceptance.accept(filed, by=li_min, now=at)
        endings.propose(filed, said, by=li_min, now=at)
        return endings.approve(filed, by=dalian_lead, now=at)

    return give


@pytest.fixture
def look(filed: Ticket, owner: User, signed_in: Callable[[User], Client]) -> Look:
    """The page of the request as its owner reads it."""
    return lambda: signed_in(owner).get(reverse("request", args=[filed.number])).text


@pytest.fixture
def reopened(answer: Answer, owner: User, now: dt.datetime) -> Ticket:
    """Answered on the 18th, reopened on the 19th."""
    return reopenings.reopen(answer(), WHY, by=owner, now=now + dt.timedelta(days=1))


def _bar(page: str) -> list[str]:
    """The stages of the step bar that are done, and the one that is current."""
    bar = page.split('<ol class="steps">')[1].split("</ol>", maxsplit=1)[0]
    return ["current" if "aria-current" in item else "done" if 'class="done"' in item else "ahead"
            for item in bar.split("<li")[1:]]  # fmt: skip


def test_it_says_when_and_why_and_the_answer_lies_ahead_again(reopened: Ticket, look: Look) -> None:
    page = look()
    assert "2026年11月19日（周四）起重新办理" in page
    assert WHY.reason in page
    assert _bar(page) == ["done", "done", "current", "ahead"]


def test_the_earlier_answer_can_still_be_read_with_its_day(reopened: Ticket, look: Look) -> None:
    page = look()
    assert page.count(CLOSING.public_reply) == 1
    assert "此前的答复：2026年11月18日（周三）" in page


def test_after_the_second_answer_both_stand_the_new_one_first(
    reopened: Ticket, answer: Answer, look: Look
) -> None:
    answer(SECOND, days=2)
    page = look()
    assert page.count(SECOND.public_reply) == page.count(CLOSING.public_reply) == 1
    assert page.index(SECOND.public_reply) < page.index(CLOSING.public_reply)
    assert _bar(page) == ["done", "done", "done", "current"]


def test_after_our_call_it_does_not_show_what_the_officer_noted(
    answer: Answer, callback_officer: User, now: dt.datetime, look: Look
) -> None:
    at = now + dt.timedelta(days=1)
    callbacks.record(answer(), NOT_SOLVED, by=callback_officer, now=at)
    page = look()
    assert "2026年11月19日（周四）起重新办理" in page
    assert "电话回访时，您表示问题尚未解决" in page
    assert NOT_SOLVED.note not in page


def test_an_answer_is_printed_once_before_and_after_closing(
    answer: Answer, owner: User, now: dt.datetime, look: Look
) -> None:
    ticket = answer()
    assert look().count(CLOSING.public_reply) == 1
    confirmations.confirm(ticket, Confirmation(), by=owner, now=now)
    page = look()
    assert page.count(CLOSING.public_reply) == 1
    assert "办理结果答复" in page
    assert _bar(page) == ["done"] * 4


@pytest.mark.parametrize(("said", "told"), [(CLOSING, ()), (PARTLY, (0,)), (UNSOLVED, (1,))])
def test_what_is_not_wholly_solved_is_told_in_words_without_the_inner_reason(
    said: Closing, told: tuple[int, ...], answer: Answer, look: Look
) -> None:
    answer(said)
    page = look()
    words = ("我们认为，您反映的事项已部分解决。", "您反映的事项未能解决。")
    assert [place for place, each in enumerate(words) if each in page] == list(told)
    assert "内部" not in page


def test_while_the_first_reply_runs_the_result_is_promised_beside_it(
    filed: Ticket, li_min: User, now: dt.datetime, look: Look
) -> None:
    acceptance.accept(filed, by=li_min, now=now)
    page = look()
    assert page.index("首次回复不晚于") < page.index("办理结果不晚于")


def test_nobody_elses_company_reads_it(
    reopened: Ticket, stranger: User, signed_in: Callable[[User], Client]
) -> None:
    page = signed_in(stranger).get(reverse("request", args=[reopened.number]))
    assert page.status_code == 404
    assert WHY.reason not in page.text
