"""What one person is to one ticket, and what is known about the ticket when a step is asked for."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tickets.rules.classification import Track
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.endings import EndingKind
from tickets.rules.states import State


class Standing(StrEnum):
    """One relation of a person to a ticket at a moment. A person may have several."""

    REQUESTER = "requester"
    INTAKE = "intake"
    LIAISON = "liaison"
    READER = "reader"
    ASSIGNEE = "assignee"
    PROPOSER = "proposer"
    RECUSED = "recused"
    CONCIERGE_OF_HOLDER = "concierge_of_holder"
    LEAD_OF_HOLDER = "lead_of_holder"
    LEAD_OF_PARENT = "lead_of_parent"
    LEADER_OF_PROVINCE = "leader_of_province"
    DISPATCHER_OF_HOLDER = "dispatcher_of_holder"
    DISPATCHER_OF_PARENT = "dispatcher_of_parent"
    CALLBACK_OF_HOLDER = "callback_of_holder"
    CALLBACK_OF_PARENT = "callback_of_parent"
    SUPERVISOR_OF_HOLDER = "supervisor_of_holder"
    SUPERVISOR_OF_PARENT = "supervisor_of_parent"


WORDS: dict[Standing, Promise] = {
    Standing.REQUESTER: _("the requester"),
    Standing.INTAKE: _("an intake officer"),
    Standing.LIAISON: _("a liaison of the unit that is asked"),
    Standing.READER: _("staff who may read the ticket"),
    Standing.ASSIGNEE: _("the assignee"),
    Standing.PROPOSER: _("whoever proposed the ending"),
    Standing.RECUSED: _("whoever has an interest in the enterprise"),
    Standing.CONCIERGE_OF_HOLDER: _("a concierge of the holding office"),
    Standing.LEAD_OF_HOLDER: _("a lead of the holding office"),
    Standing.LEAD_OF_PARENT: _("a lead of the parent office"),
    Standing.LEADER_OF_PROVINCE: _("the leader"),
    Standing.DISPATCHER_OF_HOLDER: _("a dispatcher of the holding office"),
    Standing.DISPATCHER_OF_PARENT: _("a dispatcher of the parent office"),
    Standing.CALLBACK_OF_HOLDER: _("a callback officer of the holding office"),
    Standing.CALLBACK_OF_PARENT: _("a callback officer of the parent office"),
    Standing.SUPERVISOR_OF_HOLDER: _("a supervisor of the holding office"),
    Standing.SUPERVISOR_OF_PARENT: _("a supervisor of the parent office"),
}


@dataclass(frozen=True)
class Facts:
    """All that the step table asks about a ticket; gathered under the ticket's lock.

    `other_lead_here` and `other_lead_above`: somebody at the holding office, or at its parent,
    could approve now: not away, neither assignee nor proposer, without an interest, and named on a
    secret ticket; `other_callback_here` likewise. Whoever is away may act all the same.
    `has_bad_rating`: one that nobody has answered for yet. `extension`: the ruling on the one of
    this generation that waits or was granted. `unsigned_answers`: answered assists that nobody has
    signed off. `lead_knows`: a lead of the holding office is named on the secret ticket.
    """

    state: State
    now: dt.datetime
    origin_state: State | None = None
    track: Track = Track.SERVICE
    ever_accepted: bool = False
    has_assignee: bool = True
    is_signed: bool = True
    holder_is_province: bool = False
    holder_is_complaint_agency: bool = True
    province_is_complained_of: bool = False
    other_lead_here: bool = True
    other_lead_above: bool = True
    other_callback_here: bool = True
    ending: EndingKind | None = None
    return_ruled: bool = False
    supplements_asked: int = 0
    supplements_at_most: int = 3
    open_assists: int = 0
    unsigned_answers: int = 0
    tied_measures: int = 0
    is_related: bool = False
    is_tagged: bool = False
    open_opinions: int = 0
    unread_requester_messages: int = 0
    has_receipt: bool = False
    is_served: bool = False
    handling_due_at: dt.datetime | None = None
    extension: str | None = None
    suspension_waits: bool = False
    suspended_until: dt.datetime | None = None
    has_bad_rating: bool = False
    is_called_after_rating: bool = False
    reopen_until: dt.datetime | None = None
    is_archived: bool = False
    confidentiality: Confidentiality = Confidentiality.ORDINARY
    lead_knows: bool = True
