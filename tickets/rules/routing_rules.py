"""Routing rules as data: ordered conditions, each with the office it leads to (DOMAIN §5)."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from tickets.rules.classification import Level, Track

NOT_BY_A_CITY = frozenset({Level.CITY.value, Level.PROVINCE.value, Level.COUNTRY.value})


class Goal(TextChoices):
    """Where a rule leads."""

    PROVINCE = "province", pgettext_lazy("where a rule leads", "The province")
    CITY = "city", pgettext_lazy("where a rule leads", "The office of the registered place")
    OFFICE = "office", pgettext_lazy("where a rule leads", "One office by name")


class Facts(NamedTuple):
    """What rules ask about a request, in the order in which they ask."""

    track: str
    category: str
    region: str
    area: str
    nationality: str
    is_key: bool
    several_cities: bool
    level: str


CONDITIONS = (
    *("tracks", "categories", "regions", "areas", "nationalities"),
    *("is_key", "several_cities", "levels"),
)  # of a rule, in the order of the facts
Allowed = frozenset[str | bool]


@dataclass(frozen=True)
class Rule:
    """One rule: every condition that is given must hold; what is empty or None holds for all."""

    goal: Goal
    office: uuid.UUID | None = None
    tracks: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()
    is_key: bool | None = None
    several_cities: bool | None = None
    levels: tuple[str, ...] = ()

    @cached_property
    def allowed(self) -> dict[str, Allowed]:
        """The values each given condition allows, by its name."""
        given = {name: getattr(self, name) for name in CONDITIONS}
        return {
            name: frozenset(value if isinstance(value, tuple) else (value,))
            for name, value in given.items()
            if value not in ((), None)
        }

    @cached_property
    def _asked(self) -> tuple[tuple[int, Allowed], ...]:
        return tuple((CONDITIONS.index(name), values) for name, values in self.allowed.items())

    def unfit(self, facts: Facts) -> str:
        """The first condition that does not hold; empty where the rule fits."""
        for place, values in self._asked:
            if facts[place] not in values:
                return CONDITIONS[place]
        return ""

    def covers(self, other: Mapping[str, Allowed]) -> bool:
        """Whether everything that fits these other conditions fits this rule too."""
        return all(
            other.get(name, frozenset([None])) <= mine for name, mine in self.allowed.items()
        )

    def kept(self) -> dict[str, Any]:
        """The same as JSON values; what is not given is left out."""
        conditions = {name: getattr(self, name) for name in self.allowed}
        told = {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in conditions.items()
        }
        office = {"office": str(self.office)} if self.office else {}
        return {"goal": self.goal.value, **office, **told}


_NAMES = {field.name for field in fields(Rule)} - {"goal", "office"}


def rule_of(kept: Mapping[str, Any]) -> Rule:
    """The rule kept as JSON values; ValueError, KeyError or TypeError for what never was one."""
    office = uuid.UUID(kept["office"]) if kept.get("office") else None
    told = {name: value for name, value in kept.items() if name not in {"goal", "office"}}
    if not told.keys() <= _NAMES:
        raise KeyError(*sorted(told.keys() - _NAMES))
    given: dict[str, Any] = {
        name: tuple(one) if isinstance(one, list) else one for name, one in told.items()
    }
    return Rule(Goal(kept["goal"]), office, **given)


Rules = tuple[Rule, ...]  # in order; the last has no condition and takes what no other fits


def rules_of(kept: Collection[Mapping[str, Any]]) -> Rules:
    """The rules kept as JSON values."""
    return tuple(map(rule_of, kept))


SHIPPED: Rules = (
    Rule(Goal.PROVINCE, tracks=(Track.INSTITUTION.value,)),
    Rule(Goal.PROVINCE, categories=("T07",)),  # consular protection is led there
    Rule(Goal.PROVINCE, is_key=True),
    Rule(Goal.PROVINCE, several_cities=True),
    Rule(Goal.PROVINCE, tracks=(Track.COMPLAINT.value,), levels=tuple(sorted(NOT_BY_A_CITY))),
    Rule(Goal.CITY),
)


def reason_code(rule: Rule) -> str:
    """The sentence that says why a rule leads to its office: a plain one where there is one."""
    plain: dict[str, Mapping[str, Allowed]] = {
        "institution": {"tracks": frozenset({Track.INSTITUTION.value})},
        "key_enterprise": {"is_key": frozenset({True})},
        "several_cities": {"several_cities": frozenset({True})},
    }
    if rule.goal is not Goal.PROVINCE:
        return "by_rule"
    if rule.allowed.keys() == {"categories"}:
        return "category_of_province"
    if rule.allowed.keys() == {"tracks", "levels"} and _is_about_a_government(rule):
        return "act_of_government"
    return next((code for code, said in plain.items() if rule.allowed == said), "by_rule")


def _is_about_a_government(rule: Rule) -> bool:
    return rule.tracks == (Track.COMPLAINT.value,) and NOT_BY_A_CITY.issuperset(rule.levels)
