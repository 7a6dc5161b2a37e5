"""The stage: a ticket is brought into any state by the deeds themselves, done by the cast."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from accounts.models import Absence, Enterprise, Office, User
from tickets.actions import filing, steps
from tickets.models import Assist, Draft, Event, Ticket
from tickets.rules.assignments import Assignment
from tickets.rules.assists import AssistAnswer, AssistRecall, AssistRequest, AssistSignOff
from tickets.rules.carried import Carried, Reason
from tickets.rules.classification import Classification, Nature, Urgency
from tickets.rules.confidentiality import Confidentiality, Marking, RedactedCopy
from tickets.rules.confirmations import Callback, Confirmation, Rating
from tickets.rules.endings import (
    Closing,
    HandlingType,
    Receipt,
    Refusal,
    Solved,
    Termination,
    Transfer,
    Truth,
)
from tickets.rules.filing import Filing
from tickets.rules.messages import Channel, Contact, Rendering, Writing
from tickets.rules.overlays import ExtensionRequest, Grant, SuspensionRequest
from tickets.rules.states import State
from tickets.rules.steps import StepName
from tickets.rules.supplements import Answer, Given, SupplementRequest, Supply

FILING = Filing(
    title="轴承在港口滞留",
    text="一批轴承在大连港滞留五天，请协助通关。",
    nature=Nature.ASSISTANCE,
    category="T11",
)
WHY = Reason("情况如此")
CLOSING = Closing(
    internal_result="已与海关协调放行",
    public_reply="货物已放行，请安排提货。",
    truth=Truth.TRUE,
    solved=Solved.YES,
    handling_type=HandlingType.COORDINATION,
    contact_evidence="11月18日电话告知陈曦",
    none_fits=True,
    gap="目录中尚无口岸查验方面的举措",
)
REFUSAL = Refusal("S2", "与在办工单重复")
TRANSFER = Transfer("全国外商投资企业投诉中心", "辽外函〔2026〕1号", dt.date(2026, 11, 18))
TERMINATION = Termination("U1", "诉求人同意终结")
ASKED = SupplementRequest(("报关单", "提单"), reason="海关要求核对")
SUPPLY = Supply((Answer(1, Given.GIVEN, "见附页"), Answer(2, Given.CANNOT, "原件在总部")))
CLASSIFICATION = Classification("T12", Urgency.COMPLEX, "涉及退税")
RECEIPT = Receipt("收〔2026〕77号", dt.datetime(2026, 11, 19, 2, 0, tzinfo=dt.UTC))
CALLED = Callback(reached=True, note="陈曦称已解决", solved=Solved.YES)
NOT_SOLVED = Callback(reached=True, note="陈曦称货物仍未放行", solved=Solved.NO)
UNREACHED = Callback(reached=False, note="无人接听")
CONFIRMED = Confirmation(Rating.SATISFIED, "谢谢")
RENDERED = Rendering("Bearings are held in port.", "en")
WRITTEN = Writing("您好，已收到，正在联系海关。")
MORE_TIME = ExtensionRequest(3, "海关复核需要时间")
STANDSTILL = SuspensionRequest("行政复议法第39条", dt.date(2026, 12, 4), "复议决定尚未作出")
GRANTED = Grant("同意")
SECRET = Marking(Confidentiality.SECRET, "涉及未公开的工艺参数")
REDACTED = RedactedCopy("进口设备配件滞留", "某企业一批配件在港口滞留五天，影响生产。")
CONTACT = Contact(Channel.PHONE, reached=True, note="已电话告知进展")

Scene = tuple[str, str, Carried | None]  # step, who does it, what it carries
ACCEPT: Scene = ("accept", "li_min", None)
APPROVE: Scene = ("approve", "dalian_lead", None)
CONFIRM: Scene = ("confirm", "member", CONFIRMED)
BADLY_RATED: Scene = ("confirm", "member", Confirmation(Rating.DISSATISFIED, "太慢"))
PATHS: dict[State, tuple[Scene, ...]] = {
    State.SUBMITTED: (),
    State.SUPPLEMENT: (ACCEPT, ("ask_supplement", "li_min", ASKED)),
    State.RETURNING: (ACCEPT, ("return", "li_min", WHY)),
    State.HANDLING: (ACCEPT,),
    State.REVIEWING: (ACCEPT, ("propose", "li_min", CLOSING)),
    State.REPLIED: (ACCEPT, ("propose", "li_min", CLOSING), APPROVE),
    State.CLOSED: (
        ACCEPT,
        ("propose", "li_min", CLOSING),
        APPROVE,
        ("confirm", "member", CONFIRMED),
    ),
    State.REFUSED: (("propose", "li_min", REFUSAL), APPROVE),
    State.TRANSFERRED: (("propose", "li_min", TRANSFER), APPROVE),
    State.TERMINATED: (ACCEPT, ("propose", "li_min", TERMINATION), APPROVE),
    State.WITHDRAWN: (("withdraw", "member", None),),
}


@dataclass
class Stage:
    """The cast at work. Every deed happens ten minutes after the one before."""

    cast: dict[str, User]
    enterprise: Enterprise
    now: dt.datetime
    filed: int = field(default=0)

    def __getattr__(self, name: str) -> User:
        """A person of the cast by name: `stage.li_min`."""
        cast: dict[str, User] = self.__dict__["cast"]
        try:
            return cast[name]
        except KeyError:
            raise AttributeError(name) from None

    def later(self, minutes: float = 10) -> dt.datetime:
        """Let time go on."""
        self.now += dt.timedelta(minutes=minutes)
        return self.now

    def draft(self, by: str = "member", enterprise: Enterprise | None = None) -> Draft:
        """A draft of this person's."""
        return filing.begin(enterprise or self.enterprise, by=self.cast[by], now=self.now)

    def file(self, form: Filing = FILING, by: str = "member", **elsewhere: Any) -> Ticket:
        """A request filed, numbered and routed."""
        draft = self.draft(by, **elsewhere)
        return filing.submit(draft, form, by=self.cast[by], now=self.now)

    def file_unassigned(self) -> Ticket:
        """A request filed while everybody at Dalian is away."""
        away = {"starts_at": self.now - dt.timedelta(days=1), "ends_at": self.now}
        for name in ("li_min", "deputy"):
            span = away | {"ends_at": self.now + dt.timedelta(minutes=1)}
            Absence.objects.create(user=self.cast[name], **span)
        return self.file()

    def do(self, ticket: Ticket, name: str, by: str, carried: Carried | None = None) -> Ticket:
        """One step of the table, done by this person ten minutes later."""
        return steps.take(ticket, StepName(name), carried, by=self.cast[by], now=self.later())

    def play(self, ticket: Ticket, *scenes: Scene) -> Ticket:
        """Several steps, one after the other."""
        for name, by, carried in scenes:
            self.do(ticket, name, by, carried)
        return ticket

    def ticket_in(self, state: State) -> Ticket:
        """A fresh ticket brought into this state."""
        return self.play(self.file(), *PATHS[state])

    def give_to_deputy(self, office: Any) -> Assignment:
        """An assignment to the deputy at this office."""
        return Assignment(self.cast["deputy"].pk, office.pk, "熟悉海关业务")


