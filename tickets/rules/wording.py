"""The words of a message: from its template, in the reader's language and time zone."""

import datetime as dt
import re
from collections.abc import Mapping
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


class Scribe:
    """Words messages to many people: what several are told alike is said once.

    Facts and lazy texts are known by being the same thing: keep them while the scribe is at work.
    """

    def __init__(self) -> None:
        self._told: dict[tuple[Kind, int, str, dt.tzinfo], tuple[str, str]] = {}
        self._said: dict[tuple[object, str, dt.tzinfo], str] = {}

    def words_for(self, reader: Reader, kind: Kind, facts: Mapping[str, Fact], path: str) -> Words:
        """The message in the reader's words; texts among `facts` become single lines."""
        language, zone = reader.written_language, reader.zone
        key = (kind, id(facts), language, zone)
        if key not in self._told:
            self._told[key] = self._tell(kind, facts, language, zone)
        subject, text = self._told[key]
        url = settings.PUBLIC_URL + path if path else ""
        framed = {"reader": self._say(reader, language, zone), "told": text, "url": url}
        return Words(language, subject, text, _rendered("messages/mail.txt", language, framed))

    def _tell(
        self, kind: Kind, facts: Mapping[str, Fact], language: str, zone: dt.tzinfo
    ) -> tuple[str, str]:
        plain = {name: self._plain(fact, language, zone) for name, fact in facts.items()}
        subject, _, text = _rendered(f"messages/{kind}.txt", language, plain).partition("\n")
        return notifications.one_line(subject), text.strip()

    def _plain(self, fact: Fact, language: str, zone: dt.tzinfo) -> str | int:
        if isinstance(fact, str):
            return notifications.one_line(fact)
        return fact if isinstance(fact, int) else self._say(fact, language, zone)

    def _say(self, thing: object, language: str, zone: dt.tzinfo) -> str:
        key = (thing if isinstance(thing, dt.date | Due) else id(thing), language, zone)
        if key not in self._said:
            with translation.override(language), timezone.override(zone):
                self._said[key] = _said(thing)
        return self._said[key]


def name_of(thing: object) -> Promise:
    """A person, office or enterprise among the facts: named as each reader can read it."""
    return format_lazy("{}", thing)


def formatted(subject: str, text: str, language: str) -> str:
    """The HTML form of a mail: its paragraphs, a code that stands alone shown large."""
    parts = {"subject": subject, "paragraphs": notifications.paragraphs(text, settings.PUBLIC_URL)}
    with translation.override(language):
        page = Engine.get_default().get_template("messages/mail.html")
        return page.render(Context(parts))


def _said(thing: object) -> str:
    if isinstance(thing, dt.datetime):
        return moments.said(thing)
    return moments.day(thing) if isinstance(thing, dt.date) else notifications.one_line(str(thing))


def _rendered(template: str, language: str, facts: Mapping[str, str | int]) -> str:
    """The template with these facts: its form is rendered once, then its blanks are filled in."""
    shapes = frozenset((name, _shape(name, fact)) for name, fact in facts.items())
    form = _form(template, language, shapes)
    return _BLANK.sub(lambda blank: str(facts[blank["name"]]), form)


def _shape(name: str, fact: str | int) -> str | int:
    """What a template may ask of a fact: a number's value, of a text only whether there is any."""
    return f"\ue000{name}\ue001" if fact and isinstance(fact, str) else fact


@lru_cache(maxsize=1000)
def _form(template: str, language: str, shapes: frozenset[tuple[str, str | int]]) -> str:
    blank = Context(dict(shapes), autoescape=False)
    with translation.override(language):
        return notifications.body(Engine.get_default().get_template(template).render(blank))
