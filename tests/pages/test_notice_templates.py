"""The policy editor drafts a notice, sees it as it will print, and publishes it."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tickets.models import NoticeTemplate, Ticket

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("stopped_clock", "handbook"),
]
SignedIn = Callable[[User], Client]
TEXT = "{enterprise}：\n{ticket} 已受理，{due} 前办结。"
TYPED = {
    "title_zh": "{matter}受理通知书",
    "text_zh": TEXT,
    "title_en": "Notice of acceptance",
    "text_en": "To {enterprise}:\n{ticket} is accepted, due {due}.",
    "reason": "文字更简明",
}


@pytest.fixture
def editor(policy_editor: User, signed_in: SignedIn) -> Client:
    return signed_in(policy_editor)


def address(kind: str = "acceptance") -> str:
    return reverse("desk_notice_template", args=[kind])


def test_every_kind_stands_in_the_list(editor: Client) -> None:
    said = editor.get(reverse("desk_notice_templates")).content.decode()
    for name in (
        "受理通知书",
        "不予受理通知书",
        "补正通知书",
        "延期告知书",
        "移送告知书",
        "答复书",
    ):
        assert name in said
    assert "随系统提供" in said


def test_the_form_begins_with_what_counts_and_names_every_blank(editor: Client) -> None:
    said = editor.get(address("supplement")).content.decode()
    assert "{items}" in said.replace("&lbrace;", "{").replace("&rbrace;", "}")
    assert "材料补正通知书" in said
    assert "必须有" in said


def test_a_draft_is_seen_as_it_prints_in_both_languages_and_then_published(editor: Client) -> None:
    preview = editor.post(address(), TYPED).content.decode()
    assert "〔诉求人名称〕" in preview
    assert "To 〔Name of the requester〕:" in preview
    assert "辽外管诉" in preview or "辽宁省外管诉" in preview
    assert NoticeTemplate.objects.filter(kind="acceptance").count() == 1, (
        "a preview changes nothing"
    )
    mark = preview.split('name="previewed" value="')[1].split('"')[0]
    press = TYPED | {"previewed": mark, "seen": "1", "publish": "1"}
    done = editor.post(address(), press, follow=True)
    assert "已发布" in done.content.decode()
    assert NoticeTemplate.objects.in_force().get(kind="acceptance").version == 2
    assert "文字更简明" in editor.get(address()).content.decode()


def test_what_was_changed_after_the_preview_is_previewed_again(editor: Client) -> None:
    preview = editor.post(address(), TYPED).content.decode()
    mark = preview.split('name="previewed" value="')[1].split('"')[0]
    other = TYPED | {"text_zh": TEXT + "另加", "previewed": mark, "seen": "1", "publish": "1"}
    assert editor.post(address(), other).status_code == HTTPStatus.OK
    assert NoticeTemplate.objects.filter(kind="acceptance").count() == 1


def test_a_wrong_blank_is_told_at_its_field_with_its_place_and_the_text_is_kept(
    editor: Client,
) -> None:
    wrong = editor.post(address(), TYPED | {"text_zh": TEXT + "\n{nobody}"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    said = wrong.content.decode()
    assert "第 3 行第 1 字：没有“{nobody}”这一填写项。" in said
    assert "{ticket} 已受理" in said


def test_an_editor_who_reads_tickets_sees_a_real_one(
    filed: Ticket, policy_editor: User, dalian_lead: User, signed_in: SignedIn
) -> None:
    policy_editor.grants.create(
        role="lead", side=0, office=filed.office, from_date=filed.submitted_at.date()
    )
    said = signed_in(policy_editor).post(address(), TYPED).content.decode()
    assert filed.enterprise.name_zh in said
    assert filed.number in said


def test_a_kind_that_there_is_not_is_not_found(editor: Client) -> None:
    assert editor.get(address("nothing")).status_code == HTTPStatus.NOT_FOUND
