"""What the house knows that a sheet of measures is compared with: asked once for all rows."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import Region
from tickets.models import Category, LinkedMeasure, Measure, MeasureVersion


@dataclass(frozen=True)
class Known:
    """The places of the catalogue with what is published there, and what a scope may name."""

    codes: frozenset[str]
    newest: dict[str, MeasureVersion]
    uses: dict[str, int]
    cities: list[Region]
    categories: list[Category]


def known_for(codes: Collection[str]) -> Known:
    """What is known of these codes (five questions, however many)."""
    kept = Measure.objects.filter(code__in=codes).values_list("code", flat=True)
    newest = MeasureVersion.objects.in_force().filter(measure__in=codes)
    ties = LinkedMeasure.objects.filter(measure__in=codes, removed_at=None).order_by()
    counted = ties.values("measure").annotate(n=Count("pk")).values_list("measure", "n")
    return Known(
        frozenset(kept),
        {each.measure_id: each for each in newest},
        dict(counted),
        list(Region.objects.exclude(parent=None)),
        list(Category.objects.all()),
    )
