"""Routing rules as sentences in the reader's language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.models.enterprise import FtzArea
from frontend.components import countries
from tickets.access import choices, routing_rules
from tickets.rules.classification import Level, Track
from tickets.rules.days import day_of
from tickets.rules.routing import Holder
from tickets.rules.routing_rules import Goal, Rule, Rules

CLAUSES: dict[str, Promise] = {
    "tracks": gettext_lazy("the track is %(what)s"),
    "categories": gettext_lazy("the category is %(what)s"),
    "regions": gettext_lazy("registered in %(what)s"),
    "areas": gettext_lazy("in the %(what)s"),
    "nationalities": gettext_lazy("the investor comes from %(what)s"),
    "levels": gettext_lazy("complained of is an organ of this level: %(what)s"),
}
YES_OR_NO: dict[tuple[str, bool], Promise] = {
    ("is_key", True): gettext_lazy("it is a key enterprise of the province"),
    ("is_key", False): gettext_lazy("it is no key enterprise of the province"),
    ("several_cities", True): gettext_lazy("several cities are concerned"),
    ("several_cities", False): gettext_lazy("not more than one city is concerned"),
}


@dataclass(frozen=True)
class Line:
    """One rule as it is read: its number, when it fits, where it leads."""

    number: int
    conditions: str
    goal: str
    is_last: bool


class RuleWords:
    """The names that rules use, asked for once a page; the offices too, unless they are known."""

    def __init__(self, offices: Sequence[Holder] | None = None) -> None:
        """Words for rules that lead to these offices."""
        self._holders = offices

    @cached_property
    def names(self) -> dict[str, dict[str, str]]:
        """By condition, the name of each code."""
        areas = {str(code): str(name) for code, name in FtzArea.choices}
        return {
            "tracks": {str(code): str(name) for code, name in Track.choices},
            "categories": dict(choices.categories(day_of(timezone.now()))),
            "regions": dict(choices.cities()),
            "areas": areas,
            "nationalities": dict(countries.choices()),
            "levels": {str(code): str(name) for code, name in Level.choices},
        }

    @cached_property
    def offices(self) -> dict[str, str]:
        """The offices that work and hold tickets."""
        holders = routing_rules.holders() if self._holders is None else self._holders
        return {str(one.id): str(one.name) for one in holders}

    def lines(self, rules: Rules) -> list[Line]:
        """Every rule in its order."""
        return [
            Line(number, self.conditions(rule), self.goal(rule), number == len(rules))
            for number, rule in enumerate(rules, start=1)
        ]

    def conditions(self, rule: Rule) -> str:
        """When it fits, as one sentence."""
        said = pgettext("between conditions", ", and ").join(self._clauses(rule))
        return said or _("Everything else")

    def goal(self, rule: Rule) -> str:
        """Where it leads."""
        if rule.goal is Goal.OFFICE:
            return self.offices.get(str(rule.office), _("an office that has closed"))
        return str(rule.goal.label)

    def _clauses(self, rule: Rule) -> Iterator[str]:
        for name in rule.allowed:
            value = getattr(rule, name)
            if isinstance(value, bool):
                yield str(YES_OR_NO[name, value])
            else:
                known = {code: said for code, said in self.names[name].items() if code in value}
                said = [*known.values(), *(code for code in value if code not in known)]
                what = pgettext("between alternatives", " or ").join(said)
                yield str(CLAUSES[name]) % {"what": what}
