"""The component sheet: there for builders, absent from a real office."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings

from accounts.models import User

CSS = Path(settings.BASE_DIR) / "frontend" / "static" / "css"
INCLUDES = Path(settings.BASE_DIR) / "frontend" / "templates" / "components"
FRAMES = {"bell", "brand", "help", "language_menu", "person_menu", "visitor", "confirmation"}


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
    assert {part.stem for part in INCLUDES.glob("*.html")} - FRAMES <= shown


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
