"""What must hold, beside state and standing, before a step or an ending is done."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tickets.rules.classification import Track
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.endings import EndingKind
from tickets.rules.standings import Facts


@dataclass(frozen=True)
class Guard:
    """A condition on the facts and the sentence that says why it fails."""

    code: str
    holds: Callable[[Facts], bool]
    sentence: str | Promise


def _may_ask_supplement(facts: Facts) -> bool:
    most = facts.supplements_at_most if facts.ever_accepted else 1
    return facts.supplements_asked < most


def _within_reopening(facts: Facts) -> bool:
    return facts.reopen_until is None or facts.now <= facts.reopen_until


def _is_suspended(facts: Facts) -> bool:
    return facts.suspended_until is not None and facts.now < facts.suspended_until


def _not_against_the_province(facts: Facts) -> bool:
    return not (facts.track is Track.COMPLAINT and facts.province_is_complained_of)


NOT_ARCHIVED = Guard(
    "archived", lambda facts: not facts.is_archived, _("The ticket is archived and read-only.")
)
UNASSIGNED = Guard(
    "already_claimed",
    lambda facts: not facts.has_assignee,
    _("Somebody has this ticket already."),
)
UNSIGNED = Guard(
    "already_signed", lambda facts: not facts.is_signed, _("The ticket is signed for already.")
)
MAY_HANDLE = Guard(
    "province_is_complained_of",
    _not_against_the_province,
    _(
        "The province cannot handle a complaint about itself: propose a transfer to the national"
        " complaint centre."
    ),
)
SUPPLEMENT_LEFT = Guard(
    "no_supplement_left",
    _may_ask_supplement,
    _("Material may not be asked for again: resume, then decide on what is there."),
)
NO_RETURN_RULED = Guard(
    "return_was_ruled",
    lambda facts: not facts.return_ruled,
    _("A return was ruled on already; this ticket cannot be returned again."),
)
ACCEPTED = Guard(
    "never_accepted",
    lambda facts: facts.ever_accepted,
    _("Accept the ticket first: only an accepted one is answered or terminated."),
)
NEVER_ACCEPTED = Guard(
    "was_accepted",
    lambda facts: not facts.ever_accepted,
    _("The ticket was accepted: it can no longer be refused."),
)
NO_OPEN_ASSISTS = Guard(
    "open_assists",
    lambda facts: facts.open_assists == 0,
    _("An assist is still open: wait for its answer or recall it."),
)
ASSIST_OPEN = Guard(
    "no_open_assist", lambda facts: facts.open_assists > 0, _("No assist awaits an answer.")
)
ANSWER_UNSIGNED = Guard(
    "no_unsigned_answer",
    lambda facts: facts.unsigned_answers > 0,
    _("No answer of an assist awaits being signed off."),
)
MEASURE_TIED = Guard(
    "no_measure_tied",
    lambda facts: facts.tied_measures > 0,
    _("No measure is linked to this ticket."),
)
RELATED = Guard(
    "not_related", lambda facts: facts.is_related, _("No other request is linked to this ticket.")
)
TAGGED = Guard("no_tag", lambda facts: facts.is_tagged, _("No tag is on this ticket."))
NO_OPEN_OPINIONS = Guard(
    "open_opinions",
    lambda facts: facts.open_opinions == 0,
    _("Counsel has not answered yet: wait for the opinion or recall the question."),
)
NO_UNREAD_MESSAGES = Guard(
    "unread_messages",
    lambda facts: facts.unread_requester_messages == 0,
    _("The requester has written: read it before you reply."),
)
NO_RECEIPT = Guard(
    "receipt_recorded", lambda facts: not facts.has_receipt, _("The receipt is recorded already.")
)
NOT_SERVED = Guard(
    "served_already",
    lambda facts: not facts.is_served,
    _("The written result has reached the requester already."),
)
HANDLING_RUNS = Guard(
    "nothing_to_extend",
    lambda facts: facts.handling_due_at is not None,
    _("There is nothing to extend yet: the time for handling runs from acceptance."),
)
NOT_DUE_YET = Guard(
    "due_already",
    lambda facts: facts.handling_due_at is None or facts.now <= facts.handling_due_at,
    _("More time is asked for before it is due, not afterwards."),
)
NOT_EXTENDED = Guard(
    "extended_once",
    lambda facts: facts.extension is None,
    _("An extension was asked for already; there is only one."),
)
EXTENSION_WAITS = Guard(
    "no_extension_asked",
    lambda facts: facts.extension == "waiting",
    _("No extension awaits a ruling."),
)
NOT_SUSPENDED = Guard(
    "suspended",
    lambda facts: not (facts.suspension_waits or _is_suspended(facts)),
    _("The ticket is suspended already, or a suspension awaits a ruling."),
)
SUSPENSION_WAITS = Guard(
    "no_suspension_asked",
    lambda facts: facts.suspension_waits,
    _("No suspension awaits a ruling."),
)
SUSPENDED = Guard("not_suspended", _is_suspended, _("The ticket is not suspended."))
RATING_TO_CALL_ABOUT = Guard(
    "no_call_awaited",
    lambda facts: facts.has_bad_rating and not facts.is_called_after_rating,
    _("No call about a rating is awaited."),
)
RATING_CALLED_ABOUT = Guard(
    "call_first",
    lambda facts: facts.has_bad_rating and facts.is_called_after_rating,
    _("Call the requester first; then answer for the rating."),
)
WITHIN_REOPENING = Guard(
    "too_late_to_reopen",
    _within_reopening,
    _("The time for reopening is over; please file a new request."),
)

CONFIDENTIAL = Guard(
    "ordinary",
    lambda facts: facts.confidentiality is not Confidentiality.ORDINARY,
    _("The ticket is ordinary: mark it as confidential first."),
)
SECRET = Guard(
    "not_secret",
    lambda facts: facts.confidentiality is Confidentiality.SECRET,
    _("Names count on a commercial secret only: everybody who reads for these offices reads it."),
)

# Who may stand in when nobody nearer is there.
NOT_CONFIDENTIAL = Guard(
    "confidential",
    lambda facts: facts.confidentiality is Confidentiality.ORDINARY,
    _("The ticket is confidential: a lead of the holding office decides what changes."),
)
NO_LEAD_KNOWS = Guard(
    "lead_knows",
    lambda facts: not facts.lead_knows,
    _("A lead of the holding office decides who may know of it."),
)
NO_OTHER_LEAD_HERE = Guard(
    "lead_here",
    lambda facts: not facts.other_lead_here,
    _("The holding office has a lead of its own who decides this."),
)
NO_OTHER_LEAD = Guard(
    "lead_left",
    lambda facts: not (facts.other_lead_here or facts.other_lead_above),
    _("A lead decides this; the leader only where no lead is left."),
)
NO_OTHER_CALLBACK_HERE = Guard(
    "callback_here",
    lambda facts: not facts.other_callback_here,
    _("The holding office has a callback officer of its own."),
)
AT_THE_PROVINCE = Guard(
    "not_the_province",
    lambda facts: facts.holder_is_province,
    _("The dispatcher of the parent office rules on a return."),
)

ENDINGS: dict[EndingKind, tuple[Guard, ...]] = {
    EndingKind.REPLY: (
        ACCEPTED,
        MAY_HANDLE,
        NO_OPEN_ASSISTS,
        NO_OPEN_OPINIONS,
        NO_UNREAD_MESSAGES,
    ),
    EndingKind.REFUSE: (NEVER_ACCEPTED, MAY_HANDLE),
    EndingKind.TRANSFER: (),
    EndingKind.TERMINATE: (ACCEPTED, MAY_HANDLE),
}


def broken_by(guards: tuple[Guard, ...], facts: Facts) -> Guard | None:
    """The first guard that does not hold."""
    return next((guard for guard in guards if not guard.holds(facts)), None)


def endings_open(facts: Facts) -> list[EndingKind]:
    """The endings that could be proposed now."""
    return [kind for kind, guards in ENDINGS.items() if broken_by(guards, facts) is None]


def ending_offered(facts: Facts) -> EndingKind | None:
    """The ending to suggest first: a complaint goes to the agency that may handle it."""
    if facts.track is not Track.COMPLAINT:
        return None
    agency_here = facts.holder_is_complaint_agency and not facts.province_is_complained_of
    return None if agency_here else EndingKind.TRANSFER
