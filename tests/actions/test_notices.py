"""Notices: issued with the deed, numbered without gaps, never said anew, served on record."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Office
from tests.actions.at_once import DONE, at_once
from tests.actions.stage import (
    APPROVE,
    ASKED,
    GRANTED,
    MORE_TIME,
    REFUSAL,
    Stage,
    again,
    events,
)
from tickets.access.notices import notices_on
from tickets.actions import acceptance, deliveries, endings, serving
from tickets.errors import Because, Refused
from tickets.models import Notice, NoticeTemplate, OutboxMessage, Ticket
from tickets.rules.clocks import Clock as Name
from tickets.rules.clocks import Outcome
from tickets.rules.notices import NoticeKind
from tickets.rules.serving import Service, Way
from tickets.rules.states import State

pytestmark = pytest.mark.django_db
BY_HAND = Service(Way.HANDED_OVER, "陈曦")


def only(ticket: Ticket) -> Notice:
    return notices_on(ticket)[0]


@pytest.mark.parametrize(
    ("state", "kinds"),
    [
        (State.SUBMITTED, []),
        (State.HANDLING, ["acceptance"]),
        (State.SUPPLEMENT, ["acceptance", "supplement"]),
        (State.REVIEWING, ["acceptance"]),
        (State.REPLIED, ["acceptance", "reply"]),
        (State.REFUSED, ["refusal"]),
        (State.TRANSFERRED, ["transfer"]),
        (State.TERMINATED, ["acceptance", "termination"]),
        (State.WITHDRAWN, []),
    ],
)
def test_each_deed_issues_its_own(stage: Stage, state: State, kinds: list[str]) -> None:
    ticket = stage.ticket_in(state)
    assert [one.kind for one in ticket.notices.all()] == kinds
    told = [event.facts["notice"] for event in events(ticket) if "notice" in event.facts]
    assert told == [one.number for one in ticket.notices.all()]


def test_a_granted_extension_is_told_with_its_new_due_moment(stage: Stage) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    stage.play(
        ticket,
        ("ask_extension", "li_min", MORE_TIME),
        ("grant_extension", "dalian_lead", GRANTED),
    )
    notice = only(ticket)
    due = ticket.clocks.get(name=Name.HANDLING).due_at
    assert notice.kind == NoticeKind.EXTENSION
    assert f"{due.astimezone(dt.timezone(dt.timedelta(hours=8))):%H:%M}" in _text(notice)
    assert MORE_TIME.reason not in str(notice.words), "why it takes longer is internal"


def _text(notice: Notice, language: str = "zh-hans") -> str:
    text: str = notice.words[language]["text"]
    return text


def test_a_refusal_says_the_ground_with_its_source_and_nothing_internal(stage: Stage) -> None:
    told = replace(REFUSAL, explanation="请在原工单中查看进展。")
    ticket = stage.play(stage.file(), ("propose", "li_min", told), APPROVE)
    text = _text(only(ticket))
    assert "与在办工单重复（本机关规定）" in text
    assert "请在原工单中查看进展。" in text
    assert "{" not in text


def test_a_request_for_material_lists_each_item(stage: Stage) -> None:
    ticket = stage.ticket_in(State.SUPPLEMENT)
    assert "\n1. 报关单\n2. 提单\n" in _text(only(ticket))
    assert ASKED.reason not in str(only(ticket).words)


def test_numbers_run_by_office_and_year(stage: Stage) -> None:
    Office.objects.filter(code="210200").update(document_mark="大外管诉")
    notices = [only(stage.ticket_in(State.HANDLING)) for _each in range(3)]
    assert [one.number for one in notices] == [f"大外管诉〔2026〕{n}号" for n in (1, 2, 3)]
    stage.now = dt.datetime(2027, 1, 4, 1, 0, tzinfo=dt.UTC)
    assert only(stage.ticket_in(State.HANDLING)).number == "大外管诉〔2027〕1号"


def test_an_office_without_a_mark_is_named_by_its_place(stage: Stage) -> None:
    assert only(stage.ticket_in(State.HANDLING)).number == "大连市外管诉〔2026〕1号"


def test_what_was_interrupted_leaves_no_gap(stage: Stage) -> None:
    first, second = stage.file(), stage.file()
    with transaction.atomic():
        acceptance.accept(first, by=stage.li_min, now=stage.now)
        transaction.set_rollback(True)  # the machine goes down before it is kept
    stage.do(second, "accept", "li_min")
    assert only(second).ordinal == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_two_numbers_that_follow_each_other(stage: Stage) -> None:
    tickets = [stage.file() for _each in range(4)]
    deeds = [
        lambda ticket=ticket: acceptance.accept(ticket, by=stage.li_min, now=stage.now)
        for ticket in tickets
    ]
    assert at_once(*deeds) == [DONE] * 4
    assert sorted(Notice.objects.values_list("ordinal", flat=True)) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_one_ticket_approved_twice_at_once_has_one_notice(stage: Stage) -> None:
    ticket = stage.play(stage.file(), ("propose", "li_min", REFUSAL))
    seen = [again(ticket), again(ticket)]

    def approve(one: Ticket) -> object:
        return endings.approve(one, by=stage.dalian_lead, now=stage.now)

    assert at_once(*(lambda one=one: approve(one) for one in seen)) == ["changed_meanwhile", DONE]
    assert [one.ordinal for one in ticket.notices.all()] == [1]


def test_a_notice_costs_one_question(stage: Stage) -> None:
    stage.ticket_in(State.HANDLING)
    ticket = stage.file()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        stage.do(ticket, "accept", "li_min")
    own = [q["sql"] for q in asked.captured_queries if "tickets_notice" in q["sql"]]
    assert len([sql for sql in own if "noticetemplate" not in sql]) == 1


def test_what_was_said_is_never_said_anew(stage: Stage) -> None:
    notice = only(stage.ticket_in(State.HANDLING))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(words={})
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        notice.delete()


def test_without_a_template_the_deed_is_refused(stage: Stage) -> None:
    ticket = stage.file()
    NoticeTemplate.objects.filter(kind="acceptance").delete()
    facts = {"kind": "reply", "version": 9, "published_at": stage.now, "replaced_at": stage.now}
    NoticeTemplate.objects.create(words={}, **facts)  # so that the policy is read anew
    with pytest.raises(Refused) as refused:
        stage.do(ticket, "accept", "li_min")
    assert refused.value.code == "no_template"
    assert again(ticket).state == State.SUBMITTED


def test_it_is_sent_when_the_mail_that_told_of_it_left(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REPLIED)
    reply, acceptance_notice = notices_on(ticket)
    assert reply.sent_at is None
    assert acceptance_notice.sent_at is None
    to_staff = OutboxMessage.objects.filter(ticket=ticket, kind="ticket_callback", channel="email")
    for mail in to_staff:
        deliveries.mark_sent(mail, now=stage.later())
    assert only(ticket).sent_at is None
    mails = OutboxMessage.objects.filter(ticket=ticket, kind="ticket_replied", channel="email")
    deliveries.mark_sent(mails.earliest("id"), now=stage.later())
    assert [one.sent_at for one in notices_on(ticket)] == [stage.now, None]


def test_opening_a_result_serves_it_once(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REFUSED)
    notice = only(ticket)
    serving.note_opening(notice, by=stage.member, now=stage.later())
    owed = ticket.clocks.get(name=Name.WRITTEN_RESULT)
    assert (owed.outcome, owed.stopped_at) == (Outcome.MET, stage.now)
    assert (again(ticket).served_at, only(ticket).opened_by) == (stage.now, stage.member)
    last = events(ticket)[-1]
    assert (last.kind, last.by, last.facts) == (
        "notice_opened",
        stage.member,
        {"notice": notice.number},
    )
    with pytest.raises(Refused) as refused:
        serving.note_opening(notice, by=stage.owner, now=stage.later())
    assert refused.value.code == "opened_already"
    assert events(ticket)[-1] == last


def test_opening_an_acceptance_serves_no_result(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REPLIED)
    serving.note_opening(notices_on(ticket)[1], by=stage.member, now=stage.later())
    assert again(ticket).served_at is None


def test_the_assignee_puts_a_hand_over_on_record_once(stage: Stage) -> None:
    ticket = stage.ticket_in(State.TERMINATED)
    at = stage.later()
    given = replace(BY_HAND, served_at=at)
    serving.hand_over(only(ticket), given, by=stage.li_min, now=stage.later())
    notice = only(ticket)
    assert (notice.handed_over_at, notice.recipient, notice.way) == (at, "陈曦", "handed_over")
    assert ticket.clocks.get(name=Name.WRITTEN_RESULT).outcome == Outcome.MET
    assert events(ticket)[-1].kind == "notice_handed_over"
    with pytest.raises(Refused) as refused:
        serving.hand_over(notice, BY_HAND, by=stage.li_min, now=stage.later())
    assert refused.value.code == "handed_over_already"


def test_the_step_that_records_a_service_marks_the_notice_too(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REFUSED)
    stage.do(ticket, "record_service", "li_min", BY_HAND)
    assert (only(ticket).handed_over_by, only(ticket).recipient) == (stage.li_min, "陈曦")


@pytest.mark.parametrize("name", ["deputy", "supervisor", "member", "shenyang_concierge"])
def test_nobody_else_puts_a_hand_over_on_record(stage: Stage, name: str) -> None:
    notice = only(stage.ticket_in(State.HANDLING))
    with pytest.raises(Refused) as refused:
        serving.hand_over(notice, BY_HAND, by=stage.cast[name], now=stage.later())
    assert refused.value.because is Because.ROLE


@pytest.mark.parametrize("hours", [-24, 1])
def test_it_was_handed_over_between_its_issue_and_now(stage: Stage, hours: int) -> None:
    notice = only(stage.ticket_in(State.HANDLING))
    wrong = replace(BY_HAND, served_at=stage.now + dt.timedelta(hours=hours))
    with pytest.raises(Refused) as refused:
        serving.hand_over(notice, wrong, by=stage.li_min, now=stage.now)
    assert refused.value.field == "served_at"


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_open_it_at_once_and_one_is_kept(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REFUSED)
    notice = only(ticket)
    people = (stage.member, stage.owner)
    deeds = [lambda who=who: serving.note_opening(notice, by=who, now=stage.now) for who in people]
    assert at_once(*deeds) == [DONE, "opened_already"]
    assert [event.kind for event in events(ticket)].count("notice_opened") == 1
