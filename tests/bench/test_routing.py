"""Routing among a thousand concierges and two hundred rules, its dry run, and claims at once."""

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from statistics import median, quantiles
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.ids import uuid7
from accounts.models import Enterprise, Grant, Office, User
from accounts.roles import STAFF, Role
from tickets.access.routes import routing_of
from tickets.actions import claims, filing
from tickets.errors import Refused
from tickets.models import Draft, Event, Hop, RoutingRules, Ticket
from tickets.reports import dry_runs
from tickets.rules.classification import Nature
from tickets.rules.filing import Filing
from tickets.rules.routing_rules import SHIPPED, Goal, Rule, Rules

pytestmark = pytest.mark.bench
CONCIERGES, RULES, PAST = 1_000, 200, 10_000
ROUTED, ROUTING, QUESTIONS = 200, 0.010, 6  # rounds, seconds, questions
SUBMISSIONS, ROOM = 1_000, 25
DRY_RUN = 10  # seconds
FREE, CLAIMS, AT_ONCE = 100, 10_000, 20  # tickets, claims, connections
ASKED = Filing("邀请函", "邀请工程师来访。", Nature.ASSISTANCE, "T02")
Invite = Callable[..., User]


def _concierges(offices: list[Office], count: int, now: dt.datetime) -> list[User]:
    password = make_password(None)
    people = User.objects.bulk_create(
        User(email=f"c{n}@example.test", name=f"专员{n}", password=password, joined_at=now)
        for n in range(count)
    )
    side, since = STAFF[Role.CONCIERGE].side, dt.date(2020, 1, 1)
    Grant.objects.bulk_create(
        Grant(
            user=one,
            role=Role.CONCIERGE,
            office=offices[n % len(offices)],
            side=side,
            from_date=since,
            skills=["T02"] if n % 3 else [],
        )
        for n, one in enumerate(people)
    )
    return people


def _rules() -> Rules:
    """Two hundred, of which none but the last fits most requests."""
    countries = ("DE", "FR", "GB", "IT", "ES", "NL", "SE", "CH", "AT", "BE", "DK", "FI")
    codes = [f"T{n:02}" for n in range(1, 22)]
    pairs = ((country, code) for country in countries for code in codes)
    narrow = [
        Rule(Goal.PROVINCE, tracks=("service",), categories=(code,), nationalities=(country,))
        for country, code in pairs
        if code != "T07"
    ]
    return (*SHIPPED[:-1], *narrow[: RULES - len(SHIPPED)], SHIPPED[-1])


@pytest.fixture
def house(handbook: None, owner: User, sakuragawa: Enterprise, now: dt.datetime) -> Ticket:
    """A thousand concierges at sixteen offices, two hundred rules, ten thousand past tickets."""
    Enterprise.objects.filter(pk=sakuragawa.pk).update(concierge=None, deputy=None)
    Grant.objects.filter(role=Role.CONCIERGE).delete()
    people = _concierges(list(Office.objects.nodes()), CONCIERGES, now)
    facts = {"valid_from": now.date(), "published_at": now}
    RoutingRules.objects.create(version=2, rules=[one.kept() for one in _rules()], **facts)
    enterprise = Enterprise.objects.get(pk=sakuragawa.pk)
    first = filing.submit(filing.begin(enterprise, by=owner, now=now), ASKED, by=owner, now=now)
    _past(first, people)
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    return Ticket.objects.select_related("enterprise", "category").get(pk=first.pk)


def _past(first: Ticket, people: list[User]) -> None:
    """Ten thousand more tickets of many kinds, the open ones spread over the concierges."""
    plain = {field.attname: getattr(first, field.attname) for field in Ticket._meta.concrete_fields}
    codes = [f"T{n:02}" for n in range(1, 22)]
    nationalities = ("JP", "DE", "FR", "KR", "US", "GB")
    others = [
        Enterprise(
            name_zh=f"企业{n}",
            nationality=nationalities[n % 6],
            region_id=first.enterprise.region_id,
            registered_at=first.submitted_at,
        )
        for n in range(100)
    ]
    Enterprise.objects.bulk_create(others)
    Ticket.objects.bulk_create(
        (
            Ticket(
                **{
                    **plain,
                    "id": uuid7(),
                    "number": f"99{n:010}",
                    "category_id": codes[n % 21],
                    "enterprise_id": others[n % 100].pk,
                    "assignee_id": people[n % CONCIERGES].pk,
                }
            )
            for n in range(PAST)
        ),
        batch_size=1_000,
    )


@pytest.mark.django_db
def test_one_ticket_is_routed_among_a_thousand_in_a_hundredth_of_a_second(
    house: Ticket, now: dt.datetime
) -> None:
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        found = routing_of(house, now)
    assert found.routing.person is not None
    assert len(found.routing.tried) == RULES
    times = []
    for _ in range(ROUTED):
        began = time.perf_counter()
        with transaction.atomic():
            routing_of(house, now)
        times.append(time.perf_counter() - began)
    p95, bare = quantiles(times, n=20)[-1], _bare([one["sql"] for one in asked.captured_queries])
    print(  # noqa: T201  # for people
        f"routing among {CONCIERGES} concierges and {RULES} rules: {median(times) * 1000:.1f} ms,"
        f" p95 {p95 * 1000:.1f} ms, {len(asked)} questions, bare {bare * 1000:.1f} ms"
    )
    assert len(asked) <= QUESTIONS
    assert median(times) <= ROUTING


