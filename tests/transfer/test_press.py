"""The press: an order becomes a PDF that can be read, and fetches nothing on the way."""

import ctypes.util
import datetime as dt
import re
import socket
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone, translation

from accounts.models import Office, User
from tickets.access import papers as access
from tickets.actions import acceptance, assists, papers
from tickets.models import Paper, Ticket
from tickets.rules.assists import AssistAnswer, AssistRequest
from tickets.rules.papers import Failure, Fate
from tickets.transfer import press

pytestmark = pytest.mark.django_db
SUMMARY = "请核对11月出口退税进度，联系人䶮㛃𠮷"
needs_engine = pytest.mark.skipif(
    not ctypes.util.find_library("pango-1.0"), reason="this machine has no engine for PDF"
)


@pytest.fixture
def paper(
    filed: Ticket, li_min: User, liaison: User, tax_bureau: Office, now: dt.datetime
) -> Paper:
    """The order to the tax service, answered, that Li Min wished for."""
    acceptance.accept(filed, by=li_min, now=now)
    assists.ask(filed, AssistRequest(tax_bureau.pk, SUMMARY), by=li_min, now=now)
    given = AssistAnswer(filed.assists.get().pk, "<script>已到账</script>")
    assists.answer(filed, given, by=liaison, now=now)
    return papers.ask(filed.assists.get(), by=li_min, now=now)


@pytest.fixture
def stranger() -> Iterator[socket.socket]:
    """An address that waits to be fetched from."""
    with socket.create_server(("127.0.0.1", 0)) as waiting:
        waiting.settimeout(0.2)
        yield waiting


def _opened(content: bytes) -> bytes:
    """The document with what is packed in it unpacked beside it."""
    packed = re.findall(rb"/FlateDecode[^>]*>>\s*stream\n(.*?)\nendstream", content, re.DOTALL)
    return content + b"\n".join(zlib.decompressobj().decompress(part) for part in packed)


def _letters(content: bytes) -> bytes:
    """The letters its fonts stand for, in the order of the tables that say so."""
    return b"".join(re.findall(rb"<[0-9a-f]{4}> <([0-9a-f]+)>", content.lower()))


def test_the_order_names_the_unit_the_matter_and_nobody_of_the_requester(
    paper: Paper, filed: Ticket, owner: User, now: dt.datetime
) -> None:
    html = press.order_as_html(access.order_of(paper), now)
    assert "大连市税务局" in html
    assert SUMMARY in html
    assert "&lt;script&gt;" in html, "what people wrote is words"
    enterprise = filed.enterprise
    names = (enterprise.name_zh, enterprise.name_en, enterprise.name_original, owner.name)
    hidden = (*names, filed.title, filed.text)
    assert [words for words in hidden if words and words in html] == []


def test_it_is_the_same_whatever_language_its_reader_has(paper: Paper, now: dt.datetime) -> None:
    order = access.order_of(paper)
    with translation.override("en"), timezone.override(dt.UTC):
        assert press.order_as_html(order, now) == press.order_as_html(order, now)
        assert "北京时间" in press.order_as_part(order, now)


@needs_engine
def test_a_wish_becomes_a_tagged_document_in_chinese(paper: Paper, now: dt.datetime) -> None:
    assert press.print_waiting(lambda: now) == 1
    assert press.print_waiting(lambda: now) == 0
    paper.refresh_from_db()
    content = _opened(bytes(paper.content))
    assert paper.fate is Fate.MADE
    assert content.startswith(b"%PDF-1.7")
    assert b"/MarkInfo" in content, "tagged, for those who cannot see"
    assert b"/Lang (zh-Hans)" in content
    assert "䶮㛃𠮷".encode("utf-16-be").hex().encode() in _letters(content), "no letter is lost"


@needs_engine
def test_the_press_opens_no_file_and_no_address(stranger: socket.socket, tmp_path: Path) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text("body { content: 'read' }")
    bait = [f"http://127.0.0.1:{stranger.getsockname()[1]}/x", secret.as_uri()]
    html = "".join(
        f'<link rel=stylesheet href="{one}"><link rel=attachment href="{one}"><img src="{one}">'
        f'<style>@import url("{one}"); p {{ background: url("{one}") }}</style><p>x</p>'
        f'<svg><use href="{one}"/><image href="{one}"/></svg><object data="{one}"></object>'
        for one in bait
    )
    content = press.as_pdf(f"<title>t</title>{html}")
    assert b"/EmbeddedFile" not in content
    with pytest.raises(TimeoutError):
        stranger.accept()


def test_a_machine_without_the_engine_says_so(
    paper: Paper, now: dt.datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    room = tmp_path / "room.py"
    room.write_text("import sys; sys.exit(3)")
    monkeypatch.setattr(press, "ROOM", room)
    assert press.print_waiting(lambda: now) == 0
    paper.refresh_from_db()
    assert (paper.fate, paper.failure) == (Fate.FAILED, Failure.NO_ENGINE)


@pytest.mark.parametrize("ending", ["sys.exit(1)", "print('no document')", "time.sleep(60)"])
def test_a_press_that_breaks_or_hangs_ends_as_a_failure(
    paper: Paper, now: dt.datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ending: str
) -> None:
    room = tmp_path / "room.py"
    room.write_text(f"import sys, time\n{ending}")
    monkeypatch.setattr(press, "ROOM", room)
    monkeypatch.setattr(press, "PATIENCE", 1)
    assert press.print_waiting(lambda: now) == 0
    paper.refresh_from_db()
    assert (paper.fate, paper.failure) == (Fate.FAILED, Failure.BROKEN)
