"""Papers: documents as PDF, made by a worker on somebody's wish and kept for a day."""

import datetime as dt

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

KEEP_TIME = dt.timedelta(days=1)  # the content; that it was made, for whom and when, stays
LEASE = dt.timedelta(
    minutes=2
)  # longer than a page may take: a dead worker's paper comes due again
MOST_TRIES = 3
MOST_WAITING = 2  # of one person at a time


class Fate(TextChoices):
    """What became of a paper."""

    WAITING = "waiting", pgettext_lazy("paper", "Being made")
    MADE = "made", pgettext_lazy("paper", "Ready")
    GONE = "gone", pgettext_lazy("paper", "No longer kept")
    FAILED = "failed", pgettext_lazy("paper", "Could not be made")


class Failure(TextChoices):
    """Why a paper could not be made."""

    NO_ENGINE = "no_engine", pgettext_lazy("paper", "This machine cannot make PDF documents.")
    BROKEN = "broken", pgettext_lazy("paper", "Making the document failed.")
