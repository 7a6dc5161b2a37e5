"""Publish a measure: a new version in place of the old; what was tied to it keeps its own."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, fields

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Region, User
from accounts.models.enterprise import FtzArea
from accounts.roles import May
from tickets.access import permits
from tickets.access.calendars import province
from tickets.actions.calendars import DUTY
from tickets.models import Category, Event, Measure, MeasureVersion, database
from tickets.rules.carried import missing
from tickets.rules.measures import MeasureDraft, Scope
from tickets.rules.versions import next_version

PUBLISHED = "measure_published"
_WORDS = tuple(
    each.name for each in fields(MeasureDraft) if each.name not in {"code", "scope", "seen"}
)


@transaction.atomic
def publish(draft: MeasureDraft, *, by: User, now: dt.datetime) -> MeasureVersion:
    """From now on the measure reads as the draft says; a code that is new opens a new place.

    Raises Refused: ROLE unless `by` edits the policy of the province, MISSING with the field that
    is not right, STALE when a version was published that the draft has not seen.
    """
    permits.demand(by, May.EDIT_POLICY, at=province(), now=now)
    draft.validate()
    _check_scope(draft.scope)
    database.wait_for(DUTY)
    kept = MeasureVersion.objects.filter(measure=draft.code)
    said = {name: getattr(draft, name) for name in _WORDS}
    told = said | {name: list(codes) for name, codes in asdict(draft.scope).items()}
    last = kept.select_related("published_by").order_by("version").last()
    own = kept.filter(**told, version=draft.seen + 1, published_by=by)
    version = next_version(last, draft.seen, is_own=own.exists())
    Measure.objects.get_or_create(code=draft.code)
    kept.in_force().update(replaced_at=now)
    made = MeasureVersion.objects.create(
        measure_id=draft.code, version=version, published_by=by, published_at=now, **told
    )
    _record(made, by, now)
    return made


@transaction.atomic
def publish_all(
    drafts: Iterable[MeasureDraft], *, by: User, now: dt.datetime
) -> list[MeasureVersion]:
    """Publish all of them or none, each with its own Event. Raises Refused as publish() does."""
    return [publish(draft, by=by, now=now) for draft in drafts]


def _check_scope(scope: Scope) -> None:
    known = {
        "areas": set(FtzArea.values),
        "cities": set(Region.objects.values_list("code", flat=True)),
        "categories": set(Category.objects.values_list("code", flat=True)),
    }
    for field, codes in known.items():
        if not codes.issuperset(getattr(scope, field)):
            raise missing(field, _("Choose from the list."), "choice")


def _record(made: MeasureVersion, by: User, now: dt.datetime) -> None:
    until = made.valid_to
    facts = {
        "version": made.version,
        "title_zh": made.title_zh,
        "issuing_body": made.issuing_body,
        "document_no": made.document_no,
        "valid_from": made.valid_from,
        "valid_to": until,
        "scope": asdict(made.scope),
        "reason": made.reason,
    }
    Event.objects.append(f"measure:{made.measure_id}", PUBLISHED, by=by, now=now, facts=facts)
