"""What a worker notes of the documents it makes: taken, made, given up, forgotten."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tickets.errors import Because, Refused
from tickets.models import Paper
from tickets.rules.papers import KEEP_TIME, Failure


@transaction.atomic
def take(*, now: dt.datetime) -> Paper | None:
    """The next paper to be made, for two minutes this worker's own; what wore out is given up."""
    worn = list(Paper.objects.worn_out(now).select_for_update(skip_locked=True))
    for paper in worn:
        give_up(paper, Failure.BROKEN, now=now)
    return Paper.objects.lease(now)


def keep(paper: Paper, content: bytes, *, now: dt.datetime) -> None:
    """The paper is made. Refused(STALE) where another worker was faster."""
    _settle(paper, content=content, made_at=now)


def give_up(paper: Paper, failure: Failure, *, now: dt.datetime) -> None:
    """The paper cannot be made. Refused(STALE) where another worker was faster."""
    _settle(paper, failed_at=now, failure=failure)


def forget(*, now: dt.datetime) -> int:
    """Wipe the content of what was made a day ago; returns of how many."""
    return Paper.objects.made_before(now - KEEP_TIME).update(content=b"")


def _settle(paper: Paper, **what: object) -> None:
    if not Paper.objects.waiting().filter(pk=paper.pk).update(**what):
        raise Refused(Because.STALE, "paper_settled", _("This document was settled meanwhile."))
