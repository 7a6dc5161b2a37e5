"""Assists (协办): what is asked of a handling unit, what it answers, when it ends (DOMAIN §3, §7).

The unit's liaisons read what they are asked and nothing else of the ticket.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.rules.carried import LONGEST_TEXT, missing, need_chinese, need_text

MOST_DAYS = 60  # working days: the longest that handling itself may take


class Progress(TextChoices):
    """How far an assist is."""

    OPEN = "open", pgettext_lazy("assist", "Awaiting the answer")
    ANSWERED = "answered", pgettext_lazy("assist", "Answered, to be signed off")
    SIGNED_OFF = "signed_off", pgettext_lazy("assist", "Signed off")
    RECALLED = "recalled", pgettext_lazy("assist", "Recalled")


def usual_days(left: int) -> int:
    """The working days an assist has unless others are named: half of what handling has left."""
    return min(max(left // 2, 1), MOST_DAYS)


@dataclass(frozen=True)
class AssistRequest:
    """Which unit, what it is asked in Chinese, and in how many working days; None is the usual."""

    unit: UUID
    summary: str
    days: int | None = None

    def validate(self) -> None:
        """A summary in Chinese and a time that can be kept."""
        need_text("summary", self.summary, _("Say what the unit is asked to do."))
        need_chinese("summary", self.summary)
        if self.days is not None and not 1 <= self.days <= MOST_DAYS:
            sentence = _("Choose from 1 to %(most)d working days.") % {"most": MOST_DAYS}
            raise missing("days", sentence, "out_of_range")


@dataclass(frozen=True)
class AssistAnswer:
    """What the unit found or did."""

    assist: UUID
    answer: str

    def validate(self) -> None:
        """An answer is not empty."""
        need_text("answer", self.answer, _("Write the answer."), LONGEST_TEXT)


@dataclass(frozen=True)
class AssistSignOff:
    """The answer of this assist is what was needed."""

    assist: UUID

    def validate(self) -> None:
        """Nothing more is to be said."""


@dataclass(frozen=True)
class AssistRecall:
    """This assist is not needed any more, and why."""

    assist: UUID
    reason: str

    def validate(self) -> None:
        """The unit is told why."""
        need_text("reason", self.reason, _("Say why."))
