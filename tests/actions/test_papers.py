"""Papers: one wish is one document, made once, kept for a day, given up in words."""

import datetime as dt
from functools import partial

import pytest
from django.db import transaction

from accounts.models import User
from tests.actions.at_once import DONE, at_once
from tests.actions.refusals import refusal
from tests.actions.stage import Stage, assist_answer, assist_request
from tickets.access import papers as access
from tickets.actions import papers, printing
from tickets.errors import Because
from tickets.models import Assist, Paper
from tickets.rules.papers import KEEP_TIME, LEASE, MOST_TRIES, Failure, Fate
from tickets.rules.states import State

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 an order"


@pytest.fixture
def assist(stage: Stage) -> Assist:
    """What the tax service is asked on a ticket in work."""
    asked = stage.do(stage.ticket_in(State.HANDLING), "ask_assist", "li_min", assist_request())
    return asked.assists.get()


@pytest.fixture
def paper(assist: Assist, stage: Stage) -> Paper:
    """The order that Li Min wished for."""
    return papers.ask(assist, by=stage.li_min, now=stage.now)


def test_a_wish_that_waits_is_the_same_wish(paper: Paper, assist: Assist, stage: Stage) -> None:
    assert papers.ask(assist, by=stage.li_min, now=stage.now) == paper
    assert paper.fate is Fate.WAITING
    printing.keep(paper, PDF, now=stage.now)
    assert papers.ask(assist, by=stage.li_min, now=stage.now) != paper, "it may have changed"


def test_two_presses_at_once_are_one_wish(
    transactional_db: None, assist: Assist, stage: Stage
) -> None:
    wish = partial(papers.ask, assist, by=stage.li_min, now=stage.now)
    assert at_once(wish, wish) == [DONE, DONE]
    assert Paper.objects.count() == 1


def test_whoever_does_not_read_the_assist_is_told_there_is_none(
    assist: Assist, stage: Stage, shenyang_concierge: User, owner: User
) -> None:
    for stranger in (shenyang_concierge, owner):
        wish = partial(papers.ask, assist, by=stranger, now=stage.now)
        assert refusal(wish) == (Because.UNSEEN, "no_such_assist")
    assert not Paper.objects.exists()


def test_nobody_has_more_than_two_in_the_making(paper: Paper, assist: Assist, stage: Stage) -> None:
    def another() -> Paper:
        closed = Assist.objects.create(
            ticket=assist.ticket,
            generation=1,
            unit=assist.unit,
            summary="请协办",
            asked_by=stage.li_min,
            asked_at=stage.now,
            recalled_at=stage.now,
        )
        return papers.ask(closed, by=stage.li_min, now=stage.now)

    another()
    assert refusal(another) == (Because.STATE, "too_many_waiting")


def test_only_whoever_wished_reads_it_and_only_while_they_read_the_assist(
    paper: Paper, stage: Stage, liaison: User
) -> None:
    assert access.paper_for(stage.li_min, paper.pk, stage.now) == paper
    look = partial(access.paper_for, liaison, paper.pk, stage.now)
    assert refusal(look) == (Because.UNSEEN, "no_such_paper")
    stage.li_min.grants.update(until_date=stage.now.date() - dt.timedelta(days=1))
    again = User.objects.get(pk=stage.li_min.pk)
    look = partial(access.paper_for, again, paper.pk, stage.now)
    assert refusal(look) == (Because.UNSEEN, "no_such_paper")


def test_a_paper_in_the_making_is_nobody_elses_until_its_worker_is_given_up(
    paper: Paper, stage: Stage
) -> None:
    assert printing.take(now=stage.now) == paper
    assert printing.take(now=stage.now + LEASE / 2) is None
    assert printing.take(now=stage.now + LEASE) == paper, "its worker died"


def test_a_paper_that_kills_its_workers_is_given_up(paper: Paper, stage: Stage) -> None:
    for time in range(MOST_TRIES):
        assert printing.take(now=stage.now + time * LEASE) == paper
    assert printing.take(now=stage.now + MOST_TRIES * LEASE) is None
    paper.refresh_from_db()
    assert (paper.fate, paper.failure) == (Fate.FAILED, Failure.BROKEN)


def test_a_worker_that_comes_too_late_changes_nothing(paper: Paper, stage: Stage) -> None:
    printing.keep(paper, PDF, now=stage.now)
    late = partial(printing.keep, paper, b"%PDF another", now=stage.now)
    assert refusal(late) == (Because.STALE, "paper_settled")
    late = partial(printing.give_up, paper, Failure.BROKEN, now=stage.now)
    assert refusal(late) == (Because.STALE, "paper_settled")
    paper.refresh_from_db()
    assert (bytes(paper.content), paper.fate) == (PDF, Fate.MADE)


def test_what_breaks_off_leaves_no_wish(assist: Assist, stage: Stage) -> None:
    with transaction.atomic():
        papers.ask(assist, by=stage.li_min, now=stage.now)
        transaction.set_rollback(True)
    assert not Paper.objects.exists()


def test_the_content_goes_after_a_day_and_the_row_stays(paper: Paper, stage: Stage) -> None:
    printing.keep(paper, PDF, now=stage.now)
    assert printing.forget(now=stage.now + KEEP_TIME) == 0
    assert printing.forget(now=stage.now + KEEP_TIME + dt.timedelta(seconds=1)) == 1
    assert printing.forget(now=stage.now + 2 * KEEP_TIME) == 0
    paper.refresh_from_db()
    assert (paper.fate, paper.asked_by) == (Fate.GONE, stage.li_min)


def test_the_order_knows_its_place_among_those_of_its_ticket(assist: Assist, stage: Stage) -> None:
    stage.do(assist.ticket, "answer_assist", "liaison", assist_answer(assist.ticket))
    stage.do(assist.ticket, "ask_assist", "li_min", assist_request())
    second = Assist.objects.latest("id")
    places = [access.order_for(stage.li_min, one.pk, stage.now).place for one in (assist, second)]
    assert places == [1, 2]
