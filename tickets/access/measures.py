"""The catalogue of measures as the house reads it."""

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise

from tickets.access.people import the_one
from tickets.models import LinkedMeasure, Measure, MeasureVersion
from tickets.rules.measures import Stage, stage_of


@dataclass(frozen=True)
class Entry:
    """A place of the catalogue: what is published there, if anything is, and where it stands."""

    measure: Measure
    newest: MeasureVersion | None
    stage: Stage

    @property
    def code(self) -> str:
        """Its code."""
        return self.measure.code

    @property
    def label(self) -> str | Promise:
        """Where it stands, in words."""
        return self.stage.label


def catalogue(on: dt.date) -> list[Entry]:
    """Every place of the catalogue in order of its code, as it stands on a day."""
    published = MeasureVersion.objects.in_force()
    newest = {each.measure_id: each for each in published.select_related("published_by")}
    return [_entry(each, newest.get(each.code), on) for each in Measure.objects.all()]


def entry(code: str, on: dt.date) -> Entry:
    """One place of the catalogue; unseen for a code that nobody has opened."""
    measure = the_one(Measure.objects.all(), pk=code)
    return _entry(measure, measure.versions.filter(replaced_at=None).first(), on)


def versions_of(code: str) -> list[MeasureVersion]:
    """Every version of a measure, the newest first."""
    kept = MeasureVersion.objects.filter(measure=code).select_related("published_by")
    return list(kept.order_by("-version"))


def newest_version(code: str) -> int:
    """The newest version of a measure; 0 where nothing was ever published."""
    kept = MeasureVersion.objects.filter(measure=code).order_by("version")
    return kept.values_list("version", flat=True).last() or 0


def uses(code: str) -> int:
    """To how many tickets the measure is linked."""
    return LinkedMeasure.objects.filter(measure=code, removed_at=None).count()


def _entry(measure: Measure, newest: MeasureVersion | None, on: dt.date) -> Entry:
    stage = Stage.TO_BE_ENTERED
    if newest is not None:
        stage = stage_of(newest.valid_from, newest.valid_to, on)
    return Entry(measure, newest, stage)
