"""A look that is kept: one Event under the ticket's lock, whatever else happens to the ticket."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import World
from tests.actions.at_once import DONE, at_once, await_a_writer_that_waits
from tests.actions.at_once import elsewhere as elsewhere  # noqa: PLC0414  # a fixture
from tickets.actions import acceptance, reads
from tickets.models import Event, Ticket
from tickets.reports import integrity


def _kinds(ticket: Ticket) -> list[str]:
    """What happened to the ticket, in order; all of it is whole."""
    history = list(Event.objects.of(ticket.stream))
    assert [finding.damage for finding in integrity.findings()] == [{}] * 4
    assert [event.position for event in history] == list(range(1, len(history) + 1))
    return [event.kind for event in history]


@pytest.mark.django_db
def test_a_look_is_one_event_in_the_chain_and_two_questions(
    filed: Ticket, leader: User, now: dt.datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):  # the end of the chain; the lock and the Event in one
        kept = reads.note(filed, World.LEADER, by=leader, now=now)
    told = Event.objects.get(pk=kept.pk)
    facts = {"world": "leader", "door": "page"}
    assert (told.kind, told.by, told.at, told.facts) == ("read", leader, now, facts)
    assert told.hash == kept.hash
    reads.note(filed, World.LEADER, by=leader, now=now)
    assert _kinds(filed) == ["submit", "read", "read"]


@pytest.mark.django_db
def test_a_look_changes_nothing_of_the_ticket(
    filed: Ticket, leader: User, now: dt.datetime
) -> None:
    before = Ticket.objects.filter(pk=filed.pk).values().get()
    reads.note(filed, World.LEADER, by=leader, now=now)
    assert Ticket.objects.filter(pk=filed.pk).values().get() == before


@pytest.mark.django_db(transaction=True)
def test_a_look_that_waited_for_a_deed_comes_after_it(
    filed: Ticket, li_min: User, leader: User, now: dt.datetime, elsewhere: ThreadPoolExecutor
) -> None:
    with transaction.atomic():
        acceptance.accept(filed, by=li_min, now=now)
        look = elsewhere.submit(reads.note, filed, World.LEADER, by=leader, now=now)
        await_a_writer_that_waits()
    assert look.result(10).position == 3
    assert _kinds(filed) == ["submit", "accept", "read"]


@pytest.mark.django_db(transaction=True)
def test_a_deed_that_waited_for_a_look_comes_after_it(
    filed: Ticket, li_min: User, leader: User, now: dt.datetime, elsewhere: ThreadPoolExecutor
) -> None:
    with transaction.atomic():
        reads.note(filed, World.LEADER, by=leader, now=now)
        deed = elsewhere.submit(acceptance.accept, filed, by=li_min, now=now)
        await_a_writer_that_waits()
    deed.result(10)
    assert _kinds(filed) == ["submit", "read", "accept"]


@pytest.mark.django_db(transaction=True)
def test_many_looks_and_a_deed_at_once_all_land(
    filed: Ticket, li_min: User, leader: User, now: dt.datetime
) -> None:
    def look() -> object:
        return reads.note(filed, World.LEADER, by=leader, now=now)

    def accept() -> object:
        return acceptance.accept(filed, by=li_min, now=now)

    assert at_once(*[look] * 4, accept, *[look] * 4) == [DONE] * 9
    assert sorted(_kinds(filed)) == ["accept", *["read"] * 8, "submit"]


@pytest.mark.django_db
def test_a_look_that_breaks_off_leaves_nothing(
    filed: Ticket, leader: User, now: dt.datetime
) -> None:
    with transaction.atomic():
        reads.note(filed, World.LEADER, by=leader, now=now)
        transaction.set_rollback(True)
    assert _kinds(filed) == ["submit"]
