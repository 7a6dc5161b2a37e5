"""The order of an assist on the pages: read, printed, wished for as PDF, saved."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Office, User
from tickets.access.papers import order_for
from tickets.actions import acceptance, assists, papers, printing
from tickets.models import Assist, Event, Paper, Redaction, Ticket
from tickets.rules.assists import AssistRequest
from tickets.rules.confidentiality import Confidentiality, RedactedCopy
from tickets.rules.papers import Failure
from tickets.rules.reads import Entrance
from tickets.transfer import press

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignIn = Callable[[User], Client]
SUMMARY = "请核对11月出口退税进度"
PDF = b"%PDF-1.7 an order"


@pytest.fixture
def assist(
    filed: Ticket, li_min: User, liaison: User, tax_bureau: Office, now: dt.datetime
) -> Assist:
    """What the tax service is asked."""
    acceptance.accept(filed, by=li_min, now=now)
    assists.ask(filed, AssistRequest(tax_bureau.pk, SUMMARY), by=li_min, now=now)
    return filed.assists.get()


def _text(page: Any) -> str:
    return str(page.content.decode())


@pytest.mark.parametrize("reader", ["li_min", "liaison"])
def test_an_order_is_wished_for_and_saved(
    reader: str,
    assist: Assist,
    signed_in: SignIn,
    request: pytest.FixtureRequest,
    now: dt.datetime,
) -> None:
    browser = signed_in(request.getfixturevalue(reader))
    order = reverse("desk_order", args=[assist.pk])
    home = "desk_assist" if reader == "liaison" else "desk_ticket"
    door = reverse(home, args=[assist.pk if reader == "liaison" else assist.ticket.number])
    assert order in _text(browser.get(door))
    page = _text(browser.get(order))
    assert "外事项目协办交办单" in page
    assert SUMMARY in page
    assert door in page, "the way back"

    waiting = browser.post(order).url  # type: ignore[attr-defined]  # a redirect
    assert "hx-get" in _text(browser.get(waiting))
    paper = Paper.objects.get()
    file = reverse("desk_paper_file", args=[paper.pk])
    assert browser.get(file).status_code == 409, "not made yet"

    printing.keep(paper, PDF, now=now)
    part = _text(browser.get(waiting, headers={"HX-Request": "true"}))
    assert file in part
    assert "<html" not in part
    assert "hx-get" not in part, "it stops asking"
    saved = browser.get(file)
    assert saved.content == PDF
    assert saved["Content-Type"] == "application/pdf"
    assert saved["Content-Disposition"].startswith(f'attachment; filename="{assist.ticket.number}')


def test_the_order_of_a_secret_carries_the_redacted_copy_and_each_look_at_it_is_kept(
    assist: Assist, li_min: User, liaison: User, signed_in: SignIn, now: dt.datetime
) -> None:
    def looks() -> list[tuple[str, str]]:
        kept = Event.objects.of(assist.ticket.stream).filter(kind="read")
        return [(str(one.by.pk), one.facts["door"]) for one in kept if one.by]

    order = reverse("desk_order", args=[assist.pk])
    signed_in(li_min).get(order)
    assert not looks(), "an ordinary one is no secret"
    Ticket.objects.update(confidentiality=Confidentiality.SECRET)
    copy = RedactedCopy("某企业退税", "某企业一批设备已放行，尚待退税。")
    Redaction.objects.create(ticket=assist.ticket, written_by=li_min, written_at=now, **vars(copy))
    browser = signed_in(liaison)
    page = _text(browser.get(order))
    assert copy.text in page
    assert assist.ticket.text not in page
    assert str(assist.ticket.enterprise) not in page
    assert looks() == [(str(liaison.pk), Entrance.ORDER)]
    assert copy.text in press.order_as_html(order_for(liaison, assist.pk, now), now)
    paper = papers.ask(assist, by=liaison, now=now)
    printing.keep(paper, PDF, now=now)
    assert browser.get(reverse("desk_paper_file", args=[paper.pk])).content == PDF
    assert looks() == [(str(liaison.pk), Entrance.ORDER)] * 2


def test_a_document_that_could_not_be_made_points_to_the_page(
    assist: Assist, li_min: User, signed_in: SignIn, now: dt.datetime
) -> None:
    paper = papers.ask(assist, by=li_min, now=now)
    printing.give_up(paper, Failure.NO_ENGINE, now=now)
    page = _text(signed_in(li_min).get(reverse("desk_paper", args=[paper.pk])))
    assert "本机不能生成PDF文件" in page
    assert reverse("desk_order", args=[assist.pk]) in page


def test_a_document_is_nobody_elses(
    assist: Assist, li_min: User, liaison: User, signed_in: SignIn, now: dt.datetime
) -> None:
    paper = papers.ask(assist, by=li_min, now=now)
    printing.keep(paper, PDF, now=now)
    for door in ("desk_paper", "desk_paper_file"):
        assert signed_in(liaison).get(reverse(door, args=[paper.pk])).status_code == 404


def test_its_pages_keep_to_twelve_questions(
    assist: Assist,
    li_min: User,
    signed_in: SignIn,
    now: dt.datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    paper = papers.ask(assist, by=li_min, now=now)
    browser = signed_in(li_min)
    for door in (reverse("desk_order", args=[assist.pk]), reverse("desk_paper", args=[paper.pk])):
        browser.get(door)
        with django_assert_max_num_queries(12):
            assert browser.get(door).status_code == 200
