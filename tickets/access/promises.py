"""Promises as the policy editor reads them."""

from tickets.access.people import the_one
from tickets.models import Promise
from tickets.models.promise import scope_of
from tickets.rules.clocks import Clock
from tickets.rules.promises import Promised

NAMED = ("category", "office", "published_by")
ORDER = {clock: place for place, clock in enumerate(Clock)}


def table() -> list[Promise]:
    """The promises in force, clock by clock; those for all tickets before the narrower ones."""
    rows = Promise.objects.in_force().select_related(*NAMED)
    return sorted(rows, key=lambda row: (ORDER[Clock(row.clock)], row.ordinal, bool(row.narrowed)))


def promise_in_force(key: int) -> Promise:
    """One promise in force; unseen for what was replaced."""
    return the_one(Promise.objects.in_force().select_related(*NAMED), pk=key)


def promise_once_in_force(key: int) -> Promise:
    """One promise that somebody began to change, perhaps replaced meanwhile."""
    return the_one(Promise.objects.select_related(*NAMED), pk=key)


def versions_of(promise: Promise) -> list[Promise]:
    """Every version of what is promised for the same tickets, the newest first."""
    same = Promise.objects.filter(**promise.scope).select_related("published_by")
    return list(same.order_by("-version"))


def newest_version(row: Promised) -> int:
    """The newest version of what is promised for the same tickets; 0 where nothing is."""
    versions = Promise.objects.filter(**scope_of(row)).order_by("version")
    return versions.values_list("version", flat=True).last() or 0
