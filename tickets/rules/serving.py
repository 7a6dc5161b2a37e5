"""How the written result reaches the requester where a mail did not (送达)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.rules.carried import missing, need_text
from tickets.rules.standings import Standing

MAY_HAND_OVER = frozenset({Standing.ASSIGNEE, Standing.LEAD_OF_HOLDER})


class Way(TextChoices):
    """By which way it was served."""

    HANDED_OVER = "handed_over", pgettext_lazy("service", "Handed over")
    POST = "post", pgettext_lazy("service", "By post")
    E_MAIL = "e_mail", pgettext_lazy("service", "From the mailbox of the office")


@dataclass(frozen=True)
class Service:
    """The written result was served: how, to whom, and when (now, where no moment is given)."""

    way: Way
    to_whom: str
    served_at: dt.datetime | None = None

    def validate(self) -> None:
        """Somebody received it."""
        need_text("to_whom", self.to_whom, _("Say who received it."), 200)

    def validate_between(self, issued_at: dt.datetime, now: dt.datetime) -> None:
        """It was served after it was issued, and not later than now."""
        if self.served_at and not issued_at <= self.served_at <= now:
            sentence = _("Give a moment after it was issued and not later than now.")
            raise missing("served_at", sentence, "range")
