"""Where a ticket stands, for staff and for its requester (DOMAIN §3)."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    """Every state of a ticket. Only a draft row is ever in `draft`; a ticket begins `submitted`."""

    DRAFT = "draft", pgettext_lazy("state", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("state", "Awaiting acceptance")
    SUPPLEMENT = "supplement", pgettext_lazy("state", "Awaiting supplement")
    RETURNING = "returning", pgettext_lazy("state", "Return awaiting a ruling")
    HANDLING = "handling", pgettext_lazy("state", "Being handled")
    REVIEWING = "reviewing", pgettext_lazy("state", "Result awaiting review")
    REPLIED = "replied", pgettext_lazy("state", "Answered, awaiting confirmation")
    CLOSED = "closed", pgettext_lazy("state", "Settled and closed")
    REFUSED = "refused", pgettext_lazy("state", "Not accepted")
    TRANSFERRED = "transferred", pgettext_lazy("state", "Transferred")
    TERMINATED = "terminated", pgettext_lazy("state", "Terminated")
    WITHDRAWN = "withdrawn", pgettext_lazy("state", "Withdrawn")


class PublicState(TextChoices):
    """What the requester reads; the same words in pages, mail and API (UX §4, U1)."""

    DRAFT = "draft", pgettext_lazy("public state", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("public state", "Submitted")
    IN_PROGRESS = "in_progress", pgettext_lazy("public state", "In progress")
    WAITING_FOR_YOU = "waiting_for_you", pgettext_lazy("public state", "Waiting for you")
    RESOLVED = "resolved", pgettext_lazy("public state", "Resolved, please confirm")
    CLOSED = "closed", pgettext_lazy("public state", "Closed")
    NOT_ACCEPTED = "not_accepted", pgettext_lazy("public state", "Not accepted")
    REFERRED = "referred", pgettext_lazy("public state", "Referred")
    WITHDRAWN = "withdrawn", pgettext_lazy("public state", "Withdrawn")


ENDED = frozenset(
    {State.CLOSED, State.REFUSED, State.TRANSFERRED, State.TERMINATED, State.WITHDRAWN}
)
OPEN = frozenset(State) - ENDED - {State.DRAFT}
UNDER_WAY = frozenset({State.SUBMITTED, State.HANDLING})  # the two states work happens in
IN_WORK = frozenset({State.HANDLING, State.SUPPLEMENT, State.RETURNING, State.REVIEWING})

PUBLIC: dict[State, PublicState] = {
    State.DRAFT: PublicState.DRAFT,
    State.SUBMITTED: PublicState.SUBMITTED,
    State.SUPPLEMENT: PublicState.WAITING_FOR_YOU,
    State.RETURNING: PublicState.IN_PROGRESS,
    State.HANDLING: PublicState.IN_PROGRESS,
    State.REVIEWING: PublicState.IN_PROGRESS,
    State.REPLIED: PublicState.RESOLVED,
    State.CLOSED: PublicState.CLOSED,
    State.REFUSED: PublicState.NOT_ACCEPTED,
    State.TRANSFERRED: PublicState.REFERRED,
    State.TERMINATED: PublicState.CLOSED,
    State.WITHDRAWN: PublicState.WITHDRAWN,
}


def public_state(state: State, *, ever_accepted: bool) -> PublicState:
    """What the requester reads: nothing is in progress before somebody accepted it."""
    public = PUBLIC[state]
    if public is PublicState.IN_PROGRESS and not ever_accepted:
        return PublicState.SUBMITTED
    return public
