"""What whoever comes too late is told: who was faster, with what and when."""

import datetime as dt

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext

from tickets.errors import Because, Refused

CODE = "changed_meanwhile"


def too_late(
    who: object, what: str | Promise, at: dt.datetime, now: dt.datetime, *, but: str = ""
) -> Refused:
    """STALE where looking again helps; STATE where `but` says why it cannot be done any more."""
    facts = {"who": who or gettext("The system"), "step": what, "when": _when(at, now), "why": but}
    if but:
        said = gettext("%(who)s was faster: “%(step)s” at %(when)s. %(why)s")
        return Refused(Because.STATE, CODE, said % facts)
    said = gettext("%(who)s was faster: “%(step)s” at %(when)s. Look again before you go on.")
    return Refused(Because.STALE, CODE, said % facts)


def somebody(*, but: str = "") -> Refused:
    """The same for those outside, who do not learn which colleague it was."""
    if but:
        said = gettext("Somebody changed this ticket meanwhile. %(why)s")
        return Refused(Because.STATE, CODE, said % {"why": but})
    sentence = gettext("Somebody changed this ticket meanwhile. Look again before you go on.")
    return Refused(Because.STALE, CODE, sentence)


def _when(moment: dt.datetime, now: dt.datetime) -> str:
    """The time of a moment of today; with its day for any other."""
    at = timezone.localtime(moment)
    is_today = at.date() == timezone.localtime(now).date()
    return at.strftime("%H:%M" if is_today else "%Y-%m-%d %H:%M")
