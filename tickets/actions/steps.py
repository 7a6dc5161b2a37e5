"""Which action carries out which step of the table; pages, API, bulk and demo go through here."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from accounts.models import User
from tickets.actions import (
    acceptance,
    assignments,
    assists,
    callbacks,
    claims,
    classification,
    confidentiality,
    confirmations,
    contacts,
    duplicates,
    endings,
    extensions,
    measure_links,
    messages,
    ratings,
    reopenings,
    returns,
    serving,
    supplements,
    suspensions,
    taggings,
    translations,
    withdrawals,
)
from tickets.models import Ticket
from tickets.rules.carried import Carried
from tickets.rules.steps import StepName

ACTIONS: dict[StepName, Callable[..., Any]] = {
    StepName.CLAIM: claims.claim,
    StepName.ASSIGN: assignments.assign,
    StepName.SIGN: claims.sign,
    StepName.CLASSIFY: classification.classify,
    StepName.ACCEPT: acceptance.accept,
    StepName.ASK_SUPPLEMENT: supplements.ask,
    StepName.SUPPLY: supplements.supply,
    StepName.RESUME: supplements.resume,
    StepName.RETURN: returns.send_back,
    StepName.REDISPATCH: returns.redispatch,
    StepName.UPHOLD: returns.uphold,
    StepName.PROPOSE: endings.propose,
    StepName.SEND_BACK: endings.send_back,
    StepName.APPROVE: endings.approve,
    StepName.RECORD_RECEIPT: endings.record_receipt,
    StepName.CONFIRM: confirmations.confirm,
    StepName.CALLBACK: callbacks.record,
    StepName.REOPEN: reopenings.reopen,
    StepName.WITHDRAW: withdrawals.withdraw,
    StepName.WRITE: messages.write,
    StepName.NOTE: messages.note,
    StepName.TRANSLATE: translations.add,
    StepName.LOG_CONTACT: contacts.log,
    StepName.RECORD_SERVICE: serving.record,
    StepName.FOLLOW_UP: ratings.follow_up,
    StepName.RECORD_NO_FAULT: ratings.record_no_fault,
    StepName.ASK_EXTENSION: extensions.ask,
    StepName.GRANT_EXTENSION: extensions.grant,
    StepName.REFUSE_EXTENSION: extensions.refuse,
    StepName.ASK_SUSPENSION: suspensions.ask,
    StepName.GRANT_SUSPENSION: suspensions.grant,
    StepName.REFUSE_SUSPENSION: suspensions.refuse,
    StepName.LIFT_SUSPENSION: suspensions.lift,
    StepName.ASK_ASSIST: assists.ask,
    StepName.ANSWER_ASSIST: assists.answer,
    StepName.SIGN_OFF_ASSIST: assists.sign_off,
    StepName.RECALL_ASSIST: assists.recall,
    StepName.LINK_MEASURE: measure_links.link,
    StepName.CHANGE_MEASURE: measure_links.change,
    StepName.UNLINK_MEASURE: measure_links.unlink,
    StepName.RELATE: duplicates.relate,
    StepName.UNRELATE: duplicates.unrelate,
    StepName.TAG: taggings.tag,
    StepName.UNTAG: taggings.untag,
    StepName.MARK: confidentiality.mark,
    StepName.NAME: confidentiality.name,
    StepName.UNNAME: confidentiality.unname,
    StepName.REDACT: confidentiality.redact,
}  # submit has no ticket yet: tickets/actions/filing.py


def take(
    ticket: Ticket, name: StepName, carried: Carried | None, *, by: User, now: dt.datetime
) -> Ticket:
    """Take one step with what it carries; the ticket given is the one that was changed.

    Raises Refused as the action does.
    """
    given = () if carried is None else (carried,)
    ACTIONS[name](ticket, *given, by=by, now=now)
    return ticket
