"""Attachments, as far as a person may have them."""

import datetime as dt
import uuid

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.access.tickets import draft_for
from tickets.errors import Because, Refused
from tickets.models import Attachment, Draft, Ticket
from tickets.models.attachment import Attachments
from tickets.rules.attachments import Screening
from tickets.rules.steps import StepName


def attachment_on(ticket: Ticket, attachment: uuid.UUID, *, inside: bool) -> Attachment:
    """One file that was sent on a ticket which its reader has opened; `inside`: as staff.

    Raises Refused: UNSEEN where there is none for this reader, STATE for one that is not yet found
    free of viruses or was thrown away.
    """
    sent = ticket.attachments.all().sent().readable(inside=inside)
    found = sent.filter(pk=attachment).first()
    if found is None:
        raise no_such_attachment()
    if not found.is_fit:
        raise Refused(Because.STATE, "not_fit", Screening(found.screening).label)
    return found


def no_such_attachment() -> Refused:
    """The refusal of a file that is not there, or not for this person: the two look alike."""
    return Refused(Because.UNSEEN, "no_such_attachment", _("There is no such file."))


def chosen_for(user: User, ticket: Ticket, step: StepName) -> Attachments:
    """What this person chose in the form of a step on a ticket and has not sent yet."""
    return ticket.attachments.all().unsent().filter(uploaded_by=user, for_step=step)


def of_draft(draft: Draft) -> Attachments:
    """The files of a draft, in the order chosen."""
    return draft.attachments.all()


def chosen_on_draft(
    user: User, draft: uuid.UUID, attachment: uuid.UUID, now: dt.datetime
) -> Attachment:
    """One file of this person's own draft. Raises Refused(UNSEEN)."""
    found = of_draft(draft_for(user, draft, now)).filter(pk=attachment).first()
    if found is None:
        raise no_such_attachment()
    return found


def to_be_screened() -> Attachments:
    """What the virus scanner has not seen yet, oldest first; for the scanner's round."""
    return Attachment.objects.filter(screening=Screening.WAITING).order_by("id")
