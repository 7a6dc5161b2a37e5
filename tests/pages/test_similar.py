"""Similar requests at the desk: shown with the why, linked, undone, and ended as duplicates."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from tests.actions.conftest import stage as stage  # noqa: PLC0414  # a fixture
from tests.actions.stage import FILING, SECRET, Stage
from tests.pages.test_queries import LENGTHS, Fill
from tests.pages.test_queries import tickets as tickets  # noqa: PLC0414  # a fixture
from tickets.access.duplicates import first_of
from tickets.models import Named, Ticket
from tickets.rules.duplicates import Relating

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignedIn = Callable[[User], Client]


@pytest.fixture
def first(stage: Stage) -> Ticket:
    return stage.file()


@pytest.fixture
def later(stage: Stage, first: Ticket) -> Ticket:
    ticket = stage.file(replace(FILING, title="轴承滞留在港口"))
    Ticket.objects.filter(pk=first.pk).update(submitted_at=stage.now - dt.timedelta(hours=1))
    return ticket


def _similar(ticket: Ticket) -> str:
    return reverse("desk_similar", args=[ticket.number])


def _step(ticket: Ticket, word: str) -> str:
    return reverse("desk_step", args=[ticket.number, word])


def test_a_similar_request_is_shown_with_the_why_and_linked_as_a_duplicate(
    first: Ticket, later: Ticket, stage: Stage, signed_in: SignedIn
) -> None:
    browser = signed_in(stage.li_min)
    page = browser.get(_similar(later)).content.decode()
    assert first.number in page
    assert "同一诉求人、同一事项类别" in page
    form = browser.get(f"{_step(later, 'relate')}?other={first.number}").context["form"]
    assert form["number"].value() == first.number
    typed = {"number": first.number, "is_duplicate": "on", "reason": "同一批货物"}
    browser.post(_step(later, "relate"), {**typed, "version": later.version})
    assert first_of(stage.li_min, later, stage.now) == first
    page = browser.get(_similar(later)).content.decode()
    assert "?ending=refuse" in page
    form = browser.get(f"{_step(later, 'propose')}?ending=refuse").context["form"]
    assert form["ground"].value() == "S2"
    assert first.number in form["reason"].value()
    undone = {"number": first.number, "reason": "并非同一批"}
    browser.post(_step(later, "unrelate"), {**undone, "version": later.version + 1})
    assert first_of(stage.li_min, later, stage.now) is None


def test_whoever_only_reads_is_shown_no_way_to_link(
    first: Ticket, later: Ticket, stage: Stage, signed_in: SignedIn
) -> None:
    browser = signed_in(stage.supervisor)
    assert browser.get(_similar(later)).context["steps"] == set()
    assert browser.get(_step(later, "relate")).status_code == 403


def test_the_page_of_the_ticket_leads_there(
    first: Ticket, stage: Stage, signed_in: SignedIn
) -> None:
    page = signed_in(stage.li_min).get(reverse("desk_ticket", args=[first.number]))
    assert _similar(first) in page.content.decode()


@LENGTHS
def test_the_page_asks_the_same_however_many_look_like_it(
    many: int,
    filed: Ticket,
    li_min: User,
    tickets: Fill,
    signed_in: SignedIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    tickets(many)
    browser = signed_in(li_min)
    with django_assert_max_num_queries(10):
        assert len(browser.get(_similar(filed)).context["candidates"]) == 10


def test_what_became_secret_is_named_no_more_on_the_other_one(
    first: Ticket, later: Ticket, stage: Stage, signed_in: SignedIn
) -> None:
    stage.do(later, "relate", "dalian_lead", Relating(first.number, "同一批", is_duplicate=True))
    history = reverse("desk_history", args=[later.number])
    refused = f"{_step(later, 'propose')}?ending=refuse"

    def numbers(reader: User) -> bool:
        page = signed_in(reader).get(history).content.decode()
        return first.number in page

    assert numbers(stage.supervisor)
    assert first.number in signed_in(stage.li_min).get(refused).context["form"]["reason"].value()
    stage.do(first, "mark", "dalian_lead", SECRET)
    Ticket.objects.filter(pk=first.pk).update(assignee=stage.deputy)
    Named.objects.filter(user=stage.li_min).delete()
    assert not numbers(stage.supervisor)
    assert not numbers(stage.li_min)
    assert numbers(stage.dalian_lead), "who is named on it knows of it"
    form = signed_in(stage.li_min).get(refused).context["form"]
    assert not form["reason"].value()
    steps = signed_in(stage.li_min).get(_similar(later)).context["steps"]
    assert steps == {"relate"}, "a link one may not know of is not undone either"
