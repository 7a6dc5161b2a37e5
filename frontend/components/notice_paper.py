"""A notice to be read, printed and saved, the same in every world: its page and its file."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from tickets.errors import Because, Refused
from tickets.models import Notice, Paper
from tickets.rules.papers import Fate
from tickets.transfer import notice_sheets


def facts_of(notice: Notice) -> dict[str, object]:
    """What its page shows."""
    return {
        "notice": notice,
        "sheet": notice_sheets.as_part(notice),
        "paper": paper_of(notice),
        "Fate": Fate,
    }


def paper_of(notice: Notice) -> Paper | None:
    """The PDF of it that somebody wished for; none yet where nobody did."""
    return getattr(notice, "paper", None)


def file_of(notice: Notice) -> HttpResponse:
    """The PDF to be saved. Raises Refused(STATE) where it is not made yet."""
    paper = paper_of(notice)
    if paper is None or paper.fate is not Fate.MADE:
        raise Refused(Because.STATE, "no_content", _("This document is not made yet."))
    answer = HttpResponse(bytes(paper.content), content_type="application/pdf")
    name = f"{notice.ticket.number}-{notice.kind}-{notice.year}-{notice.ordinal}.pdf"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
