"""The policy editor's pages: drafted, previewed, published; nobody else comes in."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.ids import uuid7
from accounts.models import Office, User
from accounts.roles import Role
from tickets.actions import calendars, rungs
from tickets.models import Clock, Decree, Event, OfficeHours, Promise, Ticket
from tickets.rules.decrees import DecreeDraft, read_days

pytestmark = pytest.mark.django_db
Enter = Callable[[User], Client]
TABLE = "date,kind,name\n2027-01-01,holiday,元旦\n2027-02-06,holiday,春节\n"
NOTICE = {"year": "2027", "title": "2027年放假通知（示例）", "source": "示例"}
WEEK = {f"day_{day}": "09:00-12:00, 13:00-17:30" for day in range(5)}
HOURS = {"from_date": "2026-01-01", "zone": "Asia/Shanghai", "reason": "冬季作息", **WEEK}


@pytest.fixture
def editor(
    stopped_clock: time_machine.Traveller, handbook: None, policy_editor: User, signed_in: Enter
) -> Client:
    """The policy editor's browser."""
    return signed_in(policy_editor)


def pressed(response: object, **more: str) -> dict[str, str]:
    """What the page would send if the button to publish were pressed."""
    context = response.context  # type: ignore[attr-defined]  # of the test client
    data = {name: value for name, value in context["form"].data.items() if value is not None}
    kept = {"previewed": context["previewed"], "seen": str(context["last"])}
    return {**data, **kept, "publish": "1", **more}


def test_a_notice_is_imported_from_a_file_previewed_and_published(
    editor: Client, filed: Ticket, policy_editor: User
) -> None:
    upload = SimpleUploadedFile("2027.csv", TABLE.encode())
    shown = editor.post("/desk/calendars/notice/", {**NOTICE, "file": upload})
    assert shown.status_code == 200
    assert not Decree.objects.filter(year=2027).exists(), "a preview publishes nothing"
    done = editor.post("/desk/calendars/notice/", pressed(shown), follow=True)
    assert done.redirect_chain == [("/desk/calendars/", 302)]
    notice = Decree.objects.get(year=2027)
    assert (notice.version, notice.published_by, notice.days.count()) == (1, policy_editor, 2)
    assert "2027" in done.content.decode()


def test_the_preview_lists_every_clock_that_would_move(editor: Client, filed: Ticket) -> None:
    filed.clocks.update(due_at=dt.datetime(2026, 11, 18, 3, tzinfo=dt.UTC), is_provisional=True)
    shown = editor.post("/desk/calendars/notice/", {**NOTICE, "table": TABLE})
    shifts = shown.context["shifts"].object_list
    assert {shift.clock for shift in shifts} == {"acceptance"}
    assert filed.number in shown.content.decode()


def test_pressing_twice_publishes_once(editor: Client) -> None:
    shown = editor.post("/desk/calendars/notice/", {**NOTICE, "table": TABLE})
    press = pressed(shown)
    assert editor.post("/desk/calendars/notice/", press).status_code == 302
    again = editor.post("/desk/calendars/notice/", press, follow=True)
    assert again.redirect_chain == [("/desk/calendars/", 302)]
    assert "您已发布" in again.content.decode(), "nobody else is blamed"
    assert Decree.objects.filter(year=2027).count() == 1


def test_pressing_twice_publishes_hours_and_promises_once_too(
    editor: Client, dalian: Office
) -> None:
    kept = Promise.objects.in_force().get(clock="review")
    drafts: dict[str, dict[str, str]] = {
        f"/desk/calendars/hours/{dalian.code}/": HOURS,
        f"/desk/promises/{kept.pk}/": {"amount": "2", "unit": "work_days", "reason": "试行"},
    }
    for address, typed in drafts.items():
        press = pressed(editor.post(address, typed))
        assert editor.post(address, press).status_code == 302
        assert "您已发布" in editor.post(address, press, follow=True).content.decode()
    assert OfficeHours.objects.filter(office=dalian).count() == 1


