"""One row of the sheet of measures, compared with what is published."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import fields, replace
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from accounts.models.enterprise import FtzArea
from tickets.access.measure_sheet import Known
from tickets.errors import Refused
from tickets.models import MeasureVersion
from tickets.rules.measure_sheet import DAYS, LABELS, SCOPE, MeasureRow, empties
from tickets.rules.measures import MeasureDraft
from tickets.rules.sheets import LANGUAGES, Standing, Typed, answers
from tickets.transfer.register_rows import countries

_DAY = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D?( ?00:00:00)?")
_BETWEEN = re.compile(r"[,;\n\uff0c\uff1b\u3001]+")  # commas and semicolons, full-width ones too
WORDS = tuple(
    each.name
    for each in fields(MeasureDraft)
    if each.name not in {"code", "scope", "seen", *DAYS, "is_public"}
)
SHOWN = 40  # signs of a long text


class RowReader:
    """Reads one row: what is published under its code, with what was typed over it."""

    def __init__(self, typed: Typed, known: Known, source: str) -> None:
        self.known, self.source = known, source
        self.cells = {name: cell for name, cell in typed.cells.items() if cell}
        self.code = self.cells.get("code", "").upper()
        self.before = known.newest.get(self.code)
        is_slot = self.before is None and self.code in known.codes
        self.told = MeasureRow(typed, is_slot=is_slot, uses=known.uses.get(self.code, 0))

    def outcome(self) -> MeasureRow:
        """What it comes to; writes nothing."""
        draft = self._draft()
        if not self.told.problems:
            self._check(draft)
        if not self.told.problems:
            self._compare(draft)
        return self.told

    def _draft(self) -> MeasureDraft:
        """What is published, with what was typed over it: an empty cell leaves what is known."""
        known = as_draft(self.before)
        said: dict[str, object] = {
            name: "" if self._is_emptied(name) else self.cells[name]
            for name in WORDS
            if name in self.cells
        }
        said |= {name: self._day(name) for name in DAYS if name in self.cells}
        if "is_public" in self.cells:
            said["is_public"] = self._is_yes(self.cells["is_public"])
        lists = {name: self._codes(name) for name in SCOPE if name in self.cells}
        scope = replace(known.scope, **lists)
        said.setdefault("reason", self.source)
        seen = self.before.version if self.before else 0
        draft = replace(known, **said, code=self.code, scope=scope, seen=seen)  # type: ignore[arg-type]  # by field
        if "valid_from" not in self.cells and self.before is None:
            self.told.wrong_at("valid_from", _("Fill this in."))
        return draft

    def _is_emptied(self, field: str) -> bool:
        return empties(self.cells[field])

    def _day(self, field: str) -> dt.date | None:
        typed = self.cells[field]
        if field == "valid_to" and self._is_emptied(field):
            return None
        if found := _DAY.fullmatch(typed):
            try:
                return dt.date(*(int(found[place]) for place in (1, 2, 3)))
            except ValueError:
                pass
        said = _("“%(typed)s” is no day. Write it as 2026-01-01.") % {"typed": _short(typed)}
        self.told.wrong_at(field, said)
        return None

    def _is_yes(self, typed: str) -> bool:
        answer = answers().get(typed.casefold())
        if answer is None:
            self.told.wrong_at("is_public", _("Enter yes or no."))
        return bool(answer)

    def _codes(self, field: str) -> tuple[str, ...]:
        """The codes of the names in this cell, each once."""
        if self._is_emptied(field):
            return ()
        known, found = self._known_in(field), []
        for name in filter(None, map(str.strip, _BETWEEN.split(self.cells[field]))):
            code = known.get(name.casefold())
            if code is None:
                said = _("There is no “%(name)s” in our list.") % {"name": _short(name)}
                self.told.wrong_at(field, said)
            elif code not in found:
                found.append(code)
        return tuple(found)

    def _known_in(self, field: str) -> Mapping[str, str]:
        if field == "areas":
            return _areas()
        if field == "nationalities":
            return countries()
        rows = self.known.cities if field == "cities" else self.known.categories
        named = ((each.code, (each.code, each.name_zh, each.name_en)) for each in rows)
        found = {name.casefold(): code for code, names in named for name in names}
        return found | {f"{one.code} {one}".casefold(): one.code for one in rows}

    def _check(self, draft: MeasureDraft) -> None:
        try:
            draft.validate()
        except Refused as why:
            self.told.wrong_at(why.field, str(why))

    def _compare(self, draft: MeasureDraft) -> None:
        told = self.told
        if self.before is None:
            told.standing, told.draft = Standing.NEW, draft
            return
        old, new = _shown(as_draft(self.before)), _shown(draft)
        for field in [name for name in LABELS if name in new and old[name] != new[name]]:
            told.changes.append((str(LABELS[field]), *_apart(old[field], new[field])))
        if told.changes:
            told.standing, told.draft = Standing.CHANGED, draft


def as_draft(version: MeasureVersion | None) -> MeasureDraft:
    """What is published, as one would type it; nothing where nothing is."""
    if version is None:
        return MeasureDraft("", "", "", "", dt.date.min, "")
    names = {*WORDS, *DAYS, "is_public"} - {"reason"}
    said = {name: getattr(version, name) for name in names}
    return MeasureDraft(**said, code=version.measure_id, reason="", scope=version.scope)


def _shown(draft: MeasureDraft) -> dict[str, str]:
    between = pgettext("between names", ", ")
    said = {name: str(getattr(draft, name)) for name in WORDS if name != "reason"}
    said |= {name: str(getattr(draft, name) or "–") for name in DAYS}
    said |= {name: between.join(getattr(draft.scope, name)) or _("All") for name in SCOPE}
    return said | {"is_public": _("Yes") if draft.is_public else _("No")}


def _apart(before: str, after: str) -> tuple[str, str]:
    """Two texts from a little before where they part, so that the difference is seen."""
    pairs = zip(before, after, strict=False)
    same = next((place for place, (one, other) in enumerate(pairs) if one != other), None)
    parts = min(len(before), len(after)) if same is None else same
    begin = max(parts - 10, 0) if max(len(before), len(after)) > SHOWN else 0
    lead = "…" if begin else ""
    shown = [lead + _short(text[begin:]) for text in (before, after)]
    return shown[0] or "–", shown[1] or "–"


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


@cache
def _areas() -> dict[str, str]:
    """The codes of the areas by code and by name in every language."""
    found = {code.casefold(): code for code in FtzArea.values}
    for language in LANGUAGES:
        with override(language):
            found |= {str(label).casefold(): code for code, label in FtzArea.choices}
    return found
