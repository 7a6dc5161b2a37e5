"""The lists of invented people and enterprises, and how each of them gets an account."""

import csv
import datetime as dt
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.contrib.auth.hashers import make_password

from accounts.models import User
from tickets.actions import people
from tickets.demo.cast import PASSWORD, address_of
from tickets.rules.people import Newcomer


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one list."""
    sheet = Path(__file__).with_name(f"{name}.csv")
    with sheet.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def enrolled(
    name: str, latin: str, *, now: dt.datetime, language: str = "zh-hans", **facts: str
) -> User:
    """An invented person with an account, whose password is that of the whole cast."""
    spoken = tuple(facts.pop("spoken", "").split())
    newcomer = Newcomer(address_of(latin), name, latin, language, spoken_languages=spoken, **facts)
    return people.enrol(newcomer, password_hash=_hash(), by=None, now=now)


@cache
def _hash() -> str:
    """Made once: a hundred slow hashes of one public password would only cost time."""
    return make_password(PASSWORD)
