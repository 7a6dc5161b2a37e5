"""Offices are opened under others and keep their particulars."""

import datetime as dt
from dataclasses import replace

import pytest

from accounts.models import Office, User
from tests.actions.at_once import DONE, at_once
from tests.actions.refusals import field_of, refusal
from tickets.actions import offices
from tickets.errors import Because
from tickets.models import Event
from tickets.rules.offices import Opening, Profile

CUSTOMS = Opening(
    "unit", "dalian-customs", "210200", "210200", Profile("海关承办单位", "Customs unit", "0411-1")
)


def test_a_unit_is_opened_under_its_office(
    dalian: Office, province: Office, system_admin: User, now: dt.datetime
) -> None:
    unit = offices.establish(CUSTOMS, by=system_admin, now=now)
    assert unit.lineage == [province.id, dalian.id, unit.id]
    event = Event.objects.get()
    assert (event.stream, event.kind, event.by) == (unit.stream, "established", system_admin)


@pytest.mark.parametrize("visitor", ["li_min", "province_lead", "security_admin", "owner"])
def test_only_the_system_administrator_opens_and_corrects(
    visitor: str, dalian: Office, request: pytest.FixtureRequest, now: dt.datetime
) -> None:
    by = request.getfixturevalue(visitor)
    assert refusal(lambda: offices.establish(CUSTOMS, by=by, now=now))[0] is Because.ROLE
    assert (
        refusal(lambda: offices.correct(dalian, CUSTOMS.profile, by=by, now=now))[0] is Because.ROLE
    )


@pytest.mark.parametrize(
    ("opening", "field"),
    [
        (replace(CUSTOMS, kind="province"), "kind"),
        (replace(CUSTOMS, code="a b"), "code"),
        (replace(CUSTOMS, region="nowhere"), "region"),
        (replace(CUSTOMS, parent="nowhere"), "parent"),
        (replace(CUSTOMS, profile=Profile(" ", "x")), "name_zh"),
        (replace(CUSTOMS, profile=Profile("x", "y" * 161)), "name_en"),
    ],
)
def test_what_is_wrong_is_said(
    dalian: Office, system_admin: User, now: dt.datetime, opening: Opening, field: str
) -> None:
    assert field_of(lambda: offices.establish(opening, by=system_admin, now=now)) == field


def test_a_second_node_at_one_place_and_a_known_code_are_refused(
    dalian: Office, province: Office, system_admin: User, now: dt.datetime
) -> None:
    node = replace(CUSTOMS, kind="zone", code="dl2", parent=province.code)
    assert refusal(lambda: offices.establish(node, by=system_admin, now=now)) == (
        Because.STATE,
        "one_node_per_place",
    )
    known = replace(CUSTOMS, code=dalian.code)
    assert refusal(lambda: offices.establish(known, by=system_admin, now=now)) == (
        Because.STATE,
        "accounts_office_code_key",
    )


def test_a_correction_keeps_before_and_after_and_is_no_deed_twice(
    dalian: Office, system_admin: User, now: dt.datetime
) -> None:
    profile = Profile(dalian.name_zh, dalian.name_en, "0411-5550 0000", complaint_agency=True)
    corrected = offices.correct(dalian, profile, by=system_admin, now=now)
    assert corrected.complaint_agency
    assert Event.objects.get().facts == {
        "phone": ["", "0411-5550 0000"],
        "complaint_agency": [False, True],
    }
    again = refusal(lambda: offices.correct(dalian, profile, by=system_admin, now=now))
    assert again == (Because.STATE, "unchanged")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_one_office_at_once_one_does(
    dalian: Office, system_admin: User, now: dt.datetime
) -> None:
    said = at_once(
        lambda: offices.establish(CUSTOMS, by=system_admin, now=now),
        lambda: offices.establish(CUSTOMS, by=None, now=now),
    )
    assert said == ["accounts_office_code_key", DONE]


def test_the_contacts_of_an_office_are_kept_and_each_change_told(
    dalian: Office, system_admin: User, now: dt.datetime
) -> None:
    profile = Profile(
        dalian.name_zh,
        dalian.name_en,
        dalian.phone,
        dalian.complaint_agency,
        "0411-5550 0900",
        "大连市示例路1号",
        "1 Example Road, Dalian",
        ["zh-hans", "ja"],
    )
    kept = offices.correct(dalian, profile, by=system_admin, now=now)
    kept.refresh_from_db()
    assert (kept.backup_phone, kept.spoken_languages) == ("0411-5550 0900", ["zh-hans", "ja"])
    facts = Event.objects.of(dalian.stream).get().facts
    assert facts["spoken_languages"] == [[], ["zh-hans", "ja"]]
    again = refusal(lambda: offices.correct(kept, profile, by=system_admin, now=now))
    assert again[:2] == (Because.STATE, "unchanged")
    long = replace(profile, address_zh="长" * 201)
    assert field_of(lambda: offices.correct(kept, long, by=system_admin, now=now)) == "address_zh"
