"""Routing rules are drafted in peace and published whole: a new version in place of the old."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import May
from tickets.access import permits
from tickets.access import routing_rules as access
from tickets.access.calendars import province
from tickets.errors import Because, Refused
from tickets.models import Event, RoutingDraft, RoutingRules, database
from tickets.rules import routing_drafts as drafts
from tickets.rules.days import day_of
from tickets.rules.routing_drafts import RulesDraft
from tickets.rules.routing_rules import Rules
from tickets.rules.versions import overtaken

STREAM = "routing_rules"
DUTY = "routing rules"  # one publishes at a time; does not hold up those who route
Edit = Callable[[Rules], Rules]


@transaction.atomic
def begin(version: RoutingRules, *, by: User, now: dt.datetime) -> RoutingDraft:
    """Begin a draft with the rules of a version, also of an earlier one; no Event.

    A draft is its author's alone. Raises Refused: ROLE unless `by` edits the rules, STATE when
    they have begun one already.
    """
    _demand(by, now)
    facts = {"rules": version.rules, "seen": access.newest_version()}
    moments = {"begun_at": now, "saved_at": now}
    kept, is_new = RoutingDraft.objects.get_or_create(author=by, defaults=facts | moments)
    if not is_new:
        sentence = _("You are drafting rules already. Publish or discard that draft first.")
        raise Refused(Because.STATE, "draft_begun", sentence)
    return kept


def change(draft: RoutingDraft, edit: Edit, *, by: User, now: dt.datetime) -> RoutingDraft:
    """Edit one's draft; no Event. Rules that cannot work are refused at once.

    Raises Refused: STALE when it was changed in another window, UNSEEN when it is not there any
    more, MISSING with the field for what the rules may not say, STATE for what stays in its place.
    """
    with transaction.atomic():
        held = _held(draft, by, now)
        before = held.in_order
        after, known = edit(before), access.known()
        if drafts.is_sound(before, known):
            drafts.check(after, known)
        held.rules = [rule.kept() for rule in after]
        held.edits, held.saved_at = held.edits + 1, now
        held.save(update_fields=["rules", "edits", "saved_at"])
    return held


def follow(draft: RoutingDraft, *, by: User, now: dt.datetime) -> RoutingDraft:
    """Let one's draft follow the newest version, which its author has looked at; no Event."""
    with transaction.atomic():
        held = _held(draft, by, now)
        held.seen, held.saved_at = access.newest_version(), now
        held.save(update_fields=["seen", "saved_at"])
    return held


def discard(draft: RoutingDraft, *, by: User, now: dt.datetime) -> None:
    """Throw one's draft away; no Event."""
    with transaction.atomic():
        _held(draft, by, now).delete()


@transaction.atomic
def publish(
    draft: RoutingDraft, valid_from: dt.date, reason: str, *, by: User, now: dt.datetime
) -> RoutingRules:
    """Route by these rules from a day on; what was routed keeps the version it went by.

    Raises Refused: ROLE unless `by` edits the rules of the province, STALE when a version was
    published that the draft has not seen or the draft was changed in another window, UNSEEN when
    it was published already, MISSING with the field for what cannot be published.
    """
    held = _held(draft, by, now)
    told = RulesDraft(held.in_order, valid_from, reason, held.seen)
    told.validate(day_of(now))
    drafts.check(told.rules, access.known())
    database.wait_for(DUTY)
    last = RoutingRules.objects.select_related("published_by").last()
    if last is not None and last.version != told.seen:
        raise overtaken(last)
    made = RoutingRules.objects.create(
        version=told.seen + 1,
        rules=held.rules,
        valid_from=valid_from,
        reason=reason.strip(),
        published_at=now,
        published_by=by,
    )
    held.delete()
    _record(made, last, by, now)
    return made


def _demand(by: User, now: dt.datetime) -> None:
    permits.demand(by, May.EDIT_ROUTING, at=province(), now=now)


def _held(draft: RoutingDraft, by: User, now: dt.datetime) -> RoutingDraft:
    _demand(by, now)
    held = RoutingDraft.objects.select_for_update().filter(pk=draft.pk, author=by).first()
    if held is None:
        sentence = _("This draft was published or discarded already.")
        raise Refused(Because.UNSEEN, "no_such_draft", sentence)
    if held.edits != draft.edits:
        sentence = _("You changed this draft in another window meanwhile. Look at it again.")
        raise Refused(Because.STALE, "changed_meanwhile", sentence)
    return held


def _record(made: RoutingRules, last: RoutingRules | None, by: User, now: dt.datetime) -> None:
    facts = {
        "version": made.version,
        "valid_from": made.valid_from,
        "reason": made.reason,
        "before": last.rules if last else [],
        "after": made.rules,
    }
    Event.objects.append(STREAM, "routing_rules_published", by=by, now=now, facts=facts)
