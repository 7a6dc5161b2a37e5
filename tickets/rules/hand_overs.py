"""Handing over all open work of somebody who is away or leaves (交接), and giving it back."""

import uuid
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.rules.carried import missing, need_text

HANDED_OVER, GIVEN_BACK = "handed_over", "given_back"
EVENTS: dict[str, Promise] = {
    HANDED_OVER: pgettext_lazy("step", "Hand over"),
    GIVEN_BACK: pgettext_lazy("step", "Give back"),
}


class Way(TextChoices):
    """Who gets the work."""

    DEPUTY = "deputy", _("The deputy")
    COLLEAGUE = "colleague", _("One colleague, chosen by name")
    RULES = "rules", _("By the rules, each ticket by itself")
    BACK = "back", _("Back to who had it")


CHOSEN = (Way.DEPUTY, Way.COLLEAGUE, Way.RULES)


class Kept(TextChoices):
    """Why a ticket stays where it is."""

    NO_DEPUTY = "no_deputy", _("No deputy is named.")
    NOBODY = "nobody", _("The rules find nobody who could take it.")
    NOT_THERE = "not_there", _("Not a concierge of the office that holds it.")
    AWAY = "away", _("Is away.")
    RECUSED = "recused", _("Has a conflict of interest with the enterprise.")
    NOT_NAMED = "not_named", _("Confidential, and not named on it.")
    FULL = "full", _("Has no room for one more ticket.")
    ENDED = "ended", _("It has ended meanwhile.")
    GONE = "gone", _("Somebody else has it meanwhile.")
    FAILED = "failed", _("It could not be moved. Assign it by hand.")


@dataclass(frozen=True)
class Plan:
    """Who gets all open work of a person, and why it is handed over."""

    way: Way
    reason: str
    receiver: uuid.UUID | None = None

    def validate(self) -> None:
        """A way is chosen, a colleague where one is needed, and a reason given."""
        if self.way not in CHOSEN:
            raise missing("way", _("Choose one."), "choice")
        if self.way is Way.COLLEAGUE and self.receiver is None:
            raise missing("receiver", _("Choose a person"))
        need_text("reason", self.reason, _("Say why."))


@dataclass(frozen=True)
class Receiving:
    """How one colleague stands to one ticket at a moment."""

    works_there: bool
    is_away: bool = False
    is_recused: bool = False
    is_trusted: bool = True
    has_room: bool = True

    @property
    def hindrance(self) -> Kept | None:
        """Why this colleague cannot take it, if there is a reason."""
        because = {
            Kept.NOT_THERE: not self.works_there,
            Kept.AWAY: self.is_away,
            Kept.RECUSED: self.is_recused,
            Kept.NOT_NAMED: not self.is_trusted,
            Kept.FULL: not self.has_room,
        }
        return next((kept for kept, holds in because.items() if holds), None)