def test_who_was_overtaken_by_a_colleague_sees_the_preview_again(
    editor: Client, officer: Callable[..., User], province: Office, now: dt.datetime
) -> None:
    press = pressed(editor.post("/desk/calendars/notice/", {**NOTICE, "table": TABLE}))
    colleague = officer("Qian Ye", "钱野", Role.POLICY_EDITOR, province)
    theirs = DecreeDraft(2027, NOTICE["title"], NOTICE["source"], read_days(TABLE.encode()))
    calendars.publish_decree(theirs, by=colleague, now=now)
    again = editor.post("/desk/calendars/notice/", press)
    assert again.status_code == 412
    assert again.context["last"] == 1, "the preview is shown again, after version 1"


def test_what_was_changed_after_the_preview_is_previewed_again(editor: Client) -> None:
    shown = editor.post("/desk/calendars/notice/", {**NOTICE, "table": TABLE})
    other = pressed(shown, table=TABLE + "2027-02-07,holiday,春节\n")
    assert editor.post("/desk/calendars/notice/", other).status_code == 200
    assert not Decree.objects.filter(year=2027).exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xc2\xc4\xea", "UTF-8"),
        (b"date,kind,name\n2027-01-01,holiday,\0\n", "CSV"),
        (b"x" * 10_000_000, "KB"),
        (b"day,kind\n", "date、kind、name"),
        (f"{TABLE}2027-01-01,holiday,元旦\n".encode(), "第 4 行"),
        (f"{TABLE}2027-01-04,workday,调休\n".encode(), "第 4 行"),
    ],
)
def test_a_bad_file_is_refused_with_the_row_and_what_was_typed_stays(
    editor: Client, content: bytes, said: str
) -> None:
    upload = SimpleUploadedFile("2027.csv", content)
    shown = editor.post("/desk/calendars/notice/", {**NOTICE, "file": upload})
    assert shown.status_code == 422
    page = shown.content.decode()
    assert said in page
    assert NOTICE["title"] in page
    assert not Decree.objects.filter(year=2027).exists()


def test_hours_are_previewed_and_published(editor: Client, filed: Ticket, dalian: Office) -> None:
    address = f"/desk/calendars/hours/{dalian.code}/"
    assert 'value="2026-11-18"' in editor.get(address).content.decode(), (
        "today, as browsers read it"
    )
    seasons = {"seasons": "06-01 08-31 08:00-11:30 13:30-17:00"}
    shown = editor.post(address, HOURS | seasons)
    assert filed.number in shown.content.decode()
    assert editor.post(address, pressed(shown)).status_code == 302
    plan = OfficeHours.objects.get(office=dalian)
    assert (plan.week[0][0], plan.seasons[0]["start"]) == (["09:00", "12:00"], "06-01")
    page = editor.get("/desk/calendars/").content.decode()
    assert "09:00–12:00, 13:00–17:30" in page
    assert editor.get(address).context["form"].initial["day_4"] == "09:00–12:00, 13:00–17:30"


@pytest.mark.parametrize(
    "wrong",
    [
        {"day_0": "09:00-12:00 11:00-17:00"},
        {"day_0": "17:00-09:00"},
        dict.fromkeys(WEEK, ""),
        {"zone": "Liaoning"},
        {"from_date": "1999-01-01"},
        {"from_date": "soon"},
        {"seasons": "06-31 08-31 09:00-12:00"},
        {"seasons": "summer"},
        {"reason": " "},
    ],
)
def test_hours_that_cannot_work_are_refused_in_words(
    editor: Client, dalian: Office, wrong: dict[str, str]
) -> None:
    shown = editor.post(f"/desk/calendars/hours/{dalian.code}/", HOURS | wrong)
    assert shown.status_code == 422
    assert not OfficeHours.objects.exists()
    assert shown.context["form"].errors


def test_a_promise_is_previewed_and_published(editor: Client, filed: Ticket) -> None:
    base = Promise.objects.get(clock="acceptance", track=None)
    address = f"/desk/promises/{base.pk}/"
    said = {"amount": "2", "unit": "work_days", "reason": "试行", "category": "T01", "office": ""}
    shown = editor.post(address, said)
    assert shown.context["found"].count == 1
    assert editor.post(address, pressed(shown)).status_code == 302
    assert editor.post(address, pressed(shown)).status_code == 302, "it is published already"
    narrowed = Promise.objects.get(clock="acceptance", category="T01")
    assert narrowed.version == 1
    assert filed.clocks.get(name="acceptance").amount == 1
    assert "来华邀请" in editor.get("/desk/promises/").content.decode()
    assert "试行" in editor.get(f"/desk/promises/{narrowed.pk}/").content.decode()


