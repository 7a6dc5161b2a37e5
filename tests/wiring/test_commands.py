"""What the command line says when it cannot do what was asked: a sentence, never a trace."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from concierge import browser_files, places
from concierge.environment import load
from concierge.errors import CannotStart
from concierge.launch import programs


def said_by(*words: str, **outside: str) -> subprocess.CompletedProcess[str]:
    """What `manage.py` says to these words under these settings."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=places.ROOT,
        env={**os.environ, **outside},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_unknown_setting_is_a_sentence() -> None:
    said = said_by("up", CONCIERGE_BNID="127.0.0.1:1")
    assert said.returncode == 1
    assert said.stderr.strip() == (
        "manage.py: CONCIERGE_BNID is not a setting of this product. Did you mean CONCIERGE_BIND?"
    )


def test_a_home_that_cannot_be_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = said_by("up", CONCIERGE_HOME=str(tmp_path / "file"), CONCIERGE_SECRET_KEY="")
    assert said.returncode == 1
    assert said.stderr.startswith(f"manage.py: {tmp_path}/file")
    assert "Traceback" not in said.stderr


def test_a_database_that_is_not_there_is_a_sentence(no_database: None) -> None:
    with pytest.raises(CannotStart, match=r"PostgreSQL does not answer: .*nonexistent"):
        call_command("prepare")


def test_files_for_the_browser_are_collected_when_something_changed_and_only_then(
    tmp_path: Path, settings: Settings
) -> None:
    settings.STATIC_ROOT = str(tmp_path / "static")
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "a.css").write_text("a {}")
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    assert not browser_files.collected()
    assert browser_files.collect()
    assert browser_files.collected()
    assert not browser_files.collect()
    (tmp_path / "source" / "a.css").write_text("a { color: red }")
    assert browser_files.collect()
    assert (tmp_path / "static" / "a.css").read_text() == "a { color: red }"


@pytest.mark.parametrize("name", programs.PROGRAMS)
def test_each_program_is_started_by_this_python_under_these_settings(name: str) -> None:
    words = [str(word) for word in programs.PROGRAMS[name](load({"CONCIERGE_BIND": "[::1]:80"}))]
    assert words[0] == sys.executable
    if name == "web":
        assert words[words.index("--host") + 1] == "::1"
        assert words[words.index("--port") + 1] == "80"
