"""The measures of a ticket: those it is tied to, and those that might help, each with the why."""

import datetime as dt
from dataclasses import dataclass

from tickets.models import LinkedMeasure, MeasureVersion, Ticket


@dataclass(frozen=True)
class Suggestion:
    """A measure that is for such a ticket; `because` names the lists of its scope that say so."""

    version: MeasureVersion
    because: tuple[str, ...]

    @property
    def code(self) -> str:
        """Its code."""
        return self.version.measure_id


def ties_on(ticket: Ticket) -> list[LinkedMeasure]:
    """The measures the ticket is tied to, in order of their code; for staff who read it."""
    return list(ticket.linked_measures.standing().for_page())


def tie_on(ticket: Ticket, code: str) -> LinkedMeasure | None:
    """The tie of one measure, where there is one."""
    return ticket.linked_measures.standing().for_page().filter(measure=code).first()


def suggestions(ticket: Ticket, on: dt.date) -> list[Suggestion]:
    """The measures in force for such a ticket that it is not tied to, the most particular first."""
    tied = ticket.linked_measures.standing().values("measure")
    told = (ticket.ftz_area, ticket.region_id, ticket.category_id, ticket.enterprise.nationality)
    offered = MeasureVersion.objects.open_on(on).exclude(measure__in=tied)
    found = [Suggestion(each, each.scope.named) for each in offered if each.scope.fits(*told)]
    return sorted(found, key=lambda one: (-len(one.because), one.code))
