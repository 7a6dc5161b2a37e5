"""What kinds of messages there are, and what may stand in one."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.headerregistry import Address
from enum import StrEnum
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import World

SUBJECT_LENGTH = 200
ADDRESS_LENGTH = 254  # with a name before it; RFC 5321 allows no more for the address alone
_ADDRESS = re.compile(r"(?P<name>[^<>@,;:]*)<(?P<in_brackets>[^<>,;\s]+)>|(?P<alone>[^<>,;\s]+)")
_CODE = re.compile(r"[A-Z0-9]{3,8}(-[A-Z0-9]{3,8})*")
_UNSEEN = {"Cc", "Cs", "Zl", "Zp"}  # controls, halves of characters, line and paragraph separators
_DIRECTIONS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}  # UAX #9
_MARKS = {"\u061c", "\u200e", "\u200f"}


class Kind(StrEnum):
    """What a message is about; each has its words in templates/messages."""

    ACCOUNT = "account"
    INVITATION = "invitation"
    MEMBERSHIP_GIVEN = "membership_given"
    MEMBERSHIP_ENDED = "membership_ended"
    STAFF_INVITED = "staff_invited"
    ROLE_GIVEN = "role_given"
    ROLE_ENDED = "role_ended"
    TICKET_FILED = "ticket_filed"
    TICKET_ACCEPTED = "ticket_accepted"
    TICKET_SUPPLEMENT = "ticket_supplement"
    TICKET_WRITTEN = "ticket_written"
    TICKET_REPLIED = "ticket_replied"
    TICKET_ENDED = "ticket_ended"
    TICKET_GIVEN = "ticket_given"
    TICKET_UNASSIGNED = "ticket_unassigned"
    TICKET_RETURNED = "ticket_returned"
    TICKET_PROPOSED = "ticket_proposed"
    TICKET_SENT_BACK = "ticket_sent_back"
    TICKET_ANSWERED = "ticket_answered"
    TICKET_CLOSED = "ticket_closed"
    TICKET_REOPENED = "ticket_reopened"
    TICKET_WITHDRAWN = "ticket_withdrawn"
    TICKET_CALLBACK = "ticket_callback"
    CLOCK_WARNING = "clock_warning"
    CLOCK_OVERDUE = "clock_overdue"
    SUPPLEMENT_REMINDER = "supplement_reminder"
    SUPPLEMENT_OVER = "supplement_over"
    CALENDAR_ENDS = "calendar_ends"
    RATING_BAD = "rating_bad"
    TIME_ASKED = "time_asked"
    TIME_RULED = "time_ruled"
    TICKET_EXTENDED = "ticket_extended"
    TICKET_SUSPENDED = "ticket_suspended"
    ASSIST_ASKED = "assist_asked"
    ASSIST_REMINDER = "assist_reminder"
    ASSIST_ANSWERED = "assist_answered"
    ASSIST_SIGNED_OFF = "assist_signed_off"
    ASSIST_RECALLED = "assist_recalled"
    CONFIDENTIALITY_CHANGED = "confidentiality_changed"
    TICKET_ENTRUSTED = "ticket_entrusted"
    TICKET_WITHHELD = "ticket_withheld"
    VISIBILITY_CHANGED = "visibility_changed"
    CONCIERGE_NAMED = "concierge_named"
    CARE_GIVEN = "care_given"
    TICKET_HANDED_OVER = "ticket_handed_over"
    WORK_RECEIVED = "work_received"
    WORK_HANDED_OVER = "work_handed_over"
    ROSTER_GAP = "roster_gap"
    TICKET_UNSIGNED = "ticket_unsigned"


@dataclass(frozen=True)
class Card:
    """What one kind is called, and in which worlds those who get it may do without its e-mail.

    A message that fades carries a secret, such as a sign-in code: its words are wiped from the
    table some time after it was delivered.
    """

    name: Promise
    may_be_muted_in: frozenset[World] = frozenset()
    fades: bool = False


_REQUESTERS = frozenset({World.PORTAL})
_STAFF = frozenset({World.DESK, World.LEADER})


KINDS: dict[Kind, Card] = {
    Kind.ACCOUNT: Card(_("Signing in and security"), fades=True),
    Kind.INVITATION: Card(_("You are invited"), fades=True),
    Kind.MEMBERSHIP_GIVEN: Card(_("You can act for an enterprise"), _REQUESTERS),
    Kind.MEMBERSHIP_ENDED: Card(_("You can no longer act for an enterprise"), _REQUESTERS),
    Kind.STAFF_INVITED: Card(_("A colleague waits for a role"), _STAFF),
    Kind.ROLE_GIVEN: Card(_("You were given a role"), _STAFF),
    Kind.ROLE_ENDED: Card(_("A role of yours ended"), _STAFF),
    Kind.TICKET_FILED: Card(_("A request of yours was received")),
    Kind.TICKET_ACCEPTED: Card(_("A request of yours was accepted"), _REQUESTERS),
    Kind.TICKET_SUPPLEMENT: Card(_("We need something from you")),
    Kind.TICKET_WRITTEN: Card(_("Your concierge wrote to you"), _REQUESTERS),
    Kind.TICKET_REPLIED: Card(_("A request of yours was answered")),
    Kind.TICKET_ENDED: Card(_("A request of yours has ended")),
    Kind.TICKET_GIVEN: Card(_("A ticket came to you"), _STAFF),
    Kind.TICKET_UNASSIGNED: Card(_("A ticket has no assignee"), _STAFF),
    Kind.TICKET_RETURNED: Card(_("A ticket was returned"), _STAFF),
    Kind.TICKET_PROPOSED: Card(_("An ending awaits your review"), _STAFF),
    Kind.TICKET_SENT_BACK: Card(_("A proposal of yours was sent back"), _STAFF),
    Kind.TICKET_ANSWERED: Card(_("A requester answered"), _STAFF),
    Kind.TICKET_CLOSED: Card(_("A ticket of yours was closed"), _STAFF),
    Kind.TICKET_REOPENED: Card(_("A ticket of yours was reopened"), _STAFF),
    Kind.TICKET_WITHDRAWN: Card(_("A ticket of yours was withdrawn"), _STAFF),
    Kind.TICKET_CALLBACK: Card(_("A callback is due"), _STAFF),
    Kind.CLOCK_WARNING: Card(_("A promise falls due"), _STAFF),
    Kind.CLOCK_OVERDUE: Card(_("A promise is overdue")),
    Kind.SUPPLEMENT_REMINDER: Card(_("Your answer is awaited")),
    Kind.SUPPLEMENT_OVER: Card(_("The time for an answer is over"), _STAFF),
    Kind.CALENDAR_ENDS: Card(_("The calendar ends soon")),
    Kind.TIME_ASKED: Card(_("More time is asked for"), _STAFF),
    Kind.TIME_RULED: Card(_("A lead ruled on the time you asked for"), _STAFF),
    Kind.TICKET_EXTENDED: Card(_("A request of yours takes longer")),
    Kind.TICKET_SUSPENDED: Card(_("A request of yours is suspended")),
    Kind.ASSIST_ASKED: Card(_("Your unit is asked for an assist"), _STAFF),
    Kind.ASSIST_REMINDER: Card(_("An answer of your unit is awaited")),
    Kind.ASSIST_ANSWERED: Card(_("A unit answered an assist"), _STAFF),
    Kind.ASSIST_SIGNED_OFF: Card(_("An answer of your unit was signed off"), _STAFF),
    Kind.ASSIST_RECALLED: Card(_("An assist is not needed any more"), _STAFF),
    Kind.CONFIDENTIALITY_CHANGED: Card(_("A ticket became more or less confidential"), _STAFF),
    Kind.TICKET_ENTRUSTED: Card(_("You were named on a confidential ticket"), _STAFF),
    Kind.TICKET_WITHHELD: Card(_("You are no longer named on a confidential ticket"), _STAFF),
    Kind.VISIBILITY_CHANGED: Card(_("Other colleagues read your requests"), _REQUESTERS),
    Kind.RATING_BAD: Card(_("A requester is dissatisfied"), _STAFF),
    Kind.CONCIERGE_NAMED: Card(_("You get another concierge"), _REQUESTERS),
    Kind.CARE_GIVEN: Card(_("A requester is in your care"), _STAFF),
    Kind.TICKET_HANDED_OVER: Card(_("A request of yours has another concierge"), _REQUESTERS),
    Kind.WORK_RECEIVED: Card(_("The work of a colleague came to you"), _STAFF),
    Kind.TICKET_UNSIGNED: Card(_("Nobody signed for a ticket"), _STAFF),
    Kind.ROSTER_GAP: Card(_("A shift on the duty roster is empty")),
    Kind.WORK_HANDED_OVER: Card(_("Your work was handed over"), _STAFF),
}


SERVING = frozenset({Kind.TICKET_REPLIED, Kind.TICKET_ENDED})  # they tell the result in writing
ANNOUNCING = SERVING | {Kind.TICKET_ACCEPTED, Kind.TICKET_SUPPLEMENT, Kind.TICKET_EXTENDED}


def mutable_in(worlds: Iterable[World]) -> list[Kind]:
    """The kinds whose e-mails people of these worlds may do without."""
    theirs = set(worlds)
    return [kind for kind, card in KINDS.items() if card.may_be_muted_in & theirs]


MUTABLE = mutable_in(World)


@dataclass(frozen=True)
class Mail:
    """A mail with its words ready; without `html` the formatted form is made from the text."""

    address: str
    subject: str
    text: str
    language: str
    html: str = ""


def _is_harmless(character: str) -> bool:
    return (
        unicodedata.category(character) not in _UNSEEN
        and unicodedata.bidirectional(character) not in _DIRECTIONS
        and character not in _MARKS
    )


def one_line(text: str, most: int = SUBJECT_LENGTH) -> str:
    """The text as one line fit for a header: no break, control or direction mark, cut to `most`."""
    plain = text if text.isprintable() else "".join(c if _is_harmless(c) else " " for c in text)
    line = " ".join(plain.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def body(text: str) -> str:
    """The text with its line breaks, and without any other control or direction mark."""
    lines = text.replace("\r\n", "\n").split("\n")
    plain = (line if line.isprintable() else "".join(filter(_is_harmless, line)) for line in lines)
    return "\n".join(line.rstrip() for line in plain).strip()


@lru_cache(maxsize=5000)
def address_of(written: str) -> Address:
    """The one address in `written`, e.g. `Li Min <li@example.org>`, its domain in ASCII.

    Raises ValueError for anything but exactly one well-formed address on one line.
    """
    form = _ADDRESS.fullmatch(written) if one_line(written, ADDRESS_LENGTH) == written else None
    if form is None:
        raise ValueError("not one e-mail address on one line")
    username, _at, domain = (form["alone"] or form["in_brackets"]).rpartition("@")
    plain = Address((form["name"] or "").strip(), username, _in_ascii(domain))
    try:
        validate_email(plain.addr_spec)
    except ValidationError as why:
        raise ValueError("not an e-mail address that every server can read") from why
    return plain


def _in_ascii(domain: str) -> str:
    return domain.encode("idna").decode("ascii") if domain else ""


def own_path(link: str) -> str:
    """The link, if it leads into this house (`/…`) or nowhere (empty). Raises ValueError."""
    leads_out = link.startswith("//") or "\\" in link or one_line(link) != link
    if link and (leads_out or not link.startswith("/")):
        raise ValueError("a message links only to pages of this house")
    return link


@dataclass(frozen=True)
class Line:
    """One line of a message; a link stands alone on its line and leads into this house."""

    text: str
    is_link: bool


@dataclass(frozen=True)
class Paragraph:
    """What stands between two blank lines; a code stands alone and is shown large."""

    lines: tuple[Line, ...]
    is_code: bool


def paragraphs(text: str, house: str) -> Iterator[Paragraph]:
    """The paragraphs of a message, in order. `house` is the address of this house, without a /."""
    for part in re.split(r"\n\s*\n", text):
        lines = (Line(line, line.startswith(f"{house}/")) for line in part.split("\n"))
        yield Paragraph(tuple(lines), bool(_CODE.fullmatch(part)))
