"""Two people at once: exactly one wins, the other is told, and history stays in order."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from accounts.models import Office
from tests.actions import stage as words
from tests.actions.stage import FILING, Stage, again, events
from tickets.actions import filing, steps
from tickets.errors import Refused
from tickets.models import Draft, Message, OutboxMessage, Ticket
from tickets.rules.states import State
from tickets.rules.steps import StepName

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Do all of these at the same moment, each on its own connection; what each gave or raised."""
    start = threading.Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        start.wait(timeout=10)
        try:
            return deed()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


def _raced(stage: Stage, ticket: Ticket, *scenes: words.Scene) -> tuple[Any, Refused]:
    """Race these steps from the same page; the winner's ticket and the loser's refusal."""
    pages = [again(ticket) for _ in scenes]
    told, moment = len(events(ticket)), stage.later()

    def deed(page: Ticket, scene: words.Scene) -> Callable[[], Any]:
        name, by, carried = scene
        return lambda: steps.take(page, StepName(name), carried, by=stage.cast[by], now=moment)

    ended = _at_once(*(deed(page, scene) for page, scene in zip(pages, scenes, strict=True)))
    lost = [one for one in ended if isinstance(one, Refused)]
    won = [one for one in ended if isinstance(one, Ticket)]
    assert (len(won), len(lost)) == (1, len(scenes) - 1)
    assert len(events(ticket)) == told + 1
    assert lost[0].code == "changed_meanwhile"
    return won[0], lost[0]


def test_one_click_too_many_files_one_ticket(stage: Stage) -> None:
    draft = stage.draft()
    submit = lambda: filing.submit(draft, FILING, by=stage.member, now=stage.now)  # noqa: E731  # done at once by several
    filed = _at_once(*[submit] * 4)
    assert {ticket.number for ticket in filed} == {Ticket.objects.get().number}
    assert len(events(filed[0])) == 1
    assert Draft.objects.get().ticket == filed[0]
    assert OutboxMessage.objects.filter(kind="ticket_filed", channel="email").count() == 1


def test_of_two_concierges_who_claim_one_gets_it(stage: Stage) -> None:
    ticket = stage.file_unassigned()
    _raced(stage, ticket, ("claim", "li_min", None), ("claim", "deputy", None))
    kept = again(ticket)
    assert kept.assignee in (stage.li_min, stage.deputy)
    assert [hop.assignee for hop in kept.hops.all()] == [None, kept.assignee]


@pytest.mark.parametrize(
    ("state", "one", "other"),
    [
        (State.SUBMITTED, ("accept", "li_min", None), ("accept", "li_min", None)),
        (State.SUBMITTED, ("accept", "li_min", None), ("withdraw", "member", None)),
        (
            State.HANDLING,
            ("propose", "li_min", words.CLOSING),
            ("ask_supplement", "li_min", words.ASKED),
        ),
        (
            State.HANDLING,
            ("propose", "li_min", words.CLOSING),
            ("write", "member", words.WRITTEN),
        ),
        (
            State.HANDLING,
            ("classify", "li_min", words.CLASSIFICATION),
            ("classify", "li_min", replace(words.CLASSIFICATION, category="T13")),
        ),
        (State.SUPPLEMENT, ("supply", "member", words.SUPPLY), ("resume", "li_min", words.WHY)),
        (
            State.RETURNING,
            ("uphold", "dispatcher", words.WHY),
            ("withdraw", "owner", None),
        ),
        (
            State.REVIEWING,
            ("approve", "dalian_lead", None),
            ("send_back", "dalian_lead", words.WHY),
        ),
        (State.REPLIED, ("confirm", "member", words.CONFIRMED), ("reopen", "owner", words.WHY)),
        (
            State.REPLIED,
            ("confirm", "member", words.CONFIRMED),
            ("callback", "callback_officer", words.CALLED),
        ),
        (State.CLOSED, ("reopen", "member", words.WHY), ("reopen", "owner", words.WHY)),
    ],
)
def test_of_two_steps_at_once_one_is_done(
    stage: Stage, state: State, one: words.Scene, other: words.Scene
) -> None:
    ticket = stage.ticket_in(state)
    won, _ = _raced(stage, ticket, one, other)
    assert again(ticket).state == won.state
    assert again(ticket).version == won.version == ticket.version + 1


def test_a_reassignment_and_the_old_assignees_last_deed_do_not_mix(
    stage: Stage, dalian: Office
) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    assignment = stage.give_to_deputy(dalian)
    _raced(
        stage,
        ticket,
        ("assign", "dalian_lead", assignment),
        ("write", "li_min", words.WRITTEN),
    )
    kept = again(ticket)
    written = Message.objects.filter(ticket=ticket).exists()
    assert (kept.assignee == stage.li_min) == written
