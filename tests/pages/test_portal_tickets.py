"""A requester's list and the page of a request: who sees it, what it says, what may be done."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Enterprise, Office, User
from tests.actions.stage import CLOSING
from tests.conftest import REQUEST
from tickets.actions import (
    acceptance,
    confirmations,
    endings,
    filing,
    messages,
    supplements,
)
from tickets.models import Draft, Ticket
from tickets.rules.carried import Reason
from tickets.rules.confirmations import Confirmation
from tickets.rules.endings import Refusal
from tickets.rules.messages import Writing
from tickets.rules.states import State
from tickets.rules.supplements import SupplementRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
Enter = Callable[[User], Client]

REPLY = replace(
    CLOSING,
    internal_result="内部结论：已与口岸沟通三次",
    public_reply="招聘状を発行しました。",
    contact_evidence="内部：11月18日电话沟通",
)
ITEMS = SupplementRequest(("营业执照复印件", "邀请函草稿"))


def door(ticket: Ticket, word: str = "") -> str:
    """The address of a request's page, or of one of its steps."""
    return reverse(f"request_{word}" if word else "request", args=[ticket.number])


def seen(ticket: Ticket, **typed: Any) -> dict[str, Any]:
    """What a form sends: what was typed, and the version of the ticket that its page showed."""
    ticket.refresh_from_db()
    return {"version": ticket.version, **typed}


@pytest.fixture
def portal(signed_in: Enter, owner: User) -> Client:
    """The owner's browser, in Chinese."""
    return signed_in(owner)


@pytest.fixture
def asked(filed: Ticket, li_min: User, now: dt.datetime) -> Ticket:
    """The concierge has asked for two things."""
    return supplements.ask(filed, ITEMS, by=li_min, now=now)


@pytest.fixture
def replied(filed: Ticket, li_min: User, dalian_lead: User, now: dt.datetime) -> Ticket:
    """Accepted, noted on, answered and approved."""
    acceptance.accept(filed, by=li_min, now=now)
    messages.note(filed, Writing("内部备注：领导很关注", "zh-hans"), by=li_min, now=now)
    endings.propose(filed, REPLY, by=li_min, now=now)
    return endings.approve(filed, by=dalian_lead, now=now)


# --- Who sees it -------------------------------------------------------------------------------

MODES = Enterprise.Visibility


@pytest.mark.parametrize(
    ("mode", "reads", "answers"),
    [
        (MODES.FILER, False, False),
        (MODES.NAMED, False, False),
        (MODES.ALL_READ, True, False),
        (MODES.ALL_ANSWER, True, True),
    ],
)
def test_a_colleague_sees_what_the_enterprise_decided(
    filed: Ticket, member: User, signed_in: Enter, mode: str, *, reads: bool, answers: bool
) -> None:
    Enterprise.objects.filter(pk=filed.enterprise_id).update(visibility=mode)
    colleague = signed_in(member)
    page = colleague.get(door(filed))
    assert page.status_code == (200 if reads else 404)
    assert (door(filed, "write") in page.text) is answers
    assert (filed.title in colleague.get(reverse("home")).text) is reads


def test_an_agent_sees_what_they_filed_and_nothing_else(
    filed: Ticket, agent: User, sakuragawa: Enterprise, signed_in: Enter, now: dt.datetime
) -> None:
    own = filing.submit(filing.begin(sakuragawa, by=agent, now=now), REQUEST, by=agent, now=now)
    portal = signed_in(agent)
    assert portal.get(door(own)).status_code == 200
    assert portal.get(door(filed)).status_code == 404


def test_a_wrong_number_and_a_foreign_one_look_alike(
    filed: Ticket, stranger: User, signed_in: Enter
) -> None:
    portal = signed_in(stranger)
    addresses = (door(filed), reverse("request", args=["261118000000"]))
    foreign, wrong = (
        portal.get(one, headers={"x-request-id": "abcdef-123456"}) for one in addresses
    )
    assert (foreign.status_code, wrong.status_code) == (404, 404)
    assert foreign.text.split("<main")[1] == wrong.text.split("<main")[1]


