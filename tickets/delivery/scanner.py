"""The virus scanner (clamd): asked about each file that waits, until it says no more or is away."""

import datetime as dt
import io
import logging
from collections.abc import Callable
from typing import BinaryIO
from urllib.parse import urlsplit

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings

from tickets.access.attachments import to_be_screened
from tickets.actions import attachments

log = logging.getLogger(__name__)

PATIENCE = 60  # seconds for one answer
PORT = 3310
Clock = Callable[[], dt.datetime]


class Away(Exception):  # noqa: N818  # said as a sentence: the scanner is away
    """The scanner gave no verdict; the file waits on."""


def screen_waiting(clock: Clock) -> int:
    """Have every file that waits looked at, oldest first; returns how many got a verdict.

    A scanner that is away ends the round: what it has not seen is given out to nobody.
    """
    seen = 0
    for attachment in to_be_screened() if settings.CLAMD_URL else ():
        try:
            with attachment.content.open() as content:
                infected = verdict(io.BytesIO(content.read()))
        except (Away, OSError) as why:
            log.warning("a file was not screened", extra={"why": str(why)})
            break
        attachments.judge(attachment, infected=infected, by=None, now=clock())
        seen += 1
    return seen


def verdict(content: BinaryIO) -> str:
    """The name of the virus in this file, empty for none. Raises Away."""
    try:
        answer = _scanner(settings.CLAMD_URL).instream(content)
    except (ClamdError, OSError) as why:
        raise Away(str(why)) from why
    status, found = answer.get("stream", ("ERROR", "no answer"))
    if status == "ERROR":
        raise Away(str(found))
    return str(found or "unnamed") if status == "FOUND" else ""


def _scanner(url: str) -> ClamdNetworkSocket:
    """By network (tcp://host:port) or by a socket of this machine (unix:///path)."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return ClamdUnixSocket(parts.path, timeout=PATIENCE)
    return ClamdNetworkSocket(str(parts.hostname), parts.port or PORT, timeout=PATIENCE)
