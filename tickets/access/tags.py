"""The curated list of tags as it is read and chosen from, and what stands on a ticket."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Grant, User
from accounts.roles import May
from tickets.access.categories import edits
from tickets.access.people import the_one
from tickets.access.tickets import reads_tickets, tickets_at_desk
from tickets.errors import Because, Refused
from tickets.models import Tag, Tagging, Ticket
from tickets.models.tag import Tags
from tickets.models.ticket import Tickets
from tickets.rules.days import day_of

SHOWN = 12  # of what could be chosen


@dataclass(frozen=True)
class OnTicket:
    """A tag on a ticket: as what it counts now, and who put it on when."""

    tag: Tag
    tagging: Tagging


def reads_tags(user: User, now: dt.datetime) -> bool:
    """Whether this person may read the list: whoever reads tickets as staff, and its editors."""
    return reads_tickets(user, now) or edits(user, now)


def demand_reads(user: User, now: dt.datetime) -> None:
    """Raise Refused(UNSEEN) for whoever may not know of the tags."""
    if not reads_tags(user, now):
        sentence = _("There is no such thing, or it is not yours to see.")
        raise Refused(Because.UNSEEN, "unseen", sentence)


def table() -> Tags:
    """Every tag, in force or not, with what it was merged into."""
    return Tag.objects.select_related("merged_into", "created_by")


def tag_known(key: int) -> Tag:
    """One of them. Raises Refused(UNSEEN)."""
    return the_one(table(), pk=key)


def counts_for(user: User, now: dt.datetime) -> dict[int, int]:
    """On how many tickets that this person reads each tag stands, merged ones as what they are."""
    seen = Tagging.objects.standing().filter(ticket__in=tickets_at_desk(user, now).values("pk"))
    counted = Coalesce("tag__merged_into", "tag")
    rows = seen.order_by().values(known=counted).annotate(n=Count("ticket", distinct=True))
    return dict(rows.values_list("known", "n"))


def tickets_tagged(user: User, tag: Tag, now: dt.datetime) -> Tickets:
    """The tickets with this tag that this person reads as staff, the newest first."""
    return tickets_at_desk(user, now).tagged(tag).order_by("-submitted_at", "-id")


def uses(tag: Tag) -> int:
    """On how many tickets it stands: those a change touches; secret ones count, unnamed."""
    return Ticket.objects.all().tagged(tag).count()


def to_choose(typed: str, ticket: Ticket, on: dt.date) -> list[Tag]:
    """The tags that could be put on this ticket, by what was typed; one more than are shown."""
    on_it = [one.pk for one in ticket.tags]
    found = Tag.objects.in_force(on).found_by(typed).exclude(pk__in=on_it)
    return list(found[: SHOWN + 1])


def in_force(on: dt.date) -> list[Tag]:
    """Every tag that can be put on a ticket on this day."""
    return list(Tag.objects.in_force(on))


def on_ticket(ticket: Ticket) -> list[OnTicket]:
    """The tags on a ticket, each once, with who put it on and when."""
    standing = Tagging.objects.standing().filter(ticket=ticket.pk)
    found: dict[int, OnTicket] = {}
    for each in standing.select_related("tag__merged_into", "tagged_by"):
        tag = each.tag.merged_into or each.tag
        found.setdefault(tag.pk, OnTicket(tag, each))
    return list(found.values())


def to_narrow_by() -> list[Tag]:
    """The tags that tickets may be asked for: those that ended too, none that was merged."""
    return list(Tag.objects.filter(merged_into=None))


def editors(now: dt.datetime) -> list[User]:
    """Whom to ask for another tag: who edits the policy of the province."""
    held = Grant.objects.in_force(day_of(now)).that(May.EDIT_POLICY)
    top = held.filter(office__parent=None, user__is_active=True).select_related("user")
    return list({grant.user_id: grant.user for grant in top}.values())
