"""Assists: a unit is asked, its own clock runs, it answers, which is signed off; or recalled."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Enterprise, Office, Recusal, User
from accounts.roles import Role
from tests.actions.at_once import DONE, at_once
from tests.actions.refusals import field_of, refusal
from tests.actions.stage import (
    APPROVE,
    CLOSING,
    MORE_TIME,
    TERMINATION,
    WHY,
    Scene,
    Stage,
    again,
    assist_answer,
    assist_request,
    events,
)
from tests.conftest import SHANGHAI
from tickets.access import assists as access
from tickets.access.tickets import steps_for, tickets_for
from tickets.actions import ladders, recusals, steps
from tickets.errors import Because, Refused
from tickets.models import Assist, Clock, OutboxMessage, Ticket
from tickets.rules.assists import AssistAnswer, AssistRecall, AssistSignOff, Progress
from tickets.rules.clocks import Clock as Name
from tickets.rules.clocks import Light, Outcome
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.notifications import Kind
from tickets.rules.states import State
from tickets.rules.steps import StepName

pytestmark = pytest.mark.django_db
Officer = Callable[..., User]


def at(text: str) -> dt.datetime:
    """A moment in Shenyang."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def told(kind: Kind) -> set[str]:
    """Who was told in the house."""
    notes = OutboxMessage.objects.filter(kind=kind, channel="in_app")
    return {note.recipient.name for note in notes if note.recipient}


def running() -> Clock:
    """The clock of the one assist there is."""
    return Clock.objects.get(name=Name.ASSIST)


@pytest.fixture
def ticket(stage: Stage) -> Ticket:
    """A ticket accepted on Wednesday 18 November: handling is due on Wednesday 25."""
    return stage.ticket_in(State.HANDLING)


@pytest.fixture
def asked(stage: Stage, ticket: Ticket) -> Ticket:
    """The same, with the tax service asked."""
    return stage.do(ticket, "ask_assist", "li_min", assist_request())


@pytest.fixture
def customs(dalian: Office, officer: Officer) -> User:
    """The liaison of another unit."""
    unit = Office(
        kind=Office.Kind.UNIT,
        code="ln-customs",
        name_zh="海关承办单位",
        name_en="Customs Unit",
        region=dalian.region,
        parent=dalian,
    )
    unit.lineage = [*dalian.lineage, unit.id]
    unit.save()
    return officer("Guan Ka", "关卡", Role.LIAISON, unit)


# --- Asking ------------------------------------------------------------------------------------


def test_an_assist_has_half_of_what_handling_has_left(stage: Stage, asked: Ticket) -> None:
    clock = running()
    assert (clock.due_at, int(clock.amount)) == (at("2026-11-20 17:00"), 2)
    assert clock.promise is None, "it is agreed for this one alone"
    assist = Assist.objects.get()
    assert (clock.assist, assist.progress) == (assist, Progress.OPEN)
    assert (assist.asked_by, assist.asked_at) == (stage.li_min, stage.now)
    event = events(asked)[-1]
    assert event.facts["unit"]["zh"] == "大连市税务局"
    assert again(asked).next_due_at is not None


def test_its_time_may_be_named_and_is_a_day_at_least(stage: Stage, ticket: Ticket) -> None:
    stage.do(ticket, "ask_assist", "li_min", replace(assist_request(), days=3))
    assert running().due_at == at("2026-11-23 17:00")
    last_day = at("2026-11-25 16:00")
    assert access.usual_days(ticket, last_day) == 1
    assert access.usual_days(ticket, last_day + dt.timedelta(days=30)) == 1, "long overdue"


def test_the_unit_is_told_without_a_name_or_title(stage: Stage, asked: Ticket) -> None:
    assert told(Kind.ASSIST_ASKED) == {stage.liaison.name}
    for note in OutboxMessage.objects.filter(kind=Kind.ASSIST_ASKED, channel="in_app"):
        words = note.subject + note.text
        assert asked.title not in words
        assert asked.enterprise.name_zh not in words
        assert "大连市外事办公室" in words
        assert note.link == f"/desk/assists/{Assist.objects.get().pk}/"


