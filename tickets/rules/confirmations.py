"""The requester's last word: confirming, rating, or hearing from the callback officer."""

from dataclasses import dataclass

from django.db.models import IntegerChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.errors import Because, Refused
from tickets.rules.carried import limit_text, missing, need_text
from tickets.rules.endings import Solved


class Rating(IntegerChoices):
    """Good and bad ratings (好差评), five levels, always voluntary (GB/T 39734)."""

    VERY_SATISFIED = 5, pgettext_lazy("rating", "Very satisfied")
    SATISFIED = 4, pgettext_lazy("rating", "Satisfied")
    FAIRLY_SATISFIED = 3, pgettext_lazy("rating", "Fairly satisfied")
    DISSATISFIED = 2, pgettext_lazy("rating", "Dissatisfied")
    VERY_DISSATISFIED = 1, pgettext_lazy("rating", "Very dissatisfied")

    @property
    def is_bad(self) -> bool:
        """Whether somebody must call within a working day."""
        return self <= Rating.DISSATISFIED


@dataclass(frozen=True)
class Confirmation:
    """The requester confirms; the rating and its comment are optional."""

    rating: Rating | None = None
    comment: str = ""

    def validate(self) -> None:
        """The comment has its limit."""
        limit_text("comment", self.comment)


@dataclass(frozen=True)
class Callback:
    """What the callback officer learned. Not reached counts only after enough logged attempts."""

    reached: bool
    note: str
    solved: Solved | None = None
    satisfied: Rating | None = None

    def validate(self) -> None:
        """Who was reached said whether it is solved; who was not said nothing."""
        need_text("note", self.note, _("Say whom you called and what was said."))
        if self.reached and self.solved is None:
            raise missing("solved", _("Say whether the requester calls it solved."))
        if not self.reached and (self.solved is not None or self.satisfied is not None):
            raise missing("reached", _("Somebody who was not reached gave no answer."), "no_answer")

    @property
    def sends_back(self) -> bool:
        """Whether the ticket goes back to work."""
        return self.solved is Solved.NO

    def check_attempts(self, failed: int, needed: int) -> None:
        """Refuse closing without an answer before `needed` failed contacts are logged."""
        if not self.reached and failed < needed:
            raise Refused(
                Because.STATE,
                "too_few_attempts",
                _("Log %(needed)d failed contacts first; %(failed)d so far.")
                % {"needed": needed, "failed": failed},
                field="reached",
            )
