"""Every step of the table as a deed: done, refused, incomplete, stale, sent twice, interrupted."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import pytest

from accounts.models import Office
from tests.actions import stage as words
from tests.actions.stage import Stage, again, events
from tickets.actions import measures, news, steps
from tickets.errors import Because, Refused
from tickets.models import Event, Message, OutboxMessage, Tag, Ticket
from tickets.rules.assignments import Assignment
from tickets.rules.carried import Reason
from tickets.rules.classification import Classification, Urgency
from tickets.rules.confidentiality import Naming
from tickets.rules.duplicates import Relating, Unrelating
from tickets.rules.endings import MeasureRole
from tickets.rules.measure_links import MeasureRemoval, MeasureTie
from tickets.rules.measures import MeasureDraft
from tickets.rules.messages import Channel, Contact, Rendering, Writing
from tickets.rules.overlays import Grant
from tickets.rules.serving import Service, Way
from tickets.rules.states import State
from tickets.rules.step_table import STEPS
from tickets.rules.steps import StepName
from tickets.rules.supplements import SupplementRequest, Supply
from tickets.rules.tags import TagChoice

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Case:
    """One step as it is rightly done, and the gap its carried thing may have."""

    step: str
    state: str
    by: str
    after: str
    carried: Any = None
    gap: Any = None
    repeats: bool = False

    def __str__(self) -> str:
        return self.step


NOBODY = Reason(" ")
UNSAID = replace(words.CONTACT, note="")
NO_TIME = replace(words.MORE_TIME, amount=0)
NO_GROUND = replace(words.STANDSTILL, legal_ground=" ")
MARKED = Grant("机密★10年")
TIE = MeasureTie("LN-01", MeasureRole.BASIS, "按此办理")
RETOLD = MeasureTie("LN-01", MeasureRole.BENEFIT, "企业因此受益")
UNTIED = MeasureRemoval("LN-01", "与本件无关")
SERVICE = Service(Way.POST, "陈曦")
FAIR = TagChoice(7)
SHY = replace(words.SECRET, reason=" ")
TELLING = replace(words.REDACTED, text="樱川轴承的一批轴承滞留")
CASES = [
    Case("claim", "submitted", "li_min", "submitted"),
    Case("assign", "handling", "dalian_lead", "handling", "to the deputy", "without a reason"),
    Case("sign", "submitted", "li_min", "submitted"),
    Case(
        "classify",
        "handling",
        "li_min",
        "handling",
        words.CLASSIFICATION,
        Classification("T12", Urgency.URGENT, ""),
        repeats=True,
    ),
    Case("accept", "submitted", "li_min", "handling"),
    Case("ask_supplement", "handling", "li_min", "supplement", words.ASKED, SupplementRequest(())),
    Case("supply", "supplement", "member", "handling", words.SUPPLY, Supply(())),
    Case("resume", "supplement", "li_min", "handling", words.WHY, NOBODY),
    Case("return", "handling", "li_min", "returning", words.WHY, NOBODY),
    Case("redispatch", "returning", "dispatcher", "handling", "to the deputy", "without a reason"),
    Case("uphold", "returning", "dispatcher", "handling", words.WHY, NOBODY),
    Case(
        "propose",
        "handling",
        "li_min",
        "reviewing",
        words.CLOSING,
        replace(words.CLOSING, public_reply=""),
    ),
    Case("send_back", "reviewing", "dalian_lead", "handling", words.WHY, NOBODY),
    Case("approve", "reviewing", "dalian_lead", "replied"),
    Case(
        "record_receipt",
        "transferred",
        "li_min",
        "transferred",
        words.RECEIPT,
        replace(words.RECEIPT, receipt_no=""),
    ),
    Case("confirm", "replied", "member", "closed", words.CONFIRMED),
    Case(
        "callback",
        "replied",
        "callback_officer",
        "closed",
        words.CALLED,
        replace(words.CALLED, solved=None),
    ),
    Case("reopen", "closed", "member", "handling", words.WHY, NOBODY),
    Case("withdraw", "handling", "member", "withdrawn"),
    Case("write", "handling", "li_min", "handling", words.WRITTEN, Writing(""), repeats=True),
    Case("note", "closed", "supervisor", "closed", words.WRITTEN, Writing(""), repeats=True),
    Case(
        "translate",
        "closed",
        "supervisor",
        "closed",
        words.RENDERED,
        Rendering("", "en"),
        repeats=True,
    ),
    Case(
        "log_contact",
        "handling",
        "li_min",
        "handling",
        words.CONTACT,
        Contact(Channel.PHONE, reached=True, note=""),
        repeats=True,
    ),
    Case("record_service", "refused", "li_min", "refused", SERVICE, replace(SERVICE, to_whom="")),
    Case(
        "follow_up",
        "closed",
        "supervisor",
        "closed",
        words.CONTACT,
        replace(words.CONTACT, note=""),
    ),
    Case("ask_extension", "handling", "li_min", "handling", words.MORE_TIME, NO_TIME),
    Case("grant_extension", "handling", "dalian_lead", "handling", words.GRANTED, MARKED),
    Case("refuse_extension", "handling", "dalian_lead", "handling", words.WHY, NOBODY),
    Case("ask_suspension", "handling", "li_min", "handling", words.STANDSTILL, NO_GROUND),
    Case("grant_suspension", "handling", "dalian_lead", "handling", words.GRANTED, MARKED),
    Case("refuse_suspension", "handling", "dalian_lead", "handling", words.WHY, NOBODY),
    Case("lift_suspension", "handling", "li_min", "handling", words.WHY, NOBODY),
    Case("ask_assist", "handling", "li_min", "handling", "an assist", "an assist of nothing"),
    Case("answer_assist", "handling", "liaison", "handling", "an answer", "no answer"),
    Case("sign_off_assist", "handling", "li_min", "handling", "a sign-off", "another sign-off"),
    Case("recall_assist", "handling", "li_min", "handling", "a recall", "a recall for nothing"),
    Case(
        "link_measure", "submitted", "dalian_dispatcher", "submitted", TIE, replace(TIE, reason="")
    ),
    Case("relate", "handling", "li_min", "handling", "a link", "a link for nothing"),
    Case("unrelate", "handling", "li_min", "handling", "no link", "no link for nothing"),
    Case("change_measure", "handling", "li_min", "handling", RETOLD, replace(TIE, reason="")),
    Case("unlink_measure", "handling", "li_min", "handling", UNTIED, replace(UNTIED, reason="")),
    Case("tag", "closed", "deputy", "closed", FAIR, TagChoice(0)),
    Case("untag", "closed", "dalian_lead", "closed", FAIR, TagChoice(0)),
    Case("mark", "handling", "dalian_lead", "handling", words.SECRET, SHY),
    Case("name", "handling", "dalian_lead", "handling", "the deputy", "nobody"),
    Case("unname", "handling", "dalian_lead", "handling", "the deputy", "without a why"),
    Case("redact", "handling", "li_min", "handling", words.REDACTED, TELLING, repeats=True),
    Case("record_no_fault", "closed", "supervisor", "closed", words.WHY, NOBODY),
]
ASK_EXTENSION: words.Scene = ("ask_extension", "li_min", words.MORE_TIME)
ASK_SUSPENSION: words.Scene = ("ask_suspension", "li_min", words.STANDSTILL)
MARK: words.Scene = ("mark", "dalian_lead", words.SECRET)
WRITE: words.Scene = ("write", "li_min", words.WRITTEN)  # in time: nothing is overdue meanwhile
AT_ANY_TIME = ("tag", "untag", "note", "translate", "mark", "name", "unname", "redact")
ASSISTED = ("sign_off_assist", "answer_assist", "recall_assist")
LINK: words.Scene = ("link_measure", "li_min", TIE)
BEFORE: dict[str, list[words.Scene]] = {
    "name": [WRITE, MARK],
    "redact": [WRITE, MARK],
    "change_measure": [LINK],
    "unlink_measure": [LINK],
    "grant_extension": [ASK_EXTENSION],
    "refuse_extension": [ASK_EXTENSION],
    "grant_suspension": [ASK_SUSPENSION],
    "refuse_suspension": [ASK_SUSPENSION],
    "lift_suspension": [WRITE, ASK_SUSPENSION, ("grant_suspension", "dalian_lead", words.GRANTED)],
}
ANOTHER = "另一件"
TYING = {"link_measure", "change_measure", "unlink_measure"}
OF_PEOPLE = ("to the deputy", "without a reason", "the deputy", "without a why", "nobody")
ELSEWHERE = ("stranger", "shenyang_concierge", "liaison", "counsel")
CATALOGUE = MeasureDraft("LN-01", "示例举措", "正文", "示例机关", dt.date(2026, 1, 1), "公布")
CASE = pytest.mark.parametrize("case", CASES, ids=str)


def _ticket(stage: Stage, case: Case) -> Ticket:
    if case.step in TYING:
        measures.publish(CATALOGUE, by=stage.policy_editor, now=stage.now)
    if case.step in PLACED:
        return PLACED[case.step](stage, case)
    if case.step == "claim":
        return stage.file_unassigned()
    if case.step in BEFORE:
        return stage.play(stage.ticket_in(State.HANDLING), *BEFORE[case.step])
    if case.step in ("follow_up", "record_no_fault"):
        called = [("follow_up", "supervisor", words.CONTACT)] * (case.step != "follow_up")
        return stage.play(stage.ticket_in(State.REPLIED), words.BADLY_RATED, *called)
    return stage.ticket_in(State(case.state))


def _named(stage: Stage, case: Case) -> Ticket:
    ticket = stage.play(stage.ticket_in(State.HANDLING), WRITE, MARK)
    return stage.do(ticket, "name", "dalian_lead", Naming(stage.deputy.pk, "代办"))


def _assisted(stage: Stage, case: Case) -> Ticket:
    asks: words.Scene = ("ask_assist", "li_min", words.assist_request())
    ticket = stage.play(stage.ticket_in(State.HANDLING), WRITE, asks)
    if case.step == "sign_off_assist":
        stage.do(ticket, "answer_assist", "liaison", words.assist_answer(ticket))
    return ticket


def _beside_another(stage: Stage, case: Case) -> Ticket:
    stage.file(replace(words.FILING, title=ANOTHER))
    ticket = stage.ticket_in(State.HANDLING)
    if case.step == "unrelate":
        stage.do(ticket, "relate", "li_min", _of_another("a link"))
    return ticket


def _tagged(stage: Stage, case: Case) -> Ticket:
    made = {"created_by": stage.policy_editor, "created_at": stage.now}
    Tag.objects.create(pk=FAIR.tag, name_zh="交易会", valid_from=dt.date(2026, 1, 1), **made)
    ticket = stage.ticket_in(State.CLOSED)
    return stage.do(ticket, "tag", "li_min", FAIR) if case.step == "untag" else ticket


PLACED = {
    **dict.fromkeys(("tag", "untag"), _tagged),
    **dict.fromkeys(ASSISTED, _assisted),
    **dict.fromkeys(("relate", "unrelate"), _beside_another),
    "unname": _named,
}


def _of_another(told: str) -> Any:
    number = Ticket.objects.filter(title=ANOTHER).values_list("number", flat=True).first() or "1"
    return {
        "a link": Relating(number, "同一批货物"),
        "a link for nothing": Relating(number, ""),
        "no link": Unrelating(number, "并非同一批货物"),
        "no link for nothing": Unrelating(number, ""),
    }.get(told, told)


def _carried(stage: Stage, told: Any, dalian: Office) -> Any:
    if isinstance(told, str) and told not in OF_PEOPLE:
        known = _of_another(told)
        return words.of_an_assist(told) if known is told else known
    if told in ("the deputy", "without a why"):
        return Naming(stage.deputy.pk, "" if told == "without a why" else "参与协调")
    if told == "nobody":
        return Naming(stage.liaison.pk, "不在本机构")
    if told == "to the deputy":
        return stage.give_to_deputy(dalian)
    if told == "without a reason":
        return Assignment(stage.deputy.pk, dalian.pk, "")
    return told


def _written(ticket: Ticket) -> tuple[Any, ...]:
    """All that must be as before when a deed was refused."""
    kept = again(ticket)
    fields = {name: value for name, value in vars(kept).items() if name[0] != "_"}
    return (
        fields,
        Event.objects.count(),
        OutboxMessage.objects.count(),
        Message.objects.count(),
        [(clock.due_at, clock.stopped_at) for clock in kept.clocks.order_by("id")],
        [(hop.assignee_id, hop.signed_at) for hop in kept.hops.order_by("id")],
    )


def _refused(ticket: Ticket, case: Case, carried: Any, **who: Any) -> Refused:
    before = _written(ticket)
    with pytest.raises(Refused) as refused:
        steps.take(ticket, StepName(case.step), carried, **who)
    assert _written(ticket) == before, "a refused deed leaves nothing behind"
    assert str(refused.value).strip()
    return refused.value


def test_every_step_of_the_table_is_tried_here() -> None:
    tried = {case.step for case in CASES} | {"submit"}  # tried in test_filing.py
    assert tried == {name.value for name in STEPS}
    assert set(steps.ACTIONS) == set(STEPS) - {StepName.SUBMIT}


@CASE
def test_nobody_else_can_do_it_and_nobody_by_halves(
    case: Case, stage: Stage, dalian: Office
) -> None:
    ticket = _ticket(stage, case)
    carried = _carried(stage, case.carried, dalian)
    other_side = set() if case.step == "write" else {"li_min" if case.by == "member" else "member"}
    for name in ({*ELSEWHERE} | other_side) - {case.by}:
        refusal = _refused(ticket, case, carried, by=stage.cast[name], now=stage.later())
        assert (name, refusal.because) == (name, Because.ROLE)
    if case.gap is not None:
        gap = _carried(stage, case.gap, dalian)
        refusal = _refused(ticket, case, gap, by=stage.cast[case.by], now=stage.later())
        assert refusal.because is Because.MISSING
        assert refusal.field


@CASE
def test_a_step_is_written_once_told_once_and_done_once(
    case: Case, stage: Stage, dalian: Office
) -> None:
    ticket = _ticket(stage, case)
    same_page, version, told = again(ticket), ticket.version, len(events(ticket))
    carried = _carried(stage, case.carried, dalian)
    given = stage.do(ticket, case.step, case.by, carried)
    kept = again(ticket)
    assert (kept.state, kept.version) == (State(case.after), version + 1)
    assert (given.state, given.version) == (kept.state, kept.version)
    *_, event = history = events(ticket)
    assert len(history) == told + 1
    assert (event.kind, event.by, event.at) == (case.step, stage.cast[case.by], stage.now)
    assert event.facts.get("to", kept.state) == kept.state
    who = {"by": stage.cast[case.by], "now": stage.later()}
    assert _refused(same_page, case, carried, **who).code == "changed_meanwhile"
    if not case.repeats:
        refusal = _refused(kept, case, carried, **who)
        assert refusal.because in (Because.STATE, Because.ROLE)


@CASE
def test_a_step_interrupted_at_its_end_leaves_nothing(
    case: Case, stage: Stage, dalian: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = _ticket(stage, case)
    carried = _carried(stage, case.carried, dalian)
    before = _written(ticket)

    def cut(*_: Any, **__: Any) -> None:
        raise ConnectionError("the power failed")

    monkeypatch.setattr(news, "of_step", cut)
    with pytest.raises(ConnectionError):
        stage.do(again(ticket), case.step, case.by, carried)
    assert _written(ticket) == before


def test_a_step_is_refused_in_a_state_it_does_not_start_from(stage: Stage, dalian: Office) -> None:
    ended, working = stage.ticket_in(State.HANDLING), stage.ticket_in(State.HANDLING)
    asks: words.Scene = ("ask_assist", "li_min", words.assist_request())
    stage.play(ended, asks, ("withdraw", "member", None))
    for case in CASES:
        if case.step in AT_ANY_TIME:
            continue
        ticket = working if case.step == "reopen" else ended
        carried = _carried(stage, case.carried, dalian)
        refusal = _refused(ticket, case, carried, by=stage.cast[case.by], now=stage.later())
        assert (case.step, refusal.because) == (case.step, Because.STATE)


def test_an_archived_ticket_can_only_be_read(stage: Stage) -> None:
    ticket = stage.ticket_in(State.CLOSED)
    Ticket.objects.filter(pk=ticket.pk).update(archived_at=stage.now)
    for step, by, carried in (("reopen", "member", words.WHY), ("note", "li_min", words.WRITTEN)):
        with pytest.raises(Refused) as refused:
            stage.do(again(ticket), step, by, carried)
        assert refused.value.code == "archived"


def test_the_longest_reason_allowed_is_kept_whole(stage: Stage, dalian: Office) -> None:
    """The rules allow so many characters; the tables must hold them."""
    long = "长" * 2_000
    ticket = stage.ticket_in(State.HANDLING)
    stage.do(ticket, "ask_supplement", "li_min", replace(words.ASKED, reason=long))
    stage.do(ticket, "resume", "li_min", Reason(long))
    stage.do(ticket, "return", "li_min", Reason(long))
    stage.do(ticket, "uphold", "dispatcher", Reason(long))
    assignment = replace(stage.give_to_deputy(dalian), reason=long)
    stage.do(ticket, "assign", "dalian_lead", assignment)
    stage.do(ticket, "log_contact", "deputy", replace(words.CONTACT, note=long))
    closing = replace(words.CLOSING, contact_evidence=long)
    stage.do(ticket, "propose", "deputy", closing)
    stage.do(ticket, "send_back", "dalian_lead", Reason(long))
    stage.do(ticket, "propose", "deputy", closing)
    stage.do(ticket, "approve", "dalian_lead")
    stage.do(ticket, "confirm", "member", replace(words.CONFIRMED, comment=long))
    assert again(ticket).rating_text == long
    assert {hop.reason for hop in ticket.hops.all()} == {"", long}
