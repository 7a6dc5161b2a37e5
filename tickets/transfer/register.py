"""The register as a sheet: what each row would do is told first, then done by the deeds."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.credit_code import normalised
from accounts.models import User
from tickets.access.register_sheet import known_for
from tickets.actions import enterprises
from tickets.errors import Refused
from tickets.rules.enterprises import NAMES
from tickets.rules.register_sheet import COLUMNS, RequesterOutcome
from tickets.rules.sheets import Standing, read
from tickets.transfer import workbooks
from tickets.transfer.blank_sheets import blank
from tickets.transfer.register_rows import RowReader


def compared(content: bytes, *, by: User, now: dt.datetime) -> list[RequesterOutcome]:
    """What each row of a sheet would do. Raises Refused(MISSING) for a file that is no such sheet.

    Writes nothing.
    """
    rows = workbooks.rows_of(content)
    if not rows:
        raise workbooks.refused("empty", _("This sheet is empty."))
    typed = read(COLUMNS, rows[0][1], rows[1:])
    if not typed or not set(NAMES) & set(typed[0].cells):
        sentence = _("The first row must name the columns as the template does, rows below it.")
        raise workbooks.refused("heading", sentence)
    codes = {normalised(row.cells.get("credit_code", "")) for row in typed}
    names = {row.cells.get(field, "") for row in typed for field in NAMES} - {""}
    known = known_for(codes, names, by=by, now=now)
    return _told_apart([RowReader(row, known).outcome() for row in typed])


def write(
    outcomes: Iterable[RequesterOutcome], *, source: str, by: User, now: dt.datetime
) -> Counter[str]:
    """Enter what is new and correct what has changed, each row whole or not at all.

    A row that is refused meanwhile keeps why, as `wrong`; the others stand. Returns how many rows
    came to what. The same sheet again changes nothing.
    """
    for outcome in outcomes:
        if outcome.standing in {Standing.NEW, Standing.CHANGED}:
            _enter(outcome, source, by, now)
    return Counter(outcome.standing for outcome in outcomes)


def template() -> bytes:
    """An empty sheet with our columns, and a second one that says what to enter in them."""
    return blank(_("Register"), COLUMNS)


def _enter(outcome: RequesterOutcome, source: str, by: User, now: dt.datetime) -> None:
    """Write one row; what is refused is told in its outcome."""
    try:
        with transaction.atomic():
            requester, said = outcome.requester, outcome.registration
            if said and requester:
                enterprises.correct(requester, said, by=by, now=now)
            elif said:
                requester = enterprises.register(said, by=by, now=now)
            if outcome.care and requester:
                care = replace(outcome.care, reason=source)
                enterprises.name_concierge(requester, care, by=by, now=now)
    except Refused as why:
        outcome.wrong(str(why))


def _told_apart(outcomes: list[RequesterOutcome]) -> list[RequesterOutcome]:
    """Two rows about the same requester are both wrong."""
    seen: dict[object, RequesterOutcome] = {}
    for outcome in outcomes:
        for mark in _marks_of(outcome):
            first = seen.setdefault(mark, outcome)
            if first is not outcome:
                said = _("Row %(row)s is about the same requester.")
                outcome.wrong(said % {"row": first.typed.number})
                first.wrong(said % {"row": outcome.typed.number})
    return outcomes


def _marks_of(outcome: RequesterOutcome) -> set[object]:
    code = normalised(outcome.typed.cells.get("credit_code", ""))
    requester = outcome.requester.pk if outcome.requester else ""
    marks: set[object] = {code, requester}
    return marks - {""} or {outcome.name}
