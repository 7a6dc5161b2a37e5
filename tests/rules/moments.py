"""Moments for hypothesis to draw."""

import datetime as dt

from hypothesis import strategies as st


def moments(first: str, last: str) -> st.SearchStrategy[dt.datetime]:
    """Moments in UTC from the beginning of one date to that of another."""
    since, until = dt.datetime.fromisoformat(first), dt.datetime.fromisoformat(last)
    return st.datetimes(since, until, timezones=st.just(dt.UTC))
