"""What the links that strangers bring open: nothing, or one thing."""

import datetime as dt

from accounts.models import Invitation, SetUpLink, User
from tickets.errors import Because, Refused
from tickets.rules.people import LINK_CLOSED


def invited_by(token: str, *, now: dt.datetime) -> User:
    """The person whom this invitation's token lets in at this moment. Raises Refused(UNSEEN)."""
    invitation = Invitation.objects.opened_by(token, now).select_related("user").first()
    if invitation is None:
        raise Refused(Because.UNSEEN, "closed", LINK_CLOSED)
    return invitation.user


def set_up_opened_by(token: str, *, now: dt.datetime) -> None:
    """Raise Refused(UNSEEN) unless this token opens the set-up at this moment."""
    if not SetUpLink.objects.opened_by(token, now).exists():
        raise Refused(Because.UNSEEN, "closed", LINK_CLOSED)
