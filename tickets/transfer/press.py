"""Papers are made here: the words of a document as HTML, then as PDF by a process of its own."""

import datetime as dt
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from tickets.access.confidentiality import redaction_of
from tickets.access.papers import notice_of, order_of
from tickets.actions import printing
from tickets.errors import Refused
from tickets.models import Assist, Paper
from tickets.rules import moments, numbers
from tickets.rules.days import BEIJING
from tickets.rules.papers import Failure
from tickets.transfer import notice_sheets, press_room

log = logging.getLogger(__name__)

ROOM = Path(press_room.__file__)
PATIENCE = 90  # seconds for one document
Clock = Callable[[], dt.datetime]


class Failed(Exception):  # noqa: N818  # said as a sentence: the press failed
    """The press made no PDF, and why."""

    def __init__(self, failure: Failure, said: str = "") -> None:
        super().__init__(said or failure.value)
        self.failure = failure


def print_waiting(clock: Clock) -> int:
    """Make every paper that is wished for; returns how many were made."""
    made = 0
    while paper := printing.take(now=clock()):
        made += _print(paper, clock)
    return made


def order_as_html(assist: Assist, now: dt.datetime) -> str:
    """The order of an assist (交办单) as one whole document, in Chinese and Beijing time."""
    return _in_chinese("papers/document.html", assist, now)


def order_as_part(assist: Assist, now: dt.datetime) -> SafeString:
    """The same as a part of a page, without the sheet of styles."""
    return _in_chinese("papers/assist_order.html", assist, now)


def _in_chinese(template: str, assist: Assist, now: dt.datetime) -> SafeString:
    """It goes to another authority: Chinese and Beijing time, whoever wishes for it."""
    told = ("asked_at", "due_at", "answered_at", "signed_off_at", "recalled_at")
    with translation.override("zh-hans"), timezone.override(BEIJING):
        said = {name: moments.said(at) for name in told if (at := getattr(assist, name))}
        number = numbers.in_groups(assist.ticket.number)
        facts = {"assist": assist, "number": number, "said": said, "printed": moments.said(now)}
        facts["redaction"] = None if assist.recalled_at else redaction_of(assist.ticket)
        return render_to_string(template, facts)


def as_pdf(html: str) -> bytes:
    """The document as tagged PDF. Raises Failed."""
    sheet = Path(str(finders.find("css/paper.css"))).read_text()
    told = subprocess.run(
        [sys.executable, "-I", str(ROOM), sheet],
        input=html.encode(),
        capture_output=True,
        timeout=PATIENCE,
        check=False,
        env={name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
    )
    if told.returncode == press_room.NO_ENGINE:
        raise Failed(Failure.NO_ENGINE)
    if told.returncode or not told.stdout.startswith(b"%PDF"):
        raise Failed(Failure.BROKEN, told.stderr.decode(errors="replace")[-500:])
    return told.stdout


def _html_of(paper: Paper, now: dt.datetime) -> str:
    if paper.notice_id:
        return notice_sheets.as_html(notice_of(paper))
    return order_as_html(order_of(paper), now)


def _print(paper: Paper, clock: Clock) -> bool:
    """Make one paper and note what became of it; whether it was made."""
    try:
        content = as_pdf(_html_of(paper, clock()))
        printing.keep(paper, content, now=clock())
    except Refused:
        log.warning("paper %s was settled by another worker", paper.pk)
        return False
    except (Failed, subprocess.TimeoutExpired) as why:
        log.warning("paper %s cannot be made: %s", paper.pk, why)
        failure = why.failure if isinstance(why, Failed) else Failure.BROKEN
        printing.give_up(paper, failure, now=clock())
        return False
    return True