def test_several_units_are_asked_at_once_each_with_its_clock(
    stage: Stage, asked: Ticket, customs: User, dalian: Office
) -> None:
    unit = Office.objects.get(code="ln-customs")
    stage.do(asked, "ask_assist", "li_min", replace(assist_request(), unit=unit.pk, days=1))
    clocks = Clock.objects.filter(name=Name.ASSIST).order_by("started_at")
    assert [clock.generation for clock in clocks] == [1, 2]
    first, second = Assist.objects.order_by("id")
    stage.do(asked, "answer_assist", "liaison", AssistAnswer(first.pk, "已到账"))
    assert [clock.outcome for clock in clocks.all()] == [Outcome.MET, ""]
    steps.take(
        asked, StepName.ANSWER_ASSIST, AssistAnswer(second.pk, "已放行"), by=customs, now=stage.now
    )
    assert [clock.outcome for clock in clocks.all()] == [Outcome.MET, Outcome.MET]


def test_a_unit_is_asked_one_thing_at_a_time(stage: Stage, asked: Ticket) -> None:
    twice = partial(stage.do, asked, "ask_assist", "li_min", assist_request("另一件"))
    assert refusal(twice) == (Because.STATE, "asked_already")
    stage.do(asked, "answer_assist", "liaison", assist_answer(asked))
    twice()
    assert Assist.objects.count() == 2


def test_the_summary_names_no_requester(
    stage: Stage, ticket: Ticket, sakuragawa: Enterprise
) -> None:
    for name in (sakuragawa.name_zh, sakuragawa.name_en.upper(), sakuragawa.name_original):
        said = assist_request(f"请协助{name}办理退税")
        assert field_of(partial(stage.do, ticket, "ask_assist", "li_min", said)) == "summary"
    assert not Assist.objects.exists()


def test_only_a_unit_with_a_liaison_free_of_interest_is_asked(
    stage: Stage, ticket: Ticket, dalian: Office, law_firm: Office, sakuragawa: Enterprise
) -> None:
    for office in (dalian, law_firm):
        said = replace(assist_request(), unit=office.pk)
        assert field_of(partial(stage.do, ticket, "ask_assist", "li_min", said)) == "unit"
    Recusal.objects.create(
        user=stage.liaison,
        enterprise=sakuragawa,
        reason="亲属任职",
        declared_by=stage.liaison,
        declared_at=stage.now,
    )
    assert field_of(lambda: stage.do(ticket, "ask_assist", "li_min", assist_request())) == "unit"


# --- Answering, signing off, recalling -----------------------------------------------------------


def test_the_answer_stops_the_clock_and_reaches_the_assignee(stage: Stage, asked: Ticket) -> None:
    stage.do(asked, "answer_assist", "liaison", assist_answer(asked))
    clock, assist = running(), Assist.objects.get()
    assert (clock.stopped_at, clock.outcome) == (stage.now, Outcome.MET)
    assert (assist.answered_by, assist.progress) == (stage.liaison, Progress.ANSWERED)
    assert told(Kind.ASSIST_ANSWERED) == {stage.li_min.name}
    stage.do(asked, "sign_off_assist", "li_min", AssistSignOff(assist.pk))
    assert Assist.objects.get().progress is Progress.SIGNED_OFF
    assert told(Kind.ASSIST_SIGNED_OFF) == {stage.liaison.name}


def test_a_late_answer_is_late(stage: Stage, asked: Ticket) -> None:
    stage.now = at("2026-11-23 09:00")
    stage.do(asked, "answer_assist", "liaison", assist_answer(asked))
    assert running().outcome == Outcome.LATE


def test_a_liaison_with_an_interest_answers_nothing(
    stage: Stage, asked: Ticket, sakuragawa: Enterprise
) -> None:
    recusals.declare(stage.liaison, sakuragawa, "亲属任职", by=stage.liaison, now=stage.now)
    deed = partial(stage.do, again(asked), "answer_assist", "liaison", assist_answer(asked))
    assert refusal(deed) == (Because.ROLE, "recused")


def test_the_liaison_of_another_unit_answers_only_for_that_one(
    stage: Stage, asked: Ticket, customs: User
) -> None:
    taken = partial(steps.take, name=StepName.ANSWER_ASSIST, by=customs, now=stage.later())
    mine = Assist.objects.get()
    foreign = AssistAnswer(mine.pk, "代答")
    assert refusal(lambda: taken(again(asked), carried=foreign)) == (Because.ROLE, "not_yours")
    unit = Office.objects.get(code="ln-customs")
    stage.do(asked, "ask_assist", "li_min", replace(assist_request(), unit=unit.pk))
    assert refusal(lambda: taken(again(asked), carried=foreign)) == (
        Because.MISSING,
        "no_such_assist",
    )


