"""Values of offices: the default, inherited, one's own; each change an Event that deeds follow."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Enterprise, Office, User
from tests.actions.at_once import DONE, at_once
from tests.actions.refusals import refusal
from tickets.access.calendars import calendar_of
from tickets.access.office_settings import touched, value_at
from tickets.actions import acceptance, enterprises, office_settings, supplements
from tickets.actions.reckoning import reopening_ends
from tickets.errors import Because
from tickets.models import Event, OfficeSetting, Ticket
from tickets.rules.enterprises import Registration
from tickets.rules.office_settings import KINDS, MODES, Key
from tickets.rules.supplements import Answer, Given, SupplementRequest, Supply

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "handbook")]
Enter = Callable[[User], Client]
DAYS = Key.REOPENING_DAYS


@pytest.fixture
def editor(policy_editor: User, signed_in: Enter) -> Client:
    """The policy editor's browser."""
    return signed_in(policy_editor)


def test_an_office_takes_the_value_of_the_nearest_office_above_that_set_one(
    policy_editor: User, province: Office, dalian: Office, now: dt.datetime
) -> None:
    def change(office: Office, value: str | None) -> None:
        office_settings.change(office, DAYS, value, "试行", by=policy_editor, now=now)

    assert value_at(dalian, DAYS) == KINDS[DAYS].default == "15"
    change(province, "20")
    assert value_at(dalian, DAYS) == "20"
    change(dalian, "10")
    assert (value_at(dalian, DAYS), value_at(province, DAYS)) == ("10", "20")
    change(dalian, None)
    assert value_at(dalian, DAYS) == "20"
    facts = [event.facts["value"] for event in Event.objects.of(dalian.stream)]
    assert facts == [[None, "10"], ["10", None]]


def test_the_window_of_reopening_follows_the_office(
    handbook: None, policy_editor: User, dalian: Office, now: dt.datetime
) -> None:
    known = calendar_of(dalian)
    before = reopening_ends(dalian, known, now)
    office_settings.change(dalian, DAYS, "5", "试行", by=policy_editor, now=now)
    assert reopening_ends(dalian, known, now) < before
    assert reopening_ends(dalian, known, now).date() == dt.date(2026, 11, 25)


@pytest.mark.parametrize("visitor", ["li_min", "dalian_lead", "system_admin", "leader", "owner"])
def test_nobody_else_sets_them(
    visitor: str, request: pytest.FixtureRequest, dalian: Office, now: dt.datetime
) -> None:
    by = request.getfixturevalue(visitor)
    deed = partial(office_settings.change, dalian, DAYS, "10", "试行", by=by, now=now)
    assert refusal(deed)[0] == Because.ROLE
    assert not OfficeSetting.objects.exists()


def test_what_is_out_of_bounds_or_the_same_is_refused(
    editor: Client, dalian: Office, policy_editor: User
) -> None:
    door = reverse("desk_setting", args=[dalian.code, DAYS])
    for value, field in (("4", "value"), ("61", "value"), ("x", "value")):
        answer = editor.post(door, {"value": value, "reason": "试行"})
        assert answer.status_code == 422
        assert answer.context["form"].errors.keys() == {field}
    assert editor.post(door, {"value": "10"}).context["form"].errors.keys() == {"reason"}
    assert editor.post(door, {"value": "", "reason": "试行"}).status_code == 409
    assert not Event.objects.of(dalian.stream).exists()


def test_the_page_says_what_counts_where_it_comes_from_and_who_changed_it(
    editor: Client, dalian: Office, province: Office
) -> None:
    door = reverse("desk_setting", args=[province.code, DAYS])
    assert "15" in editor.get(door).text
    assert editor.post(door, {"value": "20", "reason": "试行一年"}).status_code == 302
    rows = editor.get(reverse("desk_values")).context["rows"]
    shown = {row.office.code: row for row in rows if row.key == DAYS}
    assert (shown[dalian.code].value, shown[dalian.code].taken_from) == ("20", province)
    assert str(shown[province.code].own.changed_by) == "陆薇"
    page = editor.get(door).text
    assert "– → 20" in page
    assert "试行一年" in page
    assert editor.get(reverse("desk_setting", args=[dalian.code, "nonsense"])).status_code == 404


