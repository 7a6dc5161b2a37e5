"""The documents say what is: settings, commands, links, and nothing that is not there."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.utils import translation
from drf_spectacular.renderers import OpenApiYamlRenderer

from concierge.environment import SETTINGS, Setting
from concierge.places import ROOT
from tests.house import tree
from tickets.api.document import written
from tickets.demo.cast import PASSWORD, cast

OURS = ("concierge", "tickets", "accounts", "frontend")
GUIDE, CONTRIBUTING = "docs/operator-guide.md", "CONTRIBUTING.md"
DOCUMENTS = {name: text for name, text in tree.texts(".md").items() if "/vendor/" not in name}
MAKE = re.compile(r"`?make ([a-z]+)`?")
MANAGE = re.compile(r"manage\.py ([a-z_]+)")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)[^)]*\)")


def row(setting: Setting) -> str:
    """The line of the operator guide for a setting."""
    default = f" `{setting.default}` " if setting.default else " "
    return f"| `{setting.name}` |{default}| {setting.meaning} |"


def targets(makefile: str) -> set[str]:
    """The targets of a Makefile that are offered to people."""
    return set(re.findall(r"^([a-z]+):.*##", makefile, re.MULTILINE))


def invented(pattern: re.Pattern[str], real: set[str], documents: dict[str, str]) -> list[str]:
    """What documents name that does not exist, in code or in fences."""
    return [
        f"{name}: {word}"
        for name, text in documents.items()
        for code in re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL)
        for word in pattern.findall(code)
        if word not in real
    ]


def dead_links(documents: dict[str, str]) -> list[str]:
    """Links into the tree that lead nowhere."""
    return [
        f"{name}: {link}"
        for name, text in documents.items()
        for link in LINK.findall(text)
        if not (ROOT / Path(name).parent / link).exists()
    ]


def _own_commands() -> set[str]:
    return {name for name, app in get_commands().items() if str(app) in OURS}


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_stands_in_the_operator_guide(setting: Setting) -> None:
    assert row(setting) in DOCUMENTS[GUIDE].splitlines()


def test_the_operator_guide_names_no_setting_that_is_gone() -> None:
    named = re.findall(r"^\| `([A-Z][A-Z_]+)` \|", DOCUMENTS[GUIDE], re.MULTILINE)
    assert set(named) == {setting.name for setting in SETTINGS}


def test_every_command_of_ours_stands_in_the_operator_guide() -> None:
    named = set(re.findall(r"^\| `manage\.py ([a-z_]+)", DOCUMENTS[GUIDE], re.MULTILINE))
    assert named == _own_commands()


def test_every_target_of_make_stands_in_contributing() -> None:
    named = set(re.findall(r"^\| `make ([a-z]+)`", DOCUMENTS[CONTRIBUTING], re.MULTILINE))
    assert named == targets((ROOT / "Makefile").read_text("utf-8"))


def test_documents_name_no_command_that_does_not_exist() -> None:
    made = targets((ROOT / "Makefile").read_text("utf-8"))
    assert invented(MAKE, made, DOCUMENTS) == []
    assert invented(MANAGE, set(get_commands()), DOCUMENTS) == []


def test_the_openapi_document_is_what_the_code_says() -> None:
    now = OpenApiYamlRenderer().render(written(), renderer_context={}).decode()  # type: ignore[no-untyped-call]  # ships no types
    committed = (ROOT / "docs" / "openapi.yaml").read_text("utf-8")
    assert committed == now, "run `make fix`, look at what changed, commit it"


def test_links_between_documents_lead_somewhere() -> None:
    assert dead_links(DOCUMENTS) == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_readme_lists_the_demo_cast(language: str) -> None:
    with translation.override(language):
        rows = [f"| {c.name} | `{c.email}` | {c.role} | {c.shows} |" for c in cast()]
    assert [row for row in rows if row not in DOCUMENTS["README.md"].splitlines()] == []
    assert f"`{PASSWORD}`" in DOCUMENTS["README.md"]


def test_what_does_not_exist_is_found() -> None:
    assert invented(MAKE, {"run"}, {"a.md": "`make run` and `make gold`"}) == ["a.md: gold"]
    assert invented(MANAGE, set(), {"a.md": "```\nmanage.py fly\n```"}) == ["a.md: fly"]
    assert dead_links({"a.md": "[b](b.md) [c](https://c.example) [r](README.md#x)"}) == [
        "a.md: b.md"
    ]
