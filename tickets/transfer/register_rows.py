"""One row of the sheet of requesters, compared with what the house knows."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from babel import Locale
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.credit_code import normalised
from accounts.models import Enterprise, Office, User
from accounts.models.enterprise import FtzArea, Sector
from tickets.access.register_sheet import Known
from tickets.rules.enterprises import COUNTRIES, NAMES, Care, Registration
from tickets.rules.register_sheet import FACTS, LABELS, RequesterOutcome
from tickets.rules.sheets import LANGUAGES, Standing, Typed, answers

NOTHING = Registration(kind=Enterprise.Kind.ENTERPRISE, region="", nationality="")
PARTS_OF_CHINA = ("HK", "MO", "TW")  # official documents in Chinese name them after the country
CHOSEN = {"kind": Enterprise.Kind, "sector": Sector, "ftz_area": FtzArea}


class RowReader:
    """Reads one row: whom it is about, what it says of them, who is to look after them."""

    def __init__(self, typed: Typed, known: Known) -> None:
        self.known, self.told = known, RequesterOutcome(typed)
        self.cells = {name: cell for name, cell in typed.cells.items() if cell}

    def outcome(self) -> RequesterOutcome:
        """What it comes to; writes nothing."""
        self.told.requester = self._requester()
        registration = self._registration()
        if not self.told.problems:
            office = self.known.office_for(registration.kind, registration.region)
            self._judge(registration, office)
        return self.told

    def _requester(self) -> Enterprise | None:
        """Whom it is about: known by the code, else by a name no other code is tied to."""
        code = normalised(self.cells.get("credit_code", ""))
        if found := self.known.by_code.get(code):
            return found
        names = {self.cells.get(field, "") for field in NAMES} - {""}
        same = {one.pk: one for name in names for one in self.known.by_name.get(name, [])}
        free = [one for one in same.values() if not (code and one.credit_code)]
        if len(free) > 1:
            self.told.wrong(_("Several requesters are called this. Enter the credit code."))
        return free[0] if len(free) == 1 else None

    def _registration(self) -> Registration:
        """What is known, with what was typed over it: an empty cell leaves what is known."""
        base = registered(self.told.requester)
        said: dict[str, object] = {name: self.cells[name] for name in FACTS if name in self.cells}
        for name in CHOSEN.keys() & said.keys():
            typed = str(said[name])
            said[name] = _codes(name).get(typed.casefold(), typed)
        if "region" in said:
            said["region"] = self._place(str(said["region"]))
        if "nationality" in said:
            said["nationality"] = countries().get(str(said["nationality"]).casefold(), "")
        if "is_key" in said:
            said["is_key"] = self._is_yes(str(said["is_key"]))
        registration = replace(base, **said).tidied()  # type: ignore[arg-type]  # by field
        for problem in registration.problems():
            self.told.wrong(str(problem.message))
        return registration

    def _place(self, typed: str) -> str:
        for code, place in self.known.places.items():
            if typed.casefold() in {code.casefold(), place.name_zh, place.name_en.casefold()}:
                return code
        self.told.wrong(_("There is no place “%(place)s” in our list.") % {"place": typed})
        return ""

    def _is_yes(self, typed: str) -> bool:
        answer = answers().get(typed.casefold())
        if answer is None:
            self.told.wrong(_("Enter yes or no for a key enterprise."))
        return bool(answer)

    def _judge(self, registration: Registration, office: Office | None) -> None:
        """Whether the reader may write it, and what would be different then."""
        if office is None:
            self.told.wrong(_("Enter the registered place."))
        elif not self._is_mine(registration):
            self.told.wrong(_("It is not at a place of your office. Ask the office there."))
        else:
            care = self._care(office)
            if not self.told.problems:
                self._compare(registration, care)

    def _is_mine(self, registration: Registration) -> bool:
        there = self.told.requester
        kept = registered(there) if there else registration
        key = registration.is_key != there.is_key if there else registration.is_key
        office = self.known.office_for(kept.kind, kept.region)
        return office is not None and self.known.may_register(office, is_key=key)

    def _care(self, office: Office) -> Care | None:
        """Who is to look after it from now on; None where that stays as it is."""
        there = self.told.requester
        concierge = self._person("concierge", office) or (there.concierge if there else None)
        typed = self._person("deputy", office)
        deputy = typed or (there.deputy if there else None)
        if not {"concierge", "deputy"} & self.cells.keys() or self.told.problems:
            return None
        if concierge is None:
            self.told.wrong(_("A deputy needs a concierge."))
            return None
        if deputy == concierge:
            deputy = None
            if typed:
                self.told.wrong(_("The deputy must be somebody else."))
        if there and (there.concierge, there.deputy) == (concierge, deputy):
            return None
        self._note_care(concierge, deputy)
        if not self.known.may_name(office):
            self.told.wrong(_("Your roles do not let you name its concierge."))
        return Care(concierge.pk, deputy.pk if deputy else None)

    def _person(self, field: str, office: Office) -> User | None:
        """The colleague in this cell."""
        if field not in self.cells:
            return None
        names = {"name": self.cells[field], "office": office}
        found = self.known.concierges_called(self.cells[field], office)
        there = self.told.requester
        if not found:
            said = _("“%(name)s” is no concierge of %(office)s or above.") % names
            self.told.wrong(said)
        elif len(found) > 1:
            said = _("Several concierges are called “%(name)s”. Enter the e-mail address.")
            self.told.wrong(said % names)
        elif there and (found[0].pk, there.pk) in self.known.recused:
            self.told.wrong(_("“%(name)s” has an interest in this enterprise.") % names)
        else:
            return found[0]
        return None

    def _compare(self, registration: Registration, care: Care | None) -> None:
        told, before = self.told, registered(self.told.requester)
        different = [name for name in FACTS if getattr(registration, name) != getattr(before, name)]
        told.care = care
        if told.requester is None:
            told.standing, told.registration = Standing.NEW, registration
            told.changes = []
            return
        told.registration = registration if different else None
        for name in different:
            self._note(name, getattr(before, name), getattr(registration, name))
        if told.changes:
            told.standing = Standing.CHANGED

    def _note_care(self, concierge: User, deputy: User | None) -> None:
        there = self.told.requester
        for name, person in (("concierge", concierge), ("deputy", deputy)):
            before = getattr(there, name) if there else None
            if before != person:
                self._note(name, before, person)

    def _note(self, field: str, before: object, after: object) -> None:
        shown = (self._shown(field, value) for value in (before, after))
        self.told.changes.append((str(LABELS[field].label), *shown))  # type: ignore[arg-type]  # two

    def _shown(self, field: str, value: object) -> str:
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if field == "region":
            return str(self.known.places.get(str(value), value))
        named = (
            {str(code): label for code, label in CHOSEN[field].choices} if field in CHOSEN else {}
        )
        return str(named.get(str(value)) or value or "–")


def registered(requester: Enterprise | None) -> Registration:
    """What is known of a requester, as one would type it; nothing where there is none."""
    if requester is None:
        return NOTHING
    known = {name: getattr(requester, name) for name in FACTS}
    return Registration(**known | {"region": requester.region_id})


@cache
def _codes(field: str) -> dict[str, str]:
    """The codes of a choice by code and by its name in Chinese and English."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with override(language):
            found |= {str(label).casefold(): str(code) for code, label in CHOSEN[field].choices}
    return found | {code.casefold(): code for code in _values(CHOSEN[field].choices)}


def _values(choices: Iterable[tuple[object, object]]) -> list[str]:
    return [str(code) for code, _label in choices]


@cache
def countries() -> dict[str, str]:
    """The codes of countries and regions by code and by their names in Chinese and English."""
    found = {code.casefold(): code for code in COUNTRIES}
    for language in ("zh", "en"):
        names = Locale(language).territories
        found |= {str(names[code]).casefold(): code for code in COUNTRIES if code in names}
    names = Locale("zh").territories
    for code in PARTS_OF_CHINA:
        short = names[code].removeprefix(names["CN"])[:2]
        found |= {short: code, names["CN"] + short: code}
    return found
