"""The pages of confidentiality: who may know of a ticket, what units read, who looked into it."""

import datetime as dt
import html
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import Office, User
from accounts.roles import World
from tests.actions.stage import REDACTED, SECRET
from tests.conftest import REQUEST, Invite
from tests.pages.test_queries import LENGTHS, Look
from tests.pages.test_queries import look as look  # noqa: PLC0414  # a fixture
from tickets.actions import acceptance, assists, confidentiality, reads
from tickets.models import Assist, Event, Named, OutboxMessage, Redaction, Ticket
from tickets.rules.assists import AssistRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignIn = Callable[[User], Client]
WHY = "涉及未公开的工艺参数"


@pytest.fixture
def secret(filed: Ticket, li_min: User, dalian_lead: User, now: dt.datetime) -> Ticket:
    """A ticket in work, a commercial secret by the lead's decision."""
    acceptance.accept(filed, by=li_min, now=now)
    return confidentiality.mark(filed, SECRET, by=dalian_lead, now=now)


def _page(ticket: Ticket) -> str:
    return reverse("desk_confidentiality", args=[ticket.number])


def _step(ticket: Ticket, word: str) -> str:
    return reverse("desk_step", args=[ticket.number, word])


def test_an_assignee_marks_a_ticket_and_its_page_says_what_that_means(
    filed: Ticket, li_min: User, dalian_lead: User, supervisor: User, signed_in: SignIn
) -> None:
    desk = signed_in(li_min)
    assert _page(filed) in desk.get(reverse("desk_ticket", args=[filed.number])).text
    page = desk.get(_page(filed)).text
    assert "一般" in page
    assert "自提交以来一直为一般工单" in page
    assert _step(filed, "mark") in page
    form = {"confidentiality": "secret", "reason": WHY, "version": filed.version}
    empty = desk.post(_step(filed, "mark"), form | {"reason": " "})
    assert empty.status_code == 422
    assert desk.post(_step(filed, "mark"), form).headers["Location"] == _page(filed)
    page = desk.get(_page(filed)).text
    assert WHY in page
    assert "一般 → 商业秘密" in html.unescape(page)
    assert dalian_lead.name in page
    assert _step(filed, "mark") not in page, "only a lead lowers it"
    assert signed_in(supervisor).get(_page(filed)).status_code == 404


def test_a_lead_names_somebody_and_takes_the_name_off_again(
    secret: Ticket, dalian_lead: User, supervisor: User, deputy: User, signed_in: SignIn
) -> None:
    lead, his = signed_in(dalian_lead), signed_in(supervisor)
    door = reverse("desk_ticket", args=[secret.number])
    assert his.get(door).status_code == 404
    form = lead.get(_step(secret, "name")).text
    assert f"{supervisor.name} · 督办员" in form
    sent = {"person": str(supervisor.pk), "reason": "督办", "version": secret.version}
    assert lead.post(_step(secret, "name"), sent).headers["Location"] == _page(secret)
    assert his.get(door).status_code == 200
    notes = his.get(reverse("notifications")).text
    assert "列入保密工单" in notes
    off = f"{_step(secret, 'unname')}?person={supervisor.pk}"
    assert off in html.unescape(lead.get(_page(secret)).text)
    assert f'value="{supervisor.pk}" selected' in lead.get(off).text
    late = lead.post(_step(secret, "unname"), sent)
    assert late.status_code == 412
    assert "督办" in late.text, "what was typed is kept"
    sent["version"] = Ticket.objects.get().version
    lead.post(_step(secret, "unname"), sent)
    assert his.get(door).status_code == 404
    notes = his.get(reverse("notifications")).text
    assert "您已不在保密工单" in notes
    assert "列入保密工单" not in notes, "a notification about what one may not know of is gone"


def test_whoever_loses_sight_of_a_ticket_finds_no_notification_of_it_and_no_count(
    filed: Ticket, deputy: User, li_min: User, now: dt.datetime, signed_in: SignIn
) -> None:
    OutboxMessage.objects.filter(channel="in_app", recipient=li_min).update(recipient=deputy)
    note = OutboxMessage.objects.filter(recipient=deputy).get()
    browser = signed_in(deputy)
    assert REQUEST.title in browser.get(reverse("notifications")).text
    confidentiality.mark(filed, SECRET, by=li_min, now=now)
    page = browser.get(reverse("notifications")).text
    assert REQUEST.title not in page
    assert filed.number not in page
    assert 'class="count"' not in page
    assert browser.post(reverse("open_notification", args=[note.pk])).status_code == 404


def test_a_liaison_reads_the_redacted_copy_and_the_look_is_kept(
    secret: Ticket, li_min: User, liaison: User, tax_bureau: Office, now: dt.datetime,
    signed_in: SignIn,
) -> None:  # fmt: skip
    assists.ask(secret, AssistRequest(tax_bureau.pk, "请核对退税进度"), by=li_min, now=now)
    here = reverse("desk_assist", args=[Assist.objects.get().pk])
    browser = signed_in(liaison)
    assert REDACTED.text not in browser.get(here).text
    desk = signed_in(li_min)
    sent = {"title": REDACTED.title, "text": REDACTED.text, "version": secret.version}
    wrong = desk.post(_step(secret, "redact"), sent | {"text": "樱川轴承的货物滞留"})
    assert wrong.status_code == 422
    assert "请删去“樱川轴承”" in wrong.text
    desk.post(_step(secret, "redact"), sent)
    assert Redaction.objects.get().text == REDACTED.text
    page = browser.get(here).text
    assert REDACTED.title in page
    assert REDACTED.text in page
    assert REQUEST.title not in page
    kept = Event.objects.filter(kind="read", by=liaison)
    assert [event.facts["door"] for event in kept] == ["assist", "assist"]


