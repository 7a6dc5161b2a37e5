"""Sheets that somebody sends in: read as plain text, or refused with a sentence.

What comes is not trusted: it may be no sheet, broken, far larger than it looks, or carry formulas
and macros. Nothing in it is ever worked out or run.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from tickets.errors import Because, Refused

LARGEST_FILE = 600 * 1024  # bytes; it travels once more, as text, with the confirmation
LARGEST_UNPACKED = 16 * 1024 * 1024  # bytes
MOST_PARTS = 200
MOST_ROWS = 1000
MOST_COLUMNS = 40
LONGEST_CELL = 1000
DIGITS_KEPT = 15  # of a number; a sheet forgets the ones after them
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    InvalidFileException,
    *(KeyError, ValueError, TypeError, IndexError, AttributeError, OSError, EOFError),
    NotImplementedError,  # packed in a way that nobody uses
)
Row = tuple[int, list[str]]


def rows_of(content: bytes, most: int = MOST_ROWS, longest: int = LONGEST_CELL) -> list[Row]:
    """The rows of the first sheet that hold anything, each with its number, cells as text.

    `most` rows below the heading, `longest` signs in a cell.

    Raises Refused(MISSING) at the field `file`, in words.
    """
    if not content:
        raise refused("empty", _("This file is empty."))
    if len(content) > LARGEST_FILE:
        sentence = _("The file is too large: 600 KB at most. Split it.")
        raise refused("large", sentence)
    try:
        _inspect(content)
        return list(_read(content, most, longest))
    except BROKEN as why:
        raise refused(
            "broken", _("This is not a sheet in the form .xlsx, or it is broken.")
        ) from why


def refused(code: str, sentence: str | Promise) -> Refused:
    """The refusal of a file."""
    return Refused(Because.MISSING, code, sentence, field="file")


def _inspect(content: bytes) -> None:
    """Look at what is packed before anything is unpacked for good."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
        unpacked = sum(part.file_size for part in parts)
        if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED:
            raise refused("bomb", _("Unpacked the file is far too large. It was not opened."))
        if any("vbaproject" in part.filename.lower() for part in parts):
            sentence = _("The file carries macros. Save it as .xlsx without macros.")
            raise refused("macros", sentence)
        for part in parts:
            _inspect_part(packed.read(part))


def _inspect_part(text: bytes) -> None:
    if b"<mergeCell " in text:
        sentence = _("The sheet has merged cells. Undo the merging and fill in each cell.")
        raise refused("merged", sentence)
    if b"macroEnabled" in text:
        sentence = _("The file carries macros. Save it as .xlsx without macros.")
        raise refused("macros", sentence)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise ValueError("a sheet declares no entities")


def _read(content: bytes, most: int, longest: int) -> Iterator[Row]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what it says of its size may be a lie
    limits = {"max_row": most + 2, "max_col": MOST_COLUMNS}
    for number, cells in enumerate(sheet.iter_rows(**limits), start=1):
        row = [_text(cell, longest) for cell in cells]
        if not any(row):
            continue
        if number > most + 1:
            sentence = _("The sheet is too long: %(most)s rows at most. Split it.")
            raise refused("rows", sentence % {"most": most})
        yield number, row


def _text(cell: Any, longest: int) -> str:
    value = cell.value
    if value is None:
        return ""
    place = {"row": cell.row, "column": cell.column_letter}
    if cell.data_type in {"f", "e"}:
        sentence = _(
            "Row %(row)s, column %(column)s holds a formula or an error. Paste its value as text."
        )
        raise refused("formula", sentence % place)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and len(str(abs(value))) > DIGITS_KEPT:
        sentence = _(
            "Row %(row)s, column %(column)s holds a long number whose last digits the sheet has"
            " lost. Format the column as text and enter it anew."
        )
        raise refused("digits", sentence % place)
    if len(written := str(value).strip()) > longest:
        sentence = _(
            "Row %(row)s, column %(column)s holds a text that is too long: %(longest)s signs at"
            " most."
        )
        raise refused("cell", sentence % (place | {"longest": longest}))
    return written
