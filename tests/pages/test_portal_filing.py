"""Filing, signed in: page by page, kept whatever goes wrong, submitted once."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import Duty, Enterprise, Membership, User
from accounts.roles import RequesterRole
from tests.conftest import LONG_AGO
from tickets.models import Draft, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("handbook", "stopped_clock")]
Enter = Callable[[User], Client]

MATTER = {"in_danger": "no", "nature": "assistance", "category": "T03"}
STORY = {"title": "工作许可续签受阻", "text": "自九月起无法续签。\n𠮷田さん、䶮、㛃"}
CONTACT = {"contact_name": "桜川結衣", "contact_phone": "0411-8888 0001", "language": "ja"}
COMPLAINT = {"complained_organ": "某区市场监管局", "complained_level": "county"}


def at(draft: Draft, page: str) -> str:
    """The address of one page of a filing."""
    return reverse(f"request_{page}", args=[draft.pk])


def answer_all(portal: Client, draft: Draft, **more: Any) -> None:
    """Answer every page rightly."""
    for page, answers in (("matter", MATTER), ("story", STORY), ("contact", CONTACT)):
        answer = portal.post(at(draft, page), answers | more)
        assert answer.status_code == 302, answer.text


@pytest.fixture
def portal(signed_in: Enter, owner: User) -> Client:
    """The owner's browser, in Chinese."""
    return signed_in(owner)


def test_one_press_begins_a_draft_and_looking_does_not(portal: Client) -> None:
    assert portal.get(reverse("request_begin")).status_code == 200
    assert Draft.objects.count() == 0
    answer = portal.post(reverse("request_begin"))
    assert answer.headers["Location"] == at(Draft.objects.get(), "matter")


def test_who_speaks_for_several_chooses_for_whom(
    portal: Client, owner: User, rheinhammer: Enterprise
) -> None:
    Membership.objects.create(
        user=owner, enterprise=rheinhammer, role=RequesterRole.MEMBER, from_date=LONG_AGO
    )
    asked = portal.post(reverse("request_begin"))
    assert asked.status_code == 422
    assert str(rheinhammer) in asked.text
    portal.post(reverse("request_begin"), {"enterprise": str(rheinhammer.pk)})
    assert Draft.objects.get().enterprise == rheinhammer


def test_a_draft_for_another_enterprise_cannot_be_begun(
    portal: Client,
    owner: User,
    sakuragawa: Enterprise,
    rheinhammer: Enterprise,
    consulate: Enterprise,
) -> None:
    Membership.objects.create(
        user=owner, enterprise=consulate, role=RequesterRole.MEMBER, from_date=LONG_AGO
    )
    answer = portal.post(reverse("request_begin"), {"enterprise": str(rheinhammer.pk)})
    assert answer.status_code == 422
    assert Draft.objects.count() == 0


def test_the_whole_filing(portal: Client, begun: Draft, li_min: User) -> None:
    answer_all(portal, begun)
    page = portal.get(at(begun, "check")).text
    assert "工作许可续签受阻" in page
    assert "𠮷田さん、䶮、㛃" in page
    answer = portal.post(at(begun, "check"), follow=True)
    ticket = Ticket.objects.get()
    assert answer.request["PATH_INFO"] == reverse("request_filed", args=[ticket.number])
    assert (ticket.title, ticket.language, ticket.category_id) == (STORY["title"], "ja", "T03")
    assert (ticket.assignee, ticket.contact_name) == (li_min, "桜川結衣")


@pytest.mark.parametrize(
    ("page", "answers", "kept", "said"),
    [
        ("matter", {**MATTER, "category": ""}, "assistance", "id_category_0"),
        ("matter", {**MATTER, "category": "T77"}, "assistance", "id_category_0"),
        ("story", {**STORY, "title": ""}, "自九月起无法续签", "id_title"),
        ("story", {**STORY, "title": "长" * 121}, "长" * 121, "id_title"),
        ("contact", {**CONTACT, "contact_phone": "110"}, "110", "id_contact_phone"),
    ],
)
def test_what_was_typed_is_kept_and_the_field_is_named(
    portal: Client, begun: Draft, page: str, answers: dict[str, str], kept: str, said: str
) -> None:
    answer = portal.post(at(begun, page), answers)
    assert answer.status_code == 422
    assert f'href="#{said}"' in answer.text
    assert "<title>" in answer.text
    assert "错误" in answer.text.split("</title>")[0]
    begun.refresh_from_db()
    assert kept in str(begun.typed)
    assert kept in portal.get(at(begun, page)).text


def test_a_draft_may_be_left_half_right_and_found_again(portal: Client, begun: Draft) -> None:
    answer = portal.post(at(begun, "story"), {"title": "半个标题", "text": "", "leave": "yes"})
    assert answer.headers["Location"] == reverse("home")
    assert "半个标题" in portal.get(reverse("home")).text


