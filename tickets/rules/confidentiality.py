"""Confidentiality (DOMAIN §7): who of the house may know of a ticket, and what a unit may read.

A commercial secret is for the people named on it. Where the complainant is hidden, the house reads
on; units read nothing by which the complainant could be recognised.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tickets.errors import Because, Refused
from tickets.rules.carried import LONGEST_TEXT, missing, need_chinese, need_text
from tickets.rules.classification import Nature
from tickets.rules.filing import LONGEST_TITLE


class Confidentiality(TextChoices):
    """Who inside the house may read (DOMAIN §7)."""

    ORDINARY = "ordinary", _("Ordinary")
    SECRET = "secret", _("Commercial secret")
    HIDDEN = "hidden", _("Complainant hidden from the complained-of organ")


@dataclass(frozen=True)
class Marking:
    """How confidential a ticket is from now on, and why."""

    confidentiality: Confidentiality
    reason: str

    def validate(self) -> None:
        """Said with a reason."""
        need_text("reason", self.reason, _("Say why."))

    def validate_on(self, nature: Nature, before: Confidentiality) -> None:
        """It changes something, and hides a complainant only where there is one."""
        if self.confidentiality is before:
            sentence = _("It is that already: choose another confidentiality.")
            raise Refused(Because.STATE, "unchanged", sentence, field="confidentiality")
        if self.confidentiality is Confidentiality.HIDDEN and nature is not Nature.COMPLAINT:
            sentence = _("Only a complaint has a complainant to hide.")
            raise missing("confidentiality", sentence, "no_complaint")


@dataclass(frozen=True)
class Naming:
    """Somebody who is, or is no longer, to know of a commercial secret, and why."""

    person: UUID
    reason: str

    def validate(self) -> None:
        """Said with a reason."""
        need_text("reason", self.reason, _("Say why."))


@dataclass(frozen=True)
class RedactedCopy:
    """The facts of a confidential ticket as a unit may read them, in Chinese."""

    title: str
    text: str

    def validate(self) -> None:
        """Both are said."""
        need_text("title", self.title, _("Give the redacted copy a title."), LONGEST_TITLE)
        need_text("text", self.text, _("Write what the unit may know."), LONGEST_TEXT)
        need_chinese("title", self.title)
        need_chinese("text", self.text)
