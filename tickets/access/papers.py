"""Papers, as far as a person may know of them: their own, while they read what these are about."""

import datetime as dt
import uuid

from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.access.assists import assists_for
from tickets.access.tickets import tickets_at_desk
from tickets.errors import Because, Refused
from tickets.models import Assist, Notice, Paper
from tickets.models.assist import Assists
from tickets.rules.days import day_of


def orders_for(user: User, now: dt.datetime) -> Assists:
    """The assists whose order (交办单) this person reads: of their unit, or as staff."""
    of_unit = Assist.objects.visible_to(user, day_of(now)).values("pk")
    of_ticket = Assist.objects.filter(ticket__in=tickets_at_desk(user, now).values("pk"))
    return _for_order().filter(pk__in=of_unit.union(of_ticket.values("pk")))


def order_for(user: User, assist_id: uuid.UUID, now: dt.datetime) -> Assist:
    """One of them, with its place among those of its ticket. Raises Refused(UNSEEN)."""
    found = orders_for(user, now).filter(pk=assist_id).first()
    if found is None:
        raise Refused(Because.UNSEEN, "no_such_assist", _("There is no such assist."))
    return found


def reads_as_liaison(user: User, assist: Assist, now: dt.datetime) -> bool:
    """Whether this person knows the assist from their own unit."""
    return assists_for(user, now).filter(pk=assist.pk).exists()


def paper_for(user: User, paper_id: uuid.UUID, now: dt.datetime) -> Paper:
    """A paper this person wished for, while they read what it is about. Raises Refused(UNSEEN)."""
    mine = Paper.objects.visible_to(user).filter(pk=paper_id, assist__in=orders_for(user, now))
    found = mine.select_related("assist__ticket").first()
    if found is None:
        raise Refused(Because.UNSEEN, "no_such_paper", _("There is no such document."))
    return found


def order_of(paper: Paper) -> Assist:
    """What the order says that is to be made; for the worker, who asks in nobody's name."""
    return _for_order().get(papers=paper)


def notice_of(paper: Paper) -> Notice:
    """The notice that is to be made; for the worker, who asks in nobody's name."""
    return Notice.objects.select_related("office").get(paper=paper)


def _for_order() -> Assists:
    before = Assist.objects.filter(ticket=OuterRef("ticket"), id__lte=OuterRef("id"))
    counted = before.order_by().values("ticket").annotate(n=Count("pk")).values("n")
    named = ("ticket__category", "ticket__office")
    found = Assist.objects.all().for_page().select_related(*named)
    place = {"place": Subquery(counted)}
    return found.annotate(**place)
