"""Routing rules as the dispatcher edits them: what a set of rules must be, and why one is not."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models.enterprise import FtzArea
from tickets.errors import Because, Refused
from tickets.rules.carried import missing, need_text
from tickets.rules.classification import Level, Track
from tickets.rules.enterprises import COUNTRIES, PLACE_OF_AREA
from tickets.rules.routing_rules import Allowed, Goal, Rule, Rules

MOST_RULES = 200
Law = tuple[dict[str, Allowed], Promise]


def _law(sentence: Promise, **conditions: str) -> Law:
    return {name: frozenset([value]) for name, value in conditions.items()}, sentence


_INSTITUTIONS = _("What foreign institutions file is handled at the province only.")
_GOVERNMENTS = _("A complaint about a city's own government is handled at the province.")
LAWS = (  # DOMAIN §2: what belongs to the province, whatever the rules say
    _law(_INSTITUTIONS, tracks=Track.INSTITUTION),
    _law(_GOVERNMENTS, tracks=Track.COMPLAINT, levels=Level.CITY),
    _law(_GOVERNMENTS, tracks=Track.COMPLAINT, levels=Level.PROVINCE),
)
_LISTS: dict[str, frozenset[str]] = {
    "tracks": frozenset(Track.values),
    "areas": frozenset(FtzArea.values),
    "nationalities": COUNTRIES,
    "levels": frozenset(Level.values),
}


@dataclass(frozen=True)
class Known:
    """What rules may name: categories and places by code, offices that work."""

    categories: frozenset[str]
    regions: frozenset[str]
    offices: frozenset[uuid.UUID]


@dataclass(frozen=True)
class RulesDraft:
    """Rules to be published, from a day on; `seen` is the version they follow."""

    rules: Rules
    valid_from: dt.date
    reason: str
    seen: int = 0

    def validate(self, today: dt.date) -> None:
        """Raise Refused(MISSING) unless there is a reason, and a day that is not over."""
        need_text("reason", self.reason, _("Say why."))
        if self.valid_from < today:
            sentence = _("Rules cannot count from a day that is over.")
            raise missing("valid_from", sentence, "over")


def check(rules: Rules, known: Known) -> None:
    """Raise Refused(MISSING) for the first thing that is wrong, with the number of the rule."""
    if not rules or rules[-1].allowed:
        sentence = _("The last rule takes what no other fits: it has no condition.")
        raise missing("goal", sentence, "no_last_rule")
    if len(rules) > MOST_RULES:
        said = _("There may be at most %(most)d rules.") % {"most": MOST_RULES}
        raise missing("goal", said, "too_many")
    for number, rule in enumerate(rules, start=1):
        for field, code, wrong in _wrong(rule, known):
            raise _about(number, field, code, wrong)
    _check_order(rules)
    _check_laws(rules)


def is_sound(rules: Rules, known: Known) -> bool:
    """Whether nothing is wrong: what was right once is not when an office has closed since."""
    try:
        check(rules, known)
    except Refused:
        return False
    return True


def added(rules: Rules, rule: Rule) -> Rules:
    """With one more rule, asked last before the rule that takes the rest."""
    return (*rules[:-1], rule, rules[-1])


def changed(rules: Rules, number: int, rule: Rule) -> Rules:
    """With another rule at this place; the last keeps having no condition."""
    kept = Rule(rule.goal, rule.office) if number == len(rules) else rule
    return (*rules[: number - 1], kept, *rules[number:])


def removed(rules: Rules, number: int) -> Rules:
    """Without this rule. Raises Refused(STATE) for the last."""
    _check_movable(rules, number)
    return (*rules[: number - 1], *rules[number:])


def moved(rules: Rules, number: int, by: int) -> Rules:
    """With this rule asked earlier (-1) or later (+1). Raises Refused(STATE) at either end."""
    _check_movable(rules, number)
    _check_movable(rules, number + by)
    order = list(rules)
    order.insert(number - 1 + by, order.pop(number - 1))
    return tuple(order)


def _check_movable(rules: Rules, number: int) -> None:
    if not 1 <= number < len(rules):
        sentence = _("The last rule stays last: it takes what no other fits.")
        raise Refused(Because.STATE, "last_rule", sentence)


def _wrong(rule: Rule, known: Known) -> Iterator[tuple[str, str, str | Promise]]:
    """The field, the code and the sentence of whatever a single rule gets wrong."""
    lists = {**_LISTS, "categories": known.categories, "regions": known.regions}
    for name, codes in lists.items():
        if not codes.issuperset(getattr(rule, name)):
            yield name, "choice", _("Choose from the list.")
    if rule.goal is Goal.OFFICE and rule.office not in known.offices:
        yield "office", "no_office", _("Choose an office that works and holds tickets.")
    if rule.levels and rule.tracks and Track.COMPLAINT.value not in rule.tracks:
        yield "levels", "contradiction", _("Only a complaint names an organ and its level.")
    if rule.areas and rule.regions and not _lie_in(rule.areas, rule.regions):
        sentence = _("None of these free-trade zone areas lies in one of these places.")
        yield "areas", "contradiction", sentence


def _lie_in(areas: tuple[str, ...], regions: tuple[str, ...]) -> bool:
    places = {str(area): place for area, place in PLACE_OF_AREA.items()}
    return any(places.get(area) in regions for area in areas)


def _check_order(rules: Rules) -> None:
    for number, rule in enumerate(rules, start=1):
        for earlier, other in enumerate(rules[: number - 1], start=1):
            if other.covers(rule.allowed):
                said = _("It can never decide anything: rule %(earlier)d takes all that fits it.")
                raise _about(number, "goal", "shadowed", said % {"earlier": earlier})


def _check_laws(rules: Rules) -> None:
    for law, sentence in LAWS:
        for number, rule in enumerate(rules, start=1):
            both = _both(law, rule.allowed)
            taken = both is None or any(other.covers(both) for other in rules[: number - 1])
            if not taken and rule.goal is not Goal.PROVINCE:
                raise _about(number, "goal", "not_there", sentence)


def _both(one: Mapping[str, Allowed], other: Mapping[str, Allowed]) -> dict[str, Allowed] | None:
    """What fits both; None where nothing does."""
    shared = {name: one[name] & other[name] for name in one.keys() & other.keys()}
    return {**one, **other, **shared} if all(shared.values()) else None


def _about(number: int, field: str, code: str, sentence: str | Promise) -> Refused:
    told = _("Rule %(number)d: %(sentence)s") % {"number": number, "sentence": sentence}
    return missing(field, told, code)
