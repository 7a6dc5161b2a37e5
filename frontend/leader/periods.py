"""The periods a leader may look at, by the word in the address."""

import datetime as dt

from django.core.exceptions import BadRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tickets.reports.figures import Period

WORDS: dict[str, Promise] = {
    "month": _("This month"),
    "quarter": _("This quarter"),
    "year": _("This year"),
    "twelve": _("The last twelve months"),
}


def period_of(word: str, today: dt.date) -> Period:
    """The period from its first day to today; BadRequest for a word that is none."""
    firsts = {
        "month": today.replace(day=1),
        "quarter": today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1),
        "year": today.replace(month=1, day=1),
        "twelve": today - dt.timedelta(days=365),
    }
    if word not in firsts:
        raise BadRequest("unknown period")
    return Period(firsts[word], today)
