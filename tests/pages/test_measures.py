"""The catalogue of measures at the desk: everybody reads, the policy editor writes."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from tests.actions.stage import CLOSING
from tests.pages.test_desk_policy import pressed
from tickets.actions import acceptance, endings, measures
from tickets.models import LinkedMeasure, MeasureVersion, Ticket
from tickets.rules.endings import MeasureLink, MeasureOutcome, MeasureRole
from tickets.rules.measures import MeasureDraft

pytestmark = pytest.mark.django_db
Enter = Callable[[User], Client]
TYPED = {
    "title_zh": "示例举措",
    "title_en": "Sample measure",
    "text_zh": "示例第一段\n\n示例第二段",
    "issuing_body": "示例机关",
    "valid_from": "2026-01-01",
    "areas": ["DL"],
    "cities": ["210200"],
    "nationalities": ["JP"],
    "is_public": "on",
    "reason": "公布",
}
CHANGE = "/desk/measures/FTZ-01/change/"


@pytest.fixture
def editor(
    stopped_clock: time_machine.Traveller, handbook: None, policy_editor: User, signed_in: Enter
) -> Client:
    """The policy editor's browser."""
    return signed_in(policy_editor)


def test_a_slot_is_entered_read_and_published(editor: Client) -> None:
    shown = editor.post(CHANGE, TYPED)
    assert "示例第二段" in shown.content.decode()
    assert not MeasureVersion.objects.exists(), "a preview publishes nothing"
    done = editor.post(CHANGE, {**TYPED, **pressed_only(shown)}, follow=True)
    assert done.redirect_chain == [("/desk/measures/", 302)]
    assert "示例举措" in done.content.decode()
    kept = MeasureVersion.objects.get()
    assert (kept.areas, kept.cities, kept.categories, kept.nationalities) == (
        ["DL"],
        ["210200"],
        [],
        ["JP"],
    )


def pressed_only(shown: object) -> dict[str, str]:
    """What the button adds to what was typed."""
    return {name: pressed(shown)[name] for name in ("previewed", "seen", "publish")}


