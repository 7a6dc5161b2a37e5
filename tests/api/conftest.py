"""Tickets for programs to read."""

import datetime as dt
from collections.abc import Callable

import pytest

from accounts.models import Enterprise, User
from tickets.actions import filing
from tickets.rules.classification import Nature
from tickets.rules.filing import Filing

Many = Callable[..., None]


@pytest.fixture
def many(handbook: None, owner: User, sakuragawa: Enterprise, now: dt.datetime) -> Many:
    """File so many requests at one and the same moment, some minutes after `now`."""

    def file(count: int, minutes: int = 0) -> None:
        at = now + dt.timedelta(minutes=minutes)
        for each in range(count):
            draft = filing.begin(sakuragawa, by=owner, now=at)
            said = Filing(f"第{each}件", "情况说明", Nature.ASSISTANCE, "T01")
            filing.submit(draft, said, by=owner, now=at)

    return file
