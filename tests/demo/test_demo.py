"""The example is told once, through the actions, to an empty house, and mailed to nobody."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings

from accounts import credit_code
from accounts.models import Absence, Duty, Enterprise, Grant, Membership, Office, User
from accounts.roles import RequesterRole, Role
from tickets.access.calendars import province_calendar
from tickets.access.tickets import steps_for
from tickets.demo import everyday
from tickets.demo.cast import PASSWORD, cast
from tickets.demo.deeds import PARTS
from tickets.demo.play import play
from tickets.errors import Refused
from tickets.models import (
    Category,
    Draft,
    Ending,
    Event,
    Extension,
    HandOver,
    Hop,
    LinkedMeasure,
    Message,
    OutboxMessage,
    Relation,
    Rung,
    Suspension,
    Ticket,
    Translation,
    database,
)
from tickets.models.overlay import Ruling
from tickets.reports import integrity, overview
from tickets.reports.figures import Key, Period
from tickets.rules.classification import Track, Urgency
from tickets.rules.clocks import Light
from tickets.rules.days import day_of
from tickets.rules.endings import MeasureOutcome, MeasureRole
from tickets.rules.filing import Source
from tickets.rules.hand_overs import Way
from tickets.rules.states import State
from tickets.rules.steps import StepName

NOW = dt.datetime(2026, 11, 18, 2, 0, tzinfo=dt.UTC)
SCRIPTS = {
    "Han": "一-鿿",
    "Latin": "A-Za-z",
    "Kana": "ぁ-ヿ",
    "Hangul": "가-힣",
    "Cyrillic": "А-я",
}


@pytest.fixture(scope="module")
def questions(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[int]:
    """The example, told once for all tests of this module; what it asked of the database."""
    asked = 0

    def count(execute: Callable[..., Any], *question: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*question)

    with django_db_blocker.unblock(), transaction.atomic():
        with connection.execute_wrapper(count):
            play(now=NOW)
        yield asked
        transaction.set_rollback(True)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("questions")]


def test_it_is_told_in_few_questions(questions: int) -> None:
    """About a thousandth of a second each: the first start has a minute in all."""
    assert questions < 43_000


def test_the_planner_knows_how_much_was_told() -> None:
    """Else the first pages are planned for empty tables, and take seconds."""
    with connection.cursor() as cursor:
        cursor.execute("select reltuples from pg_class where oid = 'tickets_ticket'::regclass")
        assert cursor.fetchone() == (Ticket.objects.count(),)


@pytest.mark.django_db
def test_counting_the_rows_locks_no_table_of_the_server_itself() -> None:
    database.take_stock()
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_locks"
            " where pid = pg_backend_pid() and database = 0 and mode = 'ShareUpdateExclusiveLock'"
        )
        assert cursor.fetchone() == (0,)


def test_sixteen_offices_can_be_called_and_only_the_unit_is_a_complaint_agency() -> None:
    nodes = Office.objects.nodes()
    assert nodes.count() == 16
    assert not nodes.filter(phone="").exists()
    assert list(Office.objects.filter(complaint_agency=True).values_list("code", flat=True)) == [
        "ln-commerce"
    ]


def test_every_role_is_filled_and_the_province_has_two_leads() -> None:
    held = set(Grant.objects.in_force(day_of(NOW)).values_list("role", flat=True))
    assert held == set(Role.values)
    assert Grant.objects.filter(role=Role.LEAD, office__kind="province").count() >= 2
    places = Grant.objects.filter(role=Role.CONCIERGE).values("office").distinct()
    assert places.count() == 16


def test_sixty_enterprises_and_five_institutions_have_names_in_many_scripts() -> None:
    kinds = Enterprise.objects.values_list("kind", flat=True)
    assert (list(kinds).count("enterprise"), list(kinds).count("institution")) == (60, 5)
    names = " ".join(
        " ".join(row) for row in Enterprise.objects.values_list("name_zh", "name_original")
    )
    for name, letters in SCRIPTS.items():
        assert re.search(f"[{letters}]", names), name
    assert Enterprise.objects.values("nationality").distinct().count() >= 12


def test_every_enterprise_has_a_valid_code_an_owner_a_concierge_and_a_deputy() -> None:
    for enterprise in Enterprise.objects.all():
        owners = enterprise.memberships.in_force(day_of(NOW)).filter(role=RequesterRole.OWNER)
        assert owners.exists(), enterprise
        assert enterprise.concierge_id
        assert enterprise.deputy_id
        assert enterprise.verified_at
        code = enterprise.credit_code
        assert (code is None) == (enterprise.kind == "institution")
        assert code is None or credit_code.is_valid(code)


def test_own_concierges_work_where_the_enterprise_is_registered() -> None:
    at = Grant.objects.filter(role=Role.CONCIERGE).values_list("user", "office__region")
    region = dict(at)
    for enterprise in Enterprise.objects.filter(kind="enterprise"):
        assert enterprise.concierge_id
        assert region[enterprise.concierge_id] == enterprise.region_id


def test_rare_characters_are_in_the_names() -> None:
    names = "".join(User.objects.values_list("name", flat=True))
    assert {"𠮷", "䶮", "㛃"} <= set(names)


def test_there_are_members_agents_absences_and_duties() -> None:
    today = Membership.objects.in_force(day_of(NOW))
    assert today.filter(role=RequesterRole.MEMBER).count() >= 5
    assert today.filter(role=RequesterRole.AGENT).count() >= 3
    assert Absence.objects.at(NOW).exists()
    assert Duty.objects.at(NOW).count() == 2


def test_nothing_is_left_to_be_sent() -> None:
    assert OutboxMessage.objects.exists()
    assert not OutboxMessage.objects.waiting().exists()
    assert all(m.sent_at == m.queued_at for m in OutboxMessage.objects.mails())


def test_its_past_lies_in_the_past_and_its_history_holds() -> None:
    assert Event.objects.filter(at__gt=NOW).count() == 0
    assert Event.objects.count() > 400
    assert [finding for finding in integrity.findings() if finding.damage] == []


@pytest.mark.parametrize("one", cast(), ids=lambda one: one.name_latin)
def test_the_cast_can_sign_in(one: object) -> None:
    person = User.objects.get(email=getattr(one, "email", ""))
    assert person.name == getattr(one, "name", "")
    assert Client().login(email=person.email, password=PASSWORD)


def test_it_is_not_told_twice() -> None:
    before = User.objects.count()
    with pytest.raises(Refused) as refused:
        play(now=NOW)
    assert refused.value.code == "people_exist"
    assert User.objects.count() == before


def test_the_command_names_the_cast_again(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo")
    said = capsys.readouterr().out
    assert PASSWORD in said
    assert "li.min@demo.example" in said


def test_without_demo_there_is_no_example(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="real people"):
        call_command("demo")


# --- Its tickets -------------------------------------------------------------------------------

SHARES = {
    ("T11",): 0.15,
    ("T03", "T14"): 0.15,
    ("T01", "T02"): 0.15,
    ("T15", "T16", "T17", "T18"): 0.10,
    ("T13",): 0.09,
    ("T12",): 0.08,
    ("T09",): 0.14,
    ("T20",): 0.05,
}  # issue by issue as enterprises bring them


def test_three_hundred_tickets_came_in_over_nine_months() -> None:
    assert 290 < Ticket.objects.count() < 330
    assert 50 < Ticket.objects.open().count() < 100
    for month in range(9):
        until = NOW - dt.timedelta(days=30 * month)
        within = Ticket.objects.filter(
            submitted_at__lte=until, submitted_at__gt=until - dt.timedelta(days=30)
        )
        assert within.count() >= 15, f"{month} months ago"


@pytest.mark.parametrize(("codes", "share"), SHARES.items(), ids=str)
def test_the_mix_of_categories_is_that_of_life(codes: tuple[str, ...], share: float) -> None:
    every = Ticket.objects.count()
    assert abs(Ticket.objects.filter(category__in=codes).count() / every - share) < 0.02


def test_every_category_is_asked_about() -> None:
    asked = set(Ticket.objects.values_list("category", flat=True))
    assert asked == set(Category.objects.values_list("code", flat=True))


def test_every_state_light_track_and_urgency_can_be_seen() -> None:
    def seen(field: str) -> set[Any]:
        return set(Ticket.objects.values_list(field, flat=True))

    assert seen("state") == set(State) - {State.DRAFT}
    assert Draft.objects.unfinished().exists()
    assert seen("light") >= set(Light)
    assert seen("track") == set(Track)
    assert seen("urgency") == set(Urgency)
    assert seen("source") == set(Source)
    assert seen("rating") == {None, 1, 2, 3, 4, 5}
    assert Ticket.objects.open().filter(assignee=None).exists()
    assert Ticket.objects.filter(supervision_level=1, generation=3).exists()


def test_every_word_of_the_script_is_used() -> None:
    used = {line.deed for story in everyday.stories() for line in story.lines}
    assert used == set(PARTS)
    done = set(Event.objects.filter(stream__startswith="ticket:").values_list("kind", flat=True))
    assert done >= {part.step.value for part in PARTS.values()} | {"submit"}


def test_more_time_can_be_seen_asked_for_granted_refused_and_over() -> None:
    assert set(Extension.objects.values_list("ruling", flat=True)) == set(Ruling) - {Ruling.VOID}
    waits = Extension.objects.get(ruling=Ruling.WAITING)
    sun_jie = User.objects.get(email="sun.jie@demo.example")
    rulings = {step.name for step in steps_for(sun_jie, waits.ticket, NOW)}
    assert StepName.GRANT_EXTENSION in rulings
    days = Suspension.objects.filter(ruling=Ruling.GRANTED).values_list("until_date", flat=True)
    assert min(days) < day_of(NOW) < max(days)
    for granted in Extension.objects.filter(ruling=Ruling.GRANTED):
        assert granted.ticket.clocks.filter(name="handling", extended__gt=0).exists()


def test_what_was_reached_in_the_last_days_was_noted_on_time() -> None:
    lately = Rung.objects.filter(reached_at__gt=NOW - dt.timedelta(days=7))
    assert lately.count() > 100
    assert [str(rung) for rung in lately if rung.was_noted_late] == []


def test_every_feature_of_the_desk_has_its_example() -> None:
    outcomes = LinkedMeasure.objects.standing().values_list("outcome", flat=True)
    assert set(outcomes) >= set(MeasureOutcome)
    assert set(LinkedMeasure.objects.values_list("role", flat=True)) == set(MeasureRole)
    assert Ending.objects.filter(carried__none_fits=True).exists()
    assert set(Relation.objects.values_list("is_duplicate", flat=True)) == {True, False}
    assert Translation.objects.values("language").distinct().exists()
    assert HandOver.objects.filter(way=Way.DEPUTY, finished_at__isnull=False).exists()
    assert Hop.objects.filter(kind=Hop.Kind.HANDED_OVER).exists()
    assert set(Hop.objects.filter(kind="routed").values_list("rules__version", flat=True)) == {1, 2}
    assert Ticket.objects.filter(confidentiality="secret").count() >= 2


def test_every_office_has_open_work() -> None:
    busy = Ticket.objects.open().values_list("office", flat=True).distinct()
    assert set(busy) == set(Office.objects.nodes().values_list("pk", flat=True))


def test_every_deed_has_its_one_event() -> None:
    beside = ("rung", "served", "related")  # time passes; a link is told on the other ticket too
    deeds = Event.objects.exclude(kind__in=beside)
    lengths = Counter(deeds.values_list("stream", flat=True))
    for ticket in Ticket.objects.all():
        assert lengths[ticket.stream] == ticket.version, ticket


def test_staff_work_in_office_hours_unless_somebody_is_in_danger() -> None:
    worktime = province_calendar().worktime
    ordinary = Ticket.objects.exclude(urgency=Urgency.EMERGENCY).values_list("number", flat=True)
    deeds = Event.objects.filter(
        stream__in=[f"ticket:{number}" for number in ordinary], by__grants__isnull=False
    )
    late = [str(each) for each in deeds if not worktime.is_open(each.at - dt.timedelta(seconds=1))]
    assert deeds
    assert late == []


def test_nobody_works_while_away() -> None:
    for absence in Absence.objects.all():
        away = Event.objects.filter(at__gt=absence.starts_at, at__lt=absence.ends_at)
        assert not away.filter(by=absence.user_id, stream__startswith="ticket:"), absence


def test_all_texts_are_in_the_language_that_was_asked_for() -> None:
    written = Message.objects.filter(audience="public", from_requester=False)
    assert written.filter(language=F("ticket__language")).count() == written.count() > 100
    for language, letters in (("ja", "Kana"), ("ko", "Hangul"), ("zh-hans", "Han")):
        for text in written.filter(language=language).values_list("text", flat=True):
            assert re.search(f"[{SCRIPTS[letters]}]", text), text


def test_what_is_some_weeks_old_was_read_and_something_new_was_not() -> None:
    unread = OutboxMessage.objects.filter(channel="in_app", read_at=None)
    assert not unread.filter(queued_at__lt=NOW - dt.timedelta(weeks=3))
    assert unread.filter(recipient__email="li.min@demo.example").exists()


def test_the_leader_sees_figures_that_equal_their_rows() -> None:
    leader = User.objects.get(email="jiang.shan@demo.example")
    period = Period(day_of(NOW) - dt.timedelta(days=365), day_of(NOW))
    page = overview.overview(leader, period, NOW)
    for key in Key:
        rows = overview.rows(leader, key, period, NOW)
        assert page.total[key] == rows.count() > 0, key
        for line in page.offices:
            assert line.counts[key] == rows.filter(office__code=line.code).count()
    assert page.total[Key.RECEIVED] == Ticket.objects.count()
    assert page.rate is not None
    assert 60 < page.rate < 100
