"""What the words of a script mean: which step, who takes it, and what it carries."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from accounts.models import User
from accounts.roles import Role
from tickets.access import assists
from tickets.demo.script import Line, Story
from tickets.demo.staff import TOP, House
from tickets.models import Assist, Ticket
from tickets.rules.assignments import Assignment
from tickets.rules.assists import AssistAnswer, AssistRecall, AssistRequest, AssistSignOff
from tickets.rules.carried import Carried, Reason
from tickets.rules.classification import Classification, Nature, Urgency
from tickets.rules.confidentiality import Confidentiality, Marking, Naming, RedactedCopy
from tickets.rules.confirmations import Callback, Confirmation, Rating
from tickets.rules.days import BEIJING, day_of
from tickets.rules.duplicates import Relating
from tickets.rules.endings import (
    Closing,
    HandlingType,
    MeasureLink,
    MeasureOutcome,
    MeasureRole,
    Receipt,
    Refusal,
    Solved,
    Termination,
    Transfer,
    Truth,
)
from tickets.rules.measure_links import MeasureTie
from tickets.rules.messages import Channel, Contact, Rendering, Writing
from tickets.rules.overlays import ExtensionRequest, Grant, SuspensionRequest
from tickets.rules.steps import StepName
from tickets.rules.supplements import Answer, Given, SupplementRequest, Supply

STAFF_WRITES = "zh-hans"
CANNOT = "cannot:"
SAMPLE = "SAMPLE-"
TALKS = {
    "call": (Channel.PHONE, "电话"),
    "visit": (Channel.VISIT, "上门"),
    "meet": (Channel.MEETING, "会议"),
}


@dataclass
class Case:
    """A story being told: its ticket, and what the next deeds need to know of the last ones."""

    story: Story
    house: House
    filer: User
    ticket: Ticket
    spoken: str = ""
    unread: bool = False
    others: Mapping[str, Ticket] = field(default_factory=dict)  # told so far, by title


@dataclass(frozen=True)
class Part:
    """What one word of the script means."""

    step: StepName
    who: Callable[[Case, Line], User]
    carries: Callable[[Case, Line, dt.datetime], Carried | None]


# --- Who ---------------------------------------------------------------------------------------


def requester(case: Case, line: Line) -> User:
    """Whoever filed."""
    return case.filer


def assignee(case: Case, line: Line) -> User:
    """Whoever has the ticket now."""
    if case.ticket.assignee is None:
        raise ValueError(f"nobody has “{case.story.title}”: {line.deed} must wait for a claim")
    return case.house.by_id[case.ticket.assignee.pk]


def lead(case: Case, line: Line) -> User:
    """A lead of the holding office who does not handle it; else one of the province."""
    return _nearest(case, Role.LEAD)


def caller(case: Case, line: Line) -> User:
    """A callback officer of the holding office, else one of the province."""
    return _nearest(case, Role.CALLBACK)


def supervisor(case: Case, line: Line) -> User:
    """A supervisor of the holding office, else one of the province."""
    return _nearest(case, Role.SUPERVISOR)


def dispatcher(case: Case, line: Line) -> User:
    """The dispatcher of the province, who rules on returns and moves tickets across offices."""
    return case.house.at(Role.DISPATCHER, TOP)[0]


def liaison(case: Case, line: Line) -> User:
    """Whoever answers for the unit that was asked."""
    return case.house.at(Role.LIAISON, _open_assist(case).unit.code)[0]


def named(case: Case, line: Line) -> User:
    """The colleague whom the script names."""
    return case.house.staff[line.words[0]]


def giver(case: Case, line: Line) -> User:
    """Who assigns: inside the office its lead, if it has one; else the province's dispatcher."""
    there = case.house.place[line.words[0]]
    leads = case.house.at(Role.LEAD, there) if there == case.ticket.office.code else []
    return next(iter(leads), dispatcher(case, line))


def _nearest(case: Case, role: Role) -> User:
    near = (case.ticket.office.code, TOP)
    there = [one for code in near for one in case.house.at(role, code)]
    return next(one for one in there if one.pk != case.ticket.assignee_id)


# --- What it carries ---------------------------------------------------------------------------


def nothing(case: Case, line: Line, now: dt.datetime) -> None:
    """The step carries nothing."""


def _reason(case: Case, line: Line, now: dt.datetime) -> Reason:
    return Reason(line.text(0))


def _contact(case: Case, line: Line, now: dt.datetime) -> Contact:
    channel, name = TALKS.get(line.deed, TALKS["call"])
    if line.deed in TALKS:
        case.spoken = f"{now.astimezone(BEIJING):%Y-%m-%d %H:%M} {name}沟通：{line.text(0)}"
    return Contact(channel, line.deed in TALKS, line.text(0))


