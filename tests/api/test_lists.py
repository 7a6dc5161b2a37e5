"""Lists of tickets: narrowed, ordered, a page at a time, at the same cost."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from tests.api.asking import LIST, QUERIES, Json, SignedIn, listing, numbers_in, problem_of
from tests.api.conftest import Many
from tickets.api.queries import DeskFilter
from tickets.models import Ticket
from tickets.rules.states import State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


FINDS: dict[str, tuple[str, str]] = {  # what finds the ticket on the stage, and what does not
    "public_state": ("submitted", "in_progress"),
    "state": ("submitted", "handling"),
    "track": ("service", "complaint"),
    "nature": ("assistance", "praise"),
    "category": ("T01", "T02"),
    "urgency": ("ordinary", "emergency"),
    "light": ("green", "red"),
    "office": ("210200", "210100"),
    "submitted_from": ("2026-11-18T02:00:00Z", "2026-11-18T10:00:01+08:00"),
    "submitted_before": ("2026-11-18T02:00:01Z", "2026-11-18T02:00:00Z"),
}


def test_each_filter_narrows(filed: Ticket, li_min: User, signed_in: SignedIn) -> None:
    browser = signed_in(li_min)
    assert set(FINDS) | {"tag"} == set(DeskFilter.base_filters)  # that one: test_tags.py
    for name, (fitting, other) in FINDS.items():
        assert (name, numbers_in(browser, **{name: fitting})) == (name, [filed.number])
        assert (name, numbers_in(browser, **{name: other})) == (name, [])


def test_what_shows_as_submitted_until_it_is_accepted_is_found_as_submitted(
    filed: Ticket, owner: User, signed_in: SignedIn
) -> None:
    Ticket.objects.update(state=State.REVIEWING)
    assert numbers_in(signed_in(owner), public_state="submitted") == [filed.number]
    assert numbers_in(signed_in(owner), public_state="in_progress") == []


def test_a_requester_cannot_narrow_or_order_by_what_is_internal(
    owner: User, signed_in: SignedIn
) -> None:
    browser = signed_in(owner)
    for name in ("state", "light", "office", "track", "urgency"):
        faults = problem_of(browser.get(LIST, {name: "red"}), 400)["errors"]
        told = [(each["pointer"], each["code"]) for each in faults]
        assert told == [(name, "unknown_parameter")]
    assert problem_of(browser.get(LIST, {"ordering": "next_due_at"}), 400)


NONSENSE = (  # a question, the parameter it fails by
    ("assignee__password=x", "assignee__password"),
    ("enterprise__credit_code__startswith=9", "enterprise__credit_code__startswith"),
    ("page=2", "page"),
    ("format=xml", "format"),
    ("limit=1&limit=2", "limit"),
    ("limit=0", "limit"),
    ("limit=101", "limit"),
    ("limit=١٢", "limit"),
    ("limit=", "limit"),
    ("limit=1e1", "limit"),
    ("cursor=x", "cursor"),
    ("cursor=", "cursor"),
    ("cursor=W10", "cursor"),
    ("cursor=bnVsbA", "cursor"),
    ("ordering=password", "ordering"),
    ("ordering=-next_due_at", "ordering"),
    ("state=gone", "state"),
    ("light=blue", "light"),
    ("submitted_from=yesterday", "submitted_from"),
    ("submitted_from=2026-11-18", "submitted_from"),
    ("submitted_from=2026-11-18T10:00:00", "submitted_from"),
    ("submitted_from=2026-13-40T10:00:00Z", "submitted_from"),
    ("seen_as=portal", "seen_as"),
)


def test_what_nobody_can_mean_is_named_and_refused(li_min: User, signed_in: SignedIn) -> None:
    browser = signed_in(li_min)
    for query, pointer in NONSENSE:
        answer = browser.get(f"{LIST}?{query}")
        assert (query, answer.status_code) == (query, 400)
        faults = problem_of(answer, 400)["errors"]
        named = {(each["in"], each["pointer"]) for each in faults}
        assert (query, named) == (query, {("query", pointer)})
        assert all(each["code"] and each["detail"] for each in faults)


@pytest.mark.parametrize(
    "moment",
    ["0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-12:00", "2026-01-01T00:00:00%2B16:00"],
)
def test_the_ends_of_time_are_moments_too(
    moment: str, filed: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    for name in ("submitted_from", "submitted_before"):
        assert signed_in(li_min).get(f"{LIST}?{name}={moment}").status_code == 200


def _walked(browser: Client, address: str) -> Iterator[Json]:
    """Every page from here on, by the link of the one before."""
    while address:
        answer = browser.get(address)
        page = answer.json()
        link = f'<{page["next"]}>; rel="next"' if page["next"] else None
        assert answer.headers.get("Link") == link
        yield page
        address = page["next"]


@pytest.mark.parametrize("ordering", ["-submitted_at", "submitted_at", "next_due_at"])
def test_pages_show_every_ticket_once_in_a_stable_order(
    ordering: str, many: Many, li_min: User, signed_in: SignedIn
) -> None:
    many(8)
    still = list(Ticket.objects.order_by("id").values_list("pk", flat=True)[:3])
    Ticket.objects.filter(pk__in=still).update(next_due_at=None)
    browser = signed_in(li_min)
    pages = list(_walked(browser, f"{LIST}?limit=2&ordering={ordering}"))
    ids = [item["id"] for page in pages for item in page["items"]]
    assert [len(page["items"]) for page in pages] == [2, 2, 2, 2]
    assert len(set(ids)) == 8
    moments = [str(item.get(ordering.strip("-"))) for page in pages for item in page["items"]]
    assert moments == sorted(moments)  # "None" comes after every year
    assert ids == [item["id"] for item in listing(browser, ordering=ordering)["items"]]


def test_what_is_filed_meanwhile_moves_no_page(
    many: Many, li_min: User, signed_in: SignedIn
) -> None:
    many(4)
    browser = signed_in(li_min)
    first = listing(browser, limit=2)
    many(2, minutes=1)
    (second,) = _walked(browser, first["next"])
    ids = [item["id"] for item in (*first["items"], *second["items"])]
    assert len(set(ids)) == 4


def test_a_cursor_fits_its_own_order_only(many: Many, li_min: User, signed_in: SignedIn) -> None:
    many(2)
    browser = signed_in(li_min)
    onward = listing(browser, limit=1)["next"]
    assert problem_of(browser.get(f"{onward}&ordering=submitted_at"), 400)


@pytest.mark.parametrize("visitor", ["li_min", "owner", "leader"])
@pytest.mark.parametrize("count", [10, 200])
def test_a_list_costs_the_same_whatever_its_length(
    count: int, visitor: str, many: Many, signed_in: SignedIn,
    request: pytest.FixtureRequest, django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    many(1)
    _copy(Ticket.objects.get(), count - 1)
    browser = signed_in(request.getfixturevalue(visitor))
    with django_assert_max_num_queries(QUERIES):
        listed = listing(browser, limit=100)
    assert len(listed["items"]) == min(count, 100)


def _copy(ticket: Ticket, times: int) -> None:
    """More rows like this one, as many as would take minutes to file."""
    fields = {
        each.attname: getattr(ticket, each.attname)
        for each in Ticket._meta.concrete_fields
        if each.name not in ("id", "number")
    }
    Ticket.objects.bulk_create(Ticket(**fields, number=f"26111{n:07d}") for n in range(times))
