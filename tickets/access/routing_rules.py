"""The routing rules in force, as routing asks them and as the dispatcher reads them."""

import datetime as dt
from functools import lru_cache

from django.db.models import Subquery
from django.db.models.functions import Coalesce

from accounts.models import Office, Region, User
from accounts.roles import STAFF, May, Role
from accounts.standing import grants_of, offices_where
from tickets.access.people import the_one
from tickets.models import Category, RoutingDraft, RoutingRules
from tickets.models.crew import HOLDERS
from tickets.rules.days import day_of
from tickets.rules.routing import Holder
from tickets.rules.routing_drafts import Known
from tickets.rules.routing_rules import SHIPPED, Rules
from tickets.rules.traces import Named

_OF_A_HOLDER = ("pk", "name_zh", "name_en", "region", "parent")


def in_force(now: dt.datetime) -> tuple[int | None, Rules]:
    """The key of the version that counts and its rules (one small question); as shipped for None.

    A version never changes: a process keeps what it has read of it.
    """
    found = RoutingRules.objects.in_force(day_of(now)).values_list("pk", flat=True)
    key = next(iter(found), None)
    return key, SHIPPED if key is None else _read(key)


@lru_cache(maxsize=4)
def _read(key: int) -> Rules:
    return RoutingRules.objects.get(pk=key).in_order


def holders() -> list[Holder]:
    """The offices that work and may hold tickets."""
    open_ones = Office.objects.filter(kind__in=HOLDERS, is_active=True)
    return [
        Holder(key, Named(zh, en), region, parent is None)
        for key, zh, en, region, parent in open_ones.values_list(*_OF_A_HOLDER)
    ]


def known() -> Known:
    """What rules may name."""
    return Known(
        frozenset(Category.objects.values_list("code", flat=True)),
        frozenset(Region.objects.exclude(parent=None).values_list("code", flat=True)),
        frozenset(one.id for one in holders()),
    )


def reads_routing(user: User, now: dt.datetime) -> bool:
    """Whether this person reads the rules: who edits them, and the dispatchers of the cities."""
    return bool(offices_where(user, May.EDIT_ROUTING, day_of(now)))


def edits_routing(user: User, now: dt.datetime) -> bool:
    """Whether this person edits the rules: they are the province's, for all offices."""
    grants = grants_of(user, day_of(now))
    edits = (one for one in grants if May.EDIT_ROUTING in STAFF[Role(one.role)].may)
    return any(one.office.kind == Office.Kind.PROVINCE for one in edits)


def versions() -> list[RoutingRules]:
    """Every version, the newest first."""
    return list(RoutingRules.objects.select_related("published_by").order_by("-version"))


def version(number: int) -> RoutingRules:
    """One version; unseen for a number that was never published."""
    return the_one(RoutingRules.objects.select_related("published_by"), version=number)


def newest_version() -> int:
    """The newest version; 0 where nothing was ever published."""
    return RoutingRules.objects.values_list("version", flat=True).last() or 0


def draft_of(user: User) -> RoutingDraft | None:
    """What this person is drafting."""
    return RoutingDraft.objects.filter(author=user).first()


def draft_for(user: User) -> RoutingDraft:
    """The same, with the newest version there is; unseen where there is none."""
    versions = RoutingRules.objects.order_by("-version").values("version")[:1]
    known = {"newest": Coalesce(Subquery(versions), 0)}
    return the_one(RoutingDraft.objects.annotate(**known), author=user)
