"""More time for a ticket, asked for by its assignee and granted by a lead (DOMAIN §3, overlays).

An extension (延期) lengthens the handling promise once; a suspension (挂起) lets it stand still on
legal grounds until a day. Neither is a state.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from tickets.rules.carried import limit_text, missing, need_text

LONGEST_SUSPENSION = dt.timedelta(days=366)
LONGEST_GROUND = 300


@dataclass(frozen=True)
class ExtensionRequest:
    """So much more time, in the unit of the handling promise, and why."""

    amount: int
    reason: str

    def validate(self) -> None:
        """Some time, and a reason."""
        need_text("reason", self.reason, _("Say why more time is needed."))
        if self.amount < 1:
            raise missing("amount", _("Say how much more time is needed."))

    def validate_within(self, promised: Decimal) -> None:
        """Never more than the promise itself."""
        if self.amount > promised:
            sentence = _("At most %(most)s: an extension is never longer than the promise itself.")
            raise missing("amount", sentence % {"most": f"{promised.normalize():f}"}, "too_long")


@dataclass(frozen=True)
class SuspensionRequest:
    """The legal ground, the last day on which the clocks stand still, and why."""

    legal_ground: str
    until_date: dt.date
    reason: str

    def validate(self) -> None:
        """A ground in law and a reason."""
        ground = _("Name the provision of law on which it rests.")
        need_text("legal_ground", self.legal_ground, ground, LONGEST_GROUND)
        need_text("reason", self.reason, _("Say why the ticket cannot go on meanwhile."))

    def validate_on(self, today: dt.date) -> None:
        """It ends on a day to come, within a year."""
        if self.until_date < today:
            raise missing("until_date", _("Choose a day to come."), "too_soon")
        if self.until_date > today + LONGEST_SUSPENSION:
            sentence = _("Choose a day within a year; it can be asked for again then.")
            raise missing("until_date", sentence, "too_late")


@dataclass(frozen=True)
class Grant:
    """The lead agrees; a remark is voluntary."""

    remark: str = ""

    def validate(self) -> None:
        """The remark has its limit."""
        limit_text("remark", self.remark)
