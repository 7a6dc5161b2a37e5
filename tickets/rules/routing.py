"""Where a request goes, and to whom: territory, level, then the person (DOMAIN §5)."""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tickets.rules.classification import Level, Track, Urgency
from tickets.rules.routing_rules import SHIPPED, Facts, Goal, Rule, Rules, reason_code
from tickets.rules.traces import Named, Reason

_LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class Matter:
    """What routing asks about a request and its requester.

    `region` is the registered place and `places` the cities concerned, all as codes; `deputies`
    are the enterprise's own deputy and whoever stands in for an absent concierge, in this order.
    """

    track: Track
    urgency: Urgency
    category: str
    category_name: Named
    region: str
    language: str
    places: tuple[str, ...] = ()
    complained_level: Level | None = None
    is_key: bool = False
    concierge: uuid.UUID | None = None
    deputies: tuple[uuid.UUID, ...] = ()
    area: str = ""
    nationality: str = ""

    @property
    def named(self) -> tuple[uuid.UUID, ...]:
        """Whom the enterprise names: its concierge, then the deputies."""
        return ((self.concierge,) if self.concierge else ()) + self.deputies

    @property
    def facts(self) -> Facts:
        """What the rules ask about it."""
        return Facts(
            self.track.value,
            self.category,
            self.region,
            self.area,
            self.nationality,
            self.is_key,
            len(set(self.places)) > 1,
            self.complained_level.value if self.complained_level else "",
        )


@dataclass(frozen=True)
class Holder:
    """An office that may hold tickets."""

    id: uuid.UUID
    name: Named
    region: str
    is_province: bool = False


@dataclass(frozen=True)
class Candidate:
    """Somebody who handles tickets at an office, as they stand at this moment."""

    id: uuid.UUID
    name: Named
    office: uuid.UUID
    load: int = 0
    capacity: int = 40
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    is_away: bool = False
    is_recused: bool = False
    on_roster: bool = False
    last_given_at: dt.datetime | None = None

    @property
    def is_full(self) -> bool:
        """Whether there is no room for one more ticket."""
        return self.load >= self.capacity

    @property
    def used(self) -> Fraction:
        """Load against capacity."""
        return Fraction(self.load, self.capacity) if self.capacity else Fraction(self.load + 1)


@dataclass(frozen=True)
class Decision:
    """Which office, by which rule (the first is 1), and why the rules before it did not fit."""

    office: Holder
    rule: int
    reasons: tuple[Reason, ...]
    tried: tuple[Reason, ...]


@dataclass(frozen=True)
class Routing:
    """The office, the person (None: the unassigned queue), and every thought on the way.

    `reasons` say why it went there; `tried` each rule that was asked; `candidates` what became of
    each person of the office.
    """

    office: Holder
    person: Candidate | None
    reasons: tuple[Reason, ...]
    tried: tuple[Reason, ...] = ()
    candidates: tuple[Reason, ...] = ()


def route(
    matter: Matter,
    offices: Sequence[Holder],
    people: Sequence[Candidate],
    rules: Rules = SHIPPED,
) -> Routing:
    """Route a request. The same facts give the same answer, in whatever order they are told.

    Raises LookupError where no office is the province.
    """
    return give(matter, decide(matter, offices, rules), people)


def decide(matter: Matter, offices: Sequence[Holder], rules: Rules = SHIPPED) -> Decision:
    """The office a request goes to. Raises LookupError where no office is the province."""
    facts, open_ones = matter.facts, frozenset(one.id for one in offices)
    number = deciding(facts, open_ones, rules)
    office, why = _office(matter, offices, number, rules[number - 1])
    passed = (
        Reason(f"not_{rule.unfit(facts) or 'open'}", {"rule": place})
        for place, rule in enumerate(rules[: number - 1], start=1)
    )
    tried = (*passed, Reason("fits", {"rule": number}))
    return Decision(office, number, (*_screened(matter), why), tried)


def deciding(facts: Facts, offices: Collection[uuid.UUID], rules: Rules) -> int:
    """The number of the first rule that fits and whose office works; the last fits always."""
    for number, rule in enumerate(rules, start=1):
        if not rule.unfit(facts) and (rule.goal is not Goal.OFFICE or rule.office in offices):
            return number
    raise LookupError("no rule takes what no other fits")


def give(matter: Matter, decision: Decision, people: Sequence[Candidate]) -> Routing:
    """Find the person at the office that was decided on."""
    search = _Search(matter, decision.office, sorted(people, key=lambda one: one.id))
    person = search.person()
    reasons = (*decision.reasons, *search.reasons)
    candidates = tuple(search.candidates(person))
    return Routing(decision.office, person, reasons, decision.tried, candidates)


def _screened(matter: Matter) -> list[Reason]:
    found = [Reason("emergency")] if matter.urgency is Urgency.EMERGENCY else []
    category = Reason("category", {"category": matter.category_name})
    return [*found, Reason(f"track_{matter.track.value}"), category]


def _office(
    matter: Matter, offices: Sequence[Holder], number: int, rule: Rule
) -> tuple[Holder, Reason]:
    about: dict[str, Named | str | int] = {"category": matter.category_name}
    code = reason_code(rule)
    if code == "by_rule":
        about["rule"] = number
    office = goal_of(rule, matter.region, offices)
    if rule.goal is Goal.CITY:
        local = not office.is_province
        code = "registered_there" if local else "no_office_there"
        about = {} if local else {"category": matter.category_name}
    return office, Reason(code, {"office": office.name, **about})


