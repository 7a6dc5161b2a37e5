"""Sixty days before the published calendar ends, its editors hear of it, once a week."""

import datetime as dt
from collections.abc import Callable

import pytest

from accounts.models import Grant, Office, User
from accounts.roles import Role
from concierge.doctor import calendars as doctor
from concierge.doctor.finding import Mark
from tests.actions.at_once import DONE, at_once
from tests.actions.stage import Stage
from tests.actions.test_calendars import DRAFT, at
from tickets.access.coverage import thorough_coverage
from tickets.actions import calendars
from tickets.models import OfficeHours, OutboxMessage
from tickets.rules.notifications import Kind

pytestmark = pytest.mark.django_db


def told_to(user: User) -> int:
    """How often somebody was reminded."""
    notes = OutboxMessage.objects.filter(kind=Kind.CALENDAR_ENDS, channel="in_app")
    return notes.filter(recipient=user).count()


def test_the_provinces_editors_are_told_once_a_week_that_the_next_notice_is_missing(
    stage: Stage, policy_editor: User
) -> None:
    assert not calendars.remind(by=None, now=at("2026-11-01 12:00")), "sixty days are left"
    assert [calendars.remind(by=None, now=at(f"2026-11-{day} 12:00")) for day in ("02", "08")] == [
        True,
        False,
    ]
    told = OutboxMessage.objects.filter(kind=Kind.CALENDAR_ENDS)
    assert {message.recipient for message in told} == {policy_editor}
    assert set(told.values_list("channel", flat=True)) == {"in_app", "email"}
    assert told.count() == 2
    assert "2027" in told[0].subject


def test_every_monday_whoever_edits_the_policy_by_then_is_told_until_it_is_mended(
    stage: Stage,
    policy_editor: User,
    person: Callable[..., User],
    grant: Callable[[User, Role, Office], Grant],
    province: Office,
) -> None:
    assert calendars.remind(by=None, now=at("2026-11-05 12:00"))
    newcomer = person("Newcomer")
    given = grant(newcomer, Role.POLICY_EDITOR, province)
    Grant.objects.filter(pk=given.pk).update(from_date=dt.date(2026, 11, 6))
    moments = ("2026-11-05 13:00", "2026-11-06 09:00", "2026-11-06 10:00", "2026-11-09 07:59")
    assert [calendars.remind(by=None, now=at(moment)) for moment in moments] == [
        *(False, True, False, False),
    ]
    assert told_to(newcomer) == 1
    Grant.objects.filter(user=policy_editor).update(until_date=dt.date(2026, 11, 8))
    assert [calendars.remind(by=None, now=at(f"2026-11-09 {at_}:00")) for at_ in ("08", "09")] == [
        *(True, False),
    ]
    assert (told_to(newcomer), told_to(policy_editor)) == (2, 1)
    calendars.publish_decree(DRAFT, by=newcomer, now=at("2026-11-10 12:00"))
    assert not calendars.remind(by=None, now=at("2026-11-16 12:00"))


def test_the_next_year_is_told_anew(stage: Stage, policy_editor: User) -> None:
    assert calendars.remind(by=None, now=at("2026-11-20 12:00"))
    calendars.publish_decree(DRAFT, by=policy_editor, now=at("2026-11-25 12:00"))
    assert not calendars.remind(by=None, now=at("2026-11-26 12:00"))
    assert calendars.remind(by=None, now=at("2027-11-20 12:00"))


@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_once_tell_once(stage: Stage, policy_editor: User) -> None:
    def remind() -> object:
        return calendars.remind(by=None, now=at("2026-11-20 12:00"))

    assert at_once(remind, remind) == [DONE, DONE]
    assert OutboxMessage.objects.filter(kind=Kind.CALENDAR_ENDS).count() == 2


def test_without_an_editor_nobody_is_told_until_there_is_one(stage: Stage) -> None:
    editing = Grant.objects.filter(role=Role.POLICY_EDITOR)
    editing.update(until_date=stage.now.date() - dt.timedelta(days=1))
    assert not calendars.remind(by=None, now=at("2026-11-20 12:00"))
    editing.update(until_date=None)
    assert calendars.remind(by=None, now=at("2026-11-20 13:00"))


def test_the_doctor_tells_what_cannot_be_read(stage: Stage, dalian: Office) -> None:
    assert thorough_coverage(stage.now).broken == ()
    facts = {"from_date": stage.now.date(), "zone": "Asia/Shanghai", "published_at": stage.now}
    OfficeHours.objects.create(office=dalian, week=[["17:00"]], **facts)
    assert thorough_coverage(stage.now).broken == (dalian.code,)
    assert next(doctor.known()).mark is Mark.WRONG
