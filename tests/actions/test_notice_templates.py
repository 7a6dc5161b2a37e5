"""Templates of notices are published in versions; what was issued cites and keeps its own."""

from dataclasses import replace

import pytest

from tests.actions.at_once import DONE, at_once
from tests.actions.stage import Stage, events
from tickets.actions import notice_templates
from tickets.errors import Because, Refused
from tickets.models import Event, NoticeTemplate
from tickets.rules.notices import CHINESE, ENGLISH, NoticeKind, TemplateDraft
from tickets.rules.states import State

pytestmark = pytest.mark.django_db
TEXT = "{enterprise}：\n{ticket} 已受理，{due} 前办结。新措辞。"
DRAFT = TemplateDraft(
    NoticeKind.ACCEPTANCE,
    {language: {"title": " {matter}受理书 ", "text": TEXT} for language in (CHINESE, ENGLISH)},
    "文字更简明",
    seen=1,
)


def test_what_is_published_counts_at_once_and_what_was_issued_stays(stage: Stage) -> None:
    before = stage.ticket_in(State.HANDLING).notices.get()
    made = notice_templates.publish(DRAFT, by=stage.policy_editor, now=stage.later())
    after = stage.ticket_in(State.HANDLING).notices.get()
    before.refresh_from_db()
    assert (made.version, after.template) == (2, made)
    assert after.words[CHINESE]["title"] == "诉求受理书"
    assert "新措辞。" in after.words[CHINESE]["text"]
    assert "新措辞。" not in before.words[CHINESE]["text"]
    assert before.template.version == 1
    assert NoticeTemplate.objects.in_force().filter(kind="acceptance").get() == made


def test_it_leaves_one_event_with_its_words(stage: Stage) -> None:
    made = notice_templates.publish(DRAFT, by=stage.policy_editor, now=stage.now)
    event = Event.objects.of("notice_template:acceptance").get()
    assert (event.kind, event.by) == ("notice_template_published", stage.policy_editor)
    assert event.facts == {"version": 2, "words": made.words, "reason": "文字更简明"}


@pytest.mark.parametrize("name", ["li_min", "dalian_lead", "dispatcher", "member"])
def test_nobody_but_the_policy_editor_publishes(stage: Stage, name: str) -> None:
    with pytest.raises(Refused) as refused:
        notice_templates.publish(DRAFT, by=stage.cast[name], now=stage.now)
    assert refused.value.because is Because.ROLE
    assert NoticeTemplate.objects.count() == len(NoticeKind)


def test_a_draft_that_is_not_right_is_refused_and_nothing_changes(stage: Stage) -> None:
    wrong = replace(DRAFT, words={**DRAFT.words, "ja": {"title": "受理通知", "text": " "}})
    with pytest.raises(Refused) as refused:
        notice_templates.publish(wrong, by=stage.policy_editor, now=stage.now)
    assert refused.value.field == "text_ja"
    assert NoticeTemplate.objects.in_force().get(kind="acceptance").version == 1


def test_pressed_twice_it_is_published_once(stage: Stage) -> None:
    notice_templates.publish(DRAFT, by=stage.policy_editor, now=stage.now)
    with pytest.raises(Refused) as refused:
        notice_templates.publish(DRAFT, by=stage.policy_editor, now=stage.now)
    assert refused.value.code == "published_already"
    other = replace(DRAFT, reason="另一稿")
    with pytest.raises(Refused) as refused:
        notice_templates.publish(other, by=stage.policy_editor, now=stage.now)
    assert refused.value.because is Because.STALE


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_told_that_it_was_overtaken(stage: Stage) -> None:
    drafts = [replace(DRAFT, reason=reason) for reason in ("甲稿", "乙稿")]
    deeds = [
        lambda one=one: notice_templates.publish(one, by=stage.policy_editor, now=stage.now)
        for one in drafts
    ]
    assert at_once(*deeds) == ["changed_meanwhile", DONE]
    assert NoticeTemplate.objects.filter(kind="acceptance").count() == 2


def test_a_japanese_requester_reads_japanese_once_it_is_there(stage: Stage) -> None:
    words = {**DRAFT.words, "ja": {"title": "受理通知書", "text": TEXT + "以上"}}
    notice_templates.publish(replace(DRAFT, words=words), by=stage.policy_editor, now=stage.now)
    ticket = stage.file()
    type(ticket).objects.filter(pk=ticket.pk).update(language="ja")
    stage.do(ticket, "accept", "li_min")
    assert set(ticket.notices.get().words) == {CHINESE, "ja"}
    assert events(ticket)[-1].facts["notice"] == ticket.notices.get().number
