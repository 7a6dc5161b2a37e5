"""Rooms keep their size and their names, and say what they are for."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house import tree
from tests.house.laws import HOUSE

LONGEST_MODULE = 400
LONGEST_TEMPLATE = 150
GRAB_BAGS = re.compile(
    r"(^|/)(utils?|helpers?|core|common|services?|selectors?|managers?|misc|lib|views)(\.py|/)"
)
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK|WIP|TBD|lorem ipsum)\b", re.IGNORECASE)
EXCEPT_NAMES = {"tests/services.py": "the services the suite runs on, in the sense of servers"}
Named = dict[str, str]
Check = Callable[[Named], list[str]]


def ours(*endings: str) -> Named:
    """Files of the four floors and the tests, migrations aside."""
    rooms = (*HOUSE, "tests")
    kept = {name: text for name, text in tree.texts(*endings).items() if "/migrations/" not in name}
    return {name: text for name, text in kept.items() if name.split("/")[0] in rooms}


def longer_than(limit: int, named: Named) -> list[str]:
    """Files of more lines than this."""
    return [f"{name}: {n}" for name, text in named.items() if (n := len(text.splitlines())) > limit]


def silent_rooms(named: Named) -> list[str]:
    """Packages whose __init__ does not say in its first line, alone, what the room is for."""
    rooms = {name: text for name, text in named.items() if Path(name).name == "__init__.py"}
    said = {name: ast.get_docstring(ast.parse(text)) or "" for name, text in rooms.items()}
    return [name for name, words in said.items() if not words or "\n" in words.strip()]


def undescribed(named: Named) -> list[str]:
    """Public modules, classes, functions and methods without a docstring."""
    return [
        f"{name}:{getattr(node, 'lineno', 1)}"
        for name, text in named.items()
        for node in _public(ast.parse(text))
        if not ast.get_docstring(node)
    ]


def _public(
    node: ast.Module | ast.ClassDef,
) -> list[ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    found: list[ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef] = [node]
    for part in node.body:
        if isinstance(part, ast.ClassDef) and not part.name.startswith(("_", "Meta")):
            found += _public(part)
        elif isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) and part.name[0] != "_":
            found.append(part)
    return found


def grab_bags(names: list[str]) -> list[str]:
    """Modules and packages that are named after nothing."""
    return [name for name in names if GRAB_BAGS.search(name) and name not in EXCEPT_NAMES]


def unfinished(named: Named) -> list[str]:
    """Places that say themselves that they are not done."""
    return [
        f"{name}:{number}"
        for name, text in named.items()
        for number, line in enumerate(text.splitlines(), 1)
        if UNFINISHED.search(line)
    ]


def test_no_module_is_longer_than_400_lines() -> None:
    assert longer_than(LONGEST_MODULE, ours(".py")) == []


def test_no_template_is_longer_than_150_lines() -> None:
    assert longer_than(LONGEST_TEMPLATE, ours(".html", ".txt")) == []


def test_every_room_says_in_one_line_what_it_is_for() -> None:
    assert silent_rooms(ours(".py")) == []


def test_everything_public_is_described() -> None:
    floors = {name: text for name, text in ours(".py").items() if not name.startswith("tests/")}
    assert undescribed(floors) == []


def test_nothing_is_named_after_nothing() -> None:
    assert grab_bags(list(ours(".py"))) == []


def test_nothing_is_left_unfinished() -> None:
    named = {name: text for name, text in tree.texts().items() if not name.endswith(".lock")}
    named.pop("tests/house/test_shape.py")
    assert unfinished(named) == []


@pytest.mark.parametrize(
    ("name", "text", "check"),
    [
        ("a/__init__.py", "", silent_rooms),
        ("a/__init__.py", '"""Two\n\nlines."""', silent_rooms),
        ("a/b.py", '"""A room."""\ndef deed(): pass', undescribed),
        ("a/b.py", '"""A room."""\nclass A:\n  """A."""\n  def deed(self): pass', undescribed),
        ("a/b.py", "# TODO: later", unfinished),
        ("a/b.html", "<p>Lorem ipsum</p>", unfinished),
        ("a/b.py", "\n" * 401, lambda named: longer_than(LONGEST_MODULE, named)),
        ("a/utils.py", "", lambda named: grab_bags(list(named))),
        ("a/core/b.py", "", lambda named: grab_bags(list(named))),
        ("frontend/desk/views.py", "", lambda named: grab_bags(list(named))),
    ],
)
def test_each_check_bites(name: str, text: str, check: Check) -> None:
    assert check({name: text})


@pytest.mark.parametrize("name", ["tickets/rules/hours.py", "frontend/desk/reviews.py"])
def test_a_noun_is_a_good_name(name: str) -> None:
    assert grab_bags([name]) == []
