"""A measure tied to a ticket (举措关联): as what and why (DOMAIN §6)."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tickets.rules.carried import need_text
from tickets.rules.endings import MeasureRole


@dataclass(frozen=True)
class MeasureTie:
    """Which measure a ticket is tied to, as what and why; the outcome is known at closing."""

    code: str
    role: MeasureRole
    reason: str

    def validate(self) -> None:
        """The measure is named and the sentence of reason is there."""
        need_text("measure", self.code, _("Choose a measure."))
        need_text("reason", self.reason, _("Say in one sentence why it is linked to the request."))


@dataclass(frozen=True)
class MeasureRemoval:
    """Which measure has nothing to do with the ticket after all, and why."""

    code: str
    reason: str

    def validate(self) -> None:
        """The measure is named and colleagues are told why."""
        need_text("measure", self.code, _("Choose a measure."))
        need_text("reason", self.reason, _("Say why."))
