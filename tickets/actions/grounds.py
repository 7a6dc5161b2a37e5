"""Add a ground, word it anew from a day on, confirm it, end it; what was decided keeps its own."""

import datetime as dt
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import May
from tickets.access import permits
from tickets.access.calendars import province
from tickets.errors import Because, Refused, refused_by_database
from tickets.models import Event, Ground, database
from tickets.rules.carried import missing
from tickets.rules.categories import check_first_day, check_last_day
from tickets.rules.days import day_of
from tickets.rules.grounds import Wording, check_code

DUTY = "grounds"
CLASHES = {"one_ground_per_code_and_day": _("There is a ground with this code from this day on.")}
OVER = _("This ground has ended, or was worded anew meanwhile.")


@transaction.atomic
def add(
    listed: tuple[str, str], wording: Wording, valid_from: dt.date, *, by: User, now: dt.datetime
) -> Ground:
    """From this day on a list has another ground; `listed` is the list and the code."""
    which, code = listed
    _demand(by, now)
    if which not in Ground.List.values:
        raise missing("list", _("Choose from the list."), "choice")
    check_code(code)
    if Ground.objects.not_over(day_of(now)).filter(list=which, code=code).exists():
        raise missing("code", _("There is a ground with this code."), "taken")
    ground = _written(Ground(list=which, code=code), wording, valid_from, now)
    facts = asdict(wording) | {"valid_from": valid_from}
    Event.objects.append(ground.stream, "ground_added", by=by, now=now, facts=facts)
    return ground


@transaction.atomic
def reword(
    ground: Ground, wording: Wording, valid_from: dt.date, *, by: User, now: dt.datetime
) -> Ground:
    """From a day on the ground reads otherwise, in a row of its own; the old one ends before it."""
    _demand(by, now)
    old = _current(ground, now)
    said = {name: [getattr(old, name), new] for name, new in asdict(wording).items()}
    changed = {name: pair for name, pair in said.items() if pair[0] != pair[1]}
    if not changed:
        raise Refused(Because.STATE, "unchanged", _("Nothing was changed."))
    if valid_from <= old.valid_from:
        sentence = _("The new words begin after the old ones began.")
        raise missing("valid_from", sentence, "order")
    until = old.valid_to
    old.valid_to = valid_from - dt.timedelta(days=1)
    old.save(update_fields=["valid_to"])
    fresh = Ground(list=old.list, code=old.code, valid_to=until)
    new = _written(fresh, wording, valid_from, now)
    facts = changed | {"valid_from": [old.valid_from, valid_from]}
    Event.objects.append(new.stream, "ground_reworded", by=by, now=now, facts=facts)
    return new


@transaction.atomic
def confirm(ground: Ground, *, by: User, now: dt.datetime) -> Ground:
    """The office stands by a ground that came with the product to be confirmed."""
    _demand(by, now)
    current = _current(ground, now)
    if not current.to_be_confirmed:
        raise Refused(Because.STATE, "confirmed", _("This ground was confirmed already."))
    current.to_be_confirmed = False
    current.save(update_fields=["to_be_confirmed"])
    facts = {"to_be_confirmed": [True, False]}
    Event.objects.append(current.stream, "ground_confirmed", by=by, now=now, facts=facts)
    return current


@transaction.atomic
def end(ground: Ground, valid_to: dt.date, *, by: User, now: dt.datetime) -> Ground:
    """Say until when a ground can be chosen."""
    _demand(by, now)
    current = _current(ground, now)
    check_last_day(valid_to, current.valid_from, day_of(now))
    if current.valid_to == valid_to:
        raise Refused(Because.STATE, "unchanged", _("Nothing was changed."))
    facts = {"valid_to": [current.valid_to, valid_to]}
    current.valid_to = valid_to
    current.save(update_fields=["valid_to"])
    Event.objects.append(current.stream, "ground_ended", by=by, now=now, facts=facts)
    return current


def _demand(by: User, now: dt.datetime) -> None:
    permits.demand(by, May.EDIT_POLICY, at=province(), now=now)
    database.wait_for(DUTY)


def _current(ground: Ground, now: dt.datetime) -> Ground:
    """The ground as it is now, if it is the last of its code. Raises Refused(STATE)."""
    same = Ground.objects.filter(list=ground.list, code=ground.code).order_by("valid_from")
    last = same.last()
    over = last is not None and last.valid_to is not None and last.valid_to < day_of(now)
    if last is None or last.pk != ground.pk or over:
        raise Refused(Because.STATE, "over", OVER)
    return last


def _written(ground: Ground, wording: Wording, valid_from: dt.date, now: dt.datetime) -> Ground:
    wording.validate()
    check_first_day(valid_from, day_of(now))
    ground.valid_from = valid_from
    for name, said in asdict(wording).items():
        setattr(ground, name, said)
    with refused_by_database(**CLASHES):
        ground.save(force_insert=True)
    return ground