def test_two_at_once_set_it_once(
    transactional_db: None, policy_editor: User, dalian: Office, now: dt.datetime
) -> None:
    def change() -> object:
        return office_settings.change(dalian, DAYS, "10", "试行", by=policy_editor, now=now)

    assert at_once(change, change) == [DONE, "unchanged"]
    assert Event.objects.of(dalian.stream).count() == 1


def test_a_deed_that_breaks_off_leaves_nothing(
    policy_editor: User, dalian: Office, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_args: object, **_facts: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(type(Event.objects.all()), "append", breaks)
    monkeypatch.setattr(type(Event.objects), "append", breaks)
    with pytest.raises(RuntimeError):
        office_settings.change(dalian, DAYS, "10", "试行", by=policy_editor, now=now)
    assert not OfficeSetting.objects.exists()


def test_the_page_asks_little(
    editor: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(8):
        editor.get(reverse("desk_values"))


def test_material_is_asked_for_as_often_as_the_holding_office_allows(
    filed: Ticket, li_min: User, owner: User, policy_editor: User, dalian: Office, now: dt.datetime
) -> None:
    def once() -> None:
        asked = SupplementRequest(("报关单",), reason="核对数量")
        supplements.ask(filed, asked, by=li_min, now=now)
        given = Supply((Answer(1, Given.GIVEN, "见附件"),))
        supplements.supply(filed, given, by=owner, now=now)

    acceptance.accept(filed, by=li_min, now=now)
    office_settings.change(dalian, Key.MOST_SUPPLEMENTS, "1", "减少往返", by=policy_editor, now=now)
    once()
    assert refusal(once)[1] == "no_supplement_left"
    office_settings.change(dalian, Key.MOST_SUPPLEMENTS, "2", "恢复", by=policy_editor, now=now)
    once()


def test_a_new_requester_begins_with_what_its_office_chose_and_known_ones_keep_theirs(
    sakuragawa: Enterprise, dalian: Office, province: Office, policy_editor: User, now: dt.datetime
) -> None:
    office_settings.change(
        province, Key.VISIBILITY, MODES.ALL_READ, "便于交接", by=policy_editor, now=now
    )
    new = Registration("enterprise", "210200", "JP", name_zh="新办企业")
    assert enterprises.register(new, by=None, now=now).visibility == MODES.ALL_READ
    sakuragawa.refresh_from_db()
    assert sakuragawa.visibility == MODES.NAMED
    wrong = partial(
        office_settings.change, dalian, Key.VISIBILITY, "x", "试行", by=policy_editor, now=now
    )
    assert refusal(wrong)[:2] == (Because.MISSING, "choice")


def test_the_page_says_what_a_change_touches_before_it_is_made(
    editor: Client, filed: Ticket, policy_editor: User, dalian: Office, province: Office,
    now: dt.datetime,
) -> None:  # fmt: skip
    door = reverse("desk_setting", args=[province.code, DAYS])
    before = touched(province, DAYS)
    assert before.waiting == 1
    assert str(dalian) in before.offices
    assert f"{len(before.offices)}" in editor.get(door).text
    office_settings.change(dalian, DAYS, "10", "试行", by=policy_editor, now=now)
    after = touched(province, DAYS)
    assert after.waiting == 0
    assert str(dalian) not in after.offices


def test_who_reads_is_chosen_in_words(editor: Client, province: Office) -> None:
    door = reverse("desk_setting", args=[province.code, Key.VISIBILITY])
    assert 'value="all_answer"' in editor.get(door).text
    assert editor.post(door, {"value": "all_read", "reason": "便于交接"}).status_code == 302
    page = editor.get(reverse("desk_values"))
    words = {row.words for row in page.context["rows"] if row.key == Key.VISIBILITY}
    assert words == {str(MODES.ALL_READ.label)}
    assert f"→ {MODES.ALL_READ.label}" in editor.get(door).text