def test_an_unfinished_filing_is_led_to_what_is_missing(portal: Client, begun: Draft) -> None:
    portal.post(at(begun, "matter"), MATTER)
    answer = portal.get(at(begun, "check"))
    assert answer.headers["Location"] == at(begun, "story")
    assert portal.post(at(begun, "check")).status_code == 302
    assert Ticket.objects.count() == 0


def test_a_change_from_the_check_page_returns_there(portal: Client, begun: Draft) -> None:
    answer_all(portal, begun)
    assert f"{at(begun, 'story')}?check#id_title" in portal.get(at(begun, "check")).text
    answer = portal.post(at(begun, "story") + "?check", STORY)
    assert answer.headers["Location"] == at(begun, "check")


def test_what_was_left_out_is_said_to_be_left_out(portal: Client, begun: Draft) -> None:
    answer_all(portal, begun, contact_phone="")
    assert "未提供" in portal.get(at(begun, "check")).text


def test_sending_twice_makes_one_ticket_with_one_number(portal: Client, begun: Draft) -> None:
    answer_all(portal, begun)
    first, second = (portal.post(at(begun, "check")) for _press in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("page", ["matter", "story", "contact", "check", "discard"])
def test_going_back_after_sending_leads_to_the_ticket(
    portal: Client, begun: Draft, page: str
) -> None:
    answer_all(portal, begun)
    portal.post(at(begun, "check"))
    for answer in (portal.get(at(begun, page)), portal.post(at(begun, page), STORY)):
        assert Ticket.objects.get().number in answer.headers["Location"]
    assert Draft.objects.count() == 1


def test_a_complaint_names_whom_it_is_about(portal: Client, begun: Draft) -> None:
    portal.post(at(begun, "matter"), MATTER | {"nature": "complaint"})
    assert portal.post(at(begun, "story"), STORY).status_code == 422
    assert portal.post(at(begun, "story"), STORY | COMPLAINT).status_code == 302
    portal.post(at(begun, "contact"), CONTACT)
    portal.post(at(begun, "check"))
    ticket = Ticket.objects.get()
    assert (ticket.track, ticket.complained_organ) == ("complaint", "某区市场监管局")


def test_whoever_complains_may_stay_unknown_and_reads_so_before_and_after(
    portal: Client, begun: Draft
) -> None:
    portal.post(at(begun, "matter"), MATTER | {"nature": "complaint"})
    portal.post(at(begun, "story"), STORY | COMPLAINT | {"hide_complainant": "on"})
    portal.post(at(begun, "contact"), CONTACT)
    rows = {row.label: row.said for row in portal.get(at(begun, "check")).context["rows"]}
    assert rows["不让该机关知道投诉人"] == "是"
    portal.post(at(begun, "check"))
    ticket = Ticket.objects.get()
    assert ticket.confidentiality == "hidden"
    page = portal.get(reverse("request", args=[ticket.number])).text
    assert "我们不向该机关透露投诉人" in page


def test_an_institution_does_not_complain_and_reads_why(
    signed_in: Enter, consul: User, consulate: Enterprise
) -> None:
    portal = signed_in(consul)
    portal.post(reverse("request_begin"))
    draft = Draft.objects.get()
    page = portal.get(at(draft, "matter")).text
    assert 'value="note"' in page
    assert 'value="complaint"' not in page
    answer = portal.post(at(draft, "matter"), MATTER | {"nature": "complaint"})
    assert answer.status_code == 422
    assert "A foreign institution cannot file a complaint here" in answer.text


def test_only_an_institution_writes_letters(portal: Client, begun: Draft) -> None:
    assert 'value="note"' not in portal.get(at(begun, "matter")).text
    assert portal.post(at(begun, "matter"), MATTER | {"nature": "note"}).status_code == 422


def test_danger_shows_the_phone_at_once_and_makes_an_emergency(
    portal: Client, begun: Draft
) -> None:
    assert "tel:" in portal.get(at(begun, "matter")).text.split("<form method")[1]
    answer_all(portal, begun, in_danger="yes")
    assert 'class="banner danger"' in portal.get(at(begun, "story")).text
    portal.post(at(begun, "check"))
    assert Ticket.objects.get().urgency == "emergency"


def test_a_state_secret_is_refused_and_kept_nowhere(portal: Client, begun: Draft) -> None:
    answer = portal.post(at(begun, "story"), STORY | {"text": "机密★10年 会议纪要"})
    assert answer.status_code == 422
    assert "会议纪要" in answer.text
    begun.refresh_from_db()
    assert "text" not in begun.typed


def test_a_draft_is_thrown_away_only_after_asking(portal: Client, begun: Draft) -> None:
    assert portal.get(at(begun, "discard")).status_code == 200
    assert Draft.objects.count() == 1
    portal.post(at(begun, "discard"))
    assert Draft.objects.count() == 0


def test_colleagues_may_be_named_and_read_it_then(
    portal: Client, begun: Draft, member: User, signed_in: Enter
) -> None:
    answer_all(portal, begun, colleagues=[str(member.pk)])
    assert str(member) in portal.get(at(begun, "check")).text
    portal.post(at(begun, "check"))
    address = reverse("request", args=[Ticket.objects.get().number])
    assert signed_in(member).get(address).status_code == 200


def test_nobody_else_enters_a_draft(begun: Draft, signed_in: Enter, member: User) -> None:
    other = signed_in(member)
    for page in ("matter", "story", "contact", "check", "discard"):
        assert other.get(at(begun, page)).status_code == 404
        assert other.post(at(begun, page), STORY).status_code == 404


def test_who_no_longer_speaks_for_the_enterprise_cannot_send(
    portal: Client, begun: Draft, owner: User, now: dt.datetime
) -> None:
    answer_all(portal, begun)
    owner.memberships.update(ended_at=now)
    answer = portal.post(at(begun, "check"))
    assert answer.status_code == 404
    assert "工作许可续签受阻" not in answer.text
    assert Ticket.objects.count() == 0


def test_a_sign_that_cannot_be_kept_is_left_out(portal: Client, begun: Draft) -> None:
    assert portal.post(at(begun, "story"), STORY | {"text": "a\0b"}).status_code in {400, 422}


def test_the_confirmation_promises_day_hour_name_and_phone(
    portal: Client, filed: Ticket, li_min: User
) -> None:
    User.objects.filter(pk=li_min.pk).update(
        phone="0411-8888 1234", spoken_languages=["zh-hans", "ja"]
    )
    page = portal.get(reverse("request_filed", args=[filed.number])).text
    number = filed.number
    assert f"{number[:4]} {number[4:8]} {number[8:]}" in page
    assert "2026年11月18日（周三） 11:00 北京时间" in page
    assert "李敏" in page
    assert "tel:0411-88881234" in page
    assert "日语" in page


def test_a_filing_page_asks_few_questions_of_the_database(
    portal: Client, begun: Draft, django_assert_max_num_queries: Any
) -> None:
    answer_all(portal, begun)
    for page in ("matter", "story", "contact", "check"):
        with django_assert_max_num_queries(12):
            portal.get(at(begun, page))


@pytest.mark.parametrize("page", ["matter", "story"])
def test_an_answer_day_and_night_is_promised_only_with_a_duty_phone(
    portal: Client, begun: Draft, settings: Settings, page: str
) -> None:
    portal.post(at(begun, "matter"), MATTER | {"in_danger": "yes"})
    without = portal.get(at(begun, page)).text
    assert "24 小时" not in without
    assert 'href="tel:110"' in without
    settings.DUTY_PHONE = "024-5550 0000"
    promised = portal.get(at(begun, page)).text
    assert "24 小时" in promised
    assert "024-5550 0000" in promised


@pytest.mark.parametrize("where", ["dalian", "province"])
def test_in_an_emergency_whoever_is_on_duty_now_is_to_be_called(
    portal: Client, begun: Draft, li_min: User, now: dt.datetime, where: str, request: Any
) -> None:
    User.objects.filter(pk=li_min.pk).update(phone="0411-5550 0199")
    begins, hour = now - dt.timedelta(hours=1), dt.timedelta(hours=1)
    turn = Duty(user=li_min, office=request.getfixturevalue(where), starts_at=begins, ends_at=now)
    turn.save()
    assert "0411-5550 0199" not in portal.get(at(begun, "matter")).text, "the turn is over"
    Duty.objects.update(ends_at=now + hour)
    assert 'href="tel:0411-55500199"' in portal.get(at(begun, "matter")).text
    answer_all(portal, begun, in_danger="yes")
    for page in ("story", "check"):
        told = portal.get(at(begun, page)).text
        assert 'href="tel:0411-55500199"' in told
        assert 'href="tel:110"' in told, "if nobody answers"
    receipt = portal.post(at(begun, "check"), follow=True)
    assert 'href="tel:0411-55500199"' in receipt.text


def test_the_receipt_of_an_emergency_says_whom_to_call(portal: Client, begun: Draft) -> None:
    answer_all(portal, begun, in_danger="yes")
    receipt = portal.post(at(begun, "check"), follow=True)
    assert 'class="banner danger"' in receipt.text


def test_a_page_keeps_itself_and_is_told_when(portal: Client, begun: Draft) -> None:
    answer = portal.post(at(begun, "story"), {"title": "工作许", "text": "", "autosave": "1"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (
        200,
        "text/plain; charset=utf-8",
    )
    assert "10:00" in answer.text
    begun.refresh_from_db()
    assert begun.typed["title"] == "工作许"


def test_a_page_left_open_after_submitting_is_told_so(portal: Client, begun: Draft) -> None:
    answer_all(portal, begun)
    portal.post(at(begun, "check"))
    answer = portal.post(at(begun, "story"), {"title": "改", "autosave": "1"})
    assert (answer.status_code, answer.text) == (409, "这项诉求已经提交。")
