"""Every table of the house: what may change, and what the database itself must refuse to change."""

import datetime as dt
from collections.abc import Callable

from django.db.models import Model

from accounts.models import Enterprise, Membership, Office, Region, User
from accounts.roles import RequesterRole
from tickets.actions import base_data, filing
from tickets.models import (
    Clock,
    Decree,
    Event,
    OfficeHours,
    Redaction,
    RoutingRules,
    Rung,
    Seal,
    SpecialDay,
    Ticket,
)
from tickets.rules.classification import Nature
from tickets.rules.filing import Filing

MUTABLE = {
    *("accounts.Absence", "accounts.Duty", "accounts.Enterprise", "accounts.Grant"),
    *("accounts.Invitation", "accounts.Membership", "accounts.Office", "accounts.Region"),
    "accounts.Recusal",
    *("accounts.Session", "accounts.SetUpLink", "accounts.User"),
    *("tickets.Assist", "tickets.Attachment"),
    *("tickets.Category", "tickets.Ground", "tickets.Heartbeat", "tickets.Measure"),
    *("tickets.MeasureVersion", "tickets.LinkedMeasure", "tickets.Relation"),
    *("tickets.Tag", "tickets.Tagging"),
    *("tickets.HandOver", "tickets.HandOverLine"),
    *(
        "tickets.Mute",
        "tickets.OfficeSetting",
        "tickets.OutboxMessage",
        "tickets.Paper",
        "tickets.Promise",
    ),
    *("tickets.Clock", "tickets.Contact", "tickets.Draft", "tickets.Ending", "tickets.Hop"),
    *("tickets.Message", "tickets.Named", "tickets.Pause", "tickets.Supplement"),
    *("tickets.Extension", "tickets.RoutingDraft", "tickets.Suspension", "tickets.Ticket"),
    *("tickets.Notice", "tickets.NoticeCount", "tickets.NoticeTemplate", "tickets.Translation"),
}


def _event(by: User, now: dt.datetime) -> Model:
    return Event.objects.append("test:1", "written", by=by, now=now, facts={})


def _seal(by: User, now: dt.datetime) -> Model:
    return Seal.objects.create(at=now, last_event_id=0, streams=0, hash="0" * 64)


def _rung(by: User, now: dt.datetime) -> Model:
    base_data.load(by=None, now=now)
    dalian = Region.objects.get(code="210200")
    facts = {"name_zh": "一家企业", "nationality": "JP", "sector": "C", "registered_at": now}
    enterprise = Enterprise.objects.create(region=dalian, **facts)
    since = {"role": RequesterRole.OWNER, "from_date": now.date()}
    Membership.objects.create(user=by, enterprise=enterprise, **since)
    draft = filing.begin(enterprise, by=by, now=now)
    said = Filing("请求一件", "情况说明", Nature.CONSULT, "T01")
    clock = Clock.objects.filter(ticket=filing.submit(draft, said, by=by, now=now)).earliest("id")
    return Rung.objects.create(clock=clock, rung="half", reached_at=now, noted_at=now)


def _redaction(by: User, now: dt.datetime) -> Model:
    _rung(by, now)
    facts = {"title": "脱敏标题", "text": "脱敏事实", "written_by": by, "written_at": now}
    return Redaction.objects.create(ticket=Ticket.objects.get(), **facts)


def _decree(by: User, now: dt.datetime) -> Decree:
    return Decree.objects.create(year=2027, title="通知", source="国务院办公厅", published_at=now)


def _special_day(by: User, now: dt.datetime) -> Model:
    facts = {
        "date": dt.date(2027, 1, 1),
        "kind": "holiday",
        "name_zh": "元旦",
        "name_en": "New Year",
    }
    return SpecialDay.objects.create(decree=_decree(by, now), source="国务院办公厅", **facts)


def _hours(by: User, now: dt.datetime) -> Model:
    base_data.load(by=None, now=now)
    office = Office.objects.get(code="210200")
    week = [[["08:30", "17:00"]]]
    facts = {"from_date": dt.date(2027, 1, 1), "zone": "Asia/Shanghai", "published_at": now}
    return OfficeHours.objects.create(office=office, week=week, **facts)


def _routing_rules(by: User, now: dt.datetime) -> Model:
    rules = [{"goal": "city"}]
    facts = {"valid_from": now.date(), "published_at": now, "published_by": by}
    return RoutingRules.objects.create(version=99, rules=rules, **facts)


# Each append-only table with how one row of it is made.
APPEND_ONLY: dict[str, Callable[[User, dt.datetime], Model]] = {
    "tickets.Event": _event,
    "tickets.Decree": _decree,
    "tickets.OfficeHours": _hours,
    "tickets.Redaction": _redaction,
    "tickets.RoutingRules": _routing_rules,
    "tickets.Rung": _rung,
    "tickets.Seal": _seal,
    "tickets.SpecialDay": _special_day,
}

# Rows that go when what they hang on goes, and why; everything else is protected.
NOT_PROTECTED: dict[str, str] = {}
