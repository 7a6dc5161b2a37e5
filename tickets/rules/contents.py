"""Looking into a file that somebody sends: it is what it says, opens, and hides nothing.

What comes is not trusted. It is looked at, never run, and unpacked only as far as this page says.
Pictures are written anew without where, when and by which device they were taken.
"""

import hashlib
import io
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import olefile
from PIL import Image, UnidentifiedImageError

from tickets.rules import attachments as rules
from tickets.rules.attachments import FileKind, Shape, Trouble, Upload, troubled
from tickets.rules.secrecy import bears_secret_mark

MOST_PIXELS = 40_000_000
MOST_PARTS = 5_000
LARGEST_UNPACKED = 400 * 1024 * 1024  # bytes
MOST_SWELLING = 200  # times its packed size, once it is larger than a plain file may be
COMPOUND_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEIF_MARK = b"ftyp"  # at byte 4
PDF_MARK, MARK_WITHIN = b"%PDF-", 1024
ORIENTATION = 0x0112  # of EXIF: which side is up
FLAGS_AT, ENCRYPTED = 10, 0x0100  # of a .doc: byte of the flags, and the one that says locked
GOOD, TOLERABLE = 95, 90  # JPEG quality of a picture that has to be written anew
BROKEN = (OSError, ValueError, SyntaxError, EOFError, zipfile.BadZipFile, NotImplementedError)


@dataclass(frozen=True)
class Examined:
    """A file that may be kept. `sha256` is of what is kept, `received_sha256` of what came."""

    name: str
    media_type: str
    content: bytes
    sha256: str
    received_sha256: str


def examine(upload: Upload) -> Examined:
    """Look into a file and give back what is to be kept of it.

    Raises Refused(MISSING) in a sentence of its own for each cause; see Trouble.
    """
    name = rules.cleaned_name(upload.name)
    if bears_secret_mark(name):
        raise troubled(Trouble.SECRET, name)
    kind = rules.kind_of(name)
    if not upload.content:
        raise troubled(Trouble.EMPTY, name)
    if len(upload.content) > rules.LARGEST:
        raise troubled(Trouble.TOO_LARGE, name)
    named = replace(upload, name=name)
    try:
        kept = LOOKS[kind.shape](named, kind)
    except BROKEN as why:
        raise troubled(Trouble.DAMAGED, name) from why
    received = hashlib.sha256(upload.content).hexdigest()
    return replace(kept, sha256=hashlib.sha256(kept.content).hexdigest(), received_sha256=received)


def _as_it_came(upload: Upload, kind: FileKind) -> Examined:
    return Examined(upload.name, kind.media_type, upload.content, "", "")


def _pdf(upload: Upload, kind: FileKind) -> Examined:
    """A PDF that opens without a password; one that only forbids printing is taken."""
    import pikepdf  # a tenth of a second that only a PDF has to wait

    if PDF_MARK not in upload.content[:MARK_WITHIN]:
        raise troubled(Trouble.OTHER_CONTENT, upload.name)
    try:
        with pikepdf.open(io.BytesIO(upload.content)) as document:
            pages = len(document.pages)
    except pikepdf.PasswordError as why:
        raise troubled(Trouble.LOCKED, upload.name) from why
    except pikepdf.PdfError as why:
        raise troubled(Trouble.DAMAGED, upload.name) from why
    if not pages:
        raise troubled(Trouble.DAMAGED, upload.name)
    return _as_it_came(upload, kind)


def _picture(upload: Upload, kind: FileKind) -> Examined:
    """A picture without its metadata, still the right side up; HEIC as JPEG, which all can open."""
    if upload.content[4:8] == HEIF_MARK and "HEIF" in kind.needs:
        return _from_phone(upload)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is odd about it is said below, not on the console
        picture = _opened(upload)
        if picture.format not in kind.needs:
            raise troubled(Trouble.OTHER_CONTENT, upload.name)
        _need_few_pixels(picture.size, upload.name)
        return replace(_as_it_came(upload, kind), content=_without_metadata(picture))


def _opened(upload: Upload) -> Image.Image:
    try:
        return Image.open(io.BytesIO(upload.content), formats=["JPEG", "PNG", "WEBP"])
    except Image.DecompressionBombError as why:
        raise troubled(Trouble.TOO_WIDE, upload.name) from why
    except UnidentifiedImageError as why:
        raise troubled(Trouble.OTHER_CONTENT, upload.name) from why


def _need_few_pixels(size: tuple[int, int], name: str) -> None:
    if size[0] * size[1] > MOST_PIXELS:
        raise troubled(Trouble.TOO_WIDE, name)


