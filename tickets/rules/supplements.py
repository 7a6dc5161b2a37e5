"""Asking for missing material and answering (补正)."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.rules.attachments import need_few
from tickets.rules.carried import limit_text, missing, need_text

MOST_ITEMS = 20
LONGEST_ANSWER = 5_000  # characters


@dataclass(frozen=True)
class SupplementRequest:
    """The asked items, the day by which, and, after acceptance, the reason."""

    items: tuple[str, ...]
    due_date: dt.date | None = None
    reason: str = ""

    def validate(self) -> None:
        """At least one item, none empty."""
        if not self.items:
            raise missing("items", _("List what is missing."))
        if len(self.items) > MOST_ITEMS:
            sentence = _("Ask for at most %(most)d items at once.") % {"most": MOST_ITEMS}
            raise missing("items", sentence, "too_many")
        for item in self.items:
            need_text("items", item, _("Say what each item is."), 300)
        limit_text("reason", self.reason)

    def validate_after_acceptance(self) -> None:
        """Each request after acceptance needs its reason."""
        need_text("reason", self.reason, _("Say why this is needed now."))


class Given(TextChoices):
    """How an asked item was answered."""

    GIVEN = "given", pgettext_lazy("answer", "Given")
    CANNOT = "cannot", pgettext_lazy("answer", "Cannot be given, because")


@dataclass(frozen=True)
class Answer:
    """The requester's answer to one asked item, by its place in the list (from 1)."""

    item: int
    given: Given
    text: str
    attachments: tuple[UUID, ...] = ()

    def validate(self) -> None:
        """An answer says something, or files say it."""
        need_few(self.attachments)
        if self.attachments and self.given is Given.GIVEN:
            limit_text(f"item-{self.item}", self.text, LONGEST_ANSWER)
            return
        empty = (
            _("Answer this item.")
            if self.given is Given.GIVEN
            else _("Say why it cannot be given.")
        )
        need_text(f"item-{self.item}", self.text, empty, LONGEST_ANSWER)


@dataclass(frozen=True)
class Supply:
    """The requester's answers to a request for material."""

    answers: tuple[Answer, ...]

    def validate(self) -> None:
        """Every answer says something."""
        for answer in self.answers:
            answer.validate()

    def validate_against(self, asked: Collection[int]) -> None:
        """All asked items are answered, and nothing else."""
        answered = {answer.item for answer in self.answers}
        for item in sorted(set(asked) - answered):
            raise missing(f"item-{item}", _("Answer this item, or say why it cannot be given."))
        if answered - set(asked):
            raise missing("answers", _("An answer belongs to no asked item."), "unknown_item")