def _writing(case: Case, line: Line, now: dt.datetime) -> Writing:
    if line.deed == "write" and not case.spoken:
        case.spoken = f"{now.astimezone(BEIJING):%Y-%m-%d %H:%M} 通过系统书面答复诉求人"
    return Writing(line.text(0), STAFF_WRITES if line.deed == "note" else case.ticket.language)


def _classification(case: Case, line: Line, now: dt.datetime) -> Classification:
    category, urgency, *nature = line.words
    found = Nature(nature[0]) if nature else None
    return Classification(category, Urgency(urgency), line.text(0), found)


def _asking(case: Case, line: Line, now: dt.datetime) -> SupplementRequest:
    return SupplementRequest(line.texts[1:], reason=line.text(0))


def _supply(case: Case, line: Line, now: dt.datetime) -> Supply:
    return Supply(tuple(_answer(place, text) for place, text in enumerate(line.texts, start=1)))


def _answer(place: int, text: str) -> Answer:
    given = Given.CANNOT if text.startswith(CANNOT) else Given.GIVEN
    return Answer(place, given, text.removeprefix(CANNOT).strip())


def _assignment(case: Case, line: Line, now: dt.datetime) -> Assignment:
    """To the colleague named; to another of the same office where it is theirs already."""
    house, name = case.house, line.words[0]
    place = house.place[name]
    there = [house.staff[name], *house.at(Role.CONCIERGE, place)]
    other = next(one for one in there if one.pk != case.ticket.assignee_id)
    return Assignment(other.pk, house.offices[place].pk, line.text(0))


def _closing(case: Case, line: Line, now: dt.datetime) -> Closing:
    named = _measures(line)
    solved, handling, *truth = (word for word in line.words if word not in named)
    return Closing(
        internal_result=line.text(0),
        public_reply=line.text(1),
        truth=Truth(truth[0]) if truth else Truth.TRUE,
        solved=Solved(solved),
        handling_type=HandlingType(handling),
        contact_evidence=case.spoken,
        why=line.text(2) if solved != Solved.YES else "",
        none_fits=not named,
        gap="" if named else f"现行举措未涉及“{case.ticket.category}”类事项。",
        measures=tuple(_measure(word, line.texts[-1]) for word in named),
    )


def _measures(line: Line) -> tuple[str, ...]:
    return tuple(word for word in line.words if word.startswith(SAMPLE))


def _measure(word: str, reason: str) -> MeasureLink:
    """A measure as SAMPLE-01:basis:not_delivered; one that helped, where nothing is said."""
    code, role, outcome = (*word.split(":"), MeasureRole.BENEFIT, MeasureOutcome.DELIVERED)[:3]
    return MeasureLink(code, MeasureRole(role), MeasureOutcome(outcome), reason)


def _tie(case: Case, line: Line, now: dt.datetime) -> MeasureTie:
    code, role = line.words
    return MeasureTie(code, MeasureRole(role), line.text(0))


def _translation(case: Case, line: Line, now: dt.datetime) -> Rendering:
    return Rendering(line.text(0), line.words[0])


def _relating(case: Case, line: Line, now: dt.datetime) -> Relating:
    other = case.others[line.text(0)]
    return Relating(other.number, line.text(1), is_duplicate="again" in line.words)


def _refusal(case: Case, line: Line, now: dt.datetime) -> Refusal:
    return Refusal(line.words[0], line.text(0))


def _termination(case: Case, line: Line, now: dt.datetime) -> Termination:
    return Termination(line.words[0], line.text(0))


def _transfer(case: Case, line: Line, now: dt.datetime) -> Transfer:
    document_date = now.astimezone(BEIJING).date()
    return Transfer(line.text(0), line.text(1), document_date, line.text(2))


def _extension(case: Case, line: Line, now: dt.datetime) -> ExtensionRequest:
    return ExtensionRequest(int(line.words[0]), line.text(0))


def _suspension(case: Case, line: Line, now: dt.datetime) -> SuspensionRequest:
    last_date = day_of(now) + dt.timedelta(days=int(line.words[0]))
    return SuspensionRequest(line.text(0), last_date, line.text(1))


def _grant(case: Case, line: Line, now: dt.datetime) -> Grant:
    return Grant(line.text(0))


def _receipt(case: Case, line: Line, now: dt.datetime) -> Receipt:
    return Receipt(line.text(0), now)


def _confirmation(case: Case, line: Line, now: dt.datetime) -> Confirmation:
    rating = Rating(int(line.words[0])) if line.words else None
    return Confirmation(rating, line.text(0))


def _followed_up(case: Case, line: Line, now: dt.datetime) -> Contact:
    return Contact(Channel.PHONE, reached=True, note=line.text(0))


def _callback(case: Case, line: Line, now: dt.datetime) -> Callback:
    if not line.words:
        return Callback(reached=False, note=line.text(0))
    solved, *satisfied = line.words
    rating = Rating(int(satisfied[0])) if satisfied else None
    return Callback(True, line.text(0), Solved(solved), rating)  # noqa: FBT003  # reached


