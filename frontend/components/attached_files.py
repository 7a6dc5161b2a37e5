"""Handing out a file: to be saved, never shown by the browser as a page of ours."""

from urllib.parse import quote

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from tickets.errors import Because, Refused
from tickets.models import Attachment

SANDBOX = "sandbox; default-src 'none'"


def handed_out(attachment: Attachment) -> HttpResponse:
    """The bytes of a file. Raises Refused(STATE) where they cannot be read just now."""
    try:
        with attachment.content.open() as content:
            answer = HttpResponse(content.read(), content_type=attachment.media_type)
    except OSError as why:
        sentence = _("This file cannot be read just now. Tell us, nothing is lost by that.")
        raise Refused(Because.STATE, "unreadable", sentence) from why
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(attachment.name)}"
    answer["Content-Security-Policy"] = SANDBOX
    return answer
