"""The notices of a ticket on their pages: listed, read, printed, saved, put on record; hidden."""

import datetime as dt
import uuid
from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from tickets.actions import acceptance, printing
from tickets.models import Notice, Paper, Ticket
from tickets.rules.papers import Failure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignedIn = Callable[[User], Client]


@pytest.fixture
def notice(filed: Ticket, li_min: User, now: dt.datetime) -> Notice:
    """What tells enterprise A that its ticket was accepted."""
    acceptance.accept(filed, by=li_min, now=now)
    return filed.notices.get()


def at_desk(notice: Notice, door: str = "desk_notice") -> str:
    return reverse(door, args=[notice.ticket.number, notice.pk])


def in_portal(notice: Notice, door: str = "request_notice") -> str:
    return reverse(door, args=[notice.ticket.number, notice.pk])


def test_a_ticket_without_any_says_what_will_issue_one(
    filed: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    page = signed_in(li_min).get(reverse("desk_notices", args=[filed.number]))
    assert "尚未发出文书" in page.content.decode()


def test_the_requester_finds_theirs_from_the_request(
    notice: Notice, owner: User, signed_in: SignedIn
) -> None:
    browser = signed_in(owner)
    listed = reverse("request_notices", args=[notice.ticket.number])
    assert listed in browser.get(reverse("request", args=[notice.ticket.number])).content.decode()
    said = browser.get(listed).content.decode()
    assert in_portal(notice) in said
    assert notice.number in said


def test_a_requester_without_any_reads_that_there_is_none(
    filed: Ticket, owner: User, signed_in: SignedIn
) -> None:
    said = signed_in(owner).get(reverse("request_notices", args=[filed.number])).content.decode()
    assert "目前没有文书" in said


def test_the_list_says_how_each_was_served(
    notice: Notice, li_min: User, owner: User, signed_in: SignedIn
) -> None:
    signed_in(owner).get(in_portal(notice))
    page = signed_in(li_min).get(reverse("desk_notices", args=[notice.ticket.number]))
    said = page.content.decode()
    assert notice.number in said
    assert "诉求受理通知书" in said
    assert str(owner) in said
    assert "登记送交" in said


def test_it_reads_in_chinese_and_in_the_language_of_the_requester(
    notice: Notice, owner: User, signed_in: SignedIn
) -> None:
    said = signed_in(owner).get(in_portal(notice)).content.decode()
    assert "特此通知。" in said
    assert "Notice of Acceptance" in said
    assert "The Chinese text prevails." in said
    assert notice.number in said


def test_the_first_look_of_the_requester_is_kept_and_no_other(
    notice: Notice, owner: User, li_min: User, signed_in: SignedIn
) -> None:
    signed_in(li_min).get(at_desk(notice))
    notice.refresh_from_db()
    assert notice.opened_at is None, "staff do not open it for the requester"
    for _time in range(2):
        assert signed_in(owner).get(in_portal(notice)).status_code == HTTPStatus.OK
    notice.refresh_from_db()
    assert notice.opened_by == owner


def test_a_pdf_is_wished_for_once_and_saved_by_both_sides(
    notice: Notice, owner: User, li_min: User, signed_in: SignedIn, now: dt.datetime
) -> None:
    browser = signed_in(owner)
    assert "生成PDF" in browser.get(in_portal(notice)).content.decode()
    for _time in range(2):
        assert browser.post(in_portal(notice)).status_code == HTTPStatus.FOUND
    assert "正在生成" in browser.get(in_portal(notice)).content.decode()
    refused = browser.get(in_portal(notice, "request_notice_file"))
    assert refused.status_code == HTTPStatus.CONFLICT
    printing.keep(Paper.objects.get(), b"%PDF-1.7 x", now=now)
    for reader, address in (
        (owner, in_portal(notice, "request_notice_file")),
        (li_min, at_desk(notice, "desk_notice_file")),
    ):
        saved = signed_in(reader).get(address)
        assert saved.content == b"%PDF-1.7 x"
        assert f"{notice.ticket.number}-acceptance-2026-1.pdf" in saved["Content-Disposition"]
    printing.forget(now=now + dt.timedelta(days=400))
    assert bytes(Paper.objects.get().content) == b"%PDF-1.7 x", "a notice is kept for good"


def test_what_could_not_be_made_is_tried_anew(
    notice: Notice, li_min: User, signed_in: SignedIn, now: dt.datetime
) -> None:
    browser = signed_in(li_min)
    browser.post(at_desk(notice))
    printing.give_up(Paper.objects.get(), Failure.BROKEN, now=now)
    assert "可以直接打印本页" in browser.get(at_desk(notice)).content.decode()
    browser.post(at_desk(notice))
    assert (
        "正在生成" in browser.get(at_desk(notice), headers={"HX-Request": "true"}).content.decode()
    )


def test_the_assignee_puts_a_hand_over_on_record(
    notice: Notice, li_min: User, signed_in: SignedIn
) -> None:
    browser = signed_in(li_min)
    address = at_desk(notice, "desk_notice_hand_over")
    assert notice.number in browser.get(address).content.decode()
    typed = {"way": "post", "to_whom": "", "served_at": "2019-01-01T09:00"}
    wrong = browser.post(address, typed)
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    too_early = browser.post(address, typed | {"to_whom": "陈曦"})
    assert "请填写文书发出之后" in too_early.content.decode()
    at = f"{notice.issued_at.astimezone(dt.timezone(dt.timedelta(hours=8))):%Y-%m-%dT%H:%M}"
    notice_at = {"served_at": at}
    done = browser.post(address, typed | {"to_whom": "陈曦"} | notice_at, follow=True)
    assert "已登记" in done.content.decode()
    assert "陈曦" in done.content.decode()


@pytest.mark.parametrize("name", ["stranger", "consul"])
def test_another_company_finds_nothing(
    request: pytest.FixtureRequest, notice: Notice, signed_in: SignedIn, name: str
) -> None:
    browser = signed_in(request.getfixturevalue(name))
    for door in ("request_notice", "request_notice_file"):
        assert browser.get(in_portal(notice, door)).status_code == HTTPStatus.NOT_FOUND
    assert browser.post(in_portal(notice)).status_code == HTTPStatus.NOT_FOUND
    assert not Paper.objects.exists()


@pytest.mark.parametrize("name", ["liaison", "counsel", "shenyang_concierge", "policy_editor"])
def test_staff_who_do_not_read_the_ticket_find_nothing(
    request: pytest.FixtureRequest, notice: Notice, signed_in: SignedIn, name: str
) -> None:
    browser = signed_in(request.getfixturevalue(name))
    assert browser.get(reverse("desk_notices", args=[notice.ticket.number])).status_code == 404
    for door in ("desk_notice", "desk_notice_file", "desk_notice_hand_over"):
        assert browser.get(at_desk(notice, door)).status_code == HTTPStatus.NOT_FOUND


def test_a_notice_of_another_ticket_is_not_found_by_this_one(
    notice: Notice, owner: User, signed_in: SignedIn
) -> None:
    other = reverse("request_notice", args=[notice.ticket.number, uuid.uuid4()])
    assert signed_in(owner).get(other).status_code == HTTPStatus.NOT_FOUND


def test_the_list_asks_as_little_of_many_as_of_few(
    notice: Notice, li_min: User, signed_in: SignedIn, now: dt.datetime
) -> None:
    def asked(many: int) -> int:
        last = Notice.objects.count()
        Notice.objects.bulk_create(
            Notice(
                ticket=notice.ticket,
                kind="reply",
                template=notice.template,
                office=notice.office,
                year=2026,
                ordinal=last + n + 1,
                mark=notice.mark,
                language="en",
                words=notice.words,
                issued_at=now,
                issued_by=li_min,
            )
            for n in range(many - last)
        )
        browser = signed_in(li_min)
        with CaptureQueriesContext(connection) as found:
            browser.get(reverse("desk_notices", args=[notice.ticket.number]))
        return len(found)

    few = asked(10)
    assert asked(200) == few <= 12
