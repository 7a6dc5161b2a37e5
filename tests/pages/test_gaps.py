"""The policy-gap list: what the catalogue lacks, for the policy editor and the leader."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from accounts.models import User
from tests.actions.conftest import stage as stage  # noqa: PLC0414  # a fixture
from tests.actions.stage import ACCEPT, APPROVE, CLOSING, CONFIRM, FILING, WHY, Stage
from tickets.models import Ticket
from tickets.reports import gaps
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.states import State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignedIn = Callable[[User], Client]
LACK = "尚无冷链查验方面的举措"


@pytest.fixture
def gap(stage: Stage) -> Ticket:
    """A ticket answered with: none fits."""
    ticket = stage.play(stage.file(), ACCEPT)
    stage.do(ticket, "propose", "li_min", replace(CLOSING, gap=LACK))
    return stage.play(ticket, APPROVE)


def test_the_leader_reads_the_sentence_and_goes_to_the_ticket(
    gap: Ticket, stage: Stage, signed_in: SignedIn
) -> None:
    page = signed_in(stage.leader).get("/leader/gaps/")
    assert LACK in page.content.decode()
    assert f"/leader/tickets/{gap.number}/" in page.content.decode()
    assert [(line.category.code, line.count) for line in page.context["lines"]] == [("T11", 1)]


def test_the_policy_editor_reads_what_is_lacking_and_not_whose_matter_it_was(
    gap: Ticket, stage: Stage, signed_in: SignedIn
) -> None:
    words = signed_in(stage.policy_editor).get("/desk/gaps/").content.decode()
    assert LACK in words
    assert gap.number not in words
    assert gap.title not in words


def test_of_a_secret_ticket_nothing_is_said_but_that_it_counts(
    gap: Ticket, stage: Stage, signed_in: SignedIn
) -> None:
    Ticket.objects.update(confidentiality=Confidentiality.SECRET)
    for who, where in ((stage.policy_editor, "/desk/gaps/"), (stage.leader, "/leader/gaps/")):
        page = signed_in(who).get(where)
        words = page.content.decode()
        assert (page.context["total"], len(page.context["gaps"])) == (1, 1)
        assert LACK not in words
        assert gap.number not in words


def test_each_number_is_the_count_of_its_rows(gap: Ticket, stage: Stage) -> None:
    other = stage.file(replace(FILING, category="T12"))
    stage.play(other, ACCEPT, ("propose", "li_min", CLOSING), APPROVE, CONFIRM)
    lines = gaps.by_category(stage.leader, stage.now)
    assert sorted((line.category.code, line.count) for line in lines) == [("T11", 1), ("T12", 1)]
    for line in lines:
        rows = gaps.tickets_without(stage.leader, stage.now, line.category.code)
        assert rows.count() == line.count
    assert gaps.tickets_without(stage.leader, stage.now).count() == 2


def test_an_answer_not_approved_or_reopened_is_no_gap(gap: Ticket, stage: Stage) -> None:
    waiting = stage.ticket_in(State.REVIEWING)
    assert list(gaps.tickets_without(stage.leader, stage.now)) == [gap]
    stage.do(gap, "reopen", "member", WHY)
    assert not gaps.tickets_without(stage.leader, stage.now).exists()
    assert waiting.state == State.REVIEWING


def test_nobody_else_reads_the_list(gap: Ticket, stage: Stage, signed_in: SignedIn) -> None:
    assert signed_in(stage.li_min).get("/desk/gaps/").status_code == 403
    assert signed_in(stage.li_min).get("/leader/gaps/").status_code == 403
    assert not gaps.tickets_without(stage.li_min, stage.now).exists()