def _open_assist(case: Case) -> Assist:
    return assists.open_assists(case.ticket).latest("asked_at")


def _assist(case: Case, line: Line, now: dt.datetime) -> AssistRequest:
    unit, *days = line.words
    return AssistRequest(case.house.offices[unit].pk, line.text(0), *map(int, days))


def _assist_answer(case: Case, line: Line, now: dt.datetime) -> AssistAnswer:
    return AssistAnswer(_open_assist(case).pk, line.text(0))


def _sign_off(case: Case, line: Line, now: dt.datetime) -> AssistSignOff:
    return AssistSignOff(assists.answers_to_sign_off(case.ticket).latest("asked_at").pk)


def _recall(case: Case, line: Line, now: dt.datetime) -> AssistRecall:
    return AssistRecall(_open_assist(case).pk, line.text(0))


def _marking(case: Case, line: Line, now: dt.datetime) -> Marking:
    return Marking(Confidentiality(line.words[0]), line.text(0))


def _entrusting(case: Case, line: Line, now: dt.datetime) -> Naming:
    return Naming(case.house.staff[line.words[0]].pk, line.text(0))


def _redacted(case: Case, line: Line, now: dt.datetime) -> RedactedCopy:
    return RedactedCopy(line.text(0), line.text(1))


PARTS: dict[str, Part] = {
    "call": Part(StepName.LOG_CONTACT, assignee, _contact),
    "visit": Part(StepName.LOG_CONTACT, assignee, _contact),
    "meet": Part(StepName.LOG_CONTACT, assignee, _contact),
    "missed": Part(StepName.LOG_CONTACT, assignee, _contact),
    "rings": Part(StepName.LOG_CONTACT, caller, _contact),
    "claim": Part(StepName.CLAIM, named, nothing),
    "sign": Part(StepName.SIGN, assignee, nothing),
    "assign": Part(StepName.ASSIGN, giver, _assignment),
    "classify": Part(StepName.CLASSIFY, assignee, _classification),
    "accept": Part(StepName.ACCEPT, assignee, nothing),
    "write": Part(StepName.WRITE, assignee, _writing),
    "answer": Part(StepName.WRITE, requester, _writing),
    "note": Part(StepName.NOTE, assignee, _writing),
    "ask": Part(StepName.ASK_SUPPLEMENT, assignee, _asking),
    "supply": Part(StepName.SUPPLY, requester, _supply),
    "resume": Part(StepName.RESUME, assignee, _reason),
    "return": Part(StepName.RETURN, assignee, _reason),
    "redispatch": Part(StepName.REDISPATCH, dispatcher, _assignment),
    "uphold": Part(StepName.UPHOLD, dispatcher, _reason),
    "extend": Part(StepName.ASK_EXTENSION, assignee, _extension),
    "grant": Part(StepName.GRANT_EXTENSION, lead, _grant),
    "deny": Part(StepName.REFUSE_EXTENSION, lead, _reason),
    "suspend": Part(StepName.ASK_SUSPENSION, assignee, _suspension),
    "halt": Part(StepName.GRANT_SUSPENSION, lead, _grant),
    "reply": Part(StepName.PROPOSE, assignee, _closing),
    "refuse": Part(StepName.PROPOSE, assignee, _refusal),
    "transfer": Part(StepName.PROPOSE, assignee, _transfer),
    "terminate": Part(StepName.PROPOSE, assignee, _termination),
    "back": Part(StepName.SEND_BACK, lead, _reason),
    "approve": Part(StepName.APPROVE, lead, nothing),
    "receipt": Part(StepName.RECORD_RECEIPT, assignee, _receipt),
    "confirm": Part(StepName.CONFIRM, requester, _confirmation),
    "callback": Part(StepName.CALLBACK, caller, _callback),
    "follow": Part(StepName.FOLLOW_UP, supervisor, _followed_up),
    "nofault": Part(StepName.RECORD_NO_FAULT, supervisor, _reason),
    "reopen": Part(StepName.REOPEN, requester, _reason),
    "assist": Part(StepName.ASK_ASSIST, assignee, _assist),
    "assisted": Part(StepName.ANSWER_ASSIST, liaison, _assist_answer),
    "signoff": Part(StepName.SIGN_OFF_ASSIST, assignee, _sign_off),
    "recall": Part(StepName.RECALL_ASSIST, assignee, _recall),
    "mark": Part(StepName.MARK, assignee, _marking),
    "entrust": Part(StepName.NAME, lead, _entrusting),
    "redact": Part(StepName.REDACT, assignee, _redacted),
    "tie": Part(StepName.LINK_MEASURE, assignee, _tie),
    "translate": Part(StepName.TRANSLATE, assignee, _translation),
    "relate": Part(StepName.RELATE, assignee, _relating),
    "withdraw": Part(StepName.WITHDRAW, requester, nothing),
}