def test_more_than_the_law_allows_is_refused_naming_the_law(editor: Client) -> None:
    base = Promise.objects.get(clock="handling", track="complaint")
    said = {"amount": "61", "unit": "work_days", "reason": "不够用"}
    shown = editor.post(f"/desk/promises/{base.pk}/", said)
    assert shown.status_code == 422
    assert "商务部令2020年第3号" in shown.content.decode()


def test_what_is_no_longer_in_force_cannot_be_changed(editor: Client, now: dt.datetime) -> None:
    base = Promise.objects.get(clock="callback")
    Promise.objects.filter(pk=base.pk).update(replaced_at=now)
    assert editor.get(f"/desk/promises/{base.pk}/").status_code == 404


def test_the_alarm_stands_on_the_page_from_sixty_days_before_the_end(
    editor: Client, stopped_clock: time_machine.Traveller, policy_editor: User, signed_in: Enter
) -> None:
    for day, alarmed in ((dt.date(2026, 11, 1), False), (dt.date(2026, 11, 2), True)):
        stopped_clock.move_to(dt.datetime.combine(day, dt.time(4), dt.UTC))
        shown = signed_in(policy_editor).get("/desk/calendars/")
        assert shown.context["coverage"].is_short is alarmed


@pytest.mark.parametrize("who", ["li_min", "supervisor", "system_admin"])
def test_nobody_else_comes_in(
    request: pytest.FixtureRequest, handbook: None, signed_in: Enter, who: str, dalian: Office
) -> None:
    client = signed_in(request.getfixturevalue(who))
    for address in ("", "notice/", f"hours/{dalian.code}/"):
        assert client.get(f"/desk/calendars/{address}").status_code == 403
        assert client.post(f"/desk/calendars/{address}", NOTICE).status_code in {403, 405}
    assert client.get("/desk/promises/").status_code == 403
    assert 'href="/desk/calendars/"' not in client.get("/desk/").content.decode()


def test_a_citys_editor_edits_its_hours_and_no_notice(
    officer: Callable[..., User],
    handbook: None,
    dalian: Office,
    shenyang: Office,
    signed_in: Enter,
) -> None:
    client = signed_in(officer("Yu Hang", "于航", Role.POLICY_EDITOR, dalian))
    assert client.get("/desk/calendars/").status_code == 200
    assert client.get("/desk/calendars/notice/").status_code == 403
    assert client.get(f"/desk/calendars/hours/{dalian.code}/").status_code == 200
    assert client.get(f"/desk/calendars/hours/{shenyang.code}/").status_code == 404


def test_hundreds_of_clocks_are_paged_at_the_same_cost(
    editor: Client, filed: Ticket, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    clock = filed.clocks.get(name="acceptance")
    Clock.objects.filter(pk=clock.pk).update(
        due_at=clock.due_at - dt.timedelta(hours=1), first_due_at=clock.due_at
    )
    filed.refresh_from_db()
    rows = Clock.objects.filter(pk=clock.pk).values().get()
    for _n in range(120):
        copy = Ticket.objects.get(pk=filed.pk)
        copy.pk, copy.number = uuid7(), f"{int(filed.number) + _n + 1}"
        copy.save(force_insert=True)
        Clock.objects.create(**rows | {"id": uuid7(), "ticket_id": copy.pk})
    with django_assert_max_num_queries(12):
        shown = editor.post("/desk/calendars/notice/", {**NOTICE, "table": TABLE, "page": "2"})
    assert (len(shown.context["shifts"]), shown.context["shifts"].number) == (50, 2)
    assert rungs.RECALCULATED not in Event.objects.values_list("kind", flat=True)


@pytest.mark.parametrize("address", ["calendars/", "calendars/notice/", "promises/"])
def test_a_page_asks_little(
    editor: Client, django_assert_max_num_queries: DjangoAssertNumQueries, address: str
) -> None:
    editor.get(f"/desk/{address}")  # the policy itself is read once per version
    with django_assert_max_num_queries(12):
        assert editor.get(f"/desk/{address}").status_code == 200
