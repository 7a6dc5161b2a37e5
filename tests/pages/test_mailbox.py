"""The demo's mailbox: there in a demo, nowhere else; it shows codes, and runs nothing."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from tickets import tasks
from tickets.actions import outbox
from tickets.models import OutboxMessage
from tickets.rules.notifications import Kind, Mail

pytestmark = pytest.mark.django_db


def _ways(mail: OutboxMessage) -> list[str]:
    return [
        reverse("mailbox"),
        *(reverse(way, args=[mail.pk]) for way in ("mail", "formatted_mail")),
    ]


def test_without_a_demo_there_is_no_mailbox(
    mail: OutboxMessage, client: Client, settings: Settings
) -> None:
    settings.DEMO = False
    assert [client.get(way).status_code for way in _ways(mail)] == [404, 404, 404]


def test_the_list_shows_to_whom_what_and_what_became_of_it(
    mail: OutboxMessage, client: Client
) -> None:
    page = client.get("/mailbox/").text
    assert mail.subject in page
    assert mail.address in page
    assert "待发送" in page
    tasks.deliver()
    assert "已送达" in client.get("/mailbox/").text


def test_no_cache_keeps_a_code(mail: OutboxMessage, client: Client) -> None:
    assert all("no-store" in client.get(way).headers["Cache-Control"] for way in _ways(mail))


def test_an_empty_mailbox_says_what_to_do(client: Client) -> None:
    assert "暂无邮件" in client.get("/mailbox/").text


def test_a_notice_is_not_in_the_mailbox(notice: OutboxMessage, client: Client) -> None:
    assert client.get(reverse("mail", args=[notice.pk])).status_code == 404


def test_a_code_stands_out(mail: OutboxMessage, client: Client) -> None:
    assert (
        '<p class="h1"><span class="mono">AB12CD</span></p>'
        in client.get(reverse("mail", args=[mail.pk])).text
    )


def test_the_formatted_mail_shows_its_own_sheet_and_nothing_else_of_it_runs(
    mail: OutboxMessage, client: Client
) -> None:
    answer = client.get(reverse("formatted_mail", args=[mail.pk]))
    policy = answer.headers["Content-Security-Policy"]
    assert "<h1>AB12CD</h1>" in answer.text
    assert re.search(r"style-src 'self' 'sha256-[A-Za-z0-9+/=]+'", policy)
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy


def test_a_mail_with_wiped_words_says_so(mail: OutboxMessage, client: Client) -> None:
    OutboxMessage.objects.update(text="", html="")
    assert "一小时" in client.get(reverse("mail", args=[mail.pk])).text


def test_markup_in_a_mail_stays_text(client: Client, now: dt.datetime) -> None:
    evil = Mail("a@example.test", "<script>1</script>", "<img src=x onerror=2>", "en")
    mail = outbox.post(evil, Kind.ACCOUNT, now=now)
    for way in _ways(mail):
        page = client.get(way).text
        assert "<script>1" not in page
        assert "<img src=x" not in page


def test_a_person_signs_in_with_the_code_from_the_mailbox(
    li_min: User, client: Client, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "tickets.mail.OutboxBackend"
    client.post(reverse("account_request_login_code"), {"email": li_min.email})
    tasks.deliver()
    (mail,) = client.get("/mailbox/").context["page"].rows
    assert (mail.recipient, mail.sent_at is None) == (li_min, False)
    page = client.get(reverse("mail", args=[mail.pk])).text
    code = re.search(r'<span class="mono">(.+?)</span>', page)
    assert code
    client.post(reverse("account_confirm_login_code"), {"code": code[1]})
    assert client.get("/notifications/").wsgi_request.user == li_min
