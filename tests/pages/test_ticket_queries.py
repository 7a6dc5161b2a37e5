"""The pages of a ticket ask the database as little when very much has happened to it."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse

from accounts.models import Enterprise, Grant, User
from tests.pages.test_queries import LENGTHS, Look
from tests.pages.test_queries import look as look  # noqa: PLC0414  # a fixture
from tickets.models import (
    Clock,
    Contact,
    Ending,
    Event,
    Extension,
    Hop,
    Message,
    Named,
    Supplement,
    Suspension,
    Ticket,
)
from tickets.models.overlay import Ruling
from tickets.rules.clocks import Clock as Name
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.days import day_of
from tickets.rules.states import ENDED, OPEN, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
DAY = dt.timedelta(days=1)
FEW = 10
AT_DESK = ("li_min", "dalian_lead", "dalian_dispatcher", "supervisor", "callback_officer")
Fill = Callable[[int], Ticket]


@pytest.fixture
def readers(request: pytest.FixtureRequest) -> list[User]:
    """Everybody who opens a page here, but for the requester's owner."""
    return [request.getfixturevalue(name) for name in (*AT_DESK, "leader", "member")]


@pytest.fixture
def happenings(filed: Ticket, li_min: User, owner: User, now: dt.datetime) -> Fill:
    """So many messages, hand-overs, calls, requests for material, proposals and Events."""

    def fill(many: int) -> Ticket:
        said = {"ticket": filed, "language": "zh-hans", "said_at": now, "audience": "public"}
        Message.objects.bulk_create(
            Message(author=(owner, li_min)[n % 2], from_requester=not n % 2, text=f"{n}", **said)
            for n in range(many)
        )
        Hop.objects.bulk_create(
            Hop(
                ticket=filed,
                kind="assigned",
                office=filed.office,
                assignee=li_min,
                handed_by=li_min,
                handed_at=now,
            )
            for _each in range(many)
        )
        called = {"spoken_at": now, "logged_at": now, "logged_by": li_min, "reached": True}
        Contact.objects.bulk_create(
            Contact(ticket=filed, channel="phone", note="已告知", **called) for _each in range(many)
        )
        asked = {"items": [{"asked": "报关单"}], "asked_by": li_min, "asked_at": now}
        Supplement.objects.bulk_create(
            Supplement(ticket=filed, ended_at=now, ended_by=owner, **asked) for _each in range(many)
        )
        Ending.objects.bulk_create(
            Ending(ticket=filed, generation=1, kind="reply", carried={"public_reply": "已放行"},
                   ruling=("sent_back", "approved")[n % 2], proposed_by=li_min, proposed_at=now,
                   ruled_by=owner)
            for n in range(many)
        )  # fmt: skip
        for _each in range(many):
            Event.objects.append(filed.stream, "note", by=li_min, now=now, facts={})
        return filed

    return fill


@pytest.fixture
def waiting(
    filed: Ticket, li_min: User, owner: User, readers: list[User], now: dt.datetime
) -> None:
    """All that can wait or last on a ticket at once: it was reopened, is suspended, and more is
    asked of its requester and of its lead. Everybody is named on it.
    """
    Enterprise.objects.update(visibility=Enterprise.Visibility.NAMED)
    named = {"ticket": filed, "named_at": now, "named_by": li_min}
    Named.objects.bulk_create(Named(user=reader, **named) for reader in readers)
    asked = {"ticket": filed, "asked_by": li_min, "asked_at": now}
    Supplement.objects.create(items=[{"asked": "提单"}], **asked)
    more = {"generation": 2, "reason": "海关复核", **asked}
    Extension.objects.create(amount=3, **more)
    ground = {"legal_ground": "行政复议法第39条", "until_date": now.date() + 9 * DAY}
    Suspension.objects.create(**ground, **more)
    Suspension.objects.create(ruling=Ruling.GRANTED, ruled_by=owner, **ground, **more)
    moved = {"from": State.REPLIED, "to": State.HANDLING}
    Event.objects.append(filed.stream, "reopen", by=owner, now=now, facts=moved)
    clock = filed.clocks.get(name=Name.FIRST_CONTACT)
    for name, generation in ((Name.HANDLING, 2), (Name.SUPPLEMENT, 1)):
        clock.pk, clock.name, clock.generation, clock.started_at = None, name, generation, now
        clock.save(force_insert=True)


@pytest.fixture
def busy(filed: Ticket, happenings: Fill, waiting: None, now: dt.datetime) -> Fill:
    """The ticket that was filed, after all of this."""

    def fill(many: int) -> Ticket:
        happenings(many)
        facts = {"generation": 2, "supplements": 3, "origin_state": State.HANDLING}
        moments = {"accepted_at": now, "replied_at": now, "suspension_ends_at": now + 9 * DAY}
        Ticket.objects.filter(pk=filed.pk).update(**facts, **moments)
        return filed

    return fill


