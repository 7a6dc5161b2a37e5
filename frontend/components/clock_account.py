"""What the page of one clock tells, at the desk as to a leader: promise, stretches, rungs."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tickets.access.explanations import Explanation
from tickets.models import Clock
from tickets.rules import moments
from tickets.rules.promises import NATURAL


def facts_of(told: Explanation) -> dict[str, object]:
    """Everything the template of an explained clock reads."""
    return {
        "told": told,
        "clock": told.clock,
        "lines": told.folded_lines,
        "rungs": told.clock.rungs.all(),
        "pauses": told.clock.pauses.all(),
        "took": _took(told),
        "zone": told.zone_name,
    }


def title_of(clock: Clock) -> str:
    """The clock's name, with its generation where it ran more than once for the ticket."""
    name = clock.title
    if clock.generation == 1 or clock.assist:
        return name
    return pgettext("clock", "%(name)s, run %(n)s") % {"name": name, "n": clock.generation}


def _took(told: Explanation) -> list[tuple[str, str]]:
    """Gross and net, in the kind of time that the promise counts first."""
    took, still = told.took, bool(told.reckoning.stops)
    natural = [(_("By the clock on the wall"), moments.length(took.gross_time))]
    if still:
        natural.append((_("without the pauses"), moments.length(took.net_time)))
    working = [(_("In working time"), moments.working_length(took.gross_work))]
    if still:
        working.append((_("without the pauses"), moments.working_length(took.net_work)))
    counts_natural = told.promise.unit in NATURAL
    return [*natural, *working] if counts_natural else [*working, *natural]