@pytest.mark.parametrize("visitor", ["li_min", "leader", "dispatcher", "stranger", "consul"])
def test_only_the_requesters_own_people_come_in_here(
    filed: Ticket, visitor: str, signed_in: Enter, request: pytest.FixtureRequest
) -> None:
    assert signed_in(request.getfixturevalue(visitor)).get(door(filed)).status_code == 404


def test_who_is_not_signed_in_comes_back_after_signing_in(filed: Ticket, client: Client) -> None:
    answer = client.get(door(filed))
    assert answer.headers["Location"] == f"/accounts/login/?next={door(filed)}"


# --- What it says ------------------------------------------------------------------------------


def test_the_page_says_where_it_is_who_has_it_and_what_comes_next(
    portal: Client, filed: Ticket
) -> None:
    page = " ".join(portal.get(door(filed)).text.split())
    assert "已提交" in page
    assert "李敏" in page
    assert "首次回复" in page
    assert "2026年11月18日（周三） 11:00 北京时间" in page
    assert "目前无需您操作" in page


def test_a_promise_that_was_missed_is_called_late(
    filed: Ticket, owner: User, signed_in: Callable[[User], Client], stopped_clock: Any
) -> None:
    stopped_clock.shift(dt.timedelta(hours=2))
    assert "已超时" in signed_in(owner).get(door(filed)).text


def test_a_provisional_promise_says_so(portal: Client, filed: Ticket) -> None:
    filed.clocks.update(is_provisional=True)
    assert "暂定" in portal.get(door(filed)).text


def test_nothing_internal_is_in_the_page(portal: Client, replied: Ticket) -> None:
    page = portal.get(door(replied)).text
    assert REPLY.public_reply in page
    for secret in ("内部", "领导很关注", "口岸沟通", "own_concierge", "孙洁", "deputy"):
        assert secret not in page


def test_foreign_words_carry_their_language(portal: Client, replied: Ticket) -> None:
    assert f'lang="ja">{REPLY.public_reply}' in portal.get(door(replied)).text


def test_a_refusal_shows_its_ground_and_not_the_reason(
    portal: Client, filed: Ticket, li_min: User, dalian_lead: User, now: dt.datetime
) -> None:
    endings.propose(filed, Refusal("S1", "内部理由"), by=li_min, now=now)
    ended = endings.approve(filed, by=dalian_lead, now=now)
    ground = ended.endings.get().ground
    page = portal.get(door(ended)).text
    assert str(ground) in page
    assert "内部理由" not in page


# --- What may be done --------------------------------------------------------------------------


def test_a_message_is_written_and_shown(portal: Client, filed: Ticket) -> None:
    portal.post(door(filed, "write"), seen(filed, text="材料已寄出"))
    assert "材料已寄出" in portal.get(door(filed)).text
    assert portal.post(door(filed, "write"), {"text": ""}).status_code == 422


def test_material_is_asked_for_saved_in_parts_and_sent(portal: Client, asked: Ticket) -> None:
    page = portal.get(door(asked)).text
    assert "营业执照复印件" in page
    half = {"given-1": "given", "item-1": "见邮件", "given-2": "given", "item-2": ""}
    portal.post(door(asked, "answers"), half)
    asked.refresh_from_db()
    assert asked.state == State.SUPPLEMENT
    assert "见邮件" in portal.get(door(asked, "supply")).text
    incomplete = portal.post(door(asked, "supply"), half)
    assert incomplete.status_code == 422
    assert 'href="#id_item-2"' in incomplete.text
    assert "见邮件" in incomplete.text
    whole = half | {"given-2": "cannot", "item-2": "对方尚未出具"}
    assert portal.post(door(asked, "supply"), seen(asked, **whole)).headers["Location"] == door(
        asked
    )
    asked.refresh_from_db()
    assert asked.state == State.SUBMITTED


