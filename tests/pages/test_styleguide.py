"""The component sheet: there for builders, absent from a real office."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client, override_settings

from accounts.models import User
from frontend.templatetags.look import tone
from tickets.rules.states import PublicState, State, public_state

CSS = Path(settings.BASE_DIR) / "frontend" / "static" / "css"
INCLUDES = Path(settings.BASE_DIR) / "frontend" / "templates" / "components"
FRAMES = {
    "bell",
    "brand",
    "help",
    "language_menu",
    "person_menu",
    "visitor",
    "confirmation",
}
OF_A_TICKET = {
    "attached_file",
    "attached_files",
    "chosen_files",
    "autosave",
    "clock_account",
    "clock_page",
    "clock_lines",
    "clocks",
    "confidential",
    "gap_page",
    "more_time",
    "proposal",
    "proposals",
    "translations",
    "side_cards",
    "step_button",
    "step",
}  # nothing to show without one; looked at on its pages


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_sheet_is_shown_in_a_demo(client: Client, db: None, language: str) -> None:
    client.cookies["language"] = language
    assert client.get("/styleguide/").status_code == 200


@override_settings(DEMO=False)
def test_a_real_office_has_no_sheet(client: Client, db: None) -> None:
    assert client.get("/styleguide/").status_code == 404


def test_every_component_stands_on_the_sheet() -> None:
    sheet = "".join(
        part.read_text("utf-8") for part in (INCLUDES.parent / "styleguide").glob("*.html")
    )
    shown = set(re.findall(r"components/(\w+)\.html", sheet))
    assert {part.stem for part in INCLUDES.glob("*.html")} - FRAMES - OF_A_TICKET <= shown


def test_the_styles_of_a_page_weigh_30_kilobytes_at_most(
    signed_in: Callable[[User], Client], li_min: User, leader: User
) -> None:
    pages = [Client().get("/"), signed_in(li_min).get("/desk/"), signed_in(leader).get("/leader/")]
    for page in pages:
        loaded = re.findall(r"static/css/(\w+\.css)", page.text)
        assert len(loaded) >= 4
        assert sum((CSS / name).stat().st_size for name in loaded) <= 30_000


def test_no_template_has_inline_style_or_script() -> None:
    templates = Path(settings.BASE_DIR) / "frontend" / "templates"
    forbidden = re.compile(r"\sstyle=|<style|<script(?![^>]*\bsrc=)|\son\w+=|javascript:")
    said = {str(t): forbidden.search(t.read_text("utf-8")) for t in templates.rglob("*.html")}
    assert [name for name, found in said.items() if found] == []


def test_colour_and_words_of_a_light_agree_before_the_sweep_has_come() -> None:
    late = render_to_string("components/light.html", {"light": "green", "left": dt.timedelta(-1)})
    assert 'class="light red"' in late
    paused = {"light": "paused", "left": dt.timedelta(-1), "words": "paused"}
    assert 'class="light paused"' in render_to_string("components/light.html", paused)


@pytest.mark.parametrize("state", [*State, *PublicState])
def test_every_state_has_a_tone_of_the_sheet(state: str) -> None:
    assert tone(state) in {"blue", "purple", "yellow", "green", ""}


def test_staff_and_requester_see_a_state_in_the_same_tone() -> None:
    same = {State.SUBMITTED, State.HANDLING, State.SUPPLEMENT, State.REPLIED, State.CLOSED}
    for state in same:
        assert tone(state) == tone(public_state(state, ever_accepted=True))
