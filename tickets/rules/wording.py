"""The words of a message: from its template, in the reader's language and time zone."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.template import Context, Engine
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.text import format_lazy

from tickets.rules import moments, notifications
from tickets.rules.moments import Due
from tickets.rules.notifications import Kind

_BLANK = re.compile("\ue000(?P<name>[a-z_]+)\ue001")  # of a form; private use, never typed
Fact = str | int | dt.date | Due | Promise  # a lazy text is said in the language of each reader


class Reader(Protocol):
    """What must be known of a person to speak to them."""

    @property
    def written_language(self) -> str:
        """The language the house writes to them in."""

    @property
    def zone(self) -> dt.tzinfo:
        """The time zone their moments are told in."""


@dataclass(frozen=True)
class Words:
    """What one person is told: the notice in the house, and the same as a mail."""

    language: str
    subject: str
    text: str
    mail: str


def words_for(reader: Reader, kind: Kind, facts: Mapping[str, Fact], path: str) -> Words:
    """The message of this kind in the reader's words; texts among `facts` become single lines."""
    with _as_read_by(reader) as language:
        plain = {name: _said(fact) for name, fact in facts.items()}
        subject, _, told = _rendered(f"messages/{kind}.txt", plain).partition("\n")
        url = settings.PUBLIC_URL + path if path else ""
        framed = {"reader": notifications.one_line(str(reader)), "told": told.strip(), "url": url}
        mail = _rendered("messages/mail.txt", framed)
    return Words(language, notifications.one_line(subject), told.strip(), mail)


def name_of(thing: object) -> Promise:
    """A person, office or enterprise among the facts: named as each reader can read it."""
    return format_lazy("{}", thing)


def formatted(subject: str, text: str, language: str) -> str:
    """The HTML form of a mail: its paragraphs, a code that stands alone shown large."""
    parts = {"subject": subject, "paragraphs": notifications.paragraphs(text, settings.PUBLIC_URL)}
    with translation.override(language):
        page = Engine.get_default().get_template("messages/mail.html")
        return page.render(Context(parts))


@contextmanager
def _as_read_by(reader: Reader) -> Iterator[str]:
    language = reader.written_language
    with translation.override(language), timezone.override(reader.zone):
        yield language


def _said(fact: Fact) -> str | int:
    if isinstance(fact, int):
        return fact
    if isinstance(fact, dt.datetime):
        return moments.said(fact)
    return moments.day(fact) if isinstance(fact, dt.date) else notifications.one_line(str(fact))


def _rendered(template: str, facts: Mapping[str, str | int]) -> str:
    """The template with these facts: its form is rendered once, then its blanks are filled in."""
    shapes = frozenset((name, _shape(name, fact)) for name, fact in facts.items())
    form = _form(template, translation.get_language() or "", shapes)
    return _BLANK.sub(lambda blank: str(facts[blank["name"]]), form)


def _shape(name: str, fact: str | int) -> str | int:
    """What a template may ask of a fact: a number's value, of a text only whether there is any."""
    return f"\ue000{name}\ue001" if fact and isinstance(fact, str) else fact


@lru_cache(maxsize=1000)
def _form(template: str, _language: str, shapes: frozenset[tuple[str, str | int]]) -> str:
    blank = Context(dict(shapes), autoescape=False)
    return notifications.body(Engine.get_default().get_template(template).render(blank))