def test_confirming_with_a_rating_is_one_form_and_skipping_is_visible(
    portal: Client, replied: Ticket
) -> None:
    page = portal.get(door(replied)).text
    assert page.count('name="rating"') == 6
    portal.post(door(replied, "confirm"), seen(replied, rating="5"))
    replied.refresh_from_db()
    assert (replied.state, replied.rating) == (State.CLOSED, 5)


def test_the_rating_may_be_skipped(portal: Client, replied: Ticket) -> None:
    portal.post(door(replied, "confirm"), seen(replied, rating=["5", ""]))
    replied.refresh_from_db()
    assert (replied.state, replied.rating) == (State.CLOSED, None)


def test_reopening_says_until_when_and_needs_a_reason(portal: Client, replied: Ticket) -> None:
    assert "2026年12月9日" in portal.get(door(replied, "reopen")).text
    assert portal.post(door(replied, "reopen"), {"reason": ""}).status_code == 422
    portal.post(door(replied, "reopen"), seen(replied, reason="招聘状の日付が違います"))
    replied.refresh_from_db()
    assert (replied.state, replied.generation) == (State.HANDLING, 2)


def test_withdrawing_names_the_number_and_asks_first(portal: Client, filed: Ticket) -> None:
    page = portal.get(door(filed, "withdraw")).text
    assert f"{filed.number[:4]} {filed.number[4:8]} {filed.number[8:]}" in page
    portal.post(door(filed, "withdraw"), seen(filed))
    filed.refresh_from_db()
    assert filed.state == State.WITHDRAWN


def test_a_ticket_that_changed_meanwhile_keeps_what_was_typed(
    portal: Client, replied: Ticket, owner: User, now: dt.datetime
) -> None:
    stale = {"version": str(replied.version), "reason": "尚未解决"}
    confirmations.confirm(replied, Confirmation(), by=owner, now=now)
    answer = portal.post(door(replied, "reopen"), stale)
    assert answer.status_code == 412
    assert "尚未解决" in answer.text


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "²"])
def test_a_version_that_is_none_is_refused(portal: Client, filed: Ticket, version: str) -> None:
    answer = portal.post(door(filed, "write"), {"text": "你好", "version": version})
    assert answer.status_code == 412
    assert "你好" in answer.text
    assert portal.post(door(filed, "write"), {"text": "你好"}).status_code == 412
    assert filed.messages.count() == 0


def test_the_form_on_the_page_itself_says_which_version_it_showed(
    portal: Client, filed: Ticket
) -> None:
    form = portal.get(door(filed)).text.split(f'action="{door(filed, "write")}"')[1]
    assert f'name="version" value="{filed.version}"' in form.split("</form>")[0]


@pytest.mark.parametrize("word", ["supply", "confirm", "reopen"])
def test_a_step_that_is_not_possible_now_leads_back(
    portal: Client, filed: Ticket, word: str
) -> None:
    assert portal.get(door(filed, word)).headers["Location"] == door(filed)
    answer = portal.post(door(filed, word), seen(filed, reason="x"))
    assert answer.status_code in {409, 422}


def test_answers_that_nobody_asked_for_are_refused(portal: Client, filed: Ticket) -> None:
    assert portal.post(door(filed, "answers"), {"item-1": "x"}).status_code == 409


def test_an_ended_ticket_has_no_forms(portal: Client, filed: Ticket) -> None:
    portal.post(door(filed, "withdraw"), seen(filed))
    page = portal.get(door(filed)).text
    for word in ("write", "withdraw", "confirm", "supply", "reopen"):
        assert door(filed, word) not in page


# --- The list ----------------------------------------------------------------------------------


def test_an_empty_list_has_the_one_button(portal: Client) -> None:
    page = portal.get(reverse("home")).text
    assert reverse("request_begin") in page
    assert "暂无内容" in page or "还没有" in page


