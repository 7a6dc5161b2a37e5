"""Who is away and who is on duty: noted by themselves or by who plans, never twice at once."""

import datetime as dt
from dataclasses import replace

import pytest

from accounts.models import Absence, Duty, Office, User
from tests.actions.at_once import DONE, at_once
from tests.actions.refusals import field_of, refusal
from tickets.actions import absences, duties
from tickets.errors import Because
from tickets.models import Event
from tickets.rules.absences import Away, Turn

DAY = dt.timedelta(days=1)


@pytest.fixture
def leave(deputy: User, now: dt.datetime) -> Away:
    return Away(now + DAY, now + 3 * DAY, deputy.pk, " 年休假 ")


def test_an_absence_is_noted_without_its_reason_in_the_history(
    li_min: User, deputy: User, leave: Away, now: dt.datetime
) -> None:
    absence = absences.record(li_min, leave, by=li_min, now=now)
    assert (absence.user, absence.deputy, absence.reason) == (li_min, deputy, "年休假")
    event = Event.objects.get()
    assert (event.stream, event.kind) == (li_min.stream, "absence_recorded")
    assert "年休假" not in str(event.facts)


@pytest.mark.parametrize("visitor", ["li_min", "dalian_lead", "dalian_dispatcher"])
def test_oneself_and_who_plans_for_the_office_note_absences(
    visitor: str, li_min: User, leave: Away, request: pytest.FixtureRequest, now: dt.datetime
) -> None:
    by = request.getfixturevalue(visitor)
    assert absences.record(li_min, leave, by=by, now=now).user == li_min


@pytest.mark.parametrize("visitor", ["deputy", "province_lead", "shenyang_concierge", "owner"])
def test_nobody_else_does(
    visitor: str, li_min: User, leave: Away, request: pytest.FixtureRequest, now: dt.datetime
) -> None:
    by = request.getfixturevalue(visitor)
    assert refusal(lambda: absences.record(li_min, leave, by=by, now=now))[0] is Because.ROLE
    noted = absences.record(li_min, leave, by=li_min, now=now)
    assert refusal(lambda: absences.cancel(noted, by=by, now=now))[0] is Because.ROLE


def test_requesters_people_have_no_absences(owner: User, leave: Away, now: dt.datetime) -> None:
    deed = refusal(lambda: absences.record(owner, leave, by=owner, now=now))
    assert deed == (Because.STATE, "not_staff")


def test_two_absences_never_overlap_but_may_touch(
    li_min: User, leave: Away, now: dt.datetime
) -> None:
    absences.record(li_min, leave, by=li_min, now=now)
    over = replace(leave, starts_at=now + 2 * DAY, ends_at=now + 5 * DAY)
    deed = refusal(lambda: absences.record(li_min, over, by=li_min, now=now))
    assert deed == (Because.STATE, "one_absence_at_a_time")
    touching = replace(leave, starts_at=leave.ends_at, ends_at=leave.ends_at + DAY)
    assert absences.record(li_min, touching, by=li_min, now=now).starts_at == leave.ends_at


@pytest.mark.parametrize(
    ("hours", "field"), [((2, 2), "ends_at"), ((3, 2), "ends_at"), ((-5, -1), "ends_at")]
)
def test_an_absence_ends_after_it_begins_and_after_now(
    li_min: User, now: dt.datetime, hours: tuple[int, int], field: str
) -> None:
    starts_at, ends_at = (now + dt.timedelta(hours=n) for n in hours)
    away = Away(starts_at, ends_at)
    assert field_of(lambda: absences.record(li_min, away, by=li_min, now=now)) == field


def test_a_deputy_is_another_colleague(
    li_min: User, owner: User, leave: Away, now: dt.datetime
) -> None:
    oneself = replace(leave, deputy=li_min.pk)
    deed = refusal(lambda: absences.record(li_min, oneself, by=li_min, now=now))
    assert deed == (Because.STATE, "nobody_stands_in_for_themselves")
    outsider = replace(leave, deputy=owner.pk)
    assert field_of(lambda: absences.record(li_min, outsider, by=li_min, now=now)) == "deputy"


