"""Where a request goes, and to whom: territory, level, then the person (DOMAIN §5)."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from tickets.rules.classification import Level, Track, Urgency
from tickets.rules.traces import Named, Reason

PROVINCIAL_CATEGORIES = frozenset({"T07"})  # the office's default; consular protection is led there
NOT_BY_A_CITY = frozenset({Level.CITY, Level.PROVINCE, Level.COUNTRY})
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
class Routing:
    """The office, the person (None: the unassigned queue), and every reason on the way."""

    office: Holder
    person: Candidate | None
    reasons: tuple[Reason, ...]


def route(
    matter: Matter,
    offices: Sequence[Holder],
    people: Sequence[Candidate],
    provincial: frozenset[str] = PROVINCIAL_CATEGORIES,
) -> Routing:
    """Route a request. The same facts give the same answer, in whatever order they are told.

    Raises LookupError where no office is the province.
    """
    office, why_there = _office(matter, offices, provincial)
    search = _Search(matter, office, sorted(people, key=lambda one: one.id))
    return Routing(office, search.person(), (*_screened(matter), why_there, *search.reasons))


def _screened(matter: Matter) -> list[Reason]:
    found = [Reason("emergency")] if matter.urgency is Urgency.EMERGENCY else []
    category = Reason("category", {"category": matter.category_name})
    return [*found, Reason(f"track_{matter.track.value}"), category]


def _office(
    matter: Matter, offices: Sequence[Holder], provincial: frozenset[str]
) -> tuple[Holder, Reason]:
    demanded = _demands_province(matter, provincial)
    local = [one for one in offices if one.region == matter.region and not one.is_province]
    if local and not demanded:
        return local[0], Reason("registered_there", {"office": local[0].name})
    province = next((one for one in offices if one.is_province), None)
    if province is None:
        raise LookupError("no office is the province")
    about = {"office": province.name, "category": matter.category_name}
    return province, Reason(demanded or "no_office_there", about)


def _demands_province(matter: Matter, provincial: frozenset[str]) -> str:
    """Why the province must hold this; empty where nothing demands it."""
    complained = matter.track is Track.COMPLAINT and matter.complained_level in NOT_BY_A_CITY
    demands = {
        "institution": matter.track is Track.INSTITUTION,
        "category_of_province": matter.category in provincial,
        "key_enterprise": matter.is_key,
        "several_cities": len(set(matter.places)) > 1,
        "act_of_government": complained,
    }
    return next((code for code, demanded in demands.items() if demanded), "")


Keep = Callable[[Candidate, list[Candidate]], bool]


@dataclass
class _Search:
    """Finding the person at one office, noting each thought."""

    matter: Matter
    office: Holder
    people: list[Candidate]
    reasons: list[Reason] = field(default_factory=list)

    def person(self) -> Candidate | None:
        """Who gets it; an emergency goes to the roster first and does not wait for room."""
        emergency = self.matter.urgency is Urgency.EMERGENCY
        found = (self._on_roster() if emergency else None) or self._named() or self._free()
        if found is None and emergency:
            found = self._best([one for one in self._here() if not self._hindered(one)])
        if found is None:
            self._note("nobody", office=self.office.name)
        return found

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
        for code, keep in self._narrowings():
            kept = [one for one in free if keep(one, free)]
            if kept and len(kept) < len(free):
                decided.append(code)
                free = kept
        self._note_choice(free[0], decided or ["first_of_equals"])
        return free[0]

    def _narrowings(self) -> list[tuple[str, Keep]]:
        matter = self.matter
        return [
            ("skilled", lambda one, _: matter.category in one.skills),
            ("speaks", lambda one, _: matter.language in one.languages),
            ("least_load", lambda one, field: one.used == min(each.used for each in field)),
            ("longest_idle", lambda one, field: _idle(one) == min(map(_idle, field))),
        ]

    def _note_choice(self, one: Candidate, decided: list[str]) -> None:
        for code in decided:
            language = self.matter.language
            self._note(
                code, person=one.name, load=one.load, capacity=one.capacity, language=language
            )

    def _note(self, code: str, **about: Named | str | int) -> None:
        self.reasons.append(Reason(code, about))


def _idle(one: Candidate) -> dt.datetime:
    return one.last_given_at or _LONG_AGO
