"""Clocks for programs: whose are told to whom, and how one is explained."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from tests.api.asking import QUERIES, Json, SignedIn, address_of, problem_of
from tests.api.test_document import broken, told
from tickets.actions import acceptance, supplements
from tickets.models import Clock, Event, Pause, Rung, Ticket
from tickets.rules.clocks import Clock as Name
from tickets.rules.supplements import SupplementRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture
def paused(filed: Ticket, li_min: User, now: dt.datetime) -> Clock:
    """The handling clock of an accepted ticket: it stands still for material."""
    acceptance.accept(filed, by=li_min, now=now)
    ticket = Ticket.objects.get(pk=filed.pk)
    supplements.ask(ticket, SupplementRequest(("护照首页",), reason="缺页"), by=li_min, now=now)
    return filed.clocks.get(name=Name.HANDLING)


def listed(browser: Client, ticket: Ticket) -> Json:
    answer = browser.get(f"{address_of(ticket)}/clocks")
    assert answer.status_code == 200
    assert broken(told("/api/v1/tickets/{number}/clocks", "get", 200), answer.json()) == []
    return dict(answer.json())


def explained(browser: Client, clock: Clock) -> Json:
    answer = browser.get(f"{address_of(clock.ticket)}/clocks/{clock.pk}")
    assert answer.status_code == 200
    shape = told("/api/v1/tickets/{number}/clocks/{clock}", "get", 200)
    assert broken(shape, answer.json()) == []
    return dict(answer.json())


def test_staff_read_every_clock_and_a_requester_those_that_were_promised_to_them(
    paused: Clock, li_min: User, leader: User, owner: User, signed_in: SignedIn
) -> None:
    Clock.objects.filter(name=Name.ACCEPTANCE).update(name=Name.REVIEW)
    everything = {clock.name for clock in paused.ticket.clocks.all()}
    for reader, world in ((li_min, "desk"), (leader, "leader")):
        found = listed(signed_in(reader), paused.ticket)
        assert found["seen_as"] == world
        assert {clock["name"] for clock in found["items"]} == everything
    own = listed(signed_in(owner), paused.ticket)
    assert {clock["name"] for clock in own["items"]} == {"first_contact", "handling"}
    assert not {"light", "promise_version", "calendar_version"} & own["items"][0].keys()


def test_a_clock_is_explained_with_its_segments_pauses_and_rungs(
    paused: Clock, li_min: User, now: dt.datetime, signed_in: SignedIn
) -> None:
    Rung.objects.create(clock=paused, rung="half", reached_at=now, noted_at=now)
    whole = explained(signed_in(li_min), paused)
    assert whole["clock"]["promise_version"] == 1
    assert whole["clock"]["calendar_version"] == paused.calendar_version != ""
    assert [pause["reason"] for pause in whole["pauses"]] == ["supplement"]
    assert [rung["rung"] for rung in whole["rungs"]] == ["half"]
    contact = paused.ticket.clocks.get(name=Name.FIRST_CONTACT)
    segments = explained(signed_in(li_min), contact)["explained"]
    assert (segments[0]["starts_at"], segments[-1]["ends_at"]) == (
        "2026-11-18T02:00:00Z", "2026-11-18T03:00:00Z",
    )  # fmt: skip
    assert segments[-1]["total_time"] == "P0DT01H00M00S"


def test_a_requester_learns_nothing_internal_of_a_clock(
    paused: Clock, owner: User, now: dt.datetime, signed_in: SignedIn
) -> None:
    Rung.objects.create(clock=paused, rung="half", reached_at=now, noted_at=now)
    whole = explained(signed_in(owner), paused)
    assert whole["seen_as"] == "portal"
    assert "rungs" not in whole
    inside = Clock.objects.filter(name=Name.ACCEPTANCE).first()
    assert inside is not None
    Clock.objects.filter(pk=inside.pk).update(name=Name.REVIEW)
    address = f"{address_of(paused.ticket)}/clocks/{inside.pk}"
    assert problem_of(signed_in(owner).get(address), 404)["code"] == "no_such_clock"


def test_a_clock_of_nothing_and_of_another_enterprise_are_not_there(
    paused: Clock, li_min: User, stranger: User, signed_in: SignedIn
) -> None:
    address = f"{address_of(paused.ticket)}/clocks"
    problem_of(signed_in(stranger).get(address), 404)
    problem_of(signed_in(stranger).get(f"{address}/{paused.pk}"), 404)
    problem_of(signed_in(li_min).get(f"{address}/{uuid.uuid4()}"), 404)


def test_a_leaders_look_is_kept(paused: Clock, leader: User, signed_in: SignedIn) -> None:
    explained(signed_in(leader), paused)
    listed(signed_in(leader), paused.ticket)
    assert Event.objects.of(paused.ticket.stream).filter(kind="read").count() == 2


def test_a_provisional_due_moment_is_told_as_such(
    paused: Clock, li_min: User, owner: User, signed_in: SignedIn
) -> None:
    Ticket.objects.update(next_due_at=paused.due_at)
    for is_provisional in (False, True):
        Clock.objects.update(is_provisional=is_provisional)
        for reader in (li_min, owner):
            whole = explained(signed_in(reader), paused)
            assert whole["clock"]["is_provisional"] is is_provisional
        ticket = signed_in(li_min).get(address_of(paused.ticket)).json()
        assert ticket["next_is_provisional"] is is_provisional


@pytest.mark.parametrize("many", [10, 200])
def test_clocks_cost_the_same_however_often_they_were_paused(
    many: int, paused: Clock, li_min: User, now: dt.datetime, signed_in: SignedIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    minute = dt.timedelta(minutes=1)
    Pause.objects.bulk_create(
        Pause(clock=paused, reason="supplement", started_at=at, ended_at=at + minute)
        for at in (now + minute * 2 * n for n in range(many))
    )
    browser = signed_in(li_min)
    for address in ("", f"/{paused.pk}"):
        with django_assert_max_num_queries(QUERIES):
            answer = browser.get(f"{address_of(paused.ticket)}/clocks{address}")
        assert answer.status_code == 200
