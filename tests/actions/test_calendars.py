"""Publishing calendars: versions, refusals, races; running clocks follow exactly once."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Office, User
from tests.actions.at_once import DONE, at_once
from tests.actions.refusals import field_of, refusal
from tests.actions.stage import ACCEPT, ASKED, SUPPLY, WRITTEN, Stage
from tickets.access.calendars import calendar_of
from tickets.access.requests import asked_of
from tickets.actions import calendars, ladders, rungs
from tickets.errors import Because
from tickets.models import Clock, Decree, Event, OfficeHours, SpecialDay, Ticket
from tickets.rules.clocks import Clock as Name
from tickets.rules.decrees import Decreed, DecreeDraft
from tickets.rules.plans import HoursDraft, SeasonDraft, spans_from

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
SPRING = [dt.date(2027, 2, 5) + dt.timedelta(days=n) for n in range(8)]  # an invented notice
DRAFT = DecreeDraft(
    2027,
    "关于2027年部分节假日安排的通知（示例）",
    "示例",
    (
        Decreed(dt.date(2027, 1, 1), "holiday", "元旦", "New Year's Day"),
        *(Decreed(date, "holiday", "春节", "Spring Festival") for date in SPRING),
        Decreed(dt.date(2027, 1, 31), "workday", "调休上班", "Make-up working day"),
    ),
)
LATE_OPENING = [spans_from("09:00-12:00, 13:00-17:30")] * 5
HOURS = HoursDraft(dt.date(2026, 1, 1), "Asia/Shanghai", LATE_OPENING, "冬季作息")


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def winter(stage: Stage) -> Stage:
    """A Wednesday in January 2027, of which nobody knows the holidays yet."""
    stage.now = at("2027-01-27 10:00")
    return stage


def handled(stage: Stage) -> Ticket:
    """A ticket accepted ten minutes later: five working days run."""
    return stage.play(stage.file(), ACCEPT)


def handling(ticket: Ticket) -> Clock:
    return Clock.objects.get(ticket=ticket, name=Name.HANDLING, stopped_at=None)


def told(ticket: Ticket) -> list[dict[str, object]]:
    """What the timeline tells of moved due moments."""
    happened = Event.objects.of(ticket.stream).filter(kind=rungs.RECALCULATED)
    return [dict(event.facts) for event in happened]


def test_a_notice_moves_the_clocks_it_touches_and_the_timeline_tells_it_once(
    winter: Stage, policy_editor: User
) -> None:
    ticket = winter.play(handled(winter), ("write", "li_min", WRITTEN))
    clock = handling(ticket)
    assert (clock.due_at, clock.is_provisional) == (at("2027-02-03 17:00"), True)
    early = replace(DRAFT, days=(Decreed(dt.date(2027, 2, 2), "holiday", "春节"),))
    notice = calendars.publish_decree(early, by=policy_editor, now=winter.later())
    assert handling(ticket).due_at == clock.due_at, "nothing moves in the request"
    for _round in range(2):
        ladders.climb(now=winter.later(1))
    moved = handling(ticket)
    assert (moved.due_at, moved.first_due_at) == (at("2027-02-04 17:00"), clock.due_at)
    assert not moved.is_provisional
    ticket.refresh_from_db()
    assert ticket.next_due_at == moved.due_at
    (event,) = told(ticket)
    assert event["because"] == {"notice": notice.title, "version": 1}
    assert {one["clock"] for one in event["moved"]} == {"handling", "interim"}  # type: ignore[attr-defined]  # JSON


def test_a_make_up_saturday_is_worked_and_makes_nothing_earlier_than_it_was_worked(
    winter: Stage, policy_editor: User
) -> None:
    ticket = handled(winter)
    calendars.publish_decree(DRAFT, by=policy_editor, now=winter.later())
    ladders.climb(now=winter.later())
    assert handling(ticket).due_at == at("2027-02-02 17:00"), "Sunday 31 January is worked"
    assert len(told(ticket)) == 1


def test_what_is_not_touched_is_not_told(winter: Stage, policy_editor: User) -> None:
    ticket = handled(winter)
    far = replace(DRAFT, days=DRAFT.days[:1])
    calendars.publish_decree(far, by=policy_editor, now=winter.later())
    ladders.climb(now=winter.later())
    assert told(ticket) == []
    assert handling(ticket).calendar_version == calendar_of(ticket.office).version
    assert not handling(ticket).is_provisional


def test_the_day_by_which_material_is_asked_for_follows_its_clock(
    winter: Stage, policy_editor: User
) -> None:
    ticket = winter.play(winter.file(), ("ask_supplement", "li_min", ASKED))
    before = asked_of(ticket)
    assert before
    assert (before.due_at, before.is_provisional) == (at("2027-02-17 17:00"), True)
    calendars.publish_decree(DRAFT, by=policy_editor, now=winter.later())
    ladders.climb(now=winter.later())
    after = asked_of(ticket)
    assert after
    assert (after.due_at, after.is_provisional) == (at("2027-02-24 17:00"), False)


def test_a_clock_that_stands_still_follows_too_and_goes_on_rightly(
    winter: Stage, policy_editor: User
) -> None:
    ticket = winter.play(winter.file(), ACCEPT, ("ask_supplement", "li_min", ASKED))
    standing = handling(ticket)
    draft = replace(DRAFT, days=(Decreed(dt.date(2027, 2, 2), "holiday", "春节"),))
    calendars.publish_decree(draft, by=policy_editor, now=winter.later())
    ladders.climb(now=winter.later())
    moved = handling(ticket)
    assert (standing.due_at, moved.due_at) == (at("2027-02-03 17:00"), at("2027-02-04 17:00"))
    assert (moved.paused_at, moved.check_at) == (standing.paused_at, None)
    winter.now = at("2027-01-28 10:00")
    winter.do(ticket, "supply", "member", SUPPLY)
    assert at("2027-02-05 08:30") < handling(ticket).due_at < at("2027-02-05 17:00")


def test_no_import_moves_a_due_moment_into_the_past(winter: Stage, policy_editor: User) -> None:
    calendars.publish_decree(
        replace(DRAFT, days=(Decreed(dt.date(2027, 2, 1), "holiday", "春节"),)),
        by=policy_editor,
        now=winter.now,
    )
    ticket = handled(winter)
    assert handling(ticket).due_at == at("2027-02-04 17:00")
    winter.now = at("2027-02-04 09:00")
    ladders.climb(now=winter.now)
    shorter = replace(DRAFT, days=DRAFT.days[:1], seen=1)
    calendars.publish_decree(shorter, by=policy_editor, now=winter.later())
    ladders.climb(now=winter.later())
    assert handling(ticket).due_at == at("2027-02-04 17:00")
    assert told(ticket) == []


def test_what_was_reached_before_the_notice_stays_reached(
    winter: Stage, policy_editor: User
) -> None:
    ticket = handled(winter)
    half_at = handling(ticket).half_at
    holiday = replace(DRAFT, days=(Decreed(dt.date(2027, 1, 29), "holiday", "春节"),))
    calendars.publish_decree(holiday, by=policy_editor, now=half_at + dt.timedelta(minutes=1))
    ladders.climb(now=half_at + dt.timedelta(minutes=2))
    clock = handling(ticket)
    assert [rung.reached_at for rung in clock.rungs.all()] == [half_at]
    assert clock.half_at > half_at


def test_a_round_that_breaks_is_repeated_and_tells_once(
    winter: Stage, policy_editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = handled(winter)
    calendars.publish_decree(DRAFT, by=policy_editor, now=winter.later())
    with monkeypatch.context() as broken:
        broken.setattr(rungs, "_climb", _break)
        with pytest.raises(RuntimeError):
            ladders.climb(now=winter.later())
    assert told(ticket) == []
    ladders.climb(now=winter.later())
    ladders.climb(now=winter.later())
    assert len(told(ticket)) == 1


def _break(*_anything: object) -> None:
    raise RuntimeError("the power fails")


def test_a_deed_before_the_sweep_works_with_the_new_calendar(
    winter: Stage, policy_editor: User
) -> None:
    ticket = handled(winter)
    calendars.publish_decree(DRAFT, by=policy_editor, now=winter.later())
    winter.do(ticket, "write", "li_min", WRITTEN)
    assert handling(ticket).due_at == at("2027-02-02 17:00")
    assert [event.kind for event in Event.objects.of(ticket.stream)][-2:] == [
        rungs.RECALCULATED,
        "write",
    ]


def test_a_clock_that_a_deed_started_meanwhile_is_found(winter: Stage, policy_editor: User) -> None:
    ticket = handled(winter)
    calendars.publish_decree(DRAFT, by=policy_editor, now=winter.later())
    later = winter.now + dt.timedelta(days=30)
    ticket.clocks.update(check_at=later)  # as a deed leaves it that had not seen the notice
    assert (
        calendars.mark_stragglers(by=None, now=winter.later(2)) == ticket.clocks.running().count()
    )
    ladders.climb(now=winter.later())
    assert len(told(ticket)) == 1
    assert calendars.mark_stragglers(by=None, now=winter.later()) == 0
    assert calendars.mark_outdated(by=None, now=winter.later(60)) == 0


def test_two_clocks_of_one_ticket_are_told_in_one_event(winter: Stage, policy_editor: User) -> None:
    winter.now = at("2027-01-29 16:30")
    ticket = winter.file()
    calendars.publish_decree(DRAFT, by=policy_editor, now=winter.later())
    ladders.climb(now=winter.later())
    (event,) = told(ticket)
    assert len(event["moved"]) == 2  # type: ignore[arg-type]  # first contact and acceptance


# --- Versions ----------------------------------------------------------------------------------


def test_the_next_version_replaces_the_year_whole(winter: Stage, policy_editor: User) -> None:
    calendars.publish_decree(DRAFT, by=policy_editor, now=winter.now)
    days = calendar_of(winter.li_min.grants.get().office).days
    assert days[SPRING[0]].name_zh == "春节"
    second = replace(DRAFT, days=DRAFT.days[:1], seen=1)
    assert calendars.publish_decree(second, by=policy_editor, now=winter.now).version == 2
    assert SPRING[0] not in calendar_of(winter.li_min.grants.get().office).days
    assert SpecialDay.objects.filter(decree__year=2027).count() == len(DRAFT.days) + 1


def test_one_event_tells_of_a_publication(winter: Stage, policy_editor: User) -> None:
    calendars.publish_decree(DRAFT, by=policy_editor, now=winter.now)
    event = Event.objects.get(stream=calendars.STREAM)
    assert (event.kind, event.by, event.at) == ("notice_published", policy_editor, winter.now)
    facts = {"year": 2027, "version": 1, "title": DRAFT.title, "days": len(DRAFT.days)}
    assert event.facts == facts


def test_the_calendar_is_known_to_the_end_of_the_unbroken_run(
    winter: Stage, policy_editor: User, dalian: Office
) -> None:
    assert calendar_of(dalian).known_until == dt.date(2026, 12, 31)
    days = (Decreed(dt.date(2028, 1, 1), "holiday", "元旦"),)
    calendars.publish_decree(replace(DRAFT, year=2028, days=days), by=policy_editor, now=winter.now)
    assert calendar_of(dalian).known_until == dt.date(2026, 12, 31), "2027 is missing"
    calendars.publish_decree(DRAFT, by=policy_editor, now=winter.now)
    assert calendar_of(dalian).known_until == dt.date(2028, 12, 31)


@pytest.mark.parametrize("who", ["li_min", "leader", "supervisor", "dispatcher"])
def test_only_a_policy_editor_publishes(winter: Stage, who: str, dalian: Office) -> None:
    by = getattr(winter, who)
    denied = (Because.ROLE, "edit_policy")
    assert refusal(lambda: calendars.publish_decree(DRAFT, by=by, now=winter.now)) == denied
    assert refusal(lambda: calendars.publish_hours(dalian, HOURS, by=by, now=winter.now)) == denied
    assert not Decree.objects.filter(year=2027).exists()


def test_a_second_press_is_refused_as_published_and_a_stale_preview_as_overtaken(
    winter: Stage, policy_editor: User, dalian: Office
) -> None:
    stale, twice = (Because.STALE, "changed_meanwhile"), (Because.STALE, "published_already")
    calendars.publish_decree(DRAFT, by=policy_editor, now=winter.now)
    calendars.publish_hours(dalian, HOURS, by=policy_editor, now=winter.now)
    publish = calendars.publish_decree
    hours = calendars.publish_hours
    assert refusal(lambda: publish(DRAFT, by=policy_editor, now=winter.now)) == twice
    assert refusal(lambda: hours(dalian, HOURS, by=policy_editor, now=winter.now)) == twice
    fewer, later = replace(DRAFT, days=DRAFT.days[:2]), replace(HOURS, reason="另行规定")
    assert refusal(lambda: publish(fewer, by=policy_editor, now=winter.now)) == stale
    assert refusal(lambda: hours(dalian, later, by=policy_editor, now=winter.now)) == stale
    assert Event.objects.filter(stream=calendars.STREAM).count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_at_once_one_publishes(winter: Stage, policy_editor: User) -> None:
    def publish() -> object:
        return calendars.publish_decree(DRAFT, by=policy_editor, now=winter.now)

    assert at_once(publish, publish) == [DONE, "published_already"]
    assert Decree.objects.filter(year=2027).count() == 1


def test_bad_days_are_refused_naming_the_row(winter: Stage, policy_editor: User) -> None:
    twice = replace(DRAFT, days=(*DRAFT.days, DRAFT.days[0]))

    def publish(draft: DecreeDraft) -> object:
        return calendars.publish_decree(draft, by=policy_editor, now=winter.now)

    assert refusal(lambda: publish(twice)) == (Because.MISSING, "duplicate")
    assert field_of(lambda: publish(twice)) == "file"
    assert field_of(lambda: publish(replace(DRAFT, title=" "))) == "title"
    assert field_of(lambda: publish(replace(DRAFT, year=1999))) == "year"


# --- Hours -------------------------------------------------------------------------------------


def test_hours_are_those_of_the_nearest_office(
    winter: Stage, policy_editor: User, province: Office, dalian: Office, shenyang: Office
) -> None:
    calendars.publish_hours(province, HOURS, by=policy_editor, now=winter.now)
    early = replace(HOURS, week=[spans_from("08:00-12:00")] * 6)
    calendars.publish_hours(dalian, early, by=policy_editor, now=winter.now)
    saturday = at("2027-01-30 09:30")
    assert calendar_of(dalian).worktime.is_open(saturday)
    assert not calendar_of(shenyang).worktime.is_open(saturday)
    assert calendar_of(shenyang) == calendar_of(province)
    assert calendar_of(shenyang).worktime.is_open(at("2027-01-29 17:15"))


def test_hours_of_a_city_move_its_clocks_only(
    winter: Stage, policy_editor: User, dalian: Office, shenyang: Office
) -> None:
    ticket = handled(winter)
    calendars.publish_hours(shenyang, HOURS, by=policy_editor, now=winter.later())
    ladders.climb(now=winter.later())
    assert told(ticket) == []
    calendars.publish_hours(dalian, HOURS, by=policy_editor, now=winter.later())
    ladders.climb(now=winter.later())
    assert handling(ticket).due_at == at("2027-02-03 17:30")
    assert [event["because"] for event in told(ticket)] == [
        {"hours_of": str(dalian.pk), "version": 1}
    ]


def test_a_season_has_its_own_hours_and_its_make_up_days_too(
    winter: Stage, policy_editor: User, dalian: Office
) -> None:
    season = SeasonDraft("01-15", "02-15", [spans_from("10:00-15:00")] * 5)
    draft = replace(HOURS, seasons=(season,))
    calendars.publish_hours(dalian, draft, by=policy_editor, now=winter.now)
    calendars.publish_decree(DRAFT, by=policy_editor, now=winter.now)
    worktime = calendar_of(dalian).worktime
    opens = [at(f"2027-{day} 09:30") for day in ("01-14", "01-15", "01-31", "02-15", "02-16")]
    assert [worktime.is_open(moment) for moment in opens] == [True, False, False, False, True]
    assert worktime.is_open(at("2027-01-31 14:00")), "the make-up Sunday has the season's hours"
    assert OfficeHours.objects.get().seasons[0]["start"] == "01-15"


def test_hours_begin_on_their_day_and_the_old_ones_hold_until_then(
    winter: Stage, policy_editor: User, dalian: Office
) -> None:
    from_spring = replace(HOURS, from_date=dt.date(2027, 3, 1))
    calendars.publish_hours(dalian, from_spring, by=policy_editor, now=winter.now)
    worktime = calendar_of(dalian).worktime
    assert worktime.is_open(at("2027-02-26 08:45"))
    assert not worktime.is_open(at("2027-03-01 08:45"))


# --- What must never fail ----------------------------------------------------------------------


def test_no_ticket_fails_for_a_broken_calendar(winter: Stage, dalian: Office) -> None:
    OfficeHours.objects.create(
        office=dalian,
        from_date=dt.date(2026, 1, 1),
        zone="Liaoning/Dalian",
        week=[["08:30"]],
        published_at=winter.now,
    )
    ticket = handled(winter)
    assert (handling(ticket).due_at, handling(ticket).is_provisional) == (
        at("2027-02-03 17:00"),
        True,
    )
    assert calendar_of(dalian).is_broken


def test_the_calendar_costs_one_small_question(
    winter: Stage,
    dalian: Office,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    calendar_of(dalian)
    with django_assert_num_queries(1):
        calendar_of(dalian)
