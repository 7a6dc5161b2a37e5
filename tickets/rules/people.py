"""What is asked of a person, and what an invitation is worth."""

import datetime as dt
import unicodedata
import zoneinfo
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User, mailbox
from tickets.rules.problems import Problem

INVITATION_TIME = dt.timedelta(hours=72)
SET_UP_TIME = dt.timedelta(hours=24)
LINK_CLOSED = _("This link was used, replaced or is too old. Ask for a new one.")
PASSWORD_LONGEST = 128
NAME_LONGEST = 100
PHONE_LONGEST = 40
_PHONE_MARKS = set("0123456789+-() /,;#*extEXT.")
PHONE_SHORTEST = 3  # 110 is a number too
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # not Cn, Co: newer Han characters
_JOINERS = {"\u200c", "\u200d"}  # part of the spelling of some names


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is to get an account; they take possession of it by an invitation."""

    email: str
    name: str
    name_latin: str = ""
    language: str = "zh-hans"
    phone: str = ""
    spoken_languages: Sequence[str] = ()

    def problems(self) -> Iterator[Problem]:
        """What is wrong with what was typed."""
        yield from _email(self.email)
        yield from _name("name", self.name, needed=True)
        yield from _name("name_latin", self.name_latin, needed=False)
        yield from _phone(self.phone)


@dataclass(frozen=True)
class Preferences:
    """How a person wants to be called, reached and spoken to."""

    name: str
    name_latin: str
    phone: str
    language: str
    time_zone: str

    def problems(self, languages: Sequence[str]) -> Iterator[Problem]:
        """What is wrong with what was typed; `languages` are those the pages speak."""
        yield from _name("name", self.name, needed=True)
        yield from _name("name_latin", self.name_latin, needed=False)
        yield from _phone(self.phone)
        if self.language not in languages:
            yield Problem("language", "language", _("Choose one of the languages on offer."))
        if self.time_zone not in zoneinfo.available_timezones():
            yield Problem("time_zone", "time_zone", _("Choose a time zone from the list."))


@dataclass(frozen=True)
class Joining:
    """What an invited person says when they take possession of their account."""

    name: str
    password: str
    language: str

    def problems(self, languages: Sequence[str]) -> Iterator[Problem]:
        """What is wrong with it, the strength of the password aside."""
        yield from _name("name", self.name, needed=True)
        if len(self.password) > PASSWORD_LONGEST:
            yield Problem("password", "long", _("Keep the password to 128 characters."))
        if self.language not in languages:
            yield Problem("language", "language", _("Choose one of the languages on offer."))


@dataclass(frozen=True)
class Founding:
    """The first two administrators: one sets a password now, the other is invited."""

    system: Newcomer
    password: str
    security: Newcomer

    def problems(self) -> Iterator[Problem]:
        """What is wrong with it, the strength of the password aside; fields are prefixed."""
        for prefix, newcomer in (("system_", self.system), ("security_", self.security)):
            for problem in newcomer.problems():
                yield replace(problem, field=prefix + problem.field)
        if len(self.password) > PASSWORD_LONGEST:
            yield Problem("password", "long", _("Keep the password to 128 characters."))
        if mailbox(self.system.email) == mailbox(self.security.email):
            sentence = _("The two administrators must be two persons.")
            yield Problem("security_email", "same", sentence)


def weak_password(password: str, person: User) -> Iterator[Problem]:
    """What makes this password too weak for this person (accounts' validators)."""
    try:
        validate_password(password, person)
    except ValidationError as why:
        for sentence in why.messages:
            yield Problem("password", "weak", sentence)


def _email(typed: str) -> Iterator[Problem]:
    try:
        validate_email(typed.strip())
    except ValidationError:
        yield Problem("email", "email", _("Enter an e-mail address in the form name@example.com."))


def _name(field: str, typed: str, *, needed: bool) -> Iterator[Problem]:
    if needed and not typed.strip():
        yield Problem(field, "missing", _("Enter the full name."))
    elif len(typed) > NAME_LONGEST:
        yield Problem(field, "long", _("Keep the name to 100 characters."))
    elif any(unicodedata.category(c) in _UNSEEN and c not in _JOINERS for c in typed):
        yield Problem(field, "unseen", _("The name holds an invisible character. Type it anew."))


def _phone(typed: str) -> Iterator[Problem]:
    digits = sum(c.isdigit() for c in typed)
    odd = set(typed) - _PHONE_MARKS
    if typed and (odd or digits < PHONE_SHORTEST or len(typed) > PHONE_LONGEST):
        yield Problem(
            "phone", "phone", _("Enter a phone number, such as +86 24 5550 0000 or 024-55500000.")
        )