def test_the_list_can_be_narrowed(portal: Client, filed: Ticket) -> None:
    def shows(**asked: str) -> bool:
        return filed.title in portal.get(reverse("home"), asked).text

    assert shows(state="submitted")
    assert not shows(state="closed")
    assert shows(words="日本工程师")
    assert shows(words=f"{filed.number[:4]} {filed.number[4:8]}")
    assert not shows(words="关税")
    assert shows(state="no such state")


def test_under_way_shows_as_submitted_until_accepted(
    portal: Client, filed: Ticket, li_min: User, now: dt.datetime
) -> None:
    acceptance.accept(filed, by=li_min, now=now)
    assert filed.title in portal.get(reverse("home"), {"state": "in_progress"}).text
    assert filed.title not in portal.get(reverse("home"), {"state": "submitted"}).text


def test_the_contacts_of_the_office_stand_beside_the_concierge(
    portal: Client, filed: Ticket, dalian: Office
) -> None:
    contacts = {"backup_phone": "0411-5550 0900", "spoken_languages": ["ja"]}
    Office.objects.filter(pk=dalian.pk).update(address_zh="大连市示例路1号", **contacts)
    for place in (reverse("home"), door(filed)):
        page = portal.get(place).text
        assert 'href="tel:0411-55500900"' in page
        assert "大连市示例路1号" in page
        assert str(dalian) in page


def test_the_concierge_and_the_deputy_stand_beside_the_list(
    portal: Client, deputy: User, li_min: User
) -> None:
    page = portal.get(reverse("home")).text
    assert "李敏" in page
    assert "周恺" in page


@pytest.mark.parametrize("typed", ["{0}", " {1} {2} {3} ", "{wide}"])
def test_a_number_is_found_however_it_is_typed(portal: Client, filed: Ticket, typed: str) -> None:
    number = filed.number
    wide = number.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"})
    said = typed.format(number, number[:4], number[4:8], number[8:], wide=wide)
    answer = portal.get(reverse("request_find"), {"number": said})
    assert answer.headers["Location"] == door(filed)


def test_a_slip_of_the_finger_is_told_as_such(portal: Client, filed: Ticket) -> None:
    slip = filed.number[:-1] + str((int(filed.number[-1]) + 1) % 10)
    answer = portal.get(reverse("request_find"), {"number": slip})
    assert answer.status_code == 422
    assert "数字有误" in answer.text
    assert slip in answer.text
    assert "12" in portal.get(reverse("request_find"), {"number": "12"}).text


def test_the_reason_of_a_resumption_stays_inside(
    portal: Client, asked: Ticket, li_min: User, now: dt.datetime
) -> None:
    supplements.resume(asked, Reason("企业电话说明材料已在前案中"), by=li_min, now=now)
    assert "已在前案中" not in portal.get(door(asked)).text


def test_the_answer_is_read_before_it_is_judged(portal: Client, replied: Ticket) -> None:
    page = portal.get(door(replied)).text
    assert page.index(REPLY.public_reply) < page.index('name="rating"')


def test_what_was_left_empty_is_named_in_plain_words(portal: Client, asked: Ticket) -> None:
    page = portal.post(door(asked, "supply"), {"given-1": "given", "given-2": ""})
    assert page.status_code == 422
    assert "您的答复：营业执照复印件：请填写此项。" in " ".join(page.text.split())
    assert "邀请函草稿：请选择一项。" in page.text
    assert "该字段" not in page.text


def test_a_question_is_answered_by_its_error_without_a_colon(portal: Client) -> None:
    portal.post(reverse("request_begin"))
    draft = Draft.objects.get()
    page = portal.post(reverse("request_matter", args=[draft.pk])).text
    assert "您的诉求属于哪一类？ 请选择您的诉求性质。" in " ".join(page.split())
