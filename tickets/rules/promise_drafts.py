"""A promise as the policy editor edits it: what may be promised, and what the law leaves open."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tickets.rules.carried import missing, need_text
from tickets.rules.classification import Track, Urgency
from tickets.rules.clocks import Clock, Unit
from tickets.rules.promises import DAY_COUNTS, Promise, Promised

LONGEST = {
    Unit.HOURS: 8_760,
    Unit.DAYS: 3_650,
    Unit.WORK_MINUTES: 60_000,
    Unit.WORK_DAYS: 2_500,
    Unit.WORK_DAYS_SAME_TIME: 2_500,
}
# 外商投资企业投诉工作办法 (商务部令2020年第3号): working days to accept, and to handle, a complaint
STATUTORY = {Clock.ACCEPTANCE: 7, Clock.HANDLING: 60}
LAW = _(
    "Measures on the Work of Complaints of Foreign-Invested Enterprises"
    " (Ministry of Commerce, Order No. 3 of 2020)"
)


@dataclass(frozen=True)
class PromiseDraft:
    """A promise for one kind of ticket, perhaps narrowed; `seen` is the version it follows."""

    clock: Clock
    unit: Unit
    amount: Decimal
    reason: str
    track: Track | None = None
    urgency: Urgency | None = None
    ordinal: int = 1
    category: str | None = None
    office: UUID | None = None
    seen: int = 0

    @property
    def promised(self) -> Promised:
        """The row as it would be."""
        return Promised(
            self.clock,
            Promise(self.unit, self.amount),
            self.track,
            self.urgency,
            self.ordinal,
            self.category,
            self.office,
        )

    def validate(self) -> None:
        """Raise Refused(MISSING) naming the field that cannot be promised, and why."""
        need_text("reason", self.reason, _("Say why."))
        if not self.amount.is_finite() or not 0 < self.amount <= LONGEST[self.unit]:
            sentence = _("Give an amount above 0 and up to %(most)d.") % {
                "most": LONGEST[self.unit]
            }
            raise missing("amount", sentence, "amount")
        if self.unit in DAY_COUNTS and self.amount != int(self.amount):
            raise missing("amount", _("Working days are counted whole."), "whole_days")
        self._check_the_law()

    def _check_the_law(self) -> None:
        most = STATUTORY.get(self.clock) if self.track is Track.COMPLAINT else None
        if most is None or (self.unit is Unit.WORK_DAYS and self.amount <= most):
            return
        sentence = _("For complaints at most %(most)d working days may be promised: %(law)s.")
        raise missing("amount", sentence % {"most": most, "law": LAW}, "statutory_limit")