def test_a_coming_absence_is_taken_back_whole(li_min: User, leave: Away, now: dt.datetime) -> None:
    noted = absences.record(li_min, leave, by=li_min, now=now)
    absences.cancel(noted, by=li_min, now=now + DAY / 2)
    assert not Absence.objects.exists()
    again = refusal(lambda: absences.cancel(noted, by=li_min, now=now))
    assert again == (Because.STATE, "over")
    kinds = [event.kind for event in Event.objects.of(li_min.stream)]
    assert kinds == ["absence_recorded", "absence_cancelled"]


def test_a_running_absence_is_cut_short_and_a_past_one_stays(
    li_min: User, leave: Away, now: dt.datetime
) -> None:
    noted = absences.record(li_min, leave, by=li_min, now=now)
    assert absences.cancel(noted, by=li_min, now=now + 2 * DAY).ends_at == now + 2 * DAY
    late = refusal(lambda: absences.cancel(noted, by=li_min, now=now + 3 * DAY))
    assert late == (Because.STATE, "over")


@pytest.mark.django_db(transaction=True)
def test_of_two_absences_noted_at_once_one_is_kept(
    li_min: User, dalian_lead: User, leave: Away, now: dt.datetime
) -> None:
    said = at_once(
        lambda: absences.record(li_min, leave, by=li_min, now=now),
        lambda: absences.record(li_min, leave, by=dalian_lead, now=now),
    )
    assert said == [DONE, "one_absence_at_a_time"]


# --- Duty --------------------------------------------------------------------------------------


@pytest.fixture
def turn(li_min: User, now: dt.datetime) -> Turn:
    return Turn(now + DAY, now + 2 * DAY, li_min.pk)


def test_a_turn_of_duty_is_assigned_and_taken_back(
    dalian: Office, dalian_lead: User, turn: Turn, now: dt.datetime
) -> None:
    duty = duties.assign(dalian, turn, by=dalian_lead, now=now)
    assert Duty.objects.at(now + DAY).get() == duty
    assert not Duty.objects.at(now + 2 * DAY).exists()
    duties.cancel(duty, by=dalian_lead, now=now)
    kinds = [event.kind for event in Event.objects.of(dalian.stream)]
    assert kinds == ["duty_assigned", "duty_cancelled"]
    again = refusal(lambda: duties.cancel(duty, by=dalian_lead, now=now))
    assert again == (Because.STATE, "changed_meanwhile"), "it tells who took it back"


def test_a_turn_that_has_begun_stays(
    dalian: Office, dalian_lead: User, turn: Turn, now: dt.datetime
) -> None:
    duty = duties.assign(dalian, turn, by=dalian_lead, now=now)
    deed = refusal(lambda: duties.cancel(duty, by=dalian_lead, now=now + DAY))
    assert deed == (Because.STATE, "begun")


def test_only_concierges_of_the_office_are_on_its_duty(
    dalian: Office, dalian_lead: User, shenyang_concierge: User, turn: Turn, now: dt.datetime
) -> None:
    for person in (shenyang_concierge, dalian_lead):
        other = replace(turn, person=person.pk)
        deed = lambda other=other: duties.assign(dalian, other, by=dalian_lead, now=now)  # noqa: E731  # one line
        assert field_of(deed) == "person"


@pytest.mark.parametrize("visitor", ["li_min", "province_lead", "owner"])
def test_only_who_plans_for_the_office_assigns_duty(
    visitor: str, dalian: Office, turn: Turn, request: pytest.FixtureRequest, now: dt.datetime
) -> None:
    by = request.getfixturevalue(visitor)
    assert refusal(lambda: duties.assign(dalian, turn, by=by, now=now))[0] is Because.ROLE


@pytest.mark.django_db(transaction=True)
def test_nobody_is_put_on_duty_twice_at_once(
    dalian: Office, dalian_lead: User, dalian_dispatcher: User, turn: Turn, now: dt.datetime
) -> None:
    said = at_once(
        lambda: duties.assign(dalian, turn, by=dalian_lead, now=now),
        lambda: duties.assign(dalian, turn, by=dalian_dispatcher, now=now),
    )
    assert said == [DONE, "nobody_is_on_duty_twice_at_once"]
