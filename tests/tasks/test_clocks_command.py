"""`manage.py clocks explain`: each clock of a ticket, line by line, in Chinese or English."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from tickets.actions import acceptance
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


def said(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    call_command("clocks", "explain", *words)
    return capsys.readouterr().out.splitlines()


def test_every_line_names_its_clock_and_run(
    filed: Ticket, li_min: User, now: dt.datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    acceptance.accept(filed, by=li_min, now=now)
    lines = said(capsys, filed.number)
    prefixes = {line.split(" | ")[0] for line in lines}
    assert prefixes == {f"{clock.name}.{clock.generation}" for clock in filed.clocks.all()}
    assert "handling.1" in prefixes
    assert any("第 1 个工作日（共 5 个）" in line for line in lines)


def test_one_run_of_one_clock_in_english(filed: Ticket, capsys: pytest.CaptureFixture[str]) -> None:
    clock = filed.clocks.get(name="first_contact")
    versions = f"promise version 1, calendar {clock.calendar_version}"
    narrowed = ("--clock", "first_contact", "--generation", "1", "--language", "en")
    assert said(capsys, filed.number, *narrowed) == [
        f"first_contact.1 | First contact · 60 working minutes · {versions}",
        "first_contact.1 | Due · Wed 18 Nov 2026 11:00 Beijing time",
        "first_contact.1 | … · Wed 18 Nov 10:00–11:00 · Counted · 1 hour · = 1 hour",
    ]


@pytest.mark.parametrize(
    "words", [("000000000000",), ("FILED", "--clock", "review"), ("FILED", "--generation", "9")]
)
def test_what_is_not_there_is_a_sentence(words: tuple[str, ...], filed: Ticket) -> None:
    known = [filed.number if word == "FILED" else word for word in words]
    with pytest.raises(CommandError, match="没有"):
        call_command("clocks", "explain", *known)
