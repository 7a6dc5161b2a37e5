"""Tying a measure to a ticket, changing and removing the tie, and what came of it at closing.

A tie keeps the version that was in force when it was made; what has ended is tied no more.
"""

import datetime as dt
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.actions.deeds import Deed, deed
from tickets.errors import Because, Refused
from tickets.models import Ending, LinkedMeasure, MeasureVersion, Ticket
from tickets.rules.carried import missing
from tickets.rules.days import day_of
from tickets.rules.endings import Closing
from tickets.rules.measure_links import MeasureRemoval, MeasureTie
from tickets.rules.steps import StepName


def link(ticket: Ticket, tie: MeasureTie, *, by: User, now: dt.datetime) -> Ticket:
    """Tie a measure in force to the ticket.

    Raises Refused(MISSING) for one that is not entered or has ended, Refused(STATE) naming who
    tied it before.
    """
    with deed(ticket, StepName.LINK_MEASURE, tie, by=by, now=now) as doing:
        known = doing.ticket.linked_measures.standing().for_page()
        if before := known.filter(measure=tie.code).first():
            sentence = _("%(who)s has linked this measure to the ticket already.")
            said = sentence % {"who": before.linked_by}
            raise Refused(Because.STATE, "linked_already", said, field="measure")
        version = _in_force({tie.code}, day_of(now), "measure")[tie.code]
        made = _tie(doing.ticket, tie, version, by, now)
        _keep(doing, made, tie.reason)
    return ticket


def change(ticket: Ticket, tie: MeasureTie, *, by: User, now: dt.datetime) -> Ticket:
    """Say anew as what and why the measure is tied to the ticket."""
    with deed(ticket, StepName.CHANGE_MEASURE, tie, by=by, now=now) as doing:
        known = _known(doing, tie.code)
        if (known.role, known.reason) == (tie.role, tie.reason.strip()):
            sentence = _("This is what it says already.")
            raise Refused(Because.STATE, "as_before", sentence, field="reason")
        doing.told["before"] = {"role": known.role, "reason": known.reason}
        known.role, known.reason = tie.role, tie.reason.strip()
        known.save(update_fields=["role", "reason"])
        _keep(doing, known, tie.reason)
    return ticket


def unlink(ticket: Ticket, why: MeasureRemoval, *, by: User, now: dt.datetime) -> Ticket:
    """The measure has nothing to do with the ticket after all; the history keeps the tie."""
    with deed(ticket, StepName.UNLINK_MEASURE, why, by=by, now=now) as doing:
        known = _known(doing, why.code)
        known.removed_by, known.removed_at = by, now
        known.save(update_fields=["removed_by", "removed_at"])
        _keep(doing, known, why.reason)
    return ticket


def tie_named(doing: Deed, closing: Closing, *, by: User, now: dt.datetime) -> None:
    """The proposed answer speaks of every tied measure, and ties those it names first.

    Raises Refused(MISSING) naming a tied measure of which nothing is said, or one named that is
    not entered or has ended.
    """
    known = doing.ticket.linked_measures.standing().for_page() if doing.facts.tied_measures else ()
    ties = {each.measure_id: each for each in known}
    named = {each.code: each for each in closing.measures}
    _check_none_is_left_out(set(ties) - set(named))
    found = _in_force(set(named) - set(ties), day_of(now), "measures")
    for code, version in found.items():
        said = MeasureTie(code, named[code].role, named[code].reason)
        ties[code] = _tie(doing.ticket, said, version, by, now)
    if ties:
        doing.told["measures"] = {code: each.version.version for code, each in ties.items()}


def keep_outcomes(ending: Ending, *, by: User, now: dt.datetime) -> None:
    """What the approved answer says came of each measure; `by` is who said so."""
    said = {each["code"]: each for each in ending.carried["measures"]}
    ties = ending.ticket.linked_measures.standing().filter(measure__in=said)
    for tie in ties if said else ():
        told = said[tie.measure_id]
        tie.role, tie.reason, tie.outcome = told["role"], told["reason"], told["outcome"]
        tie.outcome_by, tie.outcome_at = by, now
        tie.save(update_fields=["role", "reason", "outcome", "outcome_by", "outcome_at"])


def _tie(
    ticket: Ticket, tie: MeasureTie, version: MeasureVersion, by: User, now: dt.datetime
) -> LinkedMeasure:
    return LinkedMeasure.objects.create(
        ticket=ticket,
        measure_id=tie.code,
        version=version,
        role=tie.role,
        reason=tie.reason.strip(),
        linked_by=by,
        linked_at=now,
    )


def _check_none_is_left_out(codes: Collection[str]) -> None:
    if codes:
        sentence = _(
            "Say of each measure linked to the ticket what came of it, or remove the link first:"
            " %(codes)s."
        )
        said = sentence % {"codes": ", ".join(sorted(codes))}
        raise missing("measures", said, "measure_left_out")


def _in_force(codes: set[str], on: dt.date, field: str) -> dict[str, MeasureVersion]:
    """The version in force of each. Raises Refused(MISSING) for one that can be tied no more."""
    found = MeasureVersion.objects.open_on(on).filter(measure__in=codes) if codes else []
    versions = {each.measure_id: each for each in found}
    if len(versions) < len(codes):
        sentence = _("Choose a measure of the catalogue that has been entered and has not ended.")
        raise missing(field, sentence, "no_measure")
    return versions


def _known(doing: Deed, code: str) -> LinkedMeasure:
    known = doing.ticket.linked_measures.standing().for_page().filter(measure=code).first()
    if known is None:
        raise missing("measure", _("This measure is not linked to the ticket."), "not_linked")
    return known


def _keep(doing: Deed, tie: LinkedMeasure, reason: str) -> None:
    doing.told |= {
        "measure": tie.measure_id,
        "version": tie.version.version,
        "role": tie.role,
        "reason": reason,
    }
