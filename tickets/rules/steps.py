"""What one row of the step table says."""

from dataclasses import dataclass
from enum import Enum, StrEnum

from django.utils.functional import Promise

from tickets.rules.carried import Carried
from tickets.rules.clocks import Clock
from tickets.rules.endings import Effect
from tickets.rules.guards import ENDINGS, NOT_ARCHIVED, Guard
from tickets.rules.standings import Facts, Standing
from tickets.rules.states import State


class StepName(StrEnum):
    """Every step, by the word the API, the Events and the addresses use."""

    SUBMIT = "submit"
    CLAIM = "claim"
    ASSIGN = "assign"
    SIGN = "sign"
    CLASSIFY = "classify"
    ACCEPT = "accept"
    ASK_SUPPLEMENT = "ask_supplement"
    SUPPLY = "supply"
    RESUME = "resume"
    RETURN = "return"
    REDISPATCH = "redispatch"
    UPHOLD = "uphold"
    PROPOSE = "propose"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    RECORD_RECEIPT = "record_receipt"
    CONFIRM = "confirm"
    CALLBACK = "callback"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    WRITE = "write"
    NOTE = "note"
    TRANSLATE = "translate"
    LOG_CONTACT = "log_contact"
    RECORD_SERVICE = "record_service"
    FOLLOW_UP = "follow_up"
    RECORD_NO_FAULT = "record_no_fault"
    ASK_EXTENSION = "ask_extension"
    GRANT_EXTENSION = "grant_extension"
    REFUSE_EXTENSION = "refuse_extension"
    ASK_SUSPENSION = "ask_suspension"
    GRANT_SUSPENSION = "grant_suspension"
    REFUSE_SUSPENSION = "refuse_suspension"
    LIFT_SUSPENSION = "lift_suspension"
    ASK_ASSIST = "ask_assist"
    ANSWER_ASSIST = "answer_assist"
    SIGN_OFF_ASSIST = "sign_off_assist"
    RECALL_ASSIST = "recall_assist"
    LINK_MEASURE = "link_measure"
    CHANGE_MEASURE = "change_measure"
    UNLINK_MEASURE = "unlink_measure"
    RELATE = "relate"
    UNRELATE = "unrelate"
    TAG = "tag"
    UNTAG = "untag"
    MARK = "mark"
    NAME = "name"
    UNNAME = "unname"
    REDACT = "redact"


class Where(Enum):
    """Where a step leads when no single state can be named."""

    SAME = "the same state"
    ORIGIN = "where it came from"
    BY_ENDING = "as the ending says"
    BY_CALLBACK = "as the requester says"


class Act(StrEnum):
    """What a step does to a clock."""

    START = "start"
    STOP = "stop"
    PAUSE = "pause"
    GO_ON = "go_on"
    SUPERSEDE = "supersede"  # stop, because the request for material takes its place
    VOID = "void"


@dataclass(frozen=True)
class Move:
    """One clock moved by a step; `into` limits it to a step that leads into that state."""

    act: Act
    clock: Clock
    into: State | None = None


@dataclass(frozen=True)
class By:
    """Who may do a step; `only_if` says when somebody further away stands in."""

    standing: Standing
    only_if: Guard | None = None


@dataclass(frozen=True)
class Step:
    """One row: from where, to where, by whom and by whom never, what must hold, what it carries."""

    name: StepName
    label: Promise
    sources: frozenset[State]
    to: State | Where
    by: tuple[By, ...]
    never_by: frozenset[Standing] = frozenset()
    guards: tuple[Guard, ...] = ()
    checks_ending: bool = False
    carries: tuple[type[Carried], ...] = ()
    clocks: tuple[Move, ...] = ()
    effects: tuple[Effect, ...] = ()

    @property
    def clocks_starting(self) -> tuple[Move, ...]:
        """The clocks it starts, once everything that ends with the step has ended."""
        return tuple(move for move in self.clocks if move.act is Act.START)

    @property
    def clocks_ending(self) -> tuple[Move, ...]:
        """The clocks it stops, pauses or lets go on."""
        return tuple(move for move in self.clocks if move.act is not Act.START)

    @property
    def needs_form(self) -> bool:
        """Whether the button opens a form first."""
        return bool(self.carries)

    @property
    def moves(self) -> bool:
        """Whether the ticket may come into another state."""
        return self.to is not Where.SAME

    def guards_for(self, facts: Facts) -> tuple[Guard, ...]:
        """All that must hold now: the archive, the row's own guards, those of the ending."""
        of_ending = ENDINGS[facts.ending] if self.checks_ending and facts.ending else ()
        return (NOT_ARCHIVED, *self.guards, *of_ending)
