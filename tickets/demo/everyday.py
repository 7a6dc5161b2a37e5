"""The everyday of an office: usual matters, each dealt a requester, a day and a way it goes.

What was written by hand in stories/ shows every corner; this gives the house the bulk of its year,
the same in every telling. everyday/README.md says how the two sheets are written.
"""

import random
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path

from tickets.demo import script, sheets
from tickets.demo.script import Story

FOLDER = Path(__file__).with_name("everyday")
SEED = 316  # 1 March, when the statute on investment had come into force; any other would do
TOLD = 0.56  # of the occasions: the first start has a minute in all
YEAR, LATELY = 186.0, 6.0  # working days back from the telling
SHARE_LATELY = 0.15  # of all were filed so lately that most are open
GROWTH = 0.8  # below 1: the later, the more are filed
EVENING, BY_PHONE, TIED, RELATED, AGAIN = 0.2, 0.12, 0.5, 0.2, 0.15  # how many of all
MINUTES = {"d": 420, "h": 60, "m": 1}  # of working time
ZH = "zh-hans"
SPEAKERS = {"ja": "JP", "ko": "KR"}
UNITS = {"T01": "ln-immigration", "T02": "ln-immigration", "T03": "ln-labour", "T14": "ln-labour"}
UNITS |= {"T11": "ln-customs", "T08": "ln-commerce", "T16": "ln-commerce", "T18": "ln-commerce"}
OF_PROVINCE = frozenset({"T05", "T07"})  # led there: tickets/rules/routing_rules.py
CONFIDENTIAL = "commercial secret"
SOON = 1.5  # working days until somebody says it again
SLOW = frozenset({"late", "partly", "complex", "more time", "suspended"})
FAIRLY = {"basis": 3, "benefit": 6, "needs_change": 1}
CAME_OF_IT = {
    "delivered": (15, "企业据此受益，事项按期办结。"),
    "not_delivered": (3, "基层执行环节尚未落实到位，已反馈牵头单位。"),
    "not_applicable": (2, "经核对，企业不在这一举措的适用范围内。"),
}
_BETWEEN = re.compile(r"\+(\d+)([dhm])/(\d+)([dhm])")


@dataclass(frozen=True)
class Matter:
    """A usual situation, as a requester tells it and as it is solved; `its` are its occasions."""

    category: str
    title: str
    text: str
    done: str
    reply: str
    its: tuple[str, ...]
    language: str = ZH
    nature: str = "assistance"
    handling: str = "coordination"
    organ: str = ""
    level: str = ""
    zh: str = ""  # what staff translate it with
    institution: bool = False
    measures: tuple[str, ...] = ()

    @property
    def told(self) -> tuple[str, ...]:
        """The occasions that are told: of every matter the same share."""
        return self.its[: ceil(len(self.its) * TOLD)]


@dataclass(frozen=True)
class Way:
    """How a request may go: its deeds, and which requests may go so."""

    name: str
    weight: int
    then: str
    nature: str = ""
    needs: str = ""
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dealt:
    """A request with whoever files it, when, and how it goes."""

    matter: Matter
    it: str
    who: Mapping[str, str]
    days: float
    way: Way

    @property
    def title(self) -> str:
        """Its title, unlike any other."""
        return self.matter.title.format(it=self.it)

    @property
    def is_of_a_city(self) -> bool:
        """Whether the rules give it to the city."""
        is_led_above = self.matter.category in OF_PROVINCE or self.matter.level == "city"
        return not (is_led_above or self.who.get("is_key") or "region_name" in self.who)

    @property
    def may_be_filed_again(self) -> bool:
        """Whether it takes so long that the requester may say it again meanwhile."""
        return self.is_of_a_city and self.way.name in SLOW and self.days > SOON


def stories() -> list[Story]:
    """Every story: those that were written, and those that were dealt."""
    return [*script.stories(), *Dealer().stories()]


