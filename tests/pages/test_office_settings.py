"""Values of offices: the default, inherited, one's own; each change an Event that deeds follow."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Office, User
from tests.actions.at_once import DONE, at_once
from tests.actions.refusals import refusal
from tickets.access.office_settings import value_at
from tickets.actions import office_settings
from tickets.actions.reckoning import reopening_ends
from tickets.errors import Because
from tickets.models import Event, OfficeSetting, Ticket
from tickets.rules.office_settings import BOUNDS, Key

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
    def change(office: Office, value: int | None) -> None:
        office_settings.change(office, DAYS, value, "试行", by=policy_editor, now=now)

    assert value_at(dalian, DAYS) == BOUNDS[DAYS].default == 15
    change(province, 20)
    assert value_at(dalian, DAYS) == 20
    change(dalian, 10)
    assert (value_at(dalian, DAYS), value_at(province, DAYS)) == (10, 20)
    change(dalian, None)
    assert value_at(dalian, DAYS) == 20
    facts = [event.facts["value"] for event in Event.objects.of(dalian.stream)]
    assert facts == [[None, 10], [10, None]]


def test_the_window_of_reopening_follows_the_office(
    filed: Ticket, policy_editor: User, dalian: Office, now: dt.datetime
) -> None:
    before = reopening_ends(filed, now)
    office_settings.change(dalian, DAYS, 5, "试行", by=policy_editor, now=now)
    assert reopening_ends(filed, now) < before
    assert reopening_ends(filed, now).date() == dt.date(2026, 11, 25)


@pytest.mark.parametrize("visitor", ["li_min", "dalian_lead", "system_admin", "leader", "owner"])
def test_nobody_else_sets_them(
    visitor: str, request: pytest.FixtureRequest, dalian: Office, now: dt.datetime
) -> None:
    by = request.getfixturevalue(visitor)
    deed = partial(office_settings.change, dalian, DAYS, 10, "试行", by=by, now=now)
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
    assert (shown[dalian.code].value, shown[dalian.code].taken_from) == (20, province)
    assert str(shown[province.code].own.changed_by) == "陆薇"
    page = editor.get(door).text
    assert "– → 20" in page
    assert "试行一年" in page
    assert editor.get(reverse("desk_setting", args=[dalian.code, "nonsense"])).status_code == 404


def test_two_at_once_set_it_once(
    transactional_db: None, policy_editor: User, dalian: Office, now: dt.datetime
) -> None:
    def change() -> object:
        return office_settings.change(dalian, DAYS, 10, "试行", by=policy_editor, now=now)

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
        office_settings.change(dalian, DAYS, 10, "试行", by=policy_editor, now=now)
    assert not OfficeSetting.objects.exists()


def test_the_page_asks_little(
    editor: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(8):
        editor.get(reverse("desk_values"))
