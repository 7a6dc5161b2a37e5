"""Publish a promise: a new version in the place of the old; what runs keeps what it was given."""

import datetime as dt
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from accounts.roles import May
from tickets.access import permits
from tickets.actions.calendars import DUTY
from tickets.errors import Because, Refused
from tickets.models import Category, Event, Promise, database
from tickets.models.promise import scope_of
from tickets.rules.carried import missing
from tickets.rules.promise_drafts import PromiseDraft
from tickets.rules.versions import next_version

STREAM = "promises"


@transaction.atomic
def publish(draft: PromiseDraft, *, by: User, now: dt.datetime) -> Promise:
    """Promise from now on what the draft says, for the tickets it is for.

    Running clocks keep their promise; only `classify` gives a ticket that of today. Raises Refused:
    ROLE unless `by` edits the policy there, STALE when a version was published that the draft has
    not seen, MISSING with the field for what cannot be promised, the law included.
    """
    permits.demand(by, May.EDIT_POLICY, at=_office(draft), now=now)
    draft.validate()
    database.wait_for(DUTY)
    _check_kind(draft)
    scope = scope_of(draft.promised)
    last = Promise.objects.filter(**scope).select_related("published_by").order_by("version").last()
    told = {"unit": draft.unit, "amount": draft.amount, "reason": draft.reason.strip()}
    own = Promise.objects.filter(**scope, **told, version=draft.seen + 1, published_by=by)
    version = next_version(last, draft.seen, is_own=own.exists())
    before = Promise.objects.in_force().filter(**scope).first()
    if before is not None:
        before.replaced_at = now
        before.save(update_fields=["replaced_at"])
    promise = Promise.objects.create(
        clock=draft.clock,
        ordinal=draft.ordinal,
        track=draft.track,
        urgency=draft.urgency,
        category_id=draft.category,
        office_id=draft.office,
        version=version,
        published_at=now,
        published_by=by,
        **told,
    )
    _record(promise, before, by, now)
    return promise


def _office(draft: PromiseDraft) -> Office:
    if draft.office is None:
        return Office.objects.get(kind=Office.Kind.PROVINCE)
    office = Office.objects.nodes().filter(pk=draft.office).first()
    if office is None:
        raise missing("office", _("Choose an office from the list."), "choice")
    return office


def _check_kind(draft: PromiseDraft) -> None:
    """A promise is for a kind of ticket that the house knows; it may narrow it, not invent one."""
    kind = replace(draft.promised, category=None, office=None)
    if not Promise.objects.in_force().filter(**scope_of(kind)).exists():
        sentence = _("Nothing is promised for this kind of ticket yet.")
        raise Refused(Because.MISSING, "no_such_kind", sentence, field="clock")
    if draft.category and not Category.objects.filter(pk=draft.category).exists():
        raise missing("category", _("Choose a category."), "choice")


def _record(promise: Promise, before: Promise | None, by: User, now: dt.datetime) -> None:
    facts = {
        "clock": promise.clock,
        "ordinal": promise.ordinal,
        "track": promise.track,
        "urgency": promise.urgency,
        "category": promise.category_id,
        "office": str(promise.office_id) if promise.office_id else None,
        "version": promise.version,
        "before": f"{before.amount} {before.unit}" if before else None,
        "after": f"{promise.amount} {promise.unit}",
        "reason": promise.reason,
    }
    Event.objects.append(STREAM, "promise_published", by=by, now=now, facts=facts)