def goal_of(rule: Rule, region: str, offices: Sequence[Holder]) -> Holder:
    """The office a rule leads to. Raises LookupError where no office is the province."""
    if rule.goal is Goal.OFFICE:
        return next(one for one in offices if one.id == rule.office)
    local = (one for one in offices if one.region == region and not one.is_province)
    found = next(local, None) if rule.goal is Goal.CITY else None
    found = found or next((one for one in offices if one.is_province), None)
    if found is None:
        raise LookupError("no office is the province")
    return found


Narrowing = Callable[[list[Candidate]], list[Candidate]]


@dataclass
class _Search:
    """Finding the person at one office, noting each thought."""

    matter: Matter
    office: Holder
    people: list[Candidate]
    reasons: list[Reason] = field(default_factory=list)
    behind: dict[uuid.UUID, str] = field(default_factory=dict)  # who lost the choice, and by what

    def person(self) -> Candidate | None:
        """Who gets it; an emergency goes to the roster first and does not wait for room."""
        emergency = self.matter.urgency is Urgency.EMERGENCY
        found = (self._on_roster() if emergency else None) or self._named() or self._free()
        if found is None and emergency:
            found = self._best([one for one in self._here() if not self._hindered(one)])
        if found is None:
            self._note("nobody", office=self.office.name)
        return found

    def candidates(self, found: Candidate | None) -> Iterator[Reason]:
        """What became of each person of the office."""
        for one in self._here():
            code = "taken" if one is found else self._why_not(one)
            yield Reason(code, self._standing(one))

    def _why_not(self, one: Candidate) -> str:
        full = "full" if one.is_full else "not_needed"
        return self._hindered(one) or self.behind.get(one.id) or full

    def _standing(self, one: Candidate) -> dict[str, Named | str | int]:
        language = self.matter.language
        return {
            "person": one.name,
            "load": one.load,
            "capacity": one.capacity,
            "language": language,
        }

    def _here(self) -> list[Candidate]:
        return [one for one in self.people if one.office == self.office.id]

    def _on_roster(self) -> Candidate | None:
        ready = [one for one in self._here() if one.on_roster and not self._hindered(one)]
        own = [one for one in ready if one.id == self.matter.concierge]
        with_room = [one for one in ready if not one.is_full]
        found = next(iter(own or with_room or ready), None)
        if found is not None:
            self._note("on_roster", person=found.name)
        return found

    def _named(self) -> Candidate | None:
        """The enterprise's own concierge if on duty, else a deputy."""
        if self.matter.concierge is None:
            self._note("no_own_concierge")
        found = self._on_duty(self.matter.concierge)
        if found is not None:
            self._note("own_concierge", person=found.name)
            self._note("deputy_not_needed")
            return found
        for deputy in dict.fromkeys(self.matter.deputies):
            found = self._on_duty(deputy)
            if found is not None:
                self._note("deputy", person=found.name)
                return found
        return None

    def _on_duty(self, person: uuid.UUID | None) -> Candidate | None:
        """This person, if they could take it; otherwise the reason why not is noted."""
        known = [one for one in self.people if one.id == person]
        here = next((one for one in known if one.office == self.office.id), None)
        if here is None:
            if known:
                self._note("elsewhere", person=known[0].name, office=self.office.name)
            return None
        hindered = self._hindered(here) or ("full" if here.is_full else "")
        if hindered:
            self._note(hindered, person=here.name, load=here.load, capacity=here.capacity)
        return None if hindered else here

    def _free(self) -> Candidate | None:
        free = [one for one in self._here() if not (self._hindered(one) or one.is_full)]
        return self._best(free)

    def _hindered(self, one: Candidate) -> str:
        if one.is_away:
            return "away"
        return "recused" if one.is_recused else ""

    def _best(self, free: list[Candidate]) -> Candidate | None:
        """Narrow the field by skill, language, load, then waiting; the deciding steps are noted."""
        if len(free) <= 1:
            for only in free:
                self._note("only_one_free", person=only.name)
            return next(iter(free), None)
        decided: list[str] = []
        for code, narrowed in self._narrowings():
            kept = narrowed(free)
            if kept and len(kept) < len(free):
                decided.append(code)
                lost = {one.id for one in free} - {one.id for one in kept}
                self.behind |= dict.fromkeys(lost, f"less_{code}")
                free = kept
        self.behind |= {one.id: "came_after" for one in free[1:]}
        self._note_choice(free[0], decided or ["first_of_equals"])
        return free[0]

    def _narrowings(self) -> list[tuple[str, Narrowing]]:
        category, language = self.matter.category, self.matter.language
        return [
            ("skilled", lambda field: [one for one in field if category in one.skills]),
            ("speaks", lambda field: [one for one in field if language in one.languages]),
            ("least_load", lambda field: _lowest(field, lambda one: one.used)),
            ("longest_idle", lambda field: _lowest(field, _idle)),
        ]

    def _note_choice(self, one: Candidate, decided: list[str]) -> None:
        for code in decided:
            self._note(code, **self._standing(one))

    def _note(self, code: str, **about: Named | str | int) -> None:
        self.reasons.append(Reason(code, about))


def _idle(one: Candidate) -> dt.datetime:
    return one.last_given_at or _LONG_AGO


def _lowest(people: list[Candidate], of: Callable[[Candidate], Any]) -> list[Candidate]:
    """Those of whom this is lowest."""
    values = [of(one) for one in people]
    lowest = min(values)
    return [one for one, value in zip(people, values, strict=True) if value == lowest]
