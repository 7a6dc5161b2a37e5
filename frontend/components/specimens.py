"""What the component sheet shows in its parts: invented, and the same on every visit."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.utils.translation import gettext as _

from frontend.components.ticket_story import Entry, Stage

COLOURS = (
    ("lake", ("950", "900", "700", "600", "200", "100", "50")),
    ("ink", ("", "soft", "faint")),
    ("seal", ("", "bright")),
    ("green", ("", "bright", "tint")),
    ("yellow", ("", "bright", "tint")),
    ("red", ("", "bright", "tint")),
    ("purple", ("", "tint")),
    ("line", ("", "strong")),
    ("wash", ("", "deep")),
)
ICONS = (
    *("home", "inbox", "bell", "search", "user", "users", "building", "briefcase", "calendar"),
    *("clock", "phone", "mail", "language", "paperclip", "file-text", "upload", "download"),
    *("printer", "edit", "trash", "plus", "check", "x", "send", "refresh", "filter", "settings"),
    *("lock", "shield-lock", "key", "logout", "eye", "help", "headset", "chart-bar", "list-check"),
    *("info-circle", "circle-check", "alert-circle", "alert-triangle", "external-link"),
)


@dataclass(frozen=True)
class Person:
    """Somebody with a name."""

    initials: str
    name: str


@dataclass(frozen=True)
class Row:
    """A ticket in a table."""

    number: str
    title: str
    tone: str
    state: str
    light: str
    left: dt.timedelta
    days: int


@dataclass(frozen=True)
class File:
    """A file in a list."""

    name: str
    size: int
    url: str = ""
    words: str = ""
    tone: str = ""


def people() -> list[Person]:
    """Three invented persons."""
    return [Person("LM", _("Li Min")), Person("ZK", _("Zhou Kai")), Person("KV", "Katrin Vogt")]


def rows() -> list[Row]:
    """Three tickets, one in each light."""
    hours = dt.timedelta(hours=1)
    return [
        Row(
            "26112208153",
            _("Work permit stuck at renewal"),
            "red",
            _("Overdue"),
            "red",
            -2 * hours,
            6,
        ),
        Row(
            "26112100427",
            _("Customs code of a bearing"),
            "blue",
            _("In progress"),
            "yellow",
            hours,
            2,
        ),
        Row("26112007716", _("Lease of an office"), "green", _("Closed"), "green", 30 * hours, 14),
    ]


def steps(now: dt.datetime) -> list[Stage]:
    """A request half-way."""
    day = dt.timedelta(days=1)
    return [
        Stage(_("Submitted"), "done", now - 3 * day),
        Stage(_("Accepted"), "done", now - 2 * day),
        Stage(_("In progress"), "current", None, _("with Li Min")),
        Stage(_("Resolved"), "ahead", now + 2 * day, _("promised")),
        Stage(_("Closed"), "ahead"),
    ]


def timeline(now: dt.datetime) -> list[Entry]:
    """What happened, the newest first; one entry is internal."""
    hour = dt.timedelta(hours=1)
    return [
        Entry(now - hour, _("Li Min"), _("Replied"), _("The bureau has confirmed the renewal.")),
        Entry(
            now - 5 * hour, _("Zhou Kai"), _("Noted"), _("Called the bureau twice."), internal=True
        ),
        Entry(now - 28 * hour, _("Li Min"), _("Accepted")),
    ]


def facts() -> list[tuple[str, str]]:
    """Facts of an enterprise; one is not known."""
    return [
        (_("Enterprise"), "Sakuragawa Bearings (Dalian) Co., Ltd."),
        (_("Registered place"), _("Dalian")),
        (_("Concierge"), _("Li Min")),
        (_("Free-trade zone area"), ""),
    ]


def files() -> list[File]:
    """A file at each stage of its way in."""
    return [
        File("passport.pdf", 482_113, "#files"),
        File("contract.docx", 1_204_551, "", _("Being checked"), "yellow"),
        File("photo.heic", 26_214_400, "", _("Larger than 20 MB"), "red"),
    ]


def messages() -> list[Message]:
    """A message of each tone."""
    return [
        Message(constants.SUCCESS, _("Saved.")),
        Message(constants.INFO, _("A colleague is looking at this too.")),
        Message(constants.WARNING, _("The calendar of next year is not published yet.")),
        Message(constants.ERROR, _("Not sent: the address does not exist.")),
    ]
