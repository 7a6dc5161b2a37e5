"""Choosing who of a requester's people reads its requests; its owner does."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Enterprise, User
from accounts.roles import May
from accounts.standing import may_for
from tickets.access.visibility import OWNERS_ONLY, people_told
from tickets.actions import outbox
from tickets.errors import Because, Refused
from tickets.models import Event
from tickets.rules import conflicts
from tickets.rules.carried import missing
from tickets.rules.changes import in_words
from tickets.rules.days import day_of
from tickets.rules.notifications import Kind
from tickets.rules.visibility import Choice
from tickets.rules.wording import name_of

CHOSEN = "visibility_chosen"


@transaction.atomic
def choose(enterprise: Enterprise, choice: Choice, *, by: User, now: dt.datetime) -> Enterprise:
    """Choose who reads from now on; it counts at once for every request, old and new.

    Owners and members are told. Raises Refused: ROLE for anybody but an owner, STALE where somebody
    else chose meanwhile, STATE where nothing would change, MISSING for a mode that there is not.
    """
    rows = Enterprise.objects.select_for_update(no_key=True, of=("self",))
    locked = rows.get(pk=enterprise.pk)
    _demand(locked, choice, by, now)
    before, locked.visibility = locked.visibility, choice.mode
    locked.save(update_fields=["visibility"])
    facts = {"visibility": [before, choice.mode]}
    Event.objects.append(locked.stream, CHOSEN, by=by, now=now, facts=facts)
    told = [one for one in people_told(locked, now) if one.pk != by.pk]
    words = {
        "enterprise": name_of(locked),
        "person": name_of(by),
        "mode": Enterprise.Visibility(choice.mode).label,
    }
    outbox.queue(Kind.VISIBILITY_CHANGED, told, words, link="/home/", now=now)
    return locked


def _demand(locked: Enterprise, choice: Choice, by: User, now: dt.datetime) -> None:
    if not may_for(by, May.MANAGE_COLLEAGUES, enterprise=locked, on=day_of(now)):
        raise Refused(Because.ROLE, May.MANAGE_COLLEAGUES, OWNERS_ONLY)
    if choice.mode not in Enterprise.Visibility.values:
        raise missing("mode", _("Choose who reads your requests."))
    if choice.seen != locked.visibility:
        raise _changed_meanwhile(locked, now)
    if choice.mode == locked.visibility:
        sentence = _("It is so already: nothing was changed.")
        raise Refused(Because.STATE, "unchanged", sentence, field="mode")


def _changed_meanwhile(enterprise: Enterprise, now: dt.datetime) -> Refused:
    """Which other owner chose, and when."""
    chosen = Event.objects.of(enterprise.stream).filter(kind=CHOSEN).select_related("by").last()
    if chosen is None:
        sentence = _("Another owner has changed this meanwhile. Look again before you go on.")
        return Refused(Because.STALE, conflicts.CODE, sentence)
    return conflicts.too_late(chosen.by, in_words(CHOSEN), chosen.at, now)
