"""Notices as they are printed: one sheet in Chinese, one in the requester's language."""

import datetime as dt
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from accounts.models import Office
from tickets.models import Notice
from tickets.rules import moments, notices
from tickets.rules.notices import CHINESE, Words


@dataclass(frozen=True)
class Sheet:
    """One language of a notice."""

    language: str
    office: str
    title: str
    salutation: str
    paragraphs: list[str]
    dated: str

    @property
    def is_translation(self) -> bool:
        """Whether the Chinese sheet prevails over it."""
        return self.language != CHINESE


def as_part(notice: Notice) -> SafeString:
    """What a notice says, as a part of a page."""
    return _rendered("papers/notice.html", _of(notice))


def as_html(notice: Notice) -> SafeString:
    """The same as one whole document for the press."""
    return _rendered("papers/notice_document.html", _of(notice))


def drafted(words: Words, office: Office, number: str, at: dt.datetime) -> SafeString:
    """Words that nobody issued yet, as they would be printed as a part of a page."""
    return _rendered("papers/notice.html", _laid_out(words, office, number, at))


def _of(notice: Notice) -> dict[str, object]:
    return _laid_out(notice.words, notice.office, notice.number, notice.issued_at)


def _laid_out(words: Words, office: Office, number: str, at: dt.datetime) -> dict[str, object]:
    languages = sorted(words, key=lambda language: language != CHINESE)
    sheets = [_sheet(words, language, office, at) for language in languages]
    return {"sheets": sheets, "number": number, "title": sheets[0].title}


def _sheet(words: Words, language: str, office: Office, at: dt.datetime) -> Sheet:
    salutation, *rest = notices.paragraphs(words[language]["text"])
    with translation.override(language):
        name, dated = str(office), moments.plain_day(at)
    return Sheet(language, name, words[language]["title"], salutation, rest, dated)


def _rendered(template: str, facts: dict[str, object]) -> SafeString:
    with translation.override(CHINESE):
        return render_to_string(template, facts)
