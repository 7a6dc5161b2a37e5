"""Sixty days before the published calendar ends, its editors hear of it, once a year."""

import pytest

from accounts.models import Office, User
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


def test_the_provinces_editors_are_told_once_that_the_next_notice_is_missing(
    stage: Stage, policy_editor: User
) -> None:
    assert not calendars.remind(by=None, now=at("2026-11-01 12:00")), "sixty days are left"
    assert [calendars.remind(by=None, now=at(f"2026-11-{day} 12:00")) for day in ("02", "03")] == [
        True,
        False,
    ]
    told = OutboxMessage.objects.filter(kind=Kind.CALENDAR_ENDS)
    assert {message.recipient for message in told} == {policy_editor}
    assert set(told.values_list("channel", flat=True)) == {"in_app", "email"}
    assert told.count() == 2
    assert "2027" in told[0].subject


def test_the_next_year_is_told_anew(stage: Stage, policy_editor: User) -> None:
    assert calendars.remind(by=None, now=at("2026-11-20 12:00"))
    calendars.publish_notice(DRAFT, by=policy_editor, now=at("2026-11-25 12:00"))
    assert not calendars.remind(by=None, now=at("2026-11-26 12:00"))
    assert calendars.remind(by=None, now=at("2027-11-20 12:00"))


@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_once_tell_once(stage: Stage, policy_editor: User) -> None:
    def remind() -> object:
        return calendars.remind(by=None, now=at("2026-11-20 12:00"))

    assert at_once(remind, remind) == [DONE, DONE]
    assert OutboxMessage.objects.filter(kind=Kind.CALENDAR_ENDS).count() == 2


def test_without_an_editor_nobody_is_told_until_there_is_one(
    stage: Stage, request: pytest.FixtureRequest
) -> None:
    assert not calendars.remind(by=None, now=at("2026-11-20 12:00"))
    request.getfixturevalue("policy_editor")
    assert calendars.remind(by=None, now=at("2026-11-20 13:00"))


def test_the_doctor_tells_what_cannot_be_read(stage: Stage, dalian: Office) -> None:
    assert thorough_coverage(stage.now).broken == ()
    facts = {"from_date": stage.now.date(), "zone": "Asia/Shanghai", "published_at": stage.now}
    OfficeHours.objects.create(office=dalian, week=[["17:00"]], **facts)
    assert thorough_coverage(stage.now).broken == (dalian.code,)
    assert next(doctor.known()).mark is Mark.WRONG
