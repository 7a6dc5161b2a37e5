"""Add a category, mend its words, end it; what was filed under it keeps it."""

import datetime as dt
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import May
from tickets.access import permits
from tickets.access.calendars import province
from tickets.errors import Because, Refused, refused_by_database
from tickets.models import Category, Event
from tickets.rules import categories as rules
from tickets.rules.categories import Words
from tickets.rules.days import day_of

CLASHES = {"tickets_category_pkey": _("There is a category with this code.")}


@transaction.atomic
def add(code: str, words: Words, valid_from: dt.date, *, by: User, now: dt.datetime) -> Category:
    """From this day on requests can be filed under another category."""
    permits.demand(by, May.EDIT_POLICY, at=province(), now=now)
    rules.check_code(code)
    words.validate()
    rules.check_first_day(valid_from, day_of(now))
    category = Category(code=code, valid_from=valid_from, **asdict(words))
    with refused_by_database(**CLASHES):
        category.save(force_insert=True)
    facts = asdict(words) | {"valid_from": valid_from}
    Event.objects.append(category.stream, "category_added", by=by, now=now, facts=facts)
    return category


@transaction.atomic
def mend(category: Category, words: Words, *, by: User, now: dt.datetime) -> Category:
    """Change what a category says of itself; what it is about stays, and so does its code."""
    category = _locked(category, by, now)
    words.validate()
    wanted = asdict(words)
    changed = {name: [getattr(category, name), said] for name, said in wanted.items()}
    changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    if not changed:
        raise Refused(Because.STATE, "unchanged", _("Nothing was changed."))
    for name, (_before, after) in changed.items():
        setattr(category, name, after)
    category.save(update_fields=list(changed))
    Event.objects.append(category.stream, "category_mended", by=by, now=now, facts=changed)
    return category


@transaction.atomic
def end(category: Category, valid_to: dt.date, *, by: User, now: dt.datetime) -> Category:
    """Say until when requests can be filed under a category; open tickets keep it."""
    category = _locked(category, by, now)
    rules.check_last_day(valid_to, category.valid_from, day_of(now))
    if category.valid_to == valid_to:
        raise Refused(Because.STATE, "unchanged", _("Nothing was changed."))
    facts = {"valid_to": [category.valid_to, valid_to]}
    category.valid_to = valid_to
    category.save(update_fields=["valid_to"])
    Event.objects.append(category.stream, "category_ended", by=by, now=now, facts=facts)
    return category


def _locked(category: Category, by: User, now: dt.datetime) -> Category:
    permits.demand(by, May.EDIT_POLICY, at=province(), now=now)
    return Category.objects.select_for_update(no_key=True).get(pk=category.pk)