@pytest.fixture
def asked(
    secret: Ticket, li_min: User, liaison: User, tax_bureau: Office, now: dt.datetime
) -> Assist:
    """The tax service is asked and reads a redacted copy."""
    confidentiality.redact(secret, REDACTED, by=li_min, now=now)
    assists.ask(secret, AssistRequest(tax_bureau.pk, "请核对退税进度"), by=li_min, now=now)
    return secret.assists.get()


def test_nothing_a_liaison_is_shown_or_sent_names_the_requester(
    asked: Assist, liaison: User, owner: User, member: User, signed_in: SignIn
) -> None:
    User.objects.filter(pk=owner.pk).update(phone="+86 13900001111")
    here, sakuragawa = reverse("desk_assist", args=[asked.pk]), asked.ticket.enterprise
    doors = [reverse("desk_home"), reverse("desk_queue"), reverse("desk_assists"), here]
    doors += [reverse("notifications"), reverse("api_tickets"), reverse("desk_measures")]
    browser = signed_in(liaison)
    shown = [browser.get(door).text for door in doors]
    shown.append(browser.post(here, {"answer": ""}).text)
    mails = OutboxMessage.objects.filter(recipient=liaison)
    assert mails
    shown += [f"{mail.subject}{mail.text}{mail.formatted}" for mail in mails]
    telling = [sakuragawa.name_zh, sakuragawa.name_en, sakuragawa.name_original, "樱川", "桜川"]
    telling += [str(sakuragawa.credit_code), "Sakuragawa", "13900001111", REQUEST.title]
    for one in (owner, member):
        telling += [one.name, one.name_latin, one.email]
    said = html.unescape("\n".join(shown)).casefold()
    assert [word for word in telling if word.casefold() in said] == []


def test_the_lead_reads_who_looked_in_with_repeated_looks_counted_on_one_line(
    secret: Ticket, li_min: User, dalian_lead: User, signed_in: SignIn,
    stopped_clock: time_machine.Traveller,
) -> None:  # fmt: skip
    desk = signed_in(li_min)
    for wait in (0, 4, 4, 6):
        stopped_clock.shift(dt.timedelta(minutes=wait))
        desk.get(reverse("desk_ticket", args=[secret.number]))
    desk.get(reverse("api_ticket", args=[secret.number]))
    log = reverse("desk_read_log", args=[secret.number])
    assert desk.get(log).status_code == 403
    page = signed_in(dalian_lead).get(log)
    told = page.context["log"]
    assert told.count == Event.objects.filter(kind="read").count() == 7
    assert [(look.who, look.times, look.labels) for look in told.looks] == [
        ("孙洁", 1, ["保密要求页"]),
        ("李敏", 3, ["保密要求页", "接口", "工单页面"]),
        ("李敏", 3, ["工单页面"]),
    ]
    assert sum(look.times for look in told.looks) == told.count
    assert "共记录查阅 7 次" in page.text


def test_a_ticket_nobody_was_kept_looking_into_says_so(
    filed: Ticket, dalian_lead: User, signed_in: SignIn
) -> None:
    page = signed_in(dalian_lead).get(reverse("desk_read_log", args=[filed.number]))
    assert "暂无查阅记录" in page.text


@LENGTHS
@pytest.mark.parametrize("door", ["desk_confidentiality", "desk_read_log"])
def test_they_ask_as_little_when_much_was_decided_and_read(
    many: int, door: str, secret: Ticket, dalian_lead: User, person: Invite, look: Look
) -> None:
    at = {"named_at": secret.submitted_at, "named_by": dalian_lead}
    for place in range(many):
        one = person(f"Colleague {place}")
        Named.objects.create(ticket=secret, user=one, **at)
        reads.note(secret, World.DESK, by=one, now=secret.submitted_at)
    look("dalian_lead", reverse(door, args=[secret.number]))


@pytest.mark.parametrize(("level", "badge"), [("secret", "商业秘密"), ("hidden", "隐去投诉人")])
def test_it_says_beside_the_title_that_a_ticket_is_confidential(
    level: str, badge: str, filed: Ticket, li_min: User, leader: User, signed_in: SignIn
) -> None:
    pages = {"desk_ticket": li_min, "leader_ticket": leader}
    Named.objects.create(ticket=filed, user=leader, named_at=filed.submitted_at, named_by=li_min)
    for door, reader in pages.items():
        Ticket.objects.update(confidentiality="ordinary")
        assert (
            f">{badge}</span>" not in signed_in(reader).get(reverse(door, args=[filed.number])).text
        )
        Ticket.objects.update(confidentiality=level)
        assert f">{badge}</span>" in signed_in(reader).get(reverse(door, args=[filed.number])).text