def _without_metadata(picture: Image.Image) -> bytes:
    """The pixels and their colours; of all else only which side is up."""
    up = Image.Exif()
    if side := picture.getexif().get(ORIENTATION):
        up[ORIENTATION] = side
    written = io.BytesIO()
    colours = {"icc_profile": picture.info.get("icc_profile"), "exif": up.tobytes()}
    if picture.format == "JPEG":
        picture.save(written, "JPEG", quality="keep", subsampling="keep", **colours)
    elif picture.format == "PNG":
        picture.save(written, "PNG", **colours)
    else:
        picture.save(
            written, "JPEG" if picture.format == "MPO" else "WEBP", quality=GOOD, **colours
        )
    return written.getvalue()


def _from_phone(upload: Upload) -> Examined:
    import pillow_heif  # a fifth of a second that only a picture of this kind has to wait

    try:
        held = pillow_heif.open_heif(io.BytesIO(upload.content))
    except (ValueError, RuntimeError, OSError) as why:
        raise troubled(Trouble.DAMAGED, upload.name) from why
    _need_few_pixels(held.size, upload.name)
    written = io.BytesIO()
    held.to_pillow().convert("RGB").save(written, "JPEG", quality=TOLERABLE)
    name = str(PurePosixPath(upload.name).with_suffix(".jpg"))
    return Examined(name, rules.KINDS["jpg"].media_type, written.getvalue(), "", "")


def _packed(upload: Upload, kind: FileKind) -> Examined:
    """A document of parts, each of which could be unpacked without filling the machine."""
    if upload.content.startswith(COMPOUND_MARK):
        raise troubled(_compound_trouble(upload.content), upload.name)
    if not upload.content.startswith(b"PK"):
        raise troubled(Trouble.OTHER_CONTENT, upload.name)
    with zipfile.ZipFile(io.BytesIO(upload.content)) as packed:
        parts = packed.infolist()
    if _swells(parts, len(upload.content)):
        raise troubled(Trouble.SWELLS, upload.name)
    names = [part.filename for part in parts]
    if any(part.flag_bits & 1 for part in parts):
        raise troubled(Trouble.LOCKED, upload.name)
    if any("vbaproject" in name.lower() for name in names):
        raise troubled(Trouble.MACROS, upload.name)
    if not set(kind.needs) & set(names) or any(map(_leads_out, names)):
        raise troubled(Trouble.OTHER_CONTENT, upload.name)
    return _as_it_came(upload, kind)


def _swells(parts: list[zipfile.ZipInfo], size: int) -> bool:
    unpacked = sum(part.file_size for part in parts)
    many = len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED
    return many or unpacked > max(rules.LARGEST, MOST_SWELLING * size)


def _leads_out(name: str) -> bool:
    """Whether a part would be written outside the folder it is unpacked in."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in path.parts[0]


def _compound(upload: Upload, kind: FileKind) -> Examined:
    """An older binary document with the stream that its name promises."""
    if not upload.content.startswith(COMPOUND_MARK):
        raise troubled(Trouble.OTHER_CONTENT, upload.name)
    with olefile.OleFileIO(io.BytesIO(upload.content)) as document:
        streams = {path[0] for path in document.listdir()}
        macros = {"Macros", "_VBA_PROJECT_CUR"} & streams
        locked = "WordDocument" in streams and _is_locked(document)
    if locked or "EncryptedPackage" in streams:
        raise troubled(Trouble.LOCKED, upload.name)
    if macros:
        raise troubled(Trouble.MACROS, upload.name)
    if not set(kind.needs) & streams:
        raise troubled(Trouble.OTHER_CONTENT, upload.name)
    return _as_it_came(upload, kind)


def _is_locked(document: olefile.OleFileIO) -> bool:
    head: bytes = document.openstream("WordDocument").read(FLAGS_AT + 2)
    return bool(int.from_bytes(head[FLAGS_AT:], "little") & ENCRYPTED)


def _compound_trouble(content: bytes) -> Trouble:
    """A newer document that is packed as an older one was locked with a password, or renamed."""
    with olefile.OleFileIO(io.BytesIO(content)) as document:
        locked = document.exists("EncryptedPackage")
    return Trouble.LOCKED if locked else Trouble.OTHER_CONTENT


def _text(upload: Upload, kind: FileKind) -> Examined:
    """Plain text in one of the ways in which it is written here."""
    for way in ("utf-8-sig", "gb18030", "shift_jis", "cp949", "utf-16"):
        try:
            words = upload.content.decode(way)
        except UnicodeDecodeError:
            continue
        if "\0" not in words:
            return _plain(upload, kind, words)
    raise troubled(Trouble.OTHER_CONTENT, upload.name)


def _plain(upload: Upload, kind: FileKind, words: str) -> Examined:
    if bears_secret_mark(words):
        raise troubled(Trouble.SECRET, upload.name)
    return _as_it_came(upload, kind)


LOOKS: dict[Shape, Callable[[Upload, FileKind], Examined]] = {
    Shape.PDF: _pdf,
    Shape.PICTURE: _picture,
    Shape.PACKED: _packed,
    Shape.COMPOUND: _compound,
    Shape.TEXT: _text,
}
