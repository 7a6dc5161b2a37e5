"""The duty roster at the desk: who is on duty, what is empty, who plans and swaps."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Duty, Office, User
from tickets.actions import duties
from tickets.models import Event, OutboxMessage
from tickets.rules.absences import Turn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignIn = Callable[[User], Client]
DAY = dt.timedelta(days=1)


@pytest.fixture
def lead(signed_in: SignIn, dalian_lead: User) -> Client:
    return signed_in(dalian_lead)


def _turn(dalian: Office, who: User, now: dt.datetime, begins: float, ends: float) -> Duty:
    turn = Turn(now + begins * DAY, now + ends * DAY, who.pk)
    return duties.assign(dalian, turn, by=None, now=now)


def test_a_turn_is_planned_and_stands_there_with_its_phone(
    lead: Client, dalian: Office, li_min: User, now: dt.datetime
) -> None:
    li_min.phone = "13800000000"
    li_min.save()
    door = reverse("desk_roster", args=[dalian.code])
    empty = lead.get(door)
    assert "这两周尚无排班" in empty.text
    assert empty.context["roster"].gaps
    begins, ends = now - dt.timedelta(minutes=0), now + 7 * DAY
    said = {"person": str(li_min.pk), "starts_at": f"{begins:%Y-%m-%dT%H:%M}"}
    wrong = lead.post(door, said | {"ends_at": f"{now - DAY:%Y-%m-%dT%H:%M}"})
    assert (wrong.status_code, "selected" in wrong.text) == (422, True)
    assert lead.post(door, said | {"ends_at": f"{ends:%Y-%m-%dT%H:%M}"}).status_code == 302
    duty = Duty.objects.get()
    assert (duty.user, duty.starts_at, duty.ends_at) == (li_min, begins, ends)
    page = lead.get(reverse("desk_rosters"))
    assert "13800000000" in page.text
    assert "无空班" in page.text


def test_gaps_and_overlaps_are_shown(
    lead: Client, dalian: Office, li_min: User, deputy: User, now: dt.datetime
) -> None:
    _turn(dalian, li_min, now, 0, 2)
    _turn(dalian, deputy, now, 1, 3)
    page = lead.get(reverse("desk_roster", args=[dalian.code]))
    [overlap] = page.context["roster"].overlaps
    assert (overlap.starts_at, overlap.ends_at) == (now + DAY, now + 2 * DAY)
    assert page.context["roster"].gaps[0].starts_at == now + 3 * DAY


def test_a_turn_is_given_away_and_two_are_swapped(
    lead: Client, dalian: Office, li_min: User, deputy: User, now: dt.datetime
) -> None:
    first, second = _turn(dalian, li_min, now, 1, 2), _turn(dalian, deputy, now, 2, 3)
    door = reverse("desk_duty_give", args=[dalian.code, first.pk])
    assert lead.get(door).status_code == 200
    assert lead.post(door, {"to": ""}).status_code == 422
    assert lead.post(door, {"to": f"duty:{second.pk}"}).status_code == 302
    assert [duty.user for duty in Duty.objects.order_by("starts_at")] == [deputy, li_min]
    kept = Duty.objects.get(user=deputy)
    given = lead.post(
        reverse("desk_duty_give", args=[dalian.code, kept.pk]), {"to": f"person:{li_min.pk}"}
    )
    assert given.status_code == 302
    assert {duty.user for duty in Duty.objects.all()} == {li_min}
    kinds = [event.kind for event in Event.objects.of(dalian.stream)]
    assert kinds[-2:] == ["duties_swapped", "duty_handed_on"]
    cancelled = Duty.objects.earliest("starts_at")
    lead.post(reverse("desk_duty_cancel", args=[dalian.code, cancelled.pk]))
    assert Duty.objects.count() == 1


def test_a_week_is_planned_as_the_one_before(
    lead: Client, dalian: Office, li_min: User, now: dt.datetime
) -> None:
    _turn(dalian, li_min, now, 0, 2)
    address = reverse("desk_roster_repeat", args=[dalian.code])
    after = f"{address}?week={now + 7 * DAY:%Y-%m-%d}"
    assert lead.post(after).status_code == 302
    assert Duty.objects.filter(starts_at=now + 7 * DAY, ends_at=now + 9 * DAY).exists()
    assert lead.post(after).status_code == 409
    assert Duty.objects.count() == 2
    assert lead.get(reverse("desk_roster", args=[dalian.code]), {"week": "x"}).status_code == 400


def test_of_a_turn_that_has_begun_the_rest_is_given_on(
    dalian: Office, li_min: User, deputy: User, dalian_lead: User, now: dt.datetime
) -> None:
    duty = _turn(dalian, li_min, now, 0, 2)
    later = now + DAY
    given = duties.hand_on(duty, deputy.pk, by=dalian_lead, now=later)
    duty.refresh_from_db()
    assert (duty.ends_at, given.starts_at, given.ends_at) == (later, later, now + 2 * DAY)


def test_others_read_it_and_change_nothing(
    signed_in: SignIn, dalian: Office, li_min: User, shenyang: Office, now: dt.datetime
) -> None:
    duty = _turn(dalian, li_min, now, 1, 2)
    desk = signed_in(li_min)
    page = desk.get(reverse("desk_roster", args=[dalian.code]))
    assert page.status_code == 200
    give = reverse("desk_duty_give", args=[dalian.code, duty.pk])
    assert give not in page.text
    assert desk.post(reverse("desk_roster", args=[dalian.code]), {}).status_code == 403
    assert desk.post(give, {"to": f"person:{li_min.pk}"}).status_code == 403
    assert Duty.objects.get() == duty


def test_an_empty_shift_is_told_once_a_day_to_who_plans(
    dalian: Office,
    dalian_lead: User,
    dalian_dispatcher: User,
    province_lead: User,
    li_min: User,
    now: dt.datetime,
) -> None:
    assert duties.remind(by=None, now=now) == 0  # no roster is kept anywhere
    _turn(dalian, li_min, now, 0, 3)
    for _twice in range(2):
        duties.remind(by=None, now=now)
    told = OutboxMessage.objects.filter(kind="roster_gap", channel="in_app")
    assert {one.recipient for one in told} == {dalian_lead, dalian_dispatcher}
    assert told.count() == 2
    assert duties.remind(by=None, now=now + DAY) == 1
    _turn(dalian, li_min, now + 3 * DAY, 0, 20)
    assert duties.remind(by=None, now=now + 2 * DAY) == 0


@pytest.mark.parametrize("many", [10, 200])
def test_long_rosters_ask_few_questions(
    many: int, lead: Client, dalian: Office, li_min: User, now: dt.datetime
) -> None:
    step = dt.timedelta(minutes=30)
    Duty.objects.bulk_create(
        Duty(office=dalian, user=li_min, starts_at=now + n * step, ends_at=now + (n + 1) * step)
        for n in range(many)
    )
    for address in (reverse("desk_rosters"), reverse("desk_roster", args=[dalian.code])):
        with CaptureQueriesContext(connection) as asked:
            assert lead.get(address).status_code == 200
        assert len(asked) <= 12