def assist_request(summary: str = "请核对11月出口退税进度") -> AssistRequest:
    """What the tax service is asked."""
    return AssistRequest(Office.objects.get(code="dalian-tax").pk, summary)


def assist_answer(ticket: Ticket, text: str = "已于11月18日退税到账。") -> AssistAnswer:
    """What it answers to the assist that is open."""
    return AssistAnswer(ticket.assists.all().open().get().pk, text)


def of_an_assist(told: str) -> Any:
    """What a step on the first assist carries, by the words that stand for it."""
    known = Assist.objects.first()
    which = known.pk if known else uuid4()
    return {
        "an assist": assist_request(),
        "an assist of nothing": assist_request(" "),
        "an answer": AssistAnswer(which, "已退税"),
        "no answer": AssistAnswer(which, ""),
        "a sign-off": AssistSignOff(which),
        "another sign-off": AssistSignOff(uuid4()),
        "a recall": AssistRecall(which, "企业已自行解决"),
        "a recall for nothing": AssistRecall(which, ""),
    }.get(told, told)


def again(ticket: Ticket) -> Ticket:
    """The ticket as another reader would load it now."""
    return Ticket.objects.for_page().get(pk=ticket.pk)


def events(ticket: Ticket) -> list[Event]:
    """Its history, oldest first."""
    return list(Event.objects.of(ticket.stream))
