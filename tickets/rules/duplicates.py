"""Which requests look like one another, and why (DOMAIN §3: duplicates shown with the why)."""

import datetime as dt
import re
import unicodedata
import uuid
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.rules.carried import missing, need_text

WITHIN = dt.timedelta(days=90)  # between the two filings
ALIKE = 0.5  # share of the pairs of signs that two titles have in common
_ASIDE = re.compile(r"[\W_]+")


class Why(TextChoices):
    """What two requests have in common."""

    SAME_MATTER = "same_matter", pgettext_lazy("duplicate", "Same requester and category")
    SAME_TITLE = "same_title", pgettext_lazy("duplicate", "Much the same title")
    SAME_ORGAN = "same_organ", pgettext_lazy("duplicate", "Same complained-of organ")


@dataclass(frozen=True)
class Traits:
    """What of a request is compared."""

    enterprise: uuid.UUID
    category: str
    title: str
    organ: str
    submitted_at: dt.datetime


def why_alike(one: Traits, other: Traits) -> tuple[Why, ...]:
    """What the two have in common, the strongest first; nothing where they lie too far apart."""
    if abs(one.submitted_at - other.submitted_at) > WITHIN:
        return ()
    said = {
        Why.SAME_MATTER: (one.enterprise, one.category) == (other.enterprise, other.category),
        Why.SAME_TITLE: likeness(one.title, other.title) >= ALIKE,
        Why.SAME_ORGAN: bool(one.organ.strip()) and _plain(one.organ) == _plain(other.organ),
    }
    return tuple(why for why, holds in said.items() if holds)


def likeness(one: str, other: str) -> float:
    """From 0 to 1: how many pairs of neighbouring signs two titles share, whatever the script."""
    pairs, others = _pairs(one), _pairs(other)
    both = len(pairs) + len(others)
    return 2 * len(pairs & others) / both if both else 0.0


def _pairs(title: str) -> set[str]:
    plain = _plain(title)
    return {plain[at : at + 2] for at in range(len(plain) - 1)}


def _plain(text: str) -> str:
    return _ASIDE.sub("", unicodedata.normalize("NFKC", text).casefold())


@dataclass(frozen=True)
class Relating:
    """To which other request this one belongs, and why; `is_duplicate`: it says the same again."""

    number: str
    reason: str
    is_duplicate: bool = False

    def validate(self) -> None:
        """The other is named, and why."""
        need_text("number", self.number, _("Give the number of the other ticket."), 20)
        need_text("reason", self.reason, _("Say why."))


@dataclass(frozen=True)
class Unrelating:
    """To which other request this one does not belong after all, and why."""

    number: str
    reason: str

    def validate(self) -> None:
        """The other is named, and why."""
        need_text("number", self.number, _("Give the number of the other ticket."), 20)
        need_text("reason", self.reason, _("Say why."))


def check_duplicate(later: Traits, first: Traits) -> None:
    """Raise Refused(MISSING) unless the first of two requests of one requester goes on."""
    if later.enterprise != first.enterprise:
        sentence = _("Only requests of one requester are duplicates: link it as related instead.")
        raise missing("is_duplicate", sentence, "another_requester")
    if later.submitted_at < first.submitted_at:
        sentence = _("This request came first: it goes on, and the later one is the duplicate.")
        raise missing("is_duplicate", sentence, "came_first")