def test_a_recall_ends_the_clock_void_and_tells_the_unit_why(stage: Stage, asked: Ticket) -> None:
    assist = Assist.objects.get()
    stage.do(asked, "recall_assist", "dalian_lead", AssistRecall(assist.pk, "企业已撤销"))
    assert running().outcome == Outcome.VOID
    assist.refresh_from_db()
    assert (assist.progress, assist.recall_reason) == (Progress.RECALLED, "企业已撤销")
    assert told(Kind.ASSIST_RECALLED) == {stage.liaison.name}
    late = partial(stage.do, asked, "answer_assist", "liaison", AssistAnswer(assist.pk, "已办"))
    assert refusal(late) == (Because.STATE, "changed_meanwhile")


@pytest.mark.django_db(transaction=True)
def test_of_an_answer_and_a_recall_at_once_one_counts(stage: Stage, asked: Ticket) -> None:
    pages = again(asked), again(asked)
    given, why = assist_answer(asked), AssistRecall(Assist.objects.get().pk, "不再需要")
    moment = stage.later()
    ended = at_once(
        lambda: steps.take(pages[0], StepName.ANSWER_ASSIST, given, by=stage.liaison, now=moment),
        lambda: steps.take(pages[1], StepName.RECALL_ASSIST, why, by=stage.li_min, now=moment),
    )
    assert ended == ["changed_meanwhile", DONE]
    assert running().stopped_at == moment


# --- Beside the ticket ---------------------------------------------------------------------------


def test_a_reply_waits_for_the_answer_and_other_endings_do_not(stage: Stage, asked: Ticket) -> None:
    reply = partial(stage.do, asked, "propose", "li_min", CLOSING)
    assert refusal(reply) == (Because.STATE, "open_assists")
    stage.do(asked, "answer_assist", "liaison", assist_answer(asked))
    reply()
    assert again(asked).state == State.REVIEWING


WITHDRAW: Scene = ("withdraw", "member", None)


@pytest.mark.parametrize("scenes", [[WITHDRAW], [("propose", "li_min", TERMINATION), APPROVE]])
def test_any_end_of_the_ticket_recalls_what_is_open_in_the_same_deed(
    stage: Stage, asked: Ticket, scenes: list[Scene]
) -> None:
    stage.play(asked, *scenes)
    assist, clock = Assist.objects.get(), running()
    assert (assist.recalled_at, clock.stopped_at) == (stage.now, stage.now)
    assert clock.outcome == Outcome.VOID
    assert told(Kind.ASSIST_RECALLED) == {stage.liaison.name}
    assert events(asked)[-1].facts["assists_recalled"] == [str(assist.pk)]


def test_what_was_answered_stays_when_the_ticket_ends(stage: Stage, asked: Ticket) -> None:
    answer: Scene = ("answer_assist", "liaison", assist_answer(asked))
    stage.play(asked, answer, WITHDRAW)
    assert Assist.objects.get().progress is Progress.ANSWERED
    assert running().outcome == Outcome.MET
    assert not told(Kind.ASSIST_RECALLED)


def test_more_time_asked_for_and_a_return_leave_its_clock_alone(
    stage: Stage, asked: Ticket
) -> None:
    due_at = running().due_at
    stage.do(asked, "ask_extension", "li_min", MORE_TIME)
    stage.do(asked, "return", "li_min", WHY)
    assert (running().due_at, running().stopped_at) == (due_at, None)


def test_only_in_handling_a_unit_is_asked(stage: Stage) -> None:
    for state in set(State) - {State.HANDLING, State.DRAFT}:
        there = stage.ticket_in(state)
        deed = partial(stage.do, there, "ask_assist", "li_min", assist_request())
        assert refusal(deed)[0] is Because.STATE


# --- The ladder ----------------------------------------------------------------------------------


@pytest.fixture
def only_the_assist(asked: Ticket) -> Ticket:
    """All other clocks of the ticket are out of the way."""
    others = Clock.objects.filter(ticket=asked, stopped_at=None).exclude(name=Name.ASSIST)
    others.update(stopped_at=asked.accepted_at, outcome=Outcome.VOID, check_at=None)
    return asked