@dataclass
class Dealer:
    """Whoever deals: draws from one seed, and remembers what was dealt."""

    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311  # no secret
    burden: Counter[str] = field(default_factory=Counter)
    before: list[Dealt] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read the sheets."""
        written = tomllib.loads((FOLDER / "ways.toml").read_text("utf-8"))
        self.said: Mapping[str, Mapping[str, str | list[str]]] = written["said"]
        self.ways = [Way(**_tuples(way)) for way in written["way"]]  # type: ignore[arg-type]  # the test of the stories reads them all
        self.firms = list(sheets.rows("enterprises"))
        self.institutions = list(sheets.rows("institutions"))
        self.concierges = _concierges()
        self.absent = [(*_days_away(row), row["name"]) for row in sheets.rows("absences")]
        self.catalogue = {row["code"]: row for row in sheets.rows("measures")}

    def stories(self) -> Iterator[Story]:
        """Each matter on each of its occasions, from the oldest to the newest."""
        occasions = [(matter, it) for matter in _matters() for it in matter.told]
        self.chance.shuffle(occasions)
        days = sorted(self._day(place, len(occasions)) for place in range(len(occasions)))[::-1]
        for (matter, it), day in zip(occasions, days, strict=True):
            dealt = self._dealt(matter, it, day)
            yield self._story(dealt)
            if dealt.may_be_filed_again and self._happens(AGAIN):
                yield _filed_again(dealt)
            self.before.append(dealt)

    def _day(self, place: int, of: int) -> float:
        """How many working days ago: a year that grows busier, and the last days."""
        share = (place + self.chance.random()) / of
        if share > 1 - SHARE_LATELY:
            return LATELY * (1 - share) / SHARE_LATELY
        gone_by: float = (share / (1 - SHARE_LATELY)) ** GROWTH
        return YEAR - (YEAR - LATELY) * gone_by

    def _dealt(self, matter: Matter, written: str, days: float) -> Dealt:
        it, _at, firm = written.partition(" @ ")
        who = self._who(matter, firm, days)
        self.burden[who["name_zh"]] += 1
        fitting = [way for way in self.ways if self._goes(way, matter, who)]
        way = self.chance.choices(fitting, [way.weight for way in fitting])[0]
        return Dealt(matter, it, who, days, way)

    def _who(self, matter: Matter, firm: str, days: float) -> Mapping[str, str]:
        """The requester named, else one of those that fit who has filed least."""
        if matter.institution:
            return min(self.institutions, key=lambda row: self.burden[row["name_zh"]])
        named = [row for row in self.firms if firm and row["name_zh"].startswith(firm)]
        fitting = named or [row for row in self.firms if self._speaks(row, matter, days)]
        return min(fitting, key=lambda row: (self.burden[row["name_zh"]], self.chance.random()))

    def _speaks(self, row: Mapping[str, str], matter: Matter, days: float) -> bool:
        """Whether it writes in this language, and somebody of its office was there then."""
        if any(low <= days <= high for low, high, name in self.absent if self._alone(name, row)):
            return False
        if matter.language in SPEAKERS:
            return row["nationality"] == SPEAKERS[matter.language]
        return row["owner_language"] == matter.language or matter.language == ZH

    def _alone(self, name: str, row: Mapping[str, str]) -> bool:
        return self.concierges.get(row["region"]) == [name]

    def _goes(self, way: Way, matter: Matter, who: Mapping[str, str]) -> bool:
        if way.nature != (matter.nature if matter.nature == "complaint" else ""):
            return False
        if way.only and matter.language not in way.only:
            return False
        dealt = Dealt(matter, "", who, 0, way)
        able = {"city": dealt.is_of_a_city, "unit": matter.category in UNITS, "": True}
        return able.get(way.needs, not matter.institution)

    def _story(self, dealt: Dealt) -> Story:
        matter = dealt.matter
        slots = self._slots(dealt)
        told = self._tied(self._told(dealt).format(**slots), slots["measure"])
        then = _BETWEEN.sub(self._wait, told)
        return Story(
            who=dealt.who["name_zh"],
            filed=_filed(dealt.days),
            at="" if (via := self._via(matter)) else self._evening(dealt),
            category=matter.category,
            title=dealt.title,
            text=matter.text.format(it=dealt.it),
            nature=matter.nature,
            language=matter.language,
            organ=matter.organ,
            level=matter.level,
            via=via,
            lines=tuple(script.lines_of(then)),
        )

    def _told(self, dealt: Dealt) -> str:
        """The way it goes; now and then with a translation, a measure tied, a like request."""
        beside = ""
        if dealt.matter.zh:
            beside += f"+15m translate {ZH} | {dealt.matter.zh}\n"
        if like := self._like(dealt):
            beside += f"+10m relate | {like.title} | 同一类问题，一并协调口径。\n"
        first, _break, rest = dealt.way.then.strip().partition("\n")
        return f"{first}\n{beside}{rest}"

    def _tied(self, then: str, measure: str) -> str:
        """Now and then the measure was tied when it was accepted, not only at closing."""
        head, accept, tail = then.partition("accept\n")
        if not (measure and accept and measure in tail and self._happens(TIED)):
            return then
        code, role, _outcome = measure.split(":")
        return f"{head}{accept}+10m tie {code} {role} | 与诉求事项和注册地相符，先行关联。\n{tail}"

    def _like(self, dealt: Dealt) -> Dealt | None:
        """An earlier one of the same matter that the same office holds."""
        found = [
            one
            for one in self.before
            if one.matter is dealt.matter
            and one.who["region"] == dealt.who["region"]
            and one.is_of_a_city
            and dealt.is_of_a_city
            and one.way.name != CONFIDENTIAL
        ]
        return found[-1] if found and self._happens(RELATED) else None

    def _slots(self, dealt: Dealt) -> dict[str, str]:
        matter, said = dealt.matter, self.said[dealt.matter.language]
        it = dealt.it if matter.language == ZH else "来件所述"
        measure, why = self._measure(dealt)
        words = {name: word for name, word in said.items() if isinstance(word, str)}
        return words | {
            "it": it,
            "done": matter.done.format(it=it),
            "reply": matter.reply.format(it=dealt.it),
            "handling": matter.handling,
            "reform": "reform" if self._happens(0.4) else matter.handling,
            "category": matter.category,
            "measure": measure,
            "why": why,
            "unmet": measure and f"{measure.partition(':')[0]}:needs_change:not_delivered",
            "stars": self._stars(said["thanks"], {"5": 6, "4": 3, "": 3}),
            "low": self._stars(said["so_so"], {"4": 3, "3": 4, "": 2}),
            "satisfied": self._draw({"5": 3, "4": 4, "3": 1}),
            "unit": UNITS.get(matter.category, ""),
            "top": "沈一诺",
            "own": self.concierges.get(dealt.who["region"], [""])[0],
            "serial": f"{len(self.before) + 20:03}",
        }

    def _measure(self, dealt: Dealt) -> tuple[str, str]:
        """A measure that was in force where and when it was filed, as what, and what came of it."""
        rows = [self.catalogue[code] for code in dealt.matter.measures]
        there = [
            row["code"]
            for row in rows
            if int(row["from"].strip("-d")) > dealt.days
            and (not row["areas"] or dealt.who.get("ftz_area") in row["areas"].split())
        ]
        if not there:
            return "", ""
        outcome = self._draw({name: weight for name, (weight, _why) in CAME_OF_IT.items()})
        return f"{there[0]}:{self._draw(FAIRLY)}:{outcome}", CAME_OF_IT[outcome][1]

    def _stars(self, words: str | list[str], weights: Mapping[str, int]) -> str:
        stars = self._draw(weights)
        return f"{stars} | {self.chance.choice(list(words))}" if stars else ""

    def _draw(self, weights: Mapping[str, int]) -> str:
        return self.chance.choices(list(weights), list(weights.values()))[0]

    def _happens(self, share: float) -> bool:
        return self.chance.random() < share

    def _wait(self, found: re.Match[str]) -> str:
        low, high = (int(found[at]) * MINUTES[found[at + 1]] for at in (1, 3))
        return f"+{self.chance.randint(low, high)}m"

    def _evening(self, dealt: Dealt) -> str:
        if dealt.days < 1 or not self._happens(EVENING):
            return ""
        return f"{self.chance.randint(18, 21)}:{self.chance.randint(10, 59)}"

    def _via(self, matter: Matter) -> str:
        if matter.language != ZH or not self._happens(BY_PHONE):
            return ""
        return self.chance.choice(("phone", "phone", "counter", "meeting"))


def _filed_again(dealt: Dealt) -> Story:
    """The same requester says it again, before the first one was answered."""
    then = f"""
        +30m call | 致电企业：两件为同一事项，企业同意并入先提交的一件办理。
        +10m relate again | {dealt.title} | 同一诉求人就同一事项再次提交。
        +20m refuse S2 | 与在办工单重复，已并入先提交的一件，企业可在该件中查看进展。
        +2h approve
    """
    return Story(
        who=dealt.who["name_zh"],
        filed=_filed(dealt.days - SOON),
        category=dealt.matter.category,
        title=f"再次提交：{dealt.title}",
        text=f"昨日已提交，担心没有收到，再次提交。{dealt.matter.text.format(it=dealt.it)}",
        lines=tuple(script.lines_of(then)),
    )


def _filed(days: float) -> str:
    minutes = int(days * MINUTES["d"])
    return f"{minutes // MINUTES['d']}d{minutes % MINUTES['d']}m"


def _matters() -> list[Matter]:
    written = tomllib.loads((FOLDER / "matters.toml").read_text("utf-8"))
    return [Matter(**_tuples(matter)) for matter in written["matter"]]  # type: ignore[arg-type]  # likewise


def _tuples(written: Mapping[str, object]) -> dict[str, object]:
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in written.items()
    }


def _concierges() -> dict[str, list[str]]:
    """The concierges of each place, by its code."""
    found: dict[str, list[str]] = {}
    for row in sheets.rows("staff"):
        if row["role"] == "concierge":
            found.setdefault(row["office"], []).append(row["name"])
    return found


def _days_away(row: Mapping[str, str]) -> tuple[float, float]:
    """From when to when, in working days back, nothing should be filed that they would have."""
    leaves, returns = (_back(row[name]) for name in ("leaves", "returns"))
    return returns - 1, leaves + 25


def _back(told: str) -> float:
    count = int(re.sub(r"d.*", "", told[1:]))
    return float(count if told.startswith("-") else -count)
