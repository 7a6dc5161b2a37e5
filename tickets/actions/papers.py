"""Wish for a document as PDF. The rows are their own history: no Event is written beside them."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.access.papers import order_for
from tickets.errors import Because, Refused
from tickets.models import Assist, Notice, Paper
from tickets.models.outbox import kick_after_commit
from tickets.rules.papers import MOST_WAITING, Fate


@transaction.atomic
def ask(assist: Assist, *, by: User, now: dt.datetime) -> Paper:
    """Wish for the order (交办单) of an assist; a wish that still waits is the same wish.

    Raises Refused(UNSEEN) for an assist this person does not read; Refused(STATE) while two other
    documents of theirs are being made.
    """
    User.objects.select_for_update().get(pk=by.pk)  # two at once are told one after the other
    order_for(by, assist.pk, now)
    waiting = list(Paper.objects.visible_to(by).waiting())
    same = next((one for one in waiting if one.assist_id == assist.pk), None)
    if same is None and len(waiting) >= MOST_WAITING:
        sentence = _("Two documents are being made for you already: wait for one of them.")
        raise Refused(Because.STATE, "too_many_waiting", sentence)
    kick_after_commit()
    return same or Paper.objects.create(assist=assist, asked_by=by, asked_at=now, next_try_at=now)


@transaction.atomic
def ask_for_notice(notice: Notice, *, by: User, now: dt.datetime) -> Paper:
    """Wish for a notice as PDF: one for everybody who reads it, made once and kept for good.

    The caller has found the notice. What could not be made is tried anew.
    """
    wish = {"asked_by": by, "asked_at": now, "next_try_at": now}
    paper, _is_new = Paper.objects.get_or_create(notice=notice, defaults=wish)
    if paper.fate is Fate.FAILED:
        anew = wish | {"failed_at": None, "failure": "", "tries": 0}
        Paper.objects.filter(pk=paper.pk, made_at=None).update(**anew)
    kick_after_commit()
    return paper
