"""What nobody signs for in time alarms, once; whoever signed before stays accountable."""

import datetime as dt

import pytest

from accounts.models import Office
from tests.actions.stage import Stage, again, events
from tickets import tasks
from tickets.actions import claims, signatures
from tickets.models import Hop, OutboxMessage
from tickets.rules.states import State

pytestmark = pytest.mark.django_db


def _told(kind: str = "ticket_unsigned") -> list[str]:
    found = OutboxMessage.objects.filter(kind=kind, channel="in_app")
    return sorted(str(one.recipient) for one in found)


def test_unsigned_work_alarms_once_after_its_promise(stage: Stage, dalian: Office) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    stage.do(ticket, "assign", "dalian_lead", stage.give_to_deputy(dalian))
    assert signatures.watch(by=None, now=stage.now) == 0
    hop = Hop.objects.unsigned().get()
    assert hop.sign_by_at
    assert hop.sign_by_at - hop.handed_at > dt.timedelta(hours=20)  # a working day
    assert signatures.watch(by=None, now=hop.sign_by_at) == 1
    assert signatures.watch(by=None, now=hop.sign_by_at) == 0
    assert _told() == sorted(map(str, (stage.deputy, stage.li_min, stage.dalian_lead)))
    [alarm] = [one for one in events(ticket) if one.kind == "unsigned"]
    assert alarm.facts["accountable"] == str(stage.li_min.pk)


def test_an_emergency_is_to_be_signed_for_within_the_hour(stage: Stage) -> None:
    ticket = stage.file()
    type(ticket).objects.filter(pk=ticket.pk).update(urgency="emergency")
    signatures.watch(by=None, now=stage.now)
    hop = Hop.objects.unsigned().get()
    assert hop.sign_by_at == hop.handed_at + dt.timedelta(hours=1)


def test_what_is_signed_moved_or_ended_in_time_alarms_nobody(stage: Stage, dalian: Office) -> None:
    signed, moved, ended = (stage.file() for _each in range(3))
    signatures.watch(by=None, now=stage.now)
    claims.sign(signed, by=stage.li_min, now=stage.later())
    stage.do(moved, "assign", "dalian_lead", stage.give_to_deputy(dalian))
    stage.play(ended, ("withdraw", "member", None))
    late = stage.now + dt.timedelta(days=30)
    assert signatures.watch(by=None, now=late) == 1  # the one that moved waits for another
    assert [one.kind for one in events(again(moved))].count("unsigned") == 1
    assert str(stage.li_min) not in _told()


def test_the_round_of_the_clock_asks_after_it(stage: Stage) -> None:
    stage.file()
    tasks.watch_signatures()
    assert Hop.objects.filter(sign_by_at__isnull=False).exists()
