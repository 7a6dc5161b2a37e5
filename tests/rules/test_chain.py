"""The chain: every change shows, and facts come back from the database as they went in."""

import datetime as dt
import json
import uuid
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils.translation import gettext_lazy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.roles import Role, Side
from tickets.rules import chain

MOMENT = dt.datetime(2026, 11, 18, 10, 0, 0, 123456, tzinfo=dt.UTC)
LINK = chain.Link("ticket:1", 1, "submitted", "somebody", MOMENT, {"a": 1})

texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
whole = st.integers(-chain.LARGEST, chain.LARGEST)
EARLIEST, LATEST = dt.datetime(1900, 1, 2), dt.datetime(9990, 1, 1)  # noqa: DTZ001  # bounds
moments = st.datetimes(
    EARLIEST,
    LATEST,
    timezones=st.timezones(),  # bounds
)
single = st.none() | st.booleans() | whole | texts | moments | st.dates() | st.uuids()
facts = st.dictionaries(
    texts,
    st.recursive(
        single, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=9
    ),
)


def _through_the_database(value: dict[str, Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("select %s::jsonb::text", [json.dumps(value)])
        return json.loads(cursor.fetchone()[0])


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(facts)
def test_facts_come_back_from_the_database_as_they_went_in(said: dict[str, Any]) -> None:
    plain = chain.plain(said)
    back = _through_the_database(plain)
    assert back == plain
    assert chain.hash_of(replace(LINK, facts=back), "") == chain.hash_of(
        replace(LINK, facts=plain), ""
    )


@given(facts)
def test_plain_facts_stay_as_they_are(said: dict[str, Any]) -> None:
    assert chain.plain(chain.plain(said)) == chain.plain(said)


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        1.0,
        float("nan"),
        Decimal("1.50"),
        2**53,
        -(2**53),
        b"bytes",
        {"a", "b"},
        "a\x00b",
        "half \ud800 of a character",
        dt.datetime(2026, 1, 1),  # noqa: DTZ001  # the point: no zone
        gettext_lazy("When"),
        object(),
        {1: "a number as a name"},
        ["nested", {"deep": 0.1}],
    ],
)
def test_what_would_not_come_back_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"event|fact"):
        chain.plain({"fact": value})


def test_domain_values_become_plain_ones() -> None:
    key = uuid.UUID(int=7)
    said = {"role": Role.LEAD, "side": Side.AUDIT, "who": key, "day": dt.date(2026, 2, 14)}
    plain = chain.plain(said)
    assert plain == {"role": "lead", "side": 3, "who": str(key), "day": "2026-02-14"}
    assert {type(fact) for fact in plain.values()} == {str, int}


def test_a_moment_is_the_same_fact_in_every_zone() -> None:
    beijing = MOMENT.astimezone(dt.timezone(dt.timedelta(hours=8)))
    assert chain.plain({"at": MOMENT}) == chain.plain({"at": beijing})


@pytest.mark.parametrize(
    "change",
    [
        {"stream": "ticket:2"},
        {"position": 2},
        {"kind": "accepted"},
        {"by": "somebody else"},
        {"at": MOMENT + dt.timedelta(microseconds=1)},
        {"facts": {"a": 2}},
        {"facts": {"a": "1"}},
        {"facts": {}},
    ],
)
def test_every_change_changes_the_hash(change: dict[str, Any]) -> None:
    assert chain.hash_of(replace(LINK, **change), "") != chain.hash_of(LINK, "")


def test_a_link_depends_on_the_one_before() -> None:
    assert chain.hash_of(LINK, chain.GENESIS) != chain.hash_of(LINK, "f" * 64)


def test_the_hash_of_an_event_never_changes_between_versions() -> None:
    known = "485482bf5b57"
    link = replace(LINK, facts={"原因": "材料不全", "n": 3, "ok": True, "none": None})
    assert chain.hash_of(link, chain.GENESIS).startswith(known)


def test_a_seal_covers_what_was_before_it_its_end_and_every_head() -> None:
    heads = [("a", 1, "x"), ("b", 2, "y")]
    sealed = chain.seal_hash("", 9, heads)
    others = [
        chain.seal_hash("0", 9, heads),
        chain.seal_hash("", 8, heads),
        chain.seal_hash("", 9, heads[:1]),
        chain.seal_hash("", 9, [("a", 1, "x"), ("b", 1, "y")]),
    ]
    assert sealed == chain.seal_hash("", 9, heads)
    assert sealed not in others


@pytest.mark.parametrize(("last", "is_due"), [(None, True), (17, True), (18, False), (19, False)])
def test_one_seal_a_day(last: int | None, *, is_due: bool) -> None:
    last_date = dt.date(2026, 11, last) if last else None
    assert chain.is_seal_due(last_date, dt.date(2026, 11, 18)) is is_due
