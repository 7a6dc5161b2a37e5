"""Roles of staff: each a grant at an office, within dates."""

import datetime as dt

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateRangeField,
    RangeBoundary,
    RangeOperators,
)
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from accounts.roles import STAFF, May, Role, Side, roles_that

WHOLE_DAYS = RangeBoundary(inclusive_lower=True, inclusive_upper=True)


class DateRange(Func):
    """The days from the first to the last, both counted."""

    function = "DATERANGE"
    output_field = DateRangeField()


def _roles_of(side: Side) -> list[str]:
    return sorted(role.value for role, card in STAFF.items() if card.side is side)


def counting(on: dt.date, of: str = "") -> Q:
    """What counts on this day: it has begun, was not ended early, its last day is not over."""
    last = Q((f"{of}until_date", None)) | Q((f"{of}until_date__gte", on))
    return Q((f"{of}from_date__lte", on), (f"{of}ended_at", None)) & last


def counts(from_date: dt.date, until_date: dt.date | None, on: dt.date) -> bool:
    """Whether what was not ended early counts on this day: `counting`, of a row already read."""
    return from_date <= on and (until_date is None or until_date >= on)


class Grants(models.QuerySet["Grant"]):
    """Grants, by day and by what they allow."""

    def in_force(self, on: dt.date) -> "Grants":
        """Those that count on this day."""
        return self.filter(counting(on))

    def not_over(self, on: dt.date) -> "Grants":
        """Those that count on this day or are to count later."""
        last = Q(until_date=None) | Q(until_date__gte=on)
        return self.filter(last, ended_at=None)

    def that(self, may: May) -> "Grants":
        """Those whose role may do this thing."""
        return self.filter(role__in=roles_that(may))


class Grant(models.Model):
    """One role of one person at one office; `until_date` is the last day it counts.

    Whoever ends it before that does so at once, by `ended_at`.

    The database itself keeps the four sides of roles apart in one person (GB/T 22239-2019 §8.1.4).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants")
    office = models.ForeignKey("accounts.Office", models.PROTECT, related_name="grants")
    role = models.CharField(_("Role"), max_length=20, choices=Role)
    side = models.SmallIntegerField(_("Side"), choices=Side)
    capacity = models.PositiveSmallIntegerField(_("Open tickets at most"), default=40)
    skills: "ArrayField[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=4), default=list, blank=True, verbose_name=_("Categories")
    )
    from_date = models.DateField(_("From"))
    until_date = models.DateField(_("Until"), null=True)
    ended_at = models.DateTimeField(_("Ended early"), null=True)

    objects = Grants.as_manager()

    class Meta:
        verbose_name = _("Grant")
        indexes = [models.Index(fields=["office", "role"], name="who_has_a_role_at_an_office")]
        constraints = [
            ExclusionConstraint(
                name="a_role_is_granted_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("office", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (DateRange("from_date", "until_date", WHOLE_DAYS), RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="side_follows_role",
                condition=Q(
                    *(Q(side=side, role__in=_roles_of(side)) for side in Side), _connector=Q.OR
                ),
            ),
            models.CheckConstraint(
                name="grant_ends_after_it_begins",
                condition=Q(until_date=None) | Q(until_date__gte=F("from_date")),
            ),
            ExclusionConstraint(
                name="sides_never_meet_in_one_person",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("side", RangeOperators.NOT_EQUAL),
                    (DateRange("from_date", "until_date", WHOLE_DAYS), RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.office}"
