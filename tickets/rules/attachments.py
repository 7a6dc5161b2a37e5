"""Attachments (附件): what may come with words, and how each trouble with a file is called."""

import re
import unicodedata
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.errors import Because, Refused
from tickets.rules.carried import missing

LARGEST = 20 * 1024 * 1024  # bytes of one file
MOST = 10  # files of one request, message or answer
MOST_OF_TICKET = 100
LONGEST_NAME = 120  # characters, with the ending
FIELD = "attachments"

_STARTS_PROGRAMS = frozenset(
    {
        *("apk", "app", "bat", "chm", "cmd", "cpl", "dll", "exe", "hta", "htm", "html", "iso"),
        *("jar", "js", "jse", "lnk", "msi", "ps1", "py", "scr", "sh", "svg", "vbe", "vbs"),
        *("wsf", "xhtml", "xml"),
    }
)
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\\/:]")
_FORBIDDEN = re.compile(r'[<>"|?*]')


class Shape(TextChoices):
    """How a file is built, which tells how it is looked into."""

    PDF = "pdf"
    PICTURE = "picture"
    PACKED = "packed"  # a zip file with parts: docx, xlsx, pptx, ofd
    COMPOUND = "compound"  # the older binary documents: doc, xls, ppt
    TEXT = "text"


@dataclass(frozen=True)
class FileKind:
    """One kind of file that is taken; `needs`: the parts of which one is inside."""

    media_type: str
    shape: Shape
    needs: tuple[str, ...] = ()


_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS: dict[str, FileKind] = {
    "pdf": FileKind("application/pdf", Shape.PDF),
    "jpg": FileKind("image/jpeg", Shape.PICTURE, ("JPEG", "MPO")),
    "png": FileKind("image/png", Shape.PICTURE, ("PNG",)),
    "webp": FileKind("image/webp", Shape.PICTURE, ("WEBP",)),
    "heic": FileKind("image/heic", Shape.PICTURE, ("HEIF",)),
    "docx": FileKind(f"{_OFFICE}wordprocessingml.document", Shape.PACKED, ("word/document.xml",)),
    "xlsx": FileKind(f"{_OFFICE}spreadsheetml.sheet", Shape.PACKED, ("xl/workbook.xml",)),
    "pptx": FileKind(
        f"{_OFFICE}presentationml.presentation", Shape.PACKED, ("ppt/presentation.xml",)
    ),
    "ofd": FileKind("application/ofd", Shape.PACKED, ("OFD.xml",)),  # GB/T 33190-2016
    "doc": FileKind("application/msword", Shape.COMPOUND, ("WordDocument",)),
    "xls": FileKind("application/vnd.ms-excel", Shape.COMPOUND, ("Workbook", "Book")),
    "ppt": FileKind("application/vnd.ms-powerpoint", Shape.COMPOUND, ("PowerPoint Document",)),
    "txt": FileKind("text/plain", Shape.TEXT),
    "csv": FileKind("text/csv", Shape.TEXT),
}
ALSO_WRITTEN = {"jpeg": "jpg", "jpe": "jpg", "heif": "heic"}
ACCEPTED = tuple(f".{ending}" for ending in (*KINDS, *ALSO_WRITTEN))


class Trouble(TextChoices):
    """Why a file was not taken: one sentence for each cause, said about a file by its name."""

    EMPTY = "empty", _("“%(name)s” is empty. Choose the file again.")
    TOO_LARGE = "too_large", _("“%(name)s” is larger than 20 MB. Send a smaller copy of it.")
    WRONG_KIND = (
        "wrong_kind",
        _("“%(name)s” is of a kind we cannot take. Send PDF, a picture, Word, Excel or text."),
    )
    OTHER_CONTENT = (
        "other_content",
        _("“%(name)s” is not what its name says. Save it anew in its own program and send that."),
    )
    DAMAGED = "damaged", _("“%(name)s” is damaged and cannot be opened. Save it anew.")
    LOCKED = (
        "locked",
        _("“%(name)s” is protected with a password. Take the password off and send it again."),
    )
    MACROS = "macros", _("“%(name)s” carries macros. Save it without them, or as PDF.")
    SWELLS = "swells", _("Unpacked, “%(name)s” is far too large. It was not opened.")
    TOO_WIDE = (
        "too_wide",
        _("“%(name)s” has too many pixels: 40 million at most. Send a smaller picture."),
    )
    TOO_MANY = "too_many", _("“%(name)s” is one too many: 10 files at once at most.")
    NO_ROOM = "no_room", _("“%(name)s” was not taken: this request has 100 files already.")
    SECRET = (
        "secret",
        _(
            "“%(name)s” bears the mark of a state secret. It was not kept. Call us; we will receive"
            " it in person."
        ),
    )
    NOT_KEPT = (
        "not_kept",
        _("“%(name)s” could not be kept just now. Nothing else is lost; try again later."),
    )


class Screening(TextChoices):
    """What the virus scanner said of a file; only what is fit is ever given out."""

    WAITING = "waiting", pgettext_lazy("file", "Being checked for viruses")
    FIT = "fit", pgettext_lazy("file", "Checked")
    INFECTED = "infected", pgettext_lazy("file", "Thrown away: it carried a virus")


@dataclass(frozen=True)
class Upload:
    """One file as it came: its name and its bytes."""

    name: str
    content: bytes


def troubled(trouble: Trouble, name: str) -> Refused:
    """The refusal of one file, by its name. What cannot be kept now is no fault of the file."""
    sentence = str(trouble.label) % {"name": name}
    because = Because.STATE if trouble is Trouble.NOT_KEPT else Because.MISSING
    return Refused(because, trouble.value, sentence, field=FIELD)


def cleaned_name(name: str) -> str:
    """The name without folders, invisible signs and what other systems stumble over."""
    last = _SEPARATORS.split(unicodedata.normalize("NFC", name))[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    tidy = " ".join(_FORBIDDEN.sub("_", seen).split()).strip(" .")
    stem, dot, ending = tidy.rpartition(".")
    short = f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}" if dot else tidy
    return f"_{short}" if _DEVICES.match(short) else short[:LONGEST_NAME]


def kind_of(name: str) -> FileKind:
    """The kind that a cleaned name promises.

    Raises Refused(MISSING) for one that is not taken, or that hides a program before its ending.
    """
    endings = [part[1:].lower() for part in PurePosixPath(name).suffixes]
    last = endings[-1] if endings else ""
    kind = KINDS.get(ALSO_WRITTEN.get(last, last))
    if kind is None or _STARTS_PROGRAMS & set(endings):
        raise troubled(Trouble.WRONG_KIND, name)
    return kind


def need_few(attachments: Collection[uuid.UUID]) -> None:
    """Raise Refused(MISSING) for more files than go with one message."""
    if len(attachments) > MOST:
        raise missing(FIELD, _("Send 10 files at once at most."), "too_many")
