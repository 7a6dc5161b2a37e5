"""One event is one line, whatever somebody typed."""

import json
import logging

import pytest

from concierge.logs import StrangersMistakes, formatter

FORGED = "signed in\r\nINFO root: everything is fine\x1b[2J\u2028next\x85line"


def line(form: str, text: str, *args: object, fault: Exception | None = None) -> str:
    """What the formatter makes of one event."""
    trouble = (type(fault), fault, None) if fault else None
    record = logging.LogRecord("door", logging.INFO, __file__, 1, text, args, trouble)
    return formatter(form).format(record)


@pytest.mark.parametrize("form", ["words", "json"])
@pytest.mark.parametrize("typed", [FORGED, "a\nb", "a\x00b", "\x9b31m"])
def test_nobody_can_forge_a_line(form: str, typed: str) -> None:
    written = line(form, "typed: %s", typed)
    assert len(written.splitlines()) == 1
    assert written.isprintable()


def test_chinese_stays_readable() -> None:
    assert "外事项目管家" in line("words", "%s", "外事项目管家")


def test_json_has_a_name_for_everything() -> None:
    event = json.loads(line("json", "opened %s", "a door"))
    assert event["event"] == "opened a door"
    assert event["logger"] == "door"
    assert event["level"] == "info"
    assert event["timestamp"].endswith("Z")


def test_a_fault_shows_its_trace_below_the_line_and_cannot_forge_one_either() -> None:
    written = line("words", "broken", fault=ValueError("x\x1b[2Jy"))
    head, *trace = written.splitlines()
    assert head == "info door: broken"
    assert trace
    assert all(below.startswith("    ") for below in trace)
    assert all(below.isprintable() for below in trace)


@pytest.mark.parametrize(("status", "level"), [(400, "warning"), (403, "warning"), (500, "error")])
def test_a_refused_request_is_one_line_and_our_own_fault_has_its_trace(
    status: int, level: str
) -> None:
    fault = ValueError("x")
    record = logging.LogRecord(
        "django.request", logging.ERROR, __file__, 1, "Bad", (), (type(fault), fault, None)
    )
    record.status_code = status
    assert StrangersMistakes().filter(record)
    written = formatter("words").format(record)
    assert (len(written.splitlines()) > 1) is (status == 500)
    assert written.startswith(level)
