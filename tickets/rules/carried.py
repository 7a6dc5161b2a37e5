"""What a step carries is one frozen dataclass; these are the checks all of them share."""

import unicodedata
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tickets.errors import Because, Refused
from tickets.rules.secrecy import bears_secret_mark

_CHINESE = "CJK UNIFIED IDEOGRAPH"
LONGEST_SENTENCE = 2_000  # characters of a reason
LONGEST_TEXT = 20_000  # characters of a message or a reply


class Carried(Protocol):
    """Anything a step may carry."""

    def validate(self) -> None:
        """Raise Refused(MISSING) naming the first field that is not right, in words."""


def missing(field: str, sentence: str | Promise, code: str = "missing") -> Refused:
    """The refusal of a deed that does not carry what it must."""
    return Refused(Because.MISSING, code, sentence, field=field)


def need_text(
    field: str, text: str, sentence: str | Promise, longest: int = LONGEST_SENTENCE
) -> None:
    """Refuse an empty text with `sentence`, and one longer than `longest` characters."""
    if not text.strip():
        raise missing(field, sentence)
    limit_text(field, text, longest)


def limit_text(field: str, text: str, longest: int = LONGEST_SENTENCE) -> None:
    """Refuse a text longer than `longest` characters, or with the mark of a state secret."""
    if bears_secret_mark(text):
        sentence = _(
            "This text bears the mark of a state secret. Such material may not be sent"
            " over this system: take it out and call us; we will receive it in person."
        )
        raise missing(field, sentence, "state_secret")
    if len(text) > longest:
        raise missing(
            field,
            _("Shorten this text: it has %(length)d characters and may have %(longest)d.")
            % {"length": len(text), "longest": longest},
            "too_long",
        )


def need_chinese(field: str, text: str) -> None:
    """Refuse a text without a single Chinese character: another authority is to read it."""
    if not any(_CHINESE in unicodedata.name(sign, "") for sign in text):
        raise missing(field, _("Write it in Chinese: it goes to another authority."))


def need_language(field: str, tag: str) -> None:
    """Refuse a language that the product does not know; `tag` is its BCP 47 tag in lower case."""
    if tag not in dict(settings.LANGUAGES):
        raise missing(field, _("Choose one of the languages on offer."), "language")


@dataclass(frozen=True)
class Reason:
    """Why, for colleagues; never shown outside."""

    reason: str

    def validate(self) -> None:
        """A reason is not empty."""
        need_text("reason", self.reason, _("Say why."))