def test_what_was_typed_stays_where_something_is_missing(editor: Client) -> None:
    answer = editor.post(CHANGE, {**TYPED, "issuing_body": "", "valid_to": "2025-01-01"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "示例第二段" in page
    assert answer.context["form"].errors.keys() == {"issuing_body"}
    late = editor.post(CHANGE, {**TYPED, "valid_to": "2025-01-01"})
    assert late.context["form"].errors.keys() == {"valid_to"}


def test_a_new_version_begins_with_the_words_of_the_last(
    editor: Client, policy_editor: User, now: dt.datetime
) -> None:
    draft = MeasureDraft("FTZ-01", "示例举措", "正文", "示例机关", dt.date(2026, 1, 1), "公布")
    measures.publish(draft, by=policy_editor, now=now)
    page = editor.get(CHANGE).content.decode()
    assert "示例举措" in page
    assert ">公布<" not in page.replace("\n", ""), "the reason is asked anew"


def test_a_new_measure_gets_a_code(editor: Client) -> None:
    shown = editor.post("/desk/measures/new/", {**TYPED, "code": "LN-01"})
    editor.post("/desk/measures/new/", {**TYPED, "code": "LN-01", **pressed_only(shown)})
    assert editor.get("/desk/measures/LN-01/").status_code == 200


def test_an_unknown_measure_is_not_there(editor: Client) -> None:
    assert editor.get("/desk/measures/LN-99/").status_code == 404
    assert editor.get("/desk/measures/LN-99/change/").status_code == 404


@pytest.fixture
def helped(filed: Ticket, policy_editor: User, li_min: User, now: dt.datetime) -> Ticket:
    """A ticket whose proposed answer names a measure."""
    draft = MeasureDraft("LN-01", "示例举措", "正文", "示例机关", dt.date(2026, 1, 1), "公布")
    measures.publish(draft, by=policy_editor, now=now)
    ticket = acceptance.accept(filed, by=li_min, now=now)
    link = MeasureLink("LN-01", MeasureRole.BENEFIT, MeasureOutcome.DELIVERED, "按此办理")
    answer = replace(CLOSING, none_fits=False, measures=(link,))
    return endings.propose(ticket, answer, by=li_min, now=now)


@pytest.mark.usefixtures("stopped_clock")
def test_each_number_of_a_measure_leads_to_its_rows(
    helped: Ticket, li_min: User, dalian_lead: User, now: dt.datetime, signed_in: Enter
) -> None:
    browser = signed_in(li_min)
    account = browser.get("/desk/measures/LN-01/").context["account"]
    assert {line.word: line.count for line in account.outcomes}["open"] == 1
    endings.approve(helped, by=dalian_lead, now=now)
    account = browser.get("/desk/measures/LN-01/").context["account"]
    assert [(line.word, line.count) for line in account.cities] == [(helped.region_id, 1)]
    assert [(line.word, line.count) for line in account.months] == [("2026-11", 1)]
    rows = "/desk/measures/LN-01/tickets/?"
    for ways, count in {
        "outcome=delivered": 1,
        "outcome=open": 0,
        f"city={helped.region_id}": 1,
        "month=2026-11": 1,
        "month=2026-10": 0,
    }.items():
        page = browser.get(rows + ways)
        assert (page.context["page"].paginator.count, page.context["unseen"]) == (count, 0), ways
        assert (helped.number in page.content.decode()) == bool(count)
    for wrong in ("month=now", "owner=me"):
        assert browser.get(rows + wrong).status_code == 400


@pytest.mark.usefixtures("stopped_clock")
def test_the_months_of_a_measure_have_no_gap_and_reach_this_one(
    helped: Ticket, li_min: User, now: dt.datetime, signed_in: Enter
) -> None:
    begun = dt.datetime(2026, 8, 31, 16, 0, tzinfo=dt.UTC)  # September has begun in Beijing
    LinkedMeasure.objects.update(linked_at=begun)
    page = signed_in(li_min).get("/desk/measures/LN-01/")
    account = page.context["account"]
    assert [(line.word, line.count) for line in account.months] == [
        ("2026-09", 1),
        ("2026-10", 0),
        ("2026-11", 0),
    ]
    for lines in (account.outcomes, account.cities, account.months):
        assert sum(line.count for line in lines) == account.total == 1
    LinkedMeasure.objects.update(removed_at=now, removed_by=li_min)
    empty = signed_in(li_min).get("/desk/measures/LN-01/")
    assert empty.context["account"].months == []
    assert "尚未关联任何工单" in empty.content.decode()


@pytest.mark.usefixtures("stopped_clock")
def test_what_one_may_not_read_is_counted_and_not_named(
    helped: Ticket, shenyang_concierge: User, signed_in: Enter
) -> None:
    page = signed_in(shenyang_concierge).get("/desk/measures/LN-01/tickets/")
    words = page.content.decode()
    assert page.context["unseen"] == 1
    assert "另有 1 件您无权查看的诉求计入其中" in words
    assert helped.number not in words
    assert helped.title not in words


def test_who_only_reads_is_shown_no_way_to_write(
    stopped_clock: time_machine.Traveller, handbook: None, li_min: User, signed_in: Enter
) -> None:
    browser = signed_in(li_min)
    page = browser.get("/desk/measures/FTZ-01/").content.decode()
    assert "/change/" not in page
    assert browser.get(CHANGE).status_code == 403


@pytest.mark.parametrize("rows", [10, 200])
def test_the_catalogue_asks_the_same_however_long_it_is(
    editor: Client,
    policy_editor: User,
    now: dt.datetime,
    rows: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(rows):
        day = dt.date(2026, 1, 1)
        draft = MeasureDraft(f"LN-{number}", "示例举措", "正文", "示例机关", day, "公布")
        measures.publish(draft, by=policy_editor, now=now)
    with django_assert_max_num_queries(8):
        editor.get("/desk/measures/")
    with django_assert_max_num_queries(12):
        editor.get("/desk/measures/LN-1/")
    with django_assert_max_num_queries(12):
        editor.get("/desk/measures/LN-1/tickets/")
