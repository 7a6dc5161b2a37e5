"""The ladder on a real ticket: each rung once, told to the right people, whatever comes between."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from tests.actions.at_once import at_once
from tickets.actions import acceptance, alarms, ladders, messages, supplements
from tickets.models import Clock, Event, OutboxMessage, Rung, Ticket
from tickets.rules.clocks import Clock as Name
from tickets.rules.messages import Writing
from tickets.rules.notifications import Kind
from tickets.rules.numbers import in_groups
from tickets.rules.supplements import SupplementRequest

pytestmark = pytest.mark.django_db
WORD = Writing("您好，已收到，正在联系海关。")


def _after(now: dt.datetime, minutes: float) -> dt.datetime:
    return now + dt.timedelta(minutes=minutes)


def _climbed(ticket: Ticket, name: Name = Name.FIRST_CONTACT) -> list[str]:
    """The rungs of a clock as its rows, its counter and its history tell them."""
    clock = Clock.objects.filter(ticket=ticket, name=name).latest("started_at")
    rows = [row.rung for row in clock.rungs.all()]
    told = Event.objects.of(ticket.stream).filter(kind="rung", facts__clock=name)
    assert rows == [event.facts["rung"] for event in told]
    assert clock.climbed == len(rows)
    return rows


def _heard(kind: Kind, ticket: Ticket) -> list[str]:
    mails = OutboxMessage.objects.filter(kind=kind, channel=OutboxMessage.Channel.EMAIL)
    about = mails.filter(subject__contains=in_groups(ticket.number))
    return sorted(message.recipient.name for message in about if message.recipient)


def test_the_first_contact_climbs_as_the_minutes_go(
    filed: Ticket, dalian_lead: User, supervisor: User, now: dt.datetime
) -> None:
    for minutes, rungs in ((29, 0), (31, 1), (49, 2), (60, 2), (61, 3)):
        ladders.climb(now=_after(now, minutes))
        assert len(_climbed(filed)) == rungs
    assert _climbed(filed) == ["half", "yellow", "due"]


def test_who_hears_of_each_rung(
    filed: Ticket,
    dalian_lead: User,
    supervisor: User,
    dispatcher: User,
    leader: User,
    now: dt.datetime,
) -> None:
    ladders.climb(now=_after(now, 31))
    assert _heard(Kind.CLOCK_WARNING, filed) == ["李敏"]
    ladders.climb(now=_after(now, 49))
    assert _heard(Kind.CLOCK_WARNING, filed) == sorted(["李敏", "李敏", dalian_lead.name])
    ladders.climb(now=_after(now, 61))
    due = ["李敏", dalian_lead.name, supervisor.name]
    assert _heard(Kind.CLOCK_OVERDUE, filed) == sorted(due)


def test_what_stays_late_goes_up_and_raises_supervision(
    filed: Ticket, dispatcher: User, leader: User, now: dt.datetime
) -> None:
    ladders.climb(now=_after(now, 24 * 60 + 61))
    assert _climbed(filed)[-1] == "late"
    assert dispatcher.name in _heard(Kind.CLOCK_OVERDUE, filed)
    assert leader.name not in _heard(Kind.CLOCK_OVERDUE, filed)
    ladders.climb(now=now + dt.timedelta(days=6))
    assert _climbed(filed)[-1] == "very_late"
    assert leader.name in _heard(Kind.CLOCK_OVERDUE, filed)
    filed.refresh_from_db()
    assert filed.supervision_level == 1


def test_an_outage_is_caught_up_in_order_and_the_delay_is_kept(
    filed: Ticket, now: dt.datetime
) -> None:
    back_at = now + dt.timedelta(days=10)
    ladders.climb(now=back_at)
    assert _climbed(filed) == ["half", "yellow", "due", "late", "very_late"]
    first = Rung.objects.filter(clock__name=Name.FIRST_CONTACT).earliest("reached_at")
    assert (first.reached_at, first.noted_at) == (_after(now, 30), back_at)


def test_a_second_round_finds_nothing(filed: Ticket, now: dt.datetime) -> None:
    at = _after(now, 61)
    assert ladders.climb(now=at) > 0
    before = OutboxMessage.objects.count()
    assert ladders.climb(now=at) == 0
    assert OutboxMessage.objects.count() == before


def test_a_deed_in_time_stops_the_ladder(filed: Ticket, li_min: User, now: dt.datetime) -> None:
    acceptance.accept(filed, by=li_min, now=_after(now, 5))
    messages.write(filed, WORD, by=li_min, now=_after(now, 20))
    ladders.climb(now=_after(now, 300))
    assert _climbed(filed) == []


def test_a_deed_that_comes_late_finds_the_rung_although_no_round_came_by(
    filed: Ticket, li_min: User, now: dt.datetime
) -> None:
    """The same rows as if the sweep had been there at every moment."""
    acceptance.accept(filed, by=li_min, now=_after(now, 70))
    assert _climbed(filed) == ["half", "yellow", "due"]
    kinds = Event.objects.of(filed.stream).values_list("kind", flat=True)
    assert list(kinds) == ["submit", "rung", "rung", "rung", "accept"]


def test_a_clock_that_stands_still_climbs_nothing(
    filed: Ticket, li_min: User, owner: User, now: dt.datetime
) -> None:
    acceptance.accept(filed, by=li_min, now=_after(now, 5))
    asked = SupplementRequest(("报关单",), reason="海关要求核对")
    supplements.ask(filed, asked, by=li_min, now=_after(now, 10))
    ladders.climb(now=now + dt.timedelta(days=40))
    assert _climbed(filed, Name.HANDLING) == []


def test_a_round_that_breaks_leaves_nothing_half_done(
    filed: Ticket, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_said: object, **_more: object) -> None:
        raise RuntimeError("the power fails")

    with monkeypatch.context() as broken:
        broken.setattr(alarms, "tell", break_down)
        with pytest.raises(RuntimeError):
            ladders.climb(now=_after(now, 61))
    assert _climbed(filed) == []
    ladders.climb(now=_after(now, 61))
    assert _climbed(filed) == ["half", "yellow", "due"]


def test_the_database_itself_lets_a_rung_fire_once(filed: Ticket, now: dt.datetime) -> None:
    ladders.climb(now=_after(now, 31))
    rung = Rung.objects.get(clock__name=Name.FIRST_CONTACT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rung.objects.create(clock=rung.clock, rung=rung.rung, reached_at=now, noted_at=now)


@pytest.mark.django_db(transaction=True)
def test_four_rounds_at_once_climb_each_rung_once(filed: Ticket, now: dt.datetime) -> None:
    at_once(*[lambda: ladders.climb(now=_after(now, 61))] * 4)
    assert _climbed(filed) == ["half", "yellow", "due"]