@pytest.fixture
def secret(busy: Fill) -> Fill:
    """The same, as a commercial secret: opening it is kept."""

    def fill(many: int) -> Ticket:
        ticket = busy(many)
        Ticket.objects.update(confidentiality=Confidentiality.SECRET)
        return ticket

    return fill


def _states(ticket: Ticket, many: int, now: dt.datetime) -> Iterator[State]:
    """The ticket in one state after another, with an ending proposed where one is ruled on.

    In every state there is; with very much on it in those that ask for the most.
    """
    proposed = {"carried": {"public_reply": "已放行"}, "proposed_by": ticket.assignee}
    for state in OPEN | ENDED if many == FEW else (State.HANDLING, State.REVIEWING, State.REPLIED):
        over = {"closed_at": now, "reopening_ends_at": now + DAY, "rating": 1, "rated_at": now}
        facts = over if state in ENDED else dict.fromkeys(over)
        Ticket.objects.filter(pk=ticket.pk).update(state=state, **facts)
        Ending.objects.filter(ruling="waiting").delete()
        if state == State.REVIEWING:
            Ending.objects.create(
                ticket=ticket, generation=2, kind="reply", ruling="waiting", proposed_at=now,
                **proposed,
            )  # fmt: skip
        yield state


@LENGTHS
@pytest.mark.parametrize("visitor", AT_DESK)
def test_a_secret_ticket_at_the_desk(
    visitor: str, many: int, secret: Fill, look: Look, now: dt.datetime
) -> None:
    ticket = secret(many)
    door = reverse("desk_ticket", args=[ticket.number])
    for looks, state in enumerate(_states(ticket, many, now), start=1):
        page = look(visitor, door)
        assert page.context["ticket"].state == state
        assert len(page.context["material"]) == many + 1
        assert len(page.context["talk"]) == len(page.context["route"]) - 1 == many
        assert Event.objects.of(ticket.stream).filter(kind="read").count() == looks


@LENGTHS
def test_a_ticket_before_the_leader(many: int, busy: Fill, look: Look, now: dt.datetime) -> None:
    ticket = busy(many)
    door = reverse("leader_ticket", args=[ticket.number])
    for looks, state in enumerate(_states(ticket, many, now), start=1):
        page = look("leader", door)
        assert page.context["ticket"].state == state
        assert len(page.context["proposals"]) >= many
        assert len(page.context["history"]) == many + 2 + looks


@LENGTHS
@pytest.mark.parametrize("visitor", ["owner", "member"])
def test_a_request_in_the_portal(
    visitor: str, many: int, busy: Fill, look: Look, now: dt.datetime
) -> None:
    ticket = busy(many)
    door = reverse("request", args=[ticket.number])
    for _state in _states(ticket, many, now):
        assert len(look(visitor, door).context["material"]) == many + 1


@LENGTHS
@pytest.mark.parametrize(
    ("visitor", "door"),
    [
        *((visitor, "desk_history") for visitor in ("li_min", "supervisor")),
        *((visitor, "desk_clocks") for visitor in ("li_min", "supervisor")),
        *(("dalian_lead", "desk_clock"), ("leader", "leader_clock")),
    ],
)
def test_what_is_told_apart_from_a_secret_ticket(
    visitor: str, door: str, many: int, secret: Fill, look: Look
) -> None:
    ticket = secret(many)
    clock = Clock.objects.filter(ticket=ticket).latest("generation")
    look(visitor, reverse(door, args=[ticket.number, *([clock.pk] if door[-1] == "k" else [])]))
    assert Event.objects.of(ticket.stream).filter(kind="read").count() == 1


@pytest.mark.parametrize("visitor", AT_DESK)
def test_every_step_offered_on_a_secret_ticket(
    visitor: str, secret: Fill, look: Look, now: dt.datetime
) -> None:
    ticket = secret(FEW)
    door = reverse("desk_ticket", args=[ticket.number])
    for _state in _states(ticket, FEW, now):
        page = look(visitor, door).context
        rulings = (step for each in page["asked"] for step in each.rulings)
        for step in (*page["steps"], *rulings):
            look(visitor, reverse("desk_step", args=[ticket.number, step.name]))


def test_a_reader_who_lives_elsewhere_has_the_roles_of_the_day_in_the_house(
    secret: Fill, li_min: User, look: Look, now: dt.datetime
) -> None:
    """10:00 in Dalian is the evening before in Los Angeles."""
    ticket = secret(FEW)
    li_min.time_zone = "America/Los_Angeles"
    li_min.save()
    Grant.objects.filter(user=li_min).update(from_date=day_of(now))
    look("li_min", reverse("desk_ticket", args=[ticket.number]))
