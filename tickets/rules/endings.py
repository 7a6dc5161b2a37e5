"""How a ticket ends: four endings, what each must carry, and what ends with it (DOMAIN §3)."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.rules.carried import LONGEST_TEXT, limit_text, missing, need_text
from tickets.rules.classification import Track
from tickets.rules.states import State


class EndingKind(TextChoices):
    """The four endings an assignee may propose."""

    REPLY = "reply", pgettext_lazy("ending", "Reply")
    REFUSE = "refuse", pgettext_lazy("ending", "Refuse")
    TRANSFER = "transfer", pgettext_lazy("ending", "Transfer")
    TERMINATE = "terminate", pgettext_lazy("ending", "Terminate")


STATE_AFTER: dict[EndingKind, State] = {
    EndingKind.REPLY: State.REPLIED,
    EndingKind.REFUSE: State.REFUSED,
    EndingKind.TRANSFER: State.TRANSFERRED,
    EndingKind.TERMINATE: State.TERMINATED,
}


class Truth(TextChoices):
    """Whether what the requester described was found to be so."""

    TRUE = "true", pgettext_lazy("truth", "As described")
    PARTLY = "partly", pgettext_lazy("truth", "Partly as described")
    FALSE = "false", pgettext_lazy("truth", "Not as described")
    NOT_AT_ISSUE = "not_at_issue", pgettext_lazy("truth", "Nothing to verify")


class Solved(TextChoices):
    """Whether the requester's problem is gone."""

    YES = "yes", pgettext_lazy("solved", "Solved")
    PARTLY = "partly", pgettext_lazy("solved", "Partly solved")
    NO = "no", pgettext_lazy("solved", "Not solved")


class HandlingType(TextChoices):
    """How the office got there."""

    SELF = "self", pgettext_lazy("handling type", "By the office itself")
    COORDINATION = (
        "coordination",
        pgettext_lazy("handling type", "By coordinating authorities"),
    )
    REFORM = "reform", pgettext_lazy("handling type", "By improving a rule or procedure")


class MeasureRole(TextChoices):
    """What a measure is to a ticket."""

    BASIS = "basis", pgettext_lazy("measure", "Basis")
    BENEFIT = "benefit", pgettext_lazy("measure", "Benefit")
    NEEDS_CHANGE = "needs_change", pgettext_lazy("measure", "Needs change")


class MeasureOutcome(TextChoices):
    """What came of it."""

    DELIVERED = "delivered", pgettext_lazy("measure", "Delivered")
    NOT_DELIVERED = "not_delivered", pgettext_lazy("measure", "Not delivered")
    NOT_APPLICABLE = "not_applicable", pgettext_lazy("measure", "Not applicable")


@dataclass(frozen=True)
class MeasureLink:
    """One measure of the catalogue and what it did for this ticket."""

    code: str
    role: MeasureRole
    outcome: MeasureOutcome
    reason: str

    def validate(self) -> None:
        """The measure is named and the sentence of reason is there."""
        need_text("measures", self.code, _("Choose a measure."))
        need_text("measures", self.reason, _("Say in one sentence what the measure did."))


@dataclass(frozen=True)
class Closing:
    """A reply: what was done, what the requester reads, and how it came out."""

    internal_result: str
    public_reply: str
    truth: Truth
    solved: Solved
    handling_type: HandlingType
    contact_evidence: str
    why: str = ""
    measures: tuple[MeasureLink, ...] = ()
    none_fits: bool = False
    gap: str = ""

    kind = EndingKind.REPLY

    def validate(self) -> None:
        """Both texts, evidence of contact, why it is not solved, and measures or `none fits`."""
        result, reply = _("Say what was done."), _("Write what the requester will read.")
        need_text("internal_result", self.internal_result, result, LONGEST_TEXT)
        need_text("public_reply", self.public_reply, reply, LONGEST_TEXT)
        evidence = _("Say when and how you spoke with the requester.")
        need_text("contact_evidence", self.contact_evidence, evidence)
        if self.solved is not Solved.YES:
            need_text("why", self.why, _("Say why it is not, or only partly, solved."))
        limit_text("why", self.why)
        self._validate_measures()

    def _validate_measures(self) -> None:
        if bool(self.measures) == self.none_fits:
            raise missing(
                "measures",
                _("Choose the measures that applied, or tick “No measure of the catalogue fits”."),
            )
        if self.none_fits:
            need_text("gap", self.gap, _("Say in one sentence what the catalogue lacks."))
        codes = [link.code for link in self.measures]
        if len(set(codes)) < len(codes):
            raise missing("measures", _("The same measure is named twice."), "twice")
        for link in self.measures:
            link.validate()


@dataclass(frozen=True)
class Refusal:
    """Why the ticket is not accepted; `ground` is a code of the list of its track."""

    ground: str
    reason: str
    explanation: str = ""  # what the requester is told beside the ground

    kind = EndingKind.REFUSE

    def validate(self) -> None:
        """Ground and reason are given."""
        _validate_ground(self.ground, self.reason, self.explanation)


@dataclass(frozen=True)
class Termination:
    """Why handling ends without a reply; `ground` is a code of the list of its track."""

    ground: str
    reason: str
    explanation: str = ""  # what the requester is told beside the ground

    kind = EndingKind.TERMINATE

    def validate(self) -> None:
        """Ground and reason are given."""
        _validate_ground(self.ground, self.reason, self.explanation)


@dataclass(frozen=True)
class Transfer:
    """To which agency the ticket goes, with which document, of which day."""

    agency: str
    document_no: str
    document_date: dt.date
    reason: str = ""

    kind = EndingKind.TRANSFER

    def validate(self) -> None:
        """Agency and document are named."""
        need_text("agency", self.agency, _("Name the agency that has jurisdiction."), 200)
        need_text("document_no", self.document_no, _("Give the number of the document."), 100)
        limit_text("reason", self.reason)


Ending = Closing | Refusal | Transfer | Termination


@dataclass(frozen=True)
class Receipt:
    """The other agency's receipt of a transferred ticket."""

    receipt_no: str
    received_at: dt.datetime

    def validate(self) -> None:
        """The receipt has its number."""
        need_text("receipt_no", self.receipt_no, _("Give the number of the receipt."), 100)


def _validate_ground(ground: str, reason: str, explanation: str) -> None:
    need_text("ground", ground, _("Choose a ground."))
    need_text("reason", reason, _("Say why this ground applies."))
    limit_text("explanation", explanation)


def ground_list(kind: EndingKind, track: Track) -> str:
    """The list of grounds for a refusal or termination: complaints have their own, by statute."""
    return f"{kind.value}_{'complaint' if track is Track.COMPLAINT else 'service'}"


class Effect(StrEnum):
    """What ends with a ticket, in the same deed."""

    VOID_OVERLAYS = "void_overlays"
    RECALL_ASSISTS = "recall_assists"
    RECALL_OPINIONS = "recall_opinions"
    END_SUPERVISION = "end_supervision"
    STOP_CLOCKS = "stop_clocks"
    DETACH_CHILDREN = "detach_children"


ON_ENDING = tuple(Effect)
