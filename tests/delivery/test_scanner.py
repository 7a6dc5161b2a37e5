"""The virus scanner: asked in its own language, and trusted only when it says yes or no."""

import datetime as dt
import socketserver
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from accounts.models import User
from tests import samples
from tickets.actions import attachments
from tickets.delivery import scanner
from tickets.models import Attachment, Ticket
from tickets.rules.attachments import Screening, Upload
from tickets.rules.steps import StepName

pytestmark = pytest.mark.django_db

FINDS = b"Maker of viruses"


@dataclass
class Clamd:
    """A scanner on this machine that finds one thing; `mood` is what else it may answer."""

    port: int = 0
    mood: str = ""
    seen: list[int] = field(default_factory=list)


@pytest.fixture
def clamd(settings: Any) -> Iterator[Clamd]:
    """It listens, and the house knows where."""
    told = Clamd()

    class Ear(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            if self.rfile.readline().strip() != b"nINSTREAM":
                return
            content = b""
            while size := struct.unpack("!L", self.rfile.read(4))[0]:
                content += self.rfile.read(size)
            told.seen.append(len(content))
            answer = b"stream: Eicar-Signature FOUND" if FINDS in content else b"stream: OK"
            self.wfile.write((told.mood.encode() or answer) + b"\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Ear) as server:
        told.port = server.server_address[1]
        settings.CLAMD_URL = f"tcp://127.0.0.1:{told.port}"
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield told
        server.shutdown()


@pytest.fixture
def waiting(clamd: Clamd, filed: Ticket, owner: User, now: dt.datetime) -> list[Attachment]:
    """Two files that wait, the second of which is infected."""
    return [
        attachments.choose(filed, StepName.WRITE, Upload(name, content), by=owner, now=now)
        for name, content in (("a.pdf", samples.pdf()), ("b.txt", FINDS))
    ]


def _verdicts() -> list[str]:
    return [one.screening for one in Attachment.objects.order_by("id")]


def test_each_file_gets_its_verdict(
    clamd: Clamd, waiting: list[Attachment], now: dt.datetime
) -> None:
    assert _verdicts() == [Screening.WAITING] * 2
    assert scanner.screen_waiting(lambda: now) == 2
    assert _verdicts() == [Screening.FIT, Screening.INFECTED]
    assert clamd.seen == [one.size for one in waiting]
    assert scanner.screen_waiting(lambda: now) == 0


@pytest.mark.parametrize(
    "mood", ["INSTREAM size limit exceeded. ERROR", "stream: no memory ERROR", "hello", ""]
)
def test_a_scanner_that_gives_no_verdict_lets_nothing_through(
    clamd: Clamd, waiting: list[Attachment], now: dt.datetime, settings: Any, mood: str
) -> None:
    clamd.mood = mood
    if not mood:
        settings.CLAMD_URL = "tcp://127.0.0.1:1"  # nobody listens there
    assert scanner.screen_waiting(lambda: now) == 0
    assert _verdicts() == [Screening.WAITING] * 2


def test_without_a_scanner_nobody_is_asked(waiting: list[Attachment], settings: Any) -> None:
    settings.CLAMD_URL = ""
    assert scanner.screen_waiting(lambda: waiting[0].uploaded_at) == 0
