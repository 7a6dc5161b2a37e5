"""The duty roster under two hands at once: no turn is lost, none is doubled, the slower is told."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest

from accounts.models import Duty, Office, User
from accounts.roles import Role
from tests.actions.at_once import DONE, at_once
from tests.conftest import Invite
from tickets.actions import duties
from tickets.errors import Refused
from tickets.models import Event
from tickets.rules.absences import Turn
from tickets.rules.rosters import WEEK, Span

DAY = dt.timedelta(days=1)
raced = pytest.mark.django_db(transaction=True)
Plan = Callable[[User, int], Duty]


@pytest.fixture
def plan(dalian: Office, dalian_lead: User, now: dt.datetime) -> Plan:
    """Put somebody of Dalian on duty for one day, so many days from now."""

    def planned(who: User, days: int) -> Duty:
        turn = Turn(now + days * DAY, now + (days + 1) * DAY, who.pk)
        return duties.assign(dalian, turn, by=dalian_lead, now=now)

    return planned


@pytest.fixture
def third(officer: Invite, dalian: Office) -> User:
    """Another concierge of Dalian."""
    return officer("Qian Ye", "钱野", Role.CONCIERGE, dalian)


def _planned(office: Office) -> list[tuple[dt.datetime, User]]:
    turns = Duty.objects.filter(office=office).select_related("user").order_by("starts_at")
    return [(turn.starts_at, turn.user) for turn in turns]


def _kinds(office: Office, kind: str) -> int:
    return Event.objects.of(office.stream).filter(kind=kind).count()


@raced
def test_a_turn_is_given_to_one_of_two_who_were_chosen_at_once(
    plan: Plan, li_min: User, deputy: User, third: User, dalian_lead: User, now: dt.datetime
) -> None:
    turn = plan(li_min, 1)
    give = partial(duties.hand_on, turn, by=dalian_lead, now=now)
    ended = at_once(partial(give, deputy.pk), partial(give, third.pk))
    assert ended == ["changed_meanwhile", DONE]
    ((_starts_at, holder),) = _planned(turn.office)
    assert holder in {deputy, third}
    assert _kinds(turn.office, "duty_handed_on") == 1


@raced
def test_two_swaps_at_once_swap_once(
    plan: Plan, li_min: User, deputy: User, dalian_lead: User, now: dt.datetime
) -> None:
    one, other = plan(li_min, 1), plan(deputy, 2)
    swap = partial(duties.swap, by=dalian_lead, now=now)
    assert at_once(partial(swap, one, other), partial(swap, other, one)) == [
        "changed_meanwhile",
        DONE,
    ]
    assert _planned(one.office) == [(now + DAY, deputy), (now + 2 * DAY, li_min)]
    assert _kinds(one.office, "duties_swapped") == 1


@raced
def test_a_swap_and_a_gift_at_once_leave_every_turn_taken_once(
    plan: Plan, li_min: User, deputy: User, third: User, dalian_lead: User, now: dt.datetime
) -> None:
    one, other = plan(li_min, 1), plan(deputy, 2)
    ended = at_once(
        partial(duties.swap, one, other, by=dalian_lead, now=now),
        partial(duties.hand_on, one, third.pk, by=dalian_lead, now=now),
    )
    assert ended == ["changed_meanwhile", DONE]
    planned = dict(_planned(one.office))
    assert planned in (
        {now + DAY: deputy, now + 2 * DAY: li_min},
        {now + DAY: third, now + 2 * DAY: deputy},
    )


@raced
def test_a_week_that_two_repeat_at_once_is_planned_once(
    plan: Plan, li_min: User, deputy: User, dalian: Office, dalian_lead: User, now: dt.datetime
) -> None:
    plan(li_min, 1)
    plan(deputy, 2)
    week = Span(now + WEEK, now + 2 * WEEK)
    repeat = partial(duties.repeat_week, dalian, week, by=dalian_lead, now=now)
    assert at_once(repeat, repeat) == [DONE, "nobody_is_on_duty_twice_at_once"]
    days = [(starts_at - now).days for starts_at, _user in _planned(dalian)]
    assert days == [1, 2, 8, 9]


@pytest.mark.django_db
@pytest.mark.parametrize("deed", ["hand_on", "cancel", "swap"])
def test_whoever_is_late_is_told_who_changed_the_roster(
    deed: str,
    plan: Plan,
    li_min: User,
    third: User,
    dalian_lead: User,
    now: dt.datetime,
) -> None:
    turn, other = plan(li_min, 1), plan(third, 2)
    duties.hand_on(turn, third.pk, by=dalian_lead, now=now)
    late: dict[str, Callable[..., object]] = {
        "hand_on": partial(duties.hand_on, turn, third.pk),
        "cancel": partial(duties.cancel, turn),
        "swap": partial(duties.swap, turn, other),
    }
    with pytest.raises(Refused) as told:
        late[deed](by=dalian_lead, now=now)
    assert str(dalian_lead) in str(told.value)
    assert "10:00" in str(told.value)
