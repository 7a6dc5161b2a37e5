"""Pages of a long list that cost the same wherever one is: each begins after a known row."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

PAGE_LENGTH = 20


@dataclass(frozen=True)
class KeysetPage:
    """The rows of one page, newest first; `older` is where the next one begins, if there is one."""

    rows: list[Any]
    older: uuid.UUID | None
    is_first: bool


def page_of(rows: "QuerySet[Any]", before: str) -> KeysetPage:
    """The page of `rows`, ordered by falling id, that begins below the id `before`.

    What is not an id begins at the top.
    """
    start = _id(before)
    below = rows.filter(pk__lt=start) if start else rows
    found = list(below[: PAGE_LENGTH + 1])
    shown = found[:PAGE_LENGTH]
    older = shown[-1].pk if len(found) > PAGE_LENGTH else None
    return KeysetPage(shown, older, is_first=start is None)


def _id(written: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(written)
    except ValueError:
        return None
