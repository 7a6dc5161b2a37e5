"""What lies in the tree: locked requirements, listed vendor files, no trace of a machine."""

import hashlib
import re

import pytest

from concierge.places import ROOT
from tests.house import tree

VENDOR = "frontend/static/vendor/"
REQUIREMENT = re.compile(r"^[A-Za-z0-9._-]+(\[[a-z,]+\])?==[^ ]+( ; .+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
REMARK = re.compile(r"^    # (via|-r) ?\S*|^    #   \S+")
MACHINE = re.compile(r"/work/|/home/[a-z]|/Users/|/tmp/wt|/root/|C:\\\\")
REGISTRY = re.compile(
    r"(pypi|pythonhosted|npmjs|npmmirror|tuna\.tsinghua|mirrors?\.[a-z]+)\.(org|com|cn|edu)|"
    r"registry\.npm|proxy\.golang|docker\.io/|--(extra-)?index-url|--find-links",
    re.IGNORECASE,
)
SELF = "tests/house/test_what_is_kept.py"


def unlocked(lock: str) -> list[str]:
    """Lines of a lock file that are no exact pin, no hash and no remark; and pins without hash."""
    lines = [line for line in lock.splitlines() if line.strip()]
    strange = [
        line for line in lines if not any(p.match(line) for p in (REQUIREMENT, HASH, REMARK))
    ]
    pins = [
        line
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
        if REQUIREMENT.match(line) and not HASH.match(following)
    ]
    return strange + pins


def places_that_say(pattern: re.Pattern[str], named: dict[str, str]) -> list[str]:
    """Lines in which the pattern is found."""
    return [
        f"{name}:{number}"
        for name, text in named.items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def unlisted(listing: str, vendored: dict[str, str]) -> list[str]:
    """Vendored files whose row in VENDOR.md does not name version, licence and this content."""
    rows = {cells[1]: cells for line in listing.splitlines() if len(cells := _cells(line)) > 1}
    return [
        name
        for name, digest in vendored.items()
        if name not in rows
        or digest not in rows[name]
        or not any(re.search(r"\d+\.\d+", cell) for cell in rows[name])
        or not any(re.fullmatch(r"0BSD|MIT|Apache-2\.0|BSD-[23]-Clause|ISC", c) for c in rows[name])
    ]


def _cells(line: str) -> list[str]:
    return [cell.strip(" `") for cell in line.split("|")]


@pytest.mark.parametrize("name", [name for name in tree.files() if name.endswith(".lock")])
def test_every_requirement_is_pinned_and_hashed_and_names_no_address(name: str) -> None:
    lock = (ROOT / name).read_text("utf-8")
    assert unlocked(lock) == []
    assert not re.search(r"https?://", lock)


def test_there_are_locks_to_look_at() -> None:
    kept = {name for name in tree.files() if name.endswith(".lock")}
    assert {"requirements.lock", "requirements-dev.lock"} <= kept
    assert not {"uv.lock", "pylock.toml"} & set(tree.files())


def test_nothing_names_a_folder_of_somebodys_machine() -> None:
    named = {name: text for name, text in tree.texts().items() if name != SELF}
    assert places_that_say(MACHINE, named) == []


def test_nothing_names_a_package_registry() -> None:
    named = {name: text for name, text in tree.texts().items() if name != SELF}
    assert places_that_say(REGISTRY, named) == []


def test_every_vendored_file_is_listed_with_version_licence_and_hash() -> None:
    vendored = {
        name.removeprefix(VENDOR): hashlib.sha256((ROOT / name).read_bytes()).hexdigest()
        for name in tree.files()
        if name.startswith(VENDOR) and not name.endswith(("LICENSE", "VENDOR.md"))
    }
    listing = ROOT / VENDOR / "VENDOR.md"
    assert unlisted(listing.read_text("utf-8") if listing.exists() else "", vendored) == []


PIN = "a==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\n    # via b\n"


@pytest.mark.parametrize(
    "lock", [PIN + "b>=2\n", PIN + "b==2 \\\n", PIN + "--index-url x", "b @ file:///x \\\n" + PIN]
)
def test_the_look_at_locks_bites(lock: str) -> None:
    assert unlocked(lock)
    assert not unlocked(PIN)


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (MACHINE, "see /work/main"),
        (MACHINE, "/home/anna/x"),
        (REGISTRY, "from https://pypi.org/simple"),
        (REGISTRY, "--extra-index-url x"),
    ],
)
def test_a_trace_is_found(pattern: re.Pattern[str], line: str) -> None:
    assert places_that_say(pattern, {"a": line}) == ["a:1"]


@pytest.mark.parametrize(
    "row",
    [
        "",
        "| a.js | a 1.0 | MIT | 00 |",
        "| a.js | a | MIT | ff |",
        "| a.js | a 1.0 | all mine | ff |",
    ],
)
def test_the_look_at_vendored_files_bites(row: str) -> None:
    assert unlisted(row, {"a.js": "ff"}) == ["a.js"]
    assert unlisted("| `a.js` | a 1.0 | MIT | `ff` |", {"a.js": "ff"}) == []
