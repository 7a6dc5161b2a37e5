"""What each office sets for itself: the keys, their defaults, and between which bounds."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tickets.rules.carried import missing


class Key(TextChoices):
    """One value that an office may set for itself and for the offices under it."""

    REOPENING_DAYS = "reopening_days", _("Working days in which a requester may reopen")
    FAILED_CONTACTS = "failed_contacts", _("Failed calls that close a callback without an answer")


@dataclass(frozen=True)
class Bounds:
    """A whole number: what it is where nobody set it, the least and the most it may be."""

    default: int
    least: int
    most: int

    def check(self, value: int) -> None:
        """Raise Refused(MISSING) for what lies outside."""
        if not self.least <= value <= self.most:
            said = _("Enter a number from %(least)s to %(most)s.")
            raise missing("value", said % {"least": self.least, "most": self.most}, "range")


BOUNDS = {
    Key.REOPENING_DAYS: Bounds(15, 5, 60),
    Key.FAILED_CONTACTS: Bounds(3, 1, 10),
}
