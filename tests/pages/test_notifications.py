"""The notifications of a person: theirs alone, newest first, read when opened."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tickets.actions import outbox
from tickets.models import Mute, OutboxMessage
from tickets.rules.notifications import KINDS, Kind

pytestmark = pytest.mark.django_db
Enter = Callable[[User], Client]
LIST = "/notifications/"
CHOICE = "/notifications/mails/"


def _tell(reader: User, now: dt.datetime, count: int = 1) -> None:
    for number in range(count):
        facts = {"giver": "李敏", "enterprise": f"企业{number}", "role": "企业负责人"}
        outbox.queue(Kind.MEMBERSHIP_GIVEN, [reader], facts, link="/home/", now=now)


def _where(notice: OutboxMessage) -> str:
    return reverse("open_notification", args=[notice.pk])


def test_the_list_shows_what_is_new(
    owner: User, notice: OutboxMessage, signed_in: Enter, now: dt.datetime
) -> None:
    page = signed_in(owner).get(LIST).text
    assert "您现在可以代表樱川办理业务" in page
    assert "新通知" in page
    assert "全部标为已读" in page
    assert _where(notice) in page


def test_an_empty_list_says_so(owner: User, signed_in: Enter) -> None:
    page = signed_in(owner).get(LIST).text
    assert "暂无通知" in page
    assert "全部标为已读" not in page


def test_opening_marks_it_read_once_and_leads_to_what_it_is_about(
    owner: User, notice: OutboxMessage, signed_in: Enter
) -> None:
    client = signed_in(owner)
    answer = client.post(_where(notice))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/home/")
    notice.refresh_from_db()
    first = notice.read_at
    assert first
    client.post(_where(notice))
    notice.refresh_from_db()
    assert notice.read_at == first


def test_a_notice_about_no_page_leads_back_to_the_list(
    owner: User, notice: OutboxMessage, signed_in: Enter
) -> None:
    OutboxMessage.objects.update(link="")
    assert signed_in(owner).post(_where(notice)).headers["Location"] == LIST


def test_looking_reads_nothing(owner: User, notice: OutboxMessage, signed_in: Enter) -> None:
    client = signed_in(owner)
    client.get(LIST)
    assert client.get(_where(notice)).status_code == 405
    notice.refresh_from_db()
    assert notice.read_at is None


@pytest.mark.parametrize("stranger_name", ["member", "stranger", "li_min", "security_admin"])
def test_a_notice_of_somebody_else_does_not_exist(
    stranger_name: str,
    notice: OutboxMessage,
    signed_in: Enter,
    request: pytest.FixtureRequest,
) -> None:
    client = signed_in(request.getfixturevalue(stranger_name))
    assert client.post(_where(notice)).status_code == 404
    assert "樱川" not in client.get(LIST).text
    client.post(reverse("read_all_notifications"))
    notice.refresh_from_db()
    assert notice.read_at is None


def test_a_mail_is_no_notice(owner: User, notice: OutboxMessage, signed_in: Enter) -> None:
    mail = OutboxMessage.objects.get(recipient=owner, channel="email")
    client = signed_in(owner)
    assert client.post(_where(mail)).status_code == 404
    assert client.post(reverse("open_notification", args=[uuid.uuid4()])).status_code == 404
    assert client.post("/notifications/not-an-id/").status_code == 404


def test_all_can_be_marked_read_at_once(owner: User, signed_in: Enter, now: dt.datetime) -> None:
    _tell(owner, now, 3)
    client = signed_in(owner)
    assert client.post(reverse("read_all_notifications")).headers["Location"] == LIST
    assert not OutboxMessage.objects.unread_by(owner).exists()
    assert "新通知" not in client.get(LIST).text


def test_a_long_list_comes_in_pages_without_gap_or_repetition(
    owner: User, signed_in: Enter, now: dt.datetime
) -> None:
    _tell(owner, now, 45)
    client, shown, way = signed_in(owner), [], LIST
    pages = 0
    while way:
        page = client.get(way).context["page"]
        shown += [notice.pk for notice in page.rows]
        way = f"{LIST}?before={page.older}" if page.older else ""
        pages += 1
    assert pages == 3
    assert shown == sorted(shown, reverse=True)
    assert len(set(shown)) == 45


@pytest.mark.parametrize("before", ["x", "1", "'", "00000000-0000-0000-0000-00000000000z"])
def test_a_place_that_cannot_be_is_the_top(
    before: str, owner: User, notice: OutboxMessage, signed_in: Enter
) -> None:
    page = signed_in(owner).get(LIST, {"before": before}).context["page"]
    assert page.rows == [notice]


def test_ten_or_two_hundred_cost_the_same(
    owner: User,
    signed_in: Enter,
    now: dt.datetime,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    client = signed_in(owner)
    for count in (10, 190):
        _tell(owner, now, count)
        with django_assert_max_num_queries(6):
            client.get(LIST)


@pytest.mark.parametrize(("count", "shown"), [(0, ""), (1, ">1<"), (99, ">99<"), (120, ">99+<")])
def test_the_bell_says_how_many_are_new(
    count: int, shown: str, li_min: User, signed_in: Enter, now: dt.datetime
) -> None:
    _tell(li_min, now, count)
    page = signed_in(li_min).get("/desk/").text
    assert ('class="count"' in page) is bool(count)
    assert shown in page


def test_nobodys_page_asks_for_no_notifications(
    client: Client,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    with django_assert_num_queries(0):
        client.get("/")


# --- Which also come by e-mail -----------------------------------------------------------------


def _offered(client: Client) -> Iterator[str]:
    return (value for value, _name in client.get(CHOICE).context["form"].fields["kinds"].choices)


def test_each_is_offered_what_concerns_them(owner: User, li_min: User, signed_in: Enter) -> None:
    for_requesters, for_staff = (set(_offered(signed_in(one))) for one in (owner, li_min))
    assert Kind.TICKET_WRITTEN in for_requesters
    assert Kind.TICKET_GIVEN in for_staff
    assert not for_requesters & for_staff
    assert not {Kind.ACCOUNT, Kind.TICKET_REPLIED} & (for_requesters | for_staff)


def test_a_choice_is_kept_and_shown(owner: User, signed_in: Enter) -> None:
    client = signed_in(owner)
    assert "checked" in client.get(CHOICE).text
    answer = client.post(CHOICE, {"kinds": [Kind.TICKET_WRITTEN]}, follow=True)
    assert "已保存" in answer.text
    without = Mute.objects.of(owner)
    assert Kind.TICKET_WRITTEN not in without
    assert Kind.TICKET_ACCEPTED in without
    shown = set(answer.context["form"].initial["kinds"])
    assert shown & {Kind.TICKET_WRITTEN, Kind.TICKET_ACCEPTED} == {Kind.TICKET_WRITTEN}
    assert client.post(CHOICE, {}).status_code == 302
    assert Kind.TICKET_WRITTEN in Mute.objects.of(owner)


@pytest.mark.parametrize("kinds", [["nothing"], [Kind.ACCOUNT], [Kind.TICKET_GIVEN]])
def test_what_was_not_offered_cannot_be_chosen(
    kinds: list[str], owner: User, signed_in: Enter
) -> None:
    answer = signed_in(owner).post(CHOICE, {"kinds": kinds})
    assert answer.status_code == 200
    assert not Mute.objects.of(owner)


def test_every_kind_has_a_name() -> None:
    assert all(str(card.name) for card in KINDS.values())
