"""Notices (通知书): their kinds, what a template may say, and how its blanks are filled in."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from tickets.rules import moments
from tickets.rules.carried import limit_text, missing, need_text
from tickets.rules.classification import Track
from tickets.rules.days import BEIJING
from tickets.rules.endings import EndingKind
from tickets.rules.moments import Due

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

CHINESE, ENGLISH = "zh-hans", "en"
LANGUAGES = (CHINESE, ENGLISH, "ja", "ko")  # a template needs the first two
LONGEST_TITLE = 100
LONGEST_WORDS = 4_000
NO_TEMPLATE = _("No template of this notice was ever published: ask the policy editor.")
_BLANK = re.compile(r"\{([a-z_]+)\}")
_BRACES = re.compile(r"\{[a-z_]+\}|([{}])")


class NoticeKind(TextChoices):
    """What a requester is given in writing."""

    ACCEPTANCE = "acceptance", pgettext_lazy("notice", "Notice of acceptance")
    REFUSAL = "refusal", pgettext_lazy("notice", "Notice of refusal")
    SUPPLEMENT = "supplement", pgettext_lazy("notice", "Notice of missing material")
    EXTENSION = "extension", pgettext_lazy("notice", "Notice of extension")
    TERMINATION = "termination", pgettext_lazy("notice", "Notice of termination")
    TRANSFER = "transfer", pgettext_lazy("notice", "Notice of transfer")
    REPLY = "reply", pgettext_lazy("notice", "Written reply")


OF_ENDING = {
    EndingKind.REPLY: NoticeKind.REPLY,
    EndingKind.REFUSE: NoticeKind.REFUSAL,
    EndingKind.TRANSFER: NoticeKind.TRANSFER,
    EndingKind.TERMINATE: NoticeKind.TERMINATION,
}
_ORDER = _(
    "the Measures for the Work on Complaints of Foreign-Invested Enterprises"
    " (Order No. 3 [2020] of the Ministry of Commerce)"
)
_DECIDING = _(
    "Article 15 of the Measures for the Work on Complaints of Foreign-Invested Enterprises"
    " (Order No. 3 [2020] of the Ministry of Commerce)"
)
_EXTENDING = _(
    "Article 19 of the Measures for the Work on Complaints of Foreign-Invested Enterprises"
    " (Order No. 3 [2020] of the Ministry of Commerce)"
)
_BASIS = {
    NoticeKind.ACCEPTANCE: _DECIDING,
    NoticeKind.REFUSAL: _DECIDING,
    NoticeKind.EXTENSION: _EXTENDING,
}
RESULTS = frozenset(OF_ENDING.values())  # they carry the written result


class Blank(TextChoices):
    """What may stand in braces in a template."""

    ENTERPRISE = "enterprise", _("Name of the requester")
    TICKET = "ticket", _("Number of the request")
    TITLE = "title", _("Title of the request")
    MATTER = "matter", _("“Complaint” for complaints, else “request”")
    SUBMITTED = "submitted", _("Day of filing")
    BASIS = "basis", _("Legal basis: for complaints the order of the ministry, else our promises")
    OFFICE = "office", _("Name of the office")
    CONCIERGE = "concierge", _("Name of the concierge")
    PHONE = "phone", _("Phone of the concierge, else of the office")
    DUE = "due", _("Due moment, marked where it is provisional")
    GROUND = "ground", _("Ground")
    GROUND_SOURCE = "ground_source", _("Legal source of the ground")
    EXPLANATION = "explanation", _("What the requester is told of the reason, if anything")
    ITEMS = "items", _("What is asked for, item by item")
    AGENCY = "agency", _("Agency that has jurisdiction")
    DOCUMENT_NO = "document_no", _("Number of the document of transfer")
    DOCUMENT_DATE = "document_date", _("Day of the document of transfer")
    REPLY = "reply", _("The reply itself")


_ALWAYS = (
    *(Blank.ENTERPRISE, Blank.TICKET, Blank.TITLE, Blank.MATTER, Blank.SUBMITTED),
    *(Blank.BASIS, Blank.OFFICE, Blank.CONCIERGE, Blank.PHONE),
)
_OWN = {  # what a kind may say beside what all may; it must say the first of each pair
    NoticeKind.ACCEPTANCE: ((Blank.DUE,), ()),
    NoticeKind.REFUSAL: ((Blank.GROUND, Blank.GROUND_SOURCE), (Blank.EXPLANATION,)),
    NoticeKind.SUPPLEMENT: ((Blank.ITEMS, Blank.DUE), ()),
    NoticeKind.EXTENSION: ((Blank.DUE,), ()),
    NoticeKind.TERMINATION: ((Blank.GROUND, Blank.GROUND_SOURCE), (Blank.EXPLANATION,)),
    NoticeKind.TRANSFER: ((Blank.AGENCY, Blank.DOCUMENT_NO), (Blank.DOCUMENT_DATE,)),
    NoticeKind.REPLY: ((Blank.REPLY,), ()),
}


def blanks_of(kind: NoticeKind) -> tuple[Blank, ...]:
    """What a template of this kind may say."""
    needed, more = _OWN[kind]
    return (*_ALWAYS, *needed, *more)


def needed_in(kind: NoticeKind) -> tuple[Blank, ...]:
    """What a template of this kind must say in each language."""
    return (Blank.ENTERPRISE, Blank.TICKET, *_OWN[kind][0])


Words = Mapping[str, Mapping[str, str]]  # by language: title and text
Fact = str | dt.date | Due | Promise | tuple[str, ...]


@dataclass(frozen=True)
class TemplateDraft:
    """One version of a template to be published; `seen` is the version it follows."""

    kind: NoticeKind
    words: Words
    reason: str
    seen: int = 0

    @property
    def plain_words(self) -> dict[str, dict[str, str]]:
        """The words as they are kept: without spare space around them."""
        return {
            language: {part: text.strip() for part, text in said.items()}
            for language, said in self.words.items()
        }

    def validate(self) -> None:
        """Raise Refused(MISSING) naming the field, and for a blank its line and place."""
        for language in (CHINESE, ENGLISH):
            said = self.words.get(language, {})
            need_text(place("title", language), said.get("title", ""), _("Enter the title."))
            text = said.get("text", "")
            need_text(place("text", language), text, _("Enter the text."), LONGEST_WORDS)
        for language, said in self.words.items():
            if not all(text.strip() for text in said.values()):
                sentence = _("Give the title and the text of this language, or neither.")
                raise missing(place("text", language), sentence)
            limit_text(place("title", language), said["title"], LONGEST_TITLE)
            limit_text(place("text", language), said["text"], LONGEST_WORDS)
            for part in ("title", "text"):
                self._check_blanks(place(part, language), said[part])
            self._check_needed(language, said["text"])
        need_text("reason", self.reason, _("Say why."))

    def _check_blanks(self, where: str, text: str) -> None:
        known = set(blanks_of(self.kind))
        for number, line in enumerate(text.splitlines(), start=1):
            for found in _BRACES.finditer(line):
                facts = {"line": number, "place": found.start() + 1, "blank": found.group()}
                if found.group(1):
                    said = _("Line %(line)d, character %(place)d: “%(blank)s” belongs to no blank.")
                    raise missing(where, said % facts, "brace")
                if found.group()[1:-1] not in known:
                    said = _("Line %(line)d, character %(place)d: there is no blank “%(blank)s”.")
                    raise missing(where, said % facts, "unknown_blank")

    def _check_needed(self, language: str, text: str) -> None:
        said = set(_BLANK.findall(text))
        for blank in needed_in(self.kind):
            if blank not in said:
                sentence = _("The text must say “{%(blank)s}”: %(meaning)s.")
                facts = {"blank": blank.value, "meaning": blank.label}
                raise missing(place("text", language), sentence % facts, "blank_missing")


@dataclass(frozen=True)
class Wanted:
    """A notice that a deed brings about, and what it says beside what all of them say."""

    kind: NoticeKind
    facts: Mapping[Blank, Fact] = field(default_factory=dict)


def place(part: str, language: str) -> str:
    """The name of a field of the form: title_zh, text_en."""
    return f"{part}_{language[:2]}"


def basis_of(kind: NoticeKind, track: Track) -> "_StrPromise":
    """On what a notice rests. Order No. 3 [2020] of the Ministry of Commerce, Art. 15 and 19."""
    if track is not Track.COMPLAINT:
        return _("the promises published by this office")
    return _BASIS.get(kind, _ORDER)


def matter_of(track: Track) -> "_StrPromise":
    """What the request is called."""
    if track is Track.COMPLAINT:
        return pgettext_lazy("in a notice", "complaint")
    return pgettext_lazy("in a notice", "request")


def source_of(source: str) -> str:
    """The source of a ground as a notice names it: without the remark for the policy editor."""
    return source.partition("（")[0]


def languages_for(wished: str, words: Words) -> tuple[str, ...]:
    """Chinese, then the requester's language; English where the template has not theirs."""
    if wished == CHINESE:
        return (CHINESE,)
    return (CHINESE, wished if wished in words else ENGLISH)


