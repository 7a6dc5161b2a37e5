"""Pages of a long list that cost the same wherever one is: each begins after a known row."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Subquery

PAGE_LENGTH = 20


@dataclass(frozen=True)
class KeysetPage:
    """The rows of one page, newest first; `older` is where the next one begins, if there is one."""

    rows: list[Any]
    older: uuid.UUID | None
    is_first: bool


def page_of(rows: "QuerySet[Any]", before: str, by: str = "pk") -> KeysetPage:
    """The page of `rows`, ordered by falling `by` and id, that begins below the row `before`.

    What is not an id begins at the top.
    """
    start = _id(before)
    below = _below(rows, start, by) if start else rows
    found = list(below[: PAGE_LENGTH + 1])
    shown = found[:PAGE_LENGTH]
    older = shown[-1].pk if len(found) > PAGE_LENGTH else None
    return KeysetPage(shown, older, is_first=start is None)


def _below(rows: "QuerySet[Any]", start: uuid.UUID, by: str) -> "QuerySet[Any]":
    if by == "pk":
        return rows.filter(pk__lt=start)
    there = Subquery(rows.order_by().filter(pk=start).values(by)[:1])
    return rows.filter(Q(**{f"{by}__lt": there}) | Q(**{by: there, "pk__lt": start}))


def _id(written: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(written)
    except ValueError:
        return None
