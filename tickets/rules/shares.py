"""The hop ledger: how long each hand answered for a ticket (首接负责).

Whoever received it first answers from the very beginning; after that whoever had it before answers
until the next one signs. So the shares are cuts of one line, and their sum is the whole.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Between = Callable[[dt.datetime, dt.datetime], dt.timedelta]
Span = tuple[dt.datetime, dt.datetime]
NONE = dt.timedelta()


@dataclass(frozen=True)
class Handing:
    """When a ticket was handed to somebody, and when they signed for it, if they did."""

    handed_at: dt.datetime
    signed_at: dt.datetime | None = None


@dataclass(frozen=True)
class Share:
    """For how long one hand answered: `gross_time` passed on the wall, of it `working_time` open,
    and `waiting_time` waiting for the requester. None where it never answered.
    """

    from_at: dt.datetime | None = None
    until_at: dt.datetime | None = None
    gross_time: dt.timedelta = NONE
    working_time: dt.timedelta = NONE
    waiting_time: dt.timedelta = NONE

    def __add__(self, other: "Share") -> "Share":
        """Both together; from when to when is not told of a sum."""
        return Share(
            None,
            None,
            self.gross_time + other.gross_time,
            self.working_time + other.working_time,
            self.waiting_time + other.waiting_time,
        )

    def part_of(self, whole: "Share") -> int:
        """Its part of the time on the wall, in per cent; 0 of nothing."""
        return round(100 * self.gross_time / whole.gross_time) if whole.gross_time else 0


def answering(handings: Sequence[Handing], start: dt.datetime, end: dt.datetime) -> list[Span]:
    """From when until when each of them answered, in their order; empty spans for who never did."""
    begins = [start, *(one.signed_at for one in handings[1:])]
    order = sorted(
        (at, place) for place, at in enumerate(begins[: len(handings)]) if at is not None
    )
    spans = [(end, end)] * len(handings)
    for (at, place), following in zip(order, [*order[1:], (end, -1)], strict=True):
        spans[place] = (_within(at, start, end), _within(following[0], start, end))
    return spans


def shares(
    handings: Sequence[Handing],
    whole: Span,
    working: Between,
    waiting: Sequence[Span] = (),
) -> list[Share]:
    """The share of each hand in the whole time; `waiting` are the spans asked of the requester."""
    return [_share(span, working, waiting) for span in answering(handings, *whole)]


def _share(span: Span, working: Between, waiting: Sequence[Span]) -> Share:
    begins, ends = span
    if begins >= ends:
        return Share()
    waited = sum((_overlap(span, one) for one in waiting), NONE)
    return Share(begins, ends, ends - begins, working(begins, ends), waited)


def _overlap(one: Span, other: Span) -> dt.timedelta:
    return max(min(one[1], other[1]) - max(one[0], other[0]), NONE)


def _within(at: dt.datetime, start: dt.datetime, end: dt.datetime) -> dt.datetime:
    return min(max(at, start), end)
