"""Tells the stories: every deed of every request, in order of time, through the actions."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from accounts.models import User
from tickets.access import clock
from tickets.actions import deliveries, filing, ladders, messages, notifications, steps
from tickets.demo import rota, rulebook
from tickets.demo.deeds import PARTS, Case, assignee
from tickets.demo.everyday import stories
from tickets.demo.pace import Pace, Play, Scene
from tickets.demo.requesters import Client
from tickets.demo.script import Line, Story
from tickets.demo.staff import House
from tickets.models import Ticket
from tickets.rules.classification import Level, Nature
from tickets.rules.filing import Complained, Filing, Source

SEED = 2020  # the year of the investment law; any other would do
INTAKE = "马宁"  # takes in what is told by phone, at the counter, at a meeting
NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
SELDOM = dt.timedelta(days=10)  # deeds climb too, and nobody looks when an old rung was noted
OFTEN = "-6d"  # since then as often as the house itself does
ROUND = dt.timedelta(seconds=10)
LATE_AT_MOST = 1500  # seconds
READ = "-10d"  # what is older was read by everybody
WRITING_TIME = dt.timedelta(minutes=9)


@dataclass
class Teller:
    """Whoever tells the example: knows the house, its clients, the pace, and draws the numbers."""

    house: House
    clients: dict[str, Client]
    pace: Pace
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311  # no secret
    told: dict[str, Ticket] = field(default_factory=dict)  # by title, as far as it was told

    def tell(self) -> None:
        """Play every scene up to now, in order; meanwhile the lights are turned."""
        swept_at, often_from = NEVER, self.pace.on(OFTEN)
        scenes = [*self._scenes(), rulebook.scene(self.house, self.pace)]
        scenes += rota.scenes(self.house, self.pace, self.told.values())
        for scene in sorted(scene for scene in scenes if scene.at < self.pace.now):
            if scene.at >= often_from:
                _sweep_until(scene.at)
            if scene.at - swept_at >= SELDOM:
                deliveries.count_as_delivered(now=scene.at)
                ladders.climb(now=scene.at)
                swept_at = scene.at
            scene.play(scene.at)
        _sweep_until(self.pace.now)
        ladders.climb(now=self.pace.now)

    def _scenes(self) -> Iterator[Scene]:
        told = (scene for story in stories() for scene in self._told(story))
        for place, (at, play) in enumerate(told):
            yield Scene(at, place, play)
        for person in self._everybody():
            yield Scene(self.pace.on(READ), 0, partial(_read_all, person))

    def _told(self, story: Story) -> Iterator[tuple[dt.datetime, Play]]:
        """Each deed of one story with its moment."""
        case = _Told(self, story)
        at = self._filed(story)
        yield at, case.file
        for line in story.lines:
            at = self.pace.after(at, line.wait)
            yield at, case.deed(line)

    def _filed(self, story: Story) -> dt.datetime:
        """When it was filed: days ago a little later by chance, as nobody files to the minute."""
        at = self.pace.filed(story.filed, story.at)
        late = dt.timedelta(seconds=self.chance.randrange(LATE_AT_MOST))
        return self.pace.worktime.add(at, late) if "d" in story.filed and not story.at else at

    def _everybody(self) -> list[User]:
        clients = [one for client in self.clients.values() for one in client.people.values()]
        return list(dict.fromkeys([*self.house.staff.values(), *clients]))


def _sweep_until(at: dt.datetime) -> None:
    """A round wherever a clock is to be looked at before this moment."""
    while (due_at := clock.next_look()) and due_at + ROUND < at:
        ladders.climb(now=due_at + ROUND)


def _read_all(person: User, now: dt.datetime) -> None:
    notifications.read_all(by=person, now=now)


@dataclass
class _Told:
    """One story on its way."""

    teller: Teller
    story: Story
    case: Case | None = None

    def file(self, now: dt.datetime) -> None:
        """Somebody of the requester, or the intake officer for them, writes it and submits it.

        A story that is only a draft stops before that.
        """
        story, client = self.story, self.teller.clients[self.story.who]
        filer = client.people[story.by] if story.by else client.owner
        writer = self.teller.house.staff[INTAKE] if story.via else filer
        draft = filing.begin(client.enterprise, by=writer, now=now - WRITING_TIME)
        if story.draft:
            typed = {"title": story.title, "text": story.text, "nature": story.nature}
            filing.keep(draft, typed | {"category": story.category}, by=writer, now=now)
            return
        filed = _filing(story, client, filer)
        chance = self.teller.chance.randrange
        ticket = filing.submit(draft, filed, by=writer, now=now, chance=chance)
        told = self.teller.told
        told[story.title] = ticket
        self.case = Case(story, self.teller.house, filer, ticket, others=told)

    def deed(self, line: Line) -> Play:
        """What is done when the time of this line comes."""
        return lambda now: self._do(line, now)

    def _do(self, line: Line, now: dt.datetime) -> None:
        case, part = self.case, PARTS[line.deed]
        if case is None:
            raise ValueError(f"“{self.story.title}” goes on before it was filed")
        by = part.who(case, line)
        if case.unread and part.who is assignee:
            messages.read(case.ticket, by=by, now=now)
            case.unread = False
        steps.take(case.ticket, part.step, part.carries(case, line, now), by=by, now=now)
        case.unread = case.unread or line.deed == "answer"


def _filing(story: Story, client: Client, filer: User) -> Filing:
    return Filing(
        title=story.title,
        text=story.text,
        nature=Nature(story.nature),
        category=story.category,
        language=story.language,
        in_danger=story.danger,
        places=story.places,
        complained=Complained(story.organ, Level(story.level) if story.level else None),
        colleagues=tuple(client.people[name].pk for name in story.colleagues),
        contact_name=filer.name,
        contact_phone=filer.phone,
        source=Source(story.via) if story.via else Source.PORTAL,
        consented=bool(story.via),
    )
