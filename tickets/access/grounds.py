"""Grounds as the policy editor reads them: every wording, and how often each was named."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from tickets.access.people import the_one
from tickets.models import Ending, Ground
from tickets.models.ground import Grounds

Ruling = Ending.Ruling


@dataclass(frozen=True)
class Touched:
    """How often a ground is named."""

    waiting: int  # endings that await a ruling
    approved: int


def table() -> Grounds:
    """Every wording of every ground, list by list, the newest first."""
    return Ground.objects.order_by("list", "code", "-valid_from")


def ground_known(key: int) -> Ground:
    """One of them. Raises Refused(UNSEEN)."""
    return the_one(Ground.objects.all(), pk=key)


def is_over(ground: Ground, on: dt.date) -> bool:
    """Whether it can be chosen no more."""
    return ground.valid_to is not None and ground.valid_to < on


def touched(ground: Ground) -> Touched:
    """In how many endings it is named."""
    named = Ending.objects.filter(ground=ground).aggregate(
        waiting=Count("pk", filter=Q(ruling=Ruling.WAITING)),
        approved=Count("pk", filter=Q(ruling=Ruling.APPROVED)),
    )
    return Touched(**named)
