"""The catalogue of measures as a sheet: what each row would do is told first, then done at once."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import User
from tickets.access.measure_sheet import known_for
from tickets.actions import measures
from tickets.rules.carried import LONGEST_TEXT
from tickets.rules.measure_sheet import COLUMNS, EXAMPLE, MOST_ROWS, MeasureRow, is_example
from tickets.rules.sheets import Typed, fields_of, read
from tickets.transfer import workbooks
from tickets.transfer.blank_sheets import blank
from tickets.transfer.measure_rows import RowReader


def compared(content: bytes, source: str) -> list[MeasureRow]:
    """What each row of a sheet would do; `source` is the reason of rows that give none.

    Writes nothing. Raises Refused(MISSING) for a file that is no such sheet.
    """
    rows = workbooks.rows_of(content, most=MOST_ROWS, longest=LONGEST_TEXT)
    if not rows:
        raise workbooks.refused("empty", _("This sheet is empty."))
    heading = rows[0][1]
    _check_heading(heading)
    typed = [one for one in read(COLUMNS, heading, rows[1:]) if not is_example(_code_of(one))]
    if not typed:
        sentence = _("There is no row below the heading, but for the example. Enter a measure.")
        raise workbooks.refused("no_rows", sentence)
    known = known_for({_code_of(one) for one in typed})
    return _told_apart([RowReader(one, known, source).outcome() for one in typed])


def publish(outcomes: Iterable[MeasureRow], *, by: User, now: dt.datetime) -> int:
    """Publish what is new and what has changed, all of it or nothing; how many versions.

    Raises Refused as publishing one does.
    """
    drafts = [each.draft for each in outcomes if each.draft and not each.problems]
    return len(measures.publish_all(drafts, by=by, now=now))


def template() -> bytes:
    """A sheet with our columns, one row filled in as an example, and what to enter."""
    return blank(_("Measures"), COLUMNS, EXAMPLE)


def _check_heading(heading: list[str]) -> None:
    """Every column is one of the template's, each once, the code among them."""
    fields = fields_of(COLUMNS, heading)
    if "code" not in fields:
        sentence = _("The first row must name the columns as the template does, rows below it.")
        raise workbooks.refused("heading", sentence)
    for name, field in zip(heading, fields, strict=True):
        if name and not field:
            sentence = _("“%(name)s” is no column of the template. Rename or remove it.")
            raise workbooks.refused("column", sentence % {"name": name[:40]})
    twice = [name for name, many in Counter(filter(None, fields)).items() if many > 1]
    if twice:
        names = ", ".join(str(each.label) for each in COLUMNS if each.field in twice)
        sentence = _("A column stands twice: %(names)s.")
        raise workbooks.refused("twice", sentence % {"names": names})


def _code_of(typed: Typed) -> str:
    return typed.cells.get("code", "").upper()


def _told_apart(outcomes: list[MeasureRow]) -> list[MeasureRow]:
    """Two rows with the same code are both wrong."""
    seen: dict[str, MeasureRow] = {}
    for outcome in outcomes:
        code = _code_of(outcome.typed)
        first = seen.setdefault(code, outcome)
        if code and first is not outcome:
            said = _("Row %(row)s has the same code.")
            outcome.wrong_at("code", said % {"row": first.typed.number})
            first.wrong_at("code", said % {"row": outcome.typed.number})
    return outcomes