def written(
    words: Words, facts: Mapping[Blank, Fact], languages: tuple[str, ...]
) -> dict[str, dict[str, str]]:
    """Title and text in these languages, each blank filled in; in Beijing time."""
    return {language: _written(words[language], facts, language) for language in languages}


def paragraphs(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def numbered(mark: str, year: int, ordinal: int) -> str:
    """The number of a document as Chinese offices write it, whoever reads it."""
    with translation.override(CHINESE):
        said = pgettext("number of a document", "%(mark)s [%(year)d] No. %(ordinal)d")
    return said % {"mark": mark, "year": year, "ordinal": ordinal}


def mark_at(place_name: str) -> str:
    """The mark of an office that was given none of its own: named after its place."""
    with translation.override(CHINESE):
        return pgettext("mark of documents", "%(place)s foreign affairs") % {"place": place_name}


def _written(said: Mapping[str, str], facts: Mapping[Blank, Fact], language: str) -> dict[str, str]:
    with translation.override(language), timezone.override(BEIJING):
        told = {blank.value: _told(fact) for blank, fact in facts.items()}

    def fill(found: re.Match[str]) -> str:
        return told[found.group(1)]

    return {part: _BLANK.sub(fill, said[part]) for part in ("title", "text")}


def _told(fact: Fact) -> str:
    if isinstance(fact, tuple):
        return "\n".join(f"{place}. {item}" for place, item in enumerate(fact, start=1))
    if isinstance(fact, Due):
        return str(fact)
    return moments.plain_day(fact) if isinstance(fact, dt.date) else str(fact)
