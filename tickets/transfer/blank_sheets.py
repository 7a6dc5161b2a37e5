"""The sheet that is downloaded to be filled in: our columns, what to enter, perhaps an example."""

import io
from collections.abc import Mapping

import xlsxwriter
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tickets.rules.sheets import Column


def blank(
    title: str, columns: tuple[Column, ...], example: Mapping[str, str | Promise] | None = None
) -> bytes:
    """A sheet with these columns, cells as text, and a second one that says what to enter."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True, "strings_to_urls": False}) as book:
        text, top = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
        shown = book.add_format({"num_format": "@", "italic": True, "font_color": "#6b7280"})
        sheet, notes = book.add_worksheet(title), book.add_worksheet(_("What to enter"))
        sheet.set_column(0, len(columns) - 1, 24, text)
        sheet.freeze_panes(1, 0)
        notes.set_column(0, 1, 50)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, str(column.label), top)
            notes.write_string(place, 0, str(column.label), top)
            notes.write_string(place, 1, str(column.hint))
            if example and column.field in example:
                sheet.write_string(1, place, str(example[column.field]), shown)
    return packed.getvalue()