def test_each_rung_reaches_the_unit_and_then_whom_the_ladder_names(
    stage: Stage, only_the_assist: Ticket
) -> None:
    ladders.climb(now=at("2026-11-19 16:00"))
    assert told(Kind.ASSIST_REMINDER) == {stage.liaison.name}
    assert not told(Kind.CLOCK_WARNING), "half is told to the owner alone"
    ladders.climb(now=at("2026-11-20 16:55"))
    assert told(Kind.CLOCK_WARNING) == {stage.dalian_lead.name}
    assert again(only_the_assist).light == Light.YELLOW
    ladders.climb(now=at("2026-11-20 17:01"))
    assert told(Kind.CLOCK_OVERDUE) == {stage.dalian_lead.name, stage.supervisor.name}
    ladders.climb(now=at("2026-11-23 17:01"))
    assert stage.dispatcher.name in told(Kind.CLOCK_OVERDUE)
    ladders.climb(now=at("2026-11-25 17:01"))
    assert stage.leader.name in told(Kind.CLOCK_OVERDUE)
    assert again(only_the_assist).supervision_level == 1
    reminders = OutboxMessage.objects.filter(kind=Kind.ASSIST_REMINDER, channel="in_app")
    assert reminders.count() == running().rungs.count() == 5
    assert told(Kind.ASSIST_REMINDER) == {stage.liaison.name}


def test_a_deed_before_the_sweep_tells_the_same(stage: Stage, only_the_assist: Ticket) -> None:
    stage.now = at("2026-11-23 09:00")
    stage.do(again(only_the_assist), "answer_assist", "liaison", assist_answer(only_the_assist))
    assert running().rungs.count() == 3
    assert told(Kind.ASSIST_REMINDER) == {stage.liaison.name}


def test_of_a_secret_the_unit_hears_what_it_was_asked(
    stage: Stage, only_the_assist: Ticket
) -> None:
    Ticket.objects.update(confidentiality=Confidentiality.SECRET)
    ladders.climb(now=at("2026-11-20 17:01"))
    assert told(Kind.ASSIST_REMINDER) == {stage.liaison.name}
    assert not told(Kind.CLOCK_OVERDUE) - {stage.li_min.name}
    for note in OutboxMessage.objects.filter(kind=Kind.ASSIST_REMINDER):
        assert only_the_assist.title not in note.subject + note.text


def test_the_sweep_asks_after_units_only_for_their_rungs_and_once(
    stage: Stage, asked: Ticket, customs: User
) -> None:
    unit = Office.objects.get(code="ln-customs")
    stage.do(asked, "ask_assist", "li_min", replace(assist_request(), unit=unit.pk, days=2))

    def questions(now: dt.datetime) -> int:
        with CaptureQueriesContext(connection) as caught:
            ladders.climb(now=now)
        return sum('FROM "tickets_assist"' in each["sql"] for each in caught)

    assert questions(at("2026-11-18 11:00")) == 0, "only first contact has used half its time"
    assert questions(at("2026-11-20 17:01")) == 1
    assert questions(at("2026-11-20 17:02")) == 0
    assert told(Kind.ASSIST_REMINDER) == {stage.liaison.name, customs.name}


# --- Who sees it ---------------------------------------------------------------------------------


def test_a_liaison_sees_the_assists_of_their_unit_and_no_ticket(
    stage: Stage, asked: Ticket, customs: User
) -> None:
    assist = Assist.objects.get()
    assert list(access.waiting_for(stage.liaison, stage.now)) == [assist]
    assert access.assist_for(stage.liaison, assist.pk, stage.now) == assist
    assert not tickets_for(stage.liaison, stage.now).exists()
    for other in (customs, stage.li_min, stage.leader, stage.counsel, stage.member, stage.stranger):
        assert not access.assists_for(other, stage.now).exists()
        with pytest.raises(Refused) as refused:
            access.assist_for(other, assist.pk, stage.now)
        assert refused.value.because is Because.UNSEEN


def test_the_steps_are_offered_where_there_is_something_to_do(stage: Stage, asked: Ticket) -> None:
    def offered(who: User) -> set[str]:
        found = {step.name.value for step in steps_for(who, again(asked), stage.now)}
        return {name for name in found if name.endswith("_assist")}

    assert offered(stage.li_min) == {"ask_assist", "recall_assist"}
    assert offered(stage.dalian_lead) == {"recall_assist"}
    assert offered(stage.liaison) == {"answer_assist"}
    stage.do(asked, "answer_assist", "liaison", assist_answer(asked))
    assert offered(stage.li_min) == {"ask_assist", "sign_off_assist"}
