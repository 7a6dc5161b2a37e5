"""Why a ticket went where it went: kept as codes and names, said in the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_info, pgettext
from django.utils.translation import gettext_lazy as _

Fact = str | int


@dataclass(frozen=True)
class Named:
    """Something with a Chinese and an English name."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh if (get_language() or "zh").startswith("zh") else self.en


@dataclass(frozen=True)
class Reason:
    """One thought of the routing: `code` says which, `about` fills its sentence."""

    code: str
    about: Mapping[str, Named | Fact] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(SENTENCES[self.code]) % {
            key: _said(key, fact) for key, fact in self.about.items()
        }

    def kept(self) -> dict[str, Any]:
        """The same as JSON values, for the hop row."""
        about = {
            key: {"zh": fact.zh, "en": fact.en} if isinstance(fact, Named) else fact
            for key, fact in self.about.items()
        }
        return {"code": self.code, "about": about}


def read_back(kept: Mapping[str, Any]) -> Reason:
    """The reason that was kept as JSON values; KeyError for what never was one."""
    about = {
        key: Named(fact["zh"], fact["en"]) if isinstance(fact, dict) else fact
        for key, fact in kept["about"].items()
    }
    return Reason(kept["code"], about)


def said(reasons: Iterable[Reason]) -> str:
    """All reasons in one line, in the reader's language."""
    return pgettext("between reasons", "; ").join(str(reason) for reason in reasons)


def _said(key: str, fact: Named | Fact) -> Named | Fact | str:
    if key != "language":
        return fact
    try:
        return str(get_language_info(str(fact))["name_translated"])
    except KeyError:
        return fact


SENTENCES: dict[str, Promise] = {
    # screen, track, category
    "emergency": _("emergency: somebody is in danger or detained"),
    "track_service": _("an ordinary request"),
    "track_complaint": _("a complaint: the statutory time limits run"),
    "track_institution": _("from a foreign institution"),
    "category": _("category %(category)s"),
    # office
    "registered_there": _("%(office)s because registered there"),
    "institution": _(
        "%(office)s because what foreign institutions file is handled at the province only"
    ),
    "category_of_province": _("%(office)s because %(category)s is handled at the province"),
    "key_enterprise": _("%(office)s because it is a key enterprise of the province"),
    "several_cities": _("%(office)s because several cities are concerned"),
    "act_of_government": _(
        "%(office)s because the complaint is about a city government or a higher organ"
    ),
    "by_rule": _("%(office)s by rule %(rule)d"),
    "no_office_there": _("%(office)s because there is no office at the registered place"),
    # person
    "on_roster": _("%(person)s because of being on the duty roster now"),
    "own_concierge": _("%(person)s because of being the enterprise's concierge"),
    "deputy_not_needed": _("deputy not needed"),
    "deputy": _("%(person)s because of being the deputy"),
    "deputy_of_enterprise": _("%(person)s because of being the deputy for the enterprise"),
    "no_own_concierge": _("the enterprise has no concierge of its own"),
    "away": _("%(person)s is away"),
    "recused": _("%(person)s takes no part because of a conflict of interest"),
    "full": _("%(person)s has no room: %(load)d of %(capacity)d open tickets"),
    "elsewhere": _("%(person)s does not work at %(office)s"),
    "skilled": _("%(person)s because of knowing the category"),
    "speaks": _("%(person)s because of speaking %(language)s"),
    "least_load": _("%(person)s because of having the least work: %(load)d of %(capacity)d"),
    "longest_idle": _("%(person)s because of waiting longest for a ticket"),
    "first_of_equals": _("%(person)s because somebody had to be first among equals"),
    "only_one_free": _("%(person)s because nobody else is free"),
    "nobody": _("nobody at %(office)s is free: unassigned, its dispatcher is told"),
    # rules that were asked
    "fits": _("rule %(rule)d fits"),
    "not_tracks": _("rule %(rule)d does not fit: another track"),
    "not_categories": _("rule %(rule)d does not fit: another category"),
    "not_regions": _("rule %(rule)d does not fit: registered elsewhere"),
    "not_areas": _("rule %(rule)d does not fit: not in that free-trade zone area"),
    "not_nationalities": _("rule %(rule)d does not fit: an investor from elsewhere"),
    "not_is_key": _("rule %(rule)d does not fit: it asks about key enterprises"),
    "not_several_cities": _("rule %(rule)d does not fit: it asks about several cities"),
    "not_levels": _("rule %(rule)d does not fit: no complaint about an organ of that level"),
    "not_open": _("rule %(rule)d would fit, but its office no longer works"),
    # what became of each person of the office
    "taken": _("%(person)s gets it, with %(load)d of %(capacity)d open tickets before"),
    "not_needed": _("%(person)s was not needed: somebody came first"),
    "less_skilled": _("%(person)s is not noted for the category, somebody else is"),
    "less_speaks": _("%(person)s does not speak %(language)s, somebody else does"),
    "less_least_load": _("%(person)s has more work than others: %(load)d of %(capacity)d"),
    "less_longest_idle": _("%(person)s was given a ticket later than others"),
    "came_after": _("%(person)s stood equal; somebody had to be first"),
}
