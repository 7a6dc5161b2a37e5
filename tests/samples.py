"""Small files of every kind that is taken, and of kinds that must not be; made here, of nobody."""

import io
import struct
import zipfile

import pikepdf
import pillow_heif
from PIL import Image

MAKER, GPS, ORIENTATION = 0x010F, 0x8825, 0x0112
PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}


def pdf(password: str = "", *, only_print: bool = False) -> bytes:
    """One empty page; locked with a password, or one that only forbids changing it."""
    written = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        locked = pikepdf.Encryption(owner="owner", user=password)
        plain = not (password or only_print)
        document.save(written, encryption=None if plain else locked, static_id=plain)
    return written.getvalue()


def photo(kind: str = "JPEG", size: tuple[int, int] = (60, 40)) -> bytes:
    """A picture on its side that tells where it was taken, and with what."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "Maker of telephones"
    exif[GPS] = {1: "N", 2: (41.0, 48.0, 0.0)}
    written = io.BytesIO()
    Image.new("RGB", size, (200, 10, 10)).save(written, kind, exif=exif.tobytes())
    return written.getvalue()


def heic() -> bytes:
    """A picture as telephones keep it."""
    written = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (60, 40), (10, 10, 200))).save(written)
    return written.getvalue()


def packed(*names: str, content: bytes = b"<x/>") -> bytes:
    """A zip file with these parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as parts:
        for name in names:
            parts.writestr(name, content)
    return written.getvalue()


def document(ending: str) -> bytes:
    """A document of parts of this kind."""
    return packed("[Content_Types].xml", PARTS[ending])


def compound(stream: str, content: bytes = b"") -> bytes:
    """An older binary document with one stream: a header, the table of sectors, the directory."""
    sector, free, end, table = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    body = content.ljust(4096, b"\0")
    chain = [table, end, *range(3, 10), end]
    fat = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))
    root = _entry("Root Entry", 5, child=1, start=end, size=0)
    directory = root + _entry(stream, 2, child=free, start=2, size=len(body))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, end, 0, end, 0)
    head += struct.pack("<109I", 0, *[free] * 108)
    return head + fat + directory.ljust(sector, b"\0") + body


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le")
    entry = written.ljust(64, b"\0") + struct.pack("<HBB", len(written) + 2, kind, 1)
    entry += struct.pack("<3I", 0xFFFFFFFF, 0xFFFFFFFF, child)
    return entry + bytes(36) + struct.pack("<IQ", start, size)