def _bare(questions: list[str]) -> float:
    """What the same questions take with nothing around them: how busy the machine is."""
    times = []
    for _ in range(ROUTED):
        began = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            for question in questions:
                cursor.execute(question)
                cursor.fetchall()
        times.append(time.perf_counter() - began)
    return median(times)


@pytest.mark.django_db
def test_a_dry_run_over_ten_thousand_tickets_ends_in_time(
    house: Ticket, dispatcher: User, now: dt.datetime
) -> None:
    began = time.perf_counter()
    run = dry_runs.of_rules(SHIPPED, PAST, dispatcher, now=now)
    shown = dry_runs.moves(run, run.seen[:50], SHIPPED, now)
    took = time.perf_counter() - began
    print(  # noqa: T201  # for people
        f"dry run over {run.count} tickets: {len(run.moved)} would move, {took:.2f} s"
    )
    assert run.count == PAST
    assert len(shown) == min(50, len(run.seen))
    assert took <= DRY_RUN


@pytest.fixture
def claimed(handbook: None, owner: User, sakuragawa: Enterprise, now: dt.datetime) -> list[Ticket]:
    """A hundred tickets that wait for somebody at Dalian."""
    Grant.objects.filter(role=Role.CONCIERGE).update(capacity=0)
    Enterprise.objects.update(concierge=None, deputy=None)
    enterprise = Enterprise.objects.get(pk=sakuragawa.pk)
    drafts = [filing.begin(enterprise, by=owner, now=now) for _ in range(20)]
    filed = [filing.submit(one, ASKED, by=owner, now=now) for one in drafts]
    while len(filed) < FREE:
        draft = filing.begin(enterprise, by=owner, now=now + dt.timedelta(days=len(filed)))
        filed.append(filing.submit(draft, ASKED, by=owner, now=now))
    return filed


@pytest.mark.django_db(transaction=True)
def test_of_a_thousand_requests_at_once_nobody_gets_more_than_there_is_room_for(
    claimed: list[Ticket], owner: User, dalian: Office, now: dt.datetime
) -> None:
    people = _concierges([dalian], SUBMISSIONS // (2 * ROOM), now)
    Grant.objects.filter(user__in=people).update(capacity=ROOM)
    enterprise = claimed[0].enterprise
    drafts = Draft.objects.bulk_create(
        Draft(author=owner, enterprise=enterprise, begun_at=now, saved_at=now)
        for _ in range(SUBMISSIONS)
    )
    began = time.perf_counter()
    _at_once(lambda one: filing.submit(one, ASKED, by=owner, now=now).number, drafts)
    took = time.perf_counter() - began
    print(f"{SUBMISSIONS} requests, {AT_ONCE} at once: {SUBMISSIONS / took:.0f} a second")  # noqa: T201  # for people
    given = Counter(Ticket.objects.filter(assignee__in=people).values_list("assignee", flat=True))
    assert given == dict.fromkeys((one.pk for one in people), ROOM)
    assert Ticket.objects.filter(assignee=None).count() == FREE + SUBMISSIONS // 2


Page = tuple[UUID, UUID]  # a ticket as somebody sees it


def _at_once(deed: Callable[[Any], str], things: Sequence[Any]) -> list[str]:
    """What the deed came to for each thing, twenty at a time on connections of their own."""

    def done(part: Sequence[Any]) -> list[str]:
        try:
            return [deed(one) for one in part]
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        parts = pool.map(done, [things[n::AT_ONCE] for n in range(AT_ONCE)])
        return list(chain.from_iterable(parts))


@pytest.mark.django_db(transaction=True)
def test_of_ten_thousand_claims_on_a_hundred_tickets_one_each_wins(
    claimed: list[Ticket], dalian: Office, now: dt.datetime
) -> None:
    people = _concierges([dalian], CLAIMS // FREE, now)
    began = time.perf_counter()

    def claim(page: Page) -> str:
        ticket = Ticket.objects.for_page().get(pk=page[0])
        ticket.version = 1  # as everybody saw it before the race
        try:
            claims.claim(ticket, by=User.objects.get(pk=page[1]), now=now)
        except Refused as refused:
            return refused.code
        return "won"

    pages = [(ticket.pk, one.pk) for one in people for ticket in claimed]
    fates = Counter(_at_once(claim, pages))
    took = time.perf_counter() - began
    print(f"{fates.total()} claims on {FREE} tickets, {AT_ONCE} at once: {fates} in {took:.0f} s")  # noqa: T201  # for people
    assert fates == {"won": FREE, "changed_meanwhile": CLAIMS - FREE}
    for ticket in Ticket.objects.filter(pk__in=[one.pk for one in claimed]):
        assert ticket.hops.filter(kind=Hop.Kind.CLAIMED).get().assignee_id == ticket.assignee_id
        assert Event.objects.of(ticket.stream).filter(kind="claim").count() == 1
