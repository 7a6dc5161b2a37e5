"""The leader's page: each number is the count of the rows one click behind it."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.actions.at_once import DONE, at_once
from tickets.actions import reads
from tickets.models import Event, Ticket
from tickets.reports.figures import Key
from tickets.reports.overview import rate_of
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.reads import LIST_READ

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignedIn = Callable[[User], Client]


def test_every_figure_equals_the_list_behind_it(
    filed: Ticket, leader: User, signed_in: SignedIn
) -> None:
    browser = signed_in(leader)
    total = browser.get(reverse("leader_overview")).context["figures"].total
    for key in Key:
        listed = browser.get(reverse("leader_rows", args=[key])).context["page"].paginator.count
        assert total[key] == listed
    assert (total[Key.RECEIVED], total[Key.OPEN], total[Key.CLOSED]) == (1, 1, 0)


def test_the_lines_sum_up_to_the_total(filed: Ticket, leader: User, signed_in: SignedIn) -> None:
    figures = signed_in(leader).get(reverse("leader_overview")).context["figures"]
    for key in Key:
        for lines in (figures.offices, figures.categories):
            assert sum(line.counts[key] for line in lines) == figures.total[key]


def test_a_line_leads_to_its_own_rows(filed: Ticket, leader: User, signed_in: SignedIn) -> None:
    browser, rows = signed_in(leader), reverse("leader_rows", args=[Key.RECEIVED])
    here = browser.get(rows, {"office": filed.office.code, "category": filed.category_id})
    assert [row.ticket for row in here.context["rows"]] == [filed]
    assert not browser.get(rows, {"office": "210100"}).context["rows"]


def test_a_secret_ticket_counts_but_shows_neither_number_nor_title(
    filed: Ticket, leader: User, signed_in: SignedIn
) -> None:
    Ticket.objects.update(confidentiality=Confidentiality.SECRET)
    answer = signed_in(leader).get(reverse("leader_rows", args=[Key.RECEIVED]))
    assert answer.context["page"].paginator.count == 1
    page = answer.content.decode()
    assert filed.number not in page
    assert filed.title not in page
    assert str(filed.enterprise) not in page


def test_few_cases_show_counts_and_no_rate() -> None:
    counts = dict.fromkeys(Key, 0)
    assert rate_of({**counts, Key.DUE: 4, Key.ON_TIME: 4}) is None
    assert rate_of({**counts, Key.DUE: 5, Key.ON_TIME: 4}) == 80
    assert rate_of({**counts, Key.DUE: 8, Key.ON_TIME: 7}) == 88  # 87.5, half up


@pytest.mark.parametrize("asked", [{"period": "ever"}, {"assignee": "x"}])
def test_what_nobody_knows_is_refused(
    asked: dict[str, str], leader: User, signed_in: SignedIn
) -> None:
    assert signed_in(leader).get(reverse("leader_overview"), asked).status_code == 400


@pytest.mark.parametrize("word", ["month", "quarter", "year", "twelve"])
def test_each_period_ends_today(
    word: str, filed: Ticket, leader: User, signed_in: SignedIn, now: dt.datetime
) -> None:
    page = signed_in(leader).get(reverse("leader_overview"), {"period": word})
    assert page.context["figures"].period.last_date == now.date()


def test_nobody_else_comes_in(
    filed: Ticket, li_min: User, owner: User, signed_in: SignedIn
) -> None:
    for user in (li_min, owner):
        assert signed_in(user).get(reverse("leader_overview")).status_code == 403


def test_rows_say_which_office_category_and_period_they_are_narrowed_to(
    filed: Ticket, leader: User, signed_in: Callable[[User], Client]
) -> None:
    def heading(**asked: str) -> str:
        page = signed_in(leader).get(reverse("leader_rows", args=[Key.RECEIVED]), asked)
        assert "2026年11月1日（周日） – 2026年11月18日（周三）" in page.text
        return " ".join(page.text.split("<h1>")[1].split("</h1>")[0].split())

    assert heading(period="month") == "收到诉求"
    assert heading(period="month", office="210200") == "收到诉求 · 大连市外事办公室"
    both = heading(period="month", office="210200", category="T01")
    assert both == f"收到诉求 · 大连市外事办公室 · {filed.category}"
    assert heading(period="month", office="999999") == "收到诉求"


def test_each_look_at_the_rows_behind_a_figure_is_kept(
    filed: Ticket, leader: User, signed_in: SignedIn
) -> None:
    browser, rows = signed_in(leader), reverse("leader_rows", args=[Key.RECEIVED])
    browser.get(reverse("leader_overview"))
    assert not Event.objects.of(leader.stream).filter(kind=LIST_READ).exists()
    browser.get(rows, {"office": filed.office.code, "period": "year"})
    browser.get(rows)
    first, second = Event.objects.of(leader.stream).filter(kind=LIST_READ)
    assert first.by == leader
    looked = {"figure": "received", "period": "year", "page": 1, "rows": 1}
    assert first.facts == looked | {"office": filed.office.code}
    assert second.facts == looked | {"period": "twelve"}


def test_two_looks_at_once_are_both_kept(
    transactional_db: None, leader: User, now: dt.datetime
) -> None:
    look = partial(reads.note_list, {"figure": "open"}, by=leader, now=now)
    assert at_once(look, look) == [DONE, DONE]
    assert Event.objects.of(leader.stream).filter(kind=LIST_READ).count() == 2
