"""Putting a tag of the list on a ticket, and taking it off: for colleagues, never shown outside."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.actions.deeds import Deed, deed
from tickets.errors import Because, Refused
from tickets.models import Tag, Tagging, Ticket
from tickets.models.tag import Taggings
from tickets.rules.carried import missing
from tickets.rules.days import day_of
from tickets.rules.steps import StepName
from tickets.rules.tags import TagChoice


def tag(ticket: Ticket, choice: TagChoice, *, by: User, now: dt.datetime) -> Ticket:
    """Put a tag on the ticket.

    Raises Refused(MISSING) for one that cannot be chosen, Refused(STATE) naming who put it on
    before.
    """
    with deed(ticket, StepName.TAG, choice, by=by, now=now) as doing:
        chosen = Tag.objects.in_force(day_of(now)).filter(pk=choice.tag).first()
        if chosen is None:
            raise missing("tag", _("Choose a tag of the list."), "no_tag")
        if before := _standing(doing, chosen).select_related("tagged_by").first():
            sentence = _("%(who)s has put this tag on already.")
            said = sentence % {"who": before.tagged_by}
            raise Refused(Because.STATE, "tagged_already", said, field="tag")
        Tagging.objects.create(ticket=doing.ticket, tag=chosen, tagged_by=by, tagged_at=now)
        _tell(doing, chosen)
    return ticket


def untag(ticket: Ticket, choice: TagChoice, *, by: User, now: dt.datetime) -> Ticket:
    """Take a tag off the ticket, whatever it was called when it was put on."""
    with deed(ticket, StepName.UNTAG, choice, by=by, now=now) as doing:
        chosen = Tag.objects.filter(pk=choice.tag).first()
        off = {"removed_by": by, "removed_at": now}
        if chosen is None or not _standing(doing, chosen).update(**off):
            raise missing("tag", _("This tag is not on the ticket."), "not_tagged")
        _tell(doing, chosen)
    return ticket


def _standing(doing: Deed, tag: Tag) -> Taggings:
    return doing.ticket.taggings.all().standing().counting_as(tag)


def _tell(doing: Deed, tag: Tag) -> None:
    doing.told["tag"] = {"zh": tag.name_zh, "en": tag.name_en}
    doing.told["tag_id"] = tag.pk
