"""The curated list of tags: add one, name it anew, end it, merge it into another."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import May
from tickets.access import permits
from tickets.access.calendars import province
from tickets.access.tags import uses
from tickets.errors import Because, Refused, refused_by_database
from tickets.models import Event, Tag, database
from tickets.rules.carried import missing
from tickets.rules.categories import check_first_day, check_last_day
from tickets.rules.days import day_of
from tickets.rules.tags import TagWords

DUTY = "tags"
_TAKEN = _("There is a tag of this name already; it may have ended, or be merged into another.")
CLASHES = {"one_tag_of_a_chinese_name": _TAKEN, "one_tag_of_an_english_name": _TAKEN}


@transaction.atomic
def add(words: TagWords, valid_from: dt.date, *, by: User, now: dt.datetime) -> Tag:
    """From this day on another tag can be put on tickets."""
    _demand(by, now)
    words.validate()
    check_first_day(valid_from, day_of(now))
    said = words.kept()
    with refused_by_database(**CLASHES):
        tag = Tag.objects.create(valid_from=valid_from, created_by=by, created_at=now, **said)
    facts = said | {"valid_from": valid_from}
    Event.objects.append(tag.stream, "tag_added", by=by, now=now, facts=facts)
    return tag


@transaction.atomic
def mend(tag: Tag, words: TagWords, *, by: User, now: dt.datetime) -> Tag:
    """Name or describe a tag anew; it stays the same tag on every ticket that has it."""
    _demand(by, now)
    words.validate()
    current = _current(tag)
    said = {name: [getattr(current, name), new] for name, new in words.kept().items()}
    changed = {name: pair for name, pair in said.items() if pair[0] != pair[1]}
    if not changed:
        raise Refused(Because.STATE, "unchanged", _("Nothing was changed."))
    for name, (_before, after) in changed.items():
        setattr(current, name, after)
    with refused_by_database(**CLASHES):
        current.save(update_fields=list(changed))
    Event.objects.append(current.stream, "tag_mended", by=by, now=now, facts=changed)
    return current


@transaction.atomic
def end(tag: Tag, valid_to: dt.date, *, by: User, now: dt.datetime) -> Tag:
    """Say until when a tag can be put on tickets; it stays on those that have it."""
    _demand(by, now)
    current = _current(tag)
    check_last_day(valid_to, current.valid_from, day_of(now))
    if current.valid_to == valid_to:
        raise Refused(Because.STATE, "unchanged", _("Nothing was changed."))
    facts = {"valid_to": [current.valid_to, valid_to]}
    current.valid_to = valid_to
    current.save(update_fields=["valid_to"])
    Event.objects.append(current.stream, "tag_ended", by=by, now=now, facts=facts)
    return current


@transaction.atomic
def merge(tag: Tag, into: Tag, *, by: User, now: dt.datetime) -> Tag:
    """From now on one tag is another wherever it stands; who put it on and when stays as it is."""
    _demand(by, now)
    current = _current(tag)
    kept = Tag.objects.in_force(day_of(now)).filter(pk=into.pk).exclude(pk=tag.pk).first()
    if kept is None:
        raise missing("into", _("Choose another tag that can still be put on tickets."), "choice")
    facts = {
        "merged_into": [current.name_zh, kept.name_zh],
        "into": kept.pk,
        "tickets": uses(current),
    }
    current.merged.update(merged_into=kept)
    current.merged_into = kept
    current.save(update_fields=["merged_into"])
    Event.objects.append(current.stream, "tag_merged", by=by, now=now, facts=facts)
    return current


def _demand(by: User, now: dt.datetime) -> None:
    permits.demand(by, May.EDIT_POLICY, at=province(), now=now)
    database.wait_for(DUTY)


def _current(tag: Tag) -> Tag:
    """The tag as it is now. Raises Refused(STATE) for one that was merged into another."""
    current = Tag.objects.select_related("merged_into").get(pk=tag.pk)
    if current.merged_into:
        sentence = _("This tag was merged into %(tag)s.")
        raise Refused(Because.STATE, "merged", sentence % {"tag": current.merged_into})
    return current
