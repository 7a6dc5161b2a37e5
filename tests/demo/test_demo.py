"""The example is told once, through the actions, to an empty house, and mailed to nobody."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings

from accounts import credit_code
from accounts.models import Absence, Duty, Enterprise, Grant, Membership, Office, User
from accounts.roles import RequesterRole, Role
from tickets.demo.cast import PASSWORD, cast
from tickets.demo.play import play
from tickets.errors import Refused
from tickets.models import Event, OutboxMessage
from tickets.reports import integrity
from tickets.rules.days import day_of

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
    assert questions < 25_000


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
    for script, letters in SCRIPTS.items():
        assert re.search(f"[{letters}]", names), script
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
