"""What each office sets for itself: the keys, their defaults, and what each may be."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models.enterprise import Enterprise
from tickets.rules.carried import missing


class Key(TextChoices):
    """One value that an office may set for itself and for the offices under it."""

    REOPENING_DAYS = "reopening_days", _("Working days in which a requester may reopen")
    FAILED_CONTACTS = "failed_contacts", _("Failed calls that close a callback without an answer")
    MOST_SUPPLEMENTS = "most_supplements", _("How often material may be asked for on one request")
    VISIBILITY = "visibility", _("Who reads the requests of a newly registered requester")


@dataclass(frozen=True)
class Number:
    """A whole number: what it is where nobody set it, the least and the most it may be."""

    default: str
    least: int
    most: int

    def check(self, value: str) -> None:
        """Raise Refused(MISSING) for what lies outside."""
        if not (value.isascii() and value.isdigit() and self.least <= int(value) <= self.most):
            said = _("Enter a number from %(least)s to %(most)s.")
            raise missing("value", said % {"least": self.least, "most": self.most}, "range")

    def words(self, value: str) -> str:
        """As it is read."""
        return value


@dataclass(frozen=True)
class Choice:
    """One of several: what it is where nobody chose, and each with its words."""

    default: str
    offered: Mapping[str, str | Promise]

    def check(self, value: str) -> None:
        """Raise Refused(MISSING) for what is not offered."""
        if value not in self.offered:
            raise missing("value", _("Choose from the list."), "choice")

    def words(self, value: str) -> str:
        """As it is read."""
        return str(self.offered[value])


Kind = Number | Choice
MODES = Enterprise.Visibility
KINDS: dict[Key, Kind] = {
    Key.REOPENING_DAYS: Number("15", 5, 60),
    Key.FAILED_CONTACTS: Number("3", 1, 10),
    Key.MOST_SUPPLEMENTS: Number("3", 1, 5),
    Key.VISIBILITY: Choice(MODES.NAMED, dict(MODES.choices)),
}
