"""Assists on the pages: asked at the ticket, answered by who sees no ticket, signed off."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Office, User
from accounts.roles import Role
from tests.conftest import Invite
from tests.pages.test_queries import LENGTHS, Look
from tests.pages.test_queries import look as look  # noqa: PLC0414  # a fixture
from tickets.actions import acceptance, assists
from tickets.models import Assist, Clock, Ticket
from tickets.rules.assists import AssistRecall, AssistRequest, Progress
from tickets.rules.clocks import Clock as Name

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignIn = Callable[[User], Client]
SUMMARY = "请核对11月出口退税进度"


@pytest.fixture
def accepted(filed: Ticket, li_min: User, liaison: User, now: dt.datetime) -> Ticket:
    """The filed ticket in work; the tax service has a liaison."""
    return acceptance.accept(filed, by=li_min, now=now)


@pytest.fixture
def asked(accepted: Ticket, li_min: User, tax_bureau: Office, now: dt.datetime) -> Assist:
    """The tax service is asked."""
    assists.ask(accepted, AssistRequest(tax_bureau.pk, SUMMARY), by=li_min, now=now)
    return accepted.assists.get()


def _step(ticket: Ticket, word: str) -> str:
    return reverse("desk_step", args=[ticket.number, word])


def _text(page: Any) -> str:
    return str(page.content.decode())


def test_it_is_asked_answered_and_signed_off(
    accepted: Ticket, li_min: User, liaison: User, tax_bureau: Office, signed_in: SignIn
) -> None:
    desk, door = signed_in(li_min), reverse("desk_ticket", args=[accepted.number])
    form = _text(desk.get(_step(accepted, "ask_assist")))
    assert "大连市税务局" in form
    assert "2 个工作日" in form
    typed = {"unit": tax_bureau.pk, "summary": SUMMARY, "version": accepted.version}
    assert desk.post(_step(accepted, "ask_assist"), typed).status_code == 302
    assist = Assist.objects.get()

    browser = signed_in(liaison)
    assert SUMMARY in _text(browser.get(reverse("desk_home")))
    here = reverse("desk_assist", args=[assist.pk])
    assert SUMMARY in _text(browser.get(here))
    assert browser.post(here, {"answer": "已到账。"}).url == here  # type: ignore[attr-defined]  # a redirect
    assert "已到账。" in _text(browser.get(here))

    page = _text(desk.get(door))
    assert "已到账。" in page
    sign_off = f"{_step(accepted, 'sign_off_assist')}?assist={assist.pk}"
    assert sign_off in page
    assert SUMMARY in _text(desk.get(sign_off))
    version = Ticket.objects.get().version
    desk.post(_step(accepted, "sign_off_assist"), {"assist": assist.pk, "version": version})
    assist.refresh_from_db()
    assert assist.progress is Progress.SIGNED_OFF
    assert "已认可" in _text(desk.get(door))
    history = _text(desk.get(reverse("desk_history", args=[accepted.number])))
    assert history.count("大连市税务局") == 3, "asked, answered, signed off"


def test_the_liaison_reads_nothing_of_the_ticket_but_what_is_asked(
    asked: Assist, accepted: Ticket, liaison: User, owner: User, signed_in: SignIn
) -> None:
    browser = signed_in(liaison)
    doors = [reverse("desk_home"), reverse("desk_assists"), reverse("desk_assist", args=[asked.pk])]
    hidden = (accepted.title, accepted.text, accepted.enterprise.name_zh, owner.name)
    for door in doors:
        page = _text(browser.get(door))
        assert accepted.number in page
        assert [words for words in hidden if words in page] == []
    for door in ("desk_ticket", "desk_history", "desk_clocks"):
        assert browser.get(reverse(door, args=[accepted.number])).status_code == 404
    clock = Clock.objects.get(name=Name.ASSIST)
    door = reverse("desk_clock", args=[accepted.number, clock.pk])
    assert browser.get(door).status_code == 404


def test_the_requester_reads_nothing_of_it(
    asked: Assist, accepted: Ticket, owner: User, signed_in: SignIn
) -> None:
    page = _text(signed_in(owner).get(reverse("request", args=[accepted.number])))
    assert SUMMARY not in page
    assert "协办" not in page


@pytest.mark.parametrize("who", ["li_min", "dalian_lead", "supervisor", "counsel", "policy_editor"])
def test_who_is_no_liaison_of_the_unit_finds_no_such_page(
    who: str, asked: Assist, signed_in: SignIn, request: pytest.FixtureRequest
) -> None:
    browser = signed_in(request.getfixturevalue(who))
    here = reverse("desk_assist", args=[asked.pk])
    assert browser.get(here).status_code == 404
    assert browser.post(here, {"answer": "代答"}).status_code == 404
    assert SUMMARY not in _text(browser.get(reverse("desk_assists")))


def test_the_liaison_of_another_unit_finds_nothing_either(
    asked: Assist, dalian: Office, officer: Invite, signed_in: SignIn
) -> None:
    unit = Office(
        kind=Office.Kind.UNIT, code="ln-customs", name_zh="海关承办单位", name_en="Customs Unit",
        region=dalian.region, parent=dalian,
    )  # fmt: skip
    unit.lineage = [*dalian.lineage, unit.id]
    unit.save()
    browser = signed_in(officer("Guan Ka", "关卡", Role.LIAISON, unit))
    assert browser.get(reverse("desk_assist", args=[asked.pk])).status_code == 404
    assert SUMMARY not in _text(browser.get(reverse("desk_home")))


def test_what_was_typed_is_kept_when_it_was_recalled_meanwhile(
    asked: Assist,
    accepted: Ticket,
    li_min: User,
    liaison: User,
    signed_in: SignIn,
    now: dt.datetime,
) -> None:
    browser, here = signed_in(liaison), reverse("desk_assist", args=[asked.pk])
    assert browser.post(here, {"answer": " "}).status_code == 422
    assists.recall(accepted, AssistRecall(asked.pk, "企业已撤销"), by=li_min, now=now)
    late = browser.post(here, {"answer": "我们已经核对完毕"})
    assert late.status_code == 409
    assert "我们已经核对完毕" in _text(late)
    assert "企业已撤销" in _text(browser.get(here))


def test_its_clock_is_explained_like_any_other(
    asked: Assist, accepted: Ticket, li_min: User, signed_in: SignIn
) -> None:
    clock = Clock.objects.get(name=Name.ASSIST)
    browser = signed_in(li_min)
    for door in ("desk_ticket", "desk_clocks"):
        page = _text(browser.get(reverse(door, args=[accepted.number])))
        assert "协办 · 大连市税务局" in page
    told = _text(browser.get(reverse("desk_clock", args=[accepted.number, clock.pk])))
    assert "协办 · 大连市税务局" in told
    assert "2 个工作日" in told


def test_an_answer_has_its_own_page_and_no_button_on_the_ticket(
    asked: Assist, accepted: Ticket, liaison: User, dalian: Office, grant: Any, signed_in: SignIn
) -> None:
    grant(liaison, Role.SUPERVISOR, dalian)
    browser = signed_in(liaison)
    page = browser.get(reverse("desk_ticket", args=[accepted.number]))
    assert _step(accepted, "answer_assist") not in _text(page)
    assert browser.get(_step(accepted, "answer_assist")).status_code == 404
    assert SUMMARY in _text(browser.get(reverse("desk_home")))


def test_the_day_of_a_liaison_who_has_every_other_role(
    asked: Assist, liaison: User, dalian: Office, grant: Any, look: Look
) -> None:
    for role in (Role.LEAD, Role.CALLBACK, Role.CONCIERGE, Role.DISPATCHER, Role.SUPERVISOR):
        grant(liaison, role, dalian)
    shown = look("liaison", reverse("desk_home")).context
    assert shown["waiting"]
    assert "counts" in shown


@LENGTHS
def test_a_long_list_of_assists(
    many: int, asked: Assist, accepted: Ticket, li_min: User, look: Look, now: dt.datetime
) -> None:
    clock = Clock.objects.get(name=Name.ASSIST)
    for place in range(many):
        over = {"answered_at": now, "answered_by": li_min, "answer": "已办"}
        asked.pk = None
        asked = Assist.objects.create(
            ticket=accepted, generation=1, unit=asked.unit, summary=f"第{place}件",
            asked_by=li_min, asked_at=now, **over,
        )  # fmt: skip
        clock.pk, clock.generation, clock.assist = None, place + 2, asked
        clock.stopped_at, clock.outcome = now, "met"
        clock.save(force_insert=True)
    assert look("liaison", reverse("desk_home")).context["waiting"]
    page = look("liaison", reverse("desk_assists")).context["page"]
    assert len(page.rows) == min(many, 20)
    look("liaison", reverse("desk_assist", args=[asked.pk]))
    for visitor in ("li_min", "dalian_lead"):
        shown = look(visitor, reverse("desk_ticket", args=[accepted.number]))
        assert len(shown.context["assists"]) == many + 1


def test_an_answer_stays_when_somebody_else_moved_the_ticket_meanwhile(
    asked: Assist,
    accepted: Ticket,
    li_min: User,
    liaison: User,
    signed_in: SignIn,
    now: dt.datetime,
) -> None:
    """The liaison knows nothing of the ticket: no other step on it makes their page stale."""
    browser, here = signed_in(liaison), reverse("desk_assist", args=[asked.pk])
    browser.get(here)
    note = {"text": "内部备注", "version": Ticket.objects.get().version}
    assert signed_in(li_min).post(_step(accepted, "note"), note).status_code == 302
    assert browser.post(here, {"answer": "已到账。"}).status_code == 302
    assert Assist.objects.get().answer == "已到账。"
