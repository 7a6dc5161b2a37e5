"""`manage.py up` itself: started, killed, crowded, and always able to start again."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.house import House, soon

pytestmark = pytest.mark.faults

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))
ENDS_WITHIN = 10
Say = Callable[[str], None]


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Say:
    """Print what was measured, seen with `pytest -s` and kept in the report."""

    def tell(text: str) -> None:
        record_property("figure", text)
        print(text)  # noqa: T201  # figures are for people

    return tell


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that has been started before."""
    home = tmp_path_factory.mktemp("lived-in")
    with House(home) as house:
        house.hears("ready after")
    return home


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house that stands while the tests of this module look at it."""
    with House(tmp_path_factory.mktemp("standing")) as house:
        house.hears("beat .* ticking")
        yield house


def test_the_first_start_shows_a_page_and_ctrl_c_ends_everything(
    tmp_path: Path, figure: Say
) -> None:
    with House(tmp_path) as house:
        figure(house.hears("ready after"))
        assert house.page() == 200
        took = house.end()
    figure(f"Ctrl-C to the end: {took:.1f} s")
    assert house.process.returncode == 0
    assert took < ENDS_WITHIN
    assert house.processes() == {}


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_killed_supervisor_leaves_nothing_behind_and_the_next_start_recovers(
    lived_in: Path, figure: Say, round_: int
) -> None:
    with House(lived_in) as house:
        house.hears("beat .* ticking")
        assert len(house.processes()) >= 6
        house.process.kill()
        killed = time.monotonic()
        soon(lambda: not house.processes())
        figure(f"kill -9 of the supervisor to the end of all: {time.monotonic() - killed:.1f} s")
    with House(lived_in) as again:
        figure(again.hears("ready after"))
        assert again.page() == 200
        assert again.end(signal.SIGTERM) < ENDS_WITHIN
    assert again.process.returncode == 0
    assert "not properly shut down" not in (lived_in / "postgres.log").read_text()


@pytest.mark.parametrize(
    ("name", "words"),
    [("web", "granian"), ("worker", "celery"), ("beat", "manage.py beat"), ("postgres", "-D ")],
)
def test_what_is_killed_comes_back_and_it_is_said(standing: House, name: str, words: str) -> None:
    os.kill(standing.child(words), signal.SIGKILL)
    assert "again in" in standing.hears(f"up .*{name} was ended by SIGKILL")
    standing.hears(f"up .*{name} started again")
    assert soon(lambda: standing.page() == 200)


def test_a_second_house_over_the_same_home_is_refused(standing: House) -> None:
    with House(standing.home) as second:
        assert f"process {standing.process.pid}" in second.hears("Already running")
        assert second.process.wait() == 1
    assert standing.page() == 200


def test_a_port_in_use_is_named_in_a_sentence(standing: House, tmp_path: Path) -> None:
    with House(tmp_path, CONCIERGE_BIND=f"127.0.0.1:{standing.port}") as second:
        assert "Address already in use" in second.hears("Cannot listen on")
        assert second.process.wait() == 1
    assert "Traceback" not in "\n".join(second.heard)


HEAD = b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"GET /?q=\xff\xfe" + HEAD + b"\r\n", 400),
        (b"GET /?q=%c0%80" + HEAD + b"\r\n", 400),
        (b"GET /?q=%00" + HEAD + b"\r\n", 400),
        (b"GET /%ff" + HEAD + b"\r\n", 400),
        (b"GET /" + b"a" * 100_000 + HEAD + b"\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n", 400),
        (b"GET /" + HEAD + b"Cookie: session=\xff\x00\r\n\r\n", 400),
        (b"POST /" + HEAD + FORM + b"Content-Length: 5\r\n\r\na=%ff", 400),
        (b"POST /" + HEAD + FORM + b"Content-Length: 5\r\n\r\na=%00", 400),
        (b"POST /" + HEAD + FORM + b"Content-Length: 10485760\r\n\r\n", 413),
        (b"POST /" + HEAD + FORM + b"Content-Length: -5\r\n\r\n", 400),
        (
            b"POST /" + HEAD + b"Content-Type: multipart/form-data\r\nContent-Length: 2\r\n\r\nxx",
            400,
        ),
        (b"GET /static/%00" + HEAD + b"\r\n", 400),
        (b"GET /static/%2e%2e/%2e%2e/manage.py" + HEAD + b"\r\n", 404),
    ],
)
def test_bytes_that_mean_nothing_are_refused_by_the_real_server(
    standing: House, raw: bytes, status: int
) -> None:
    assert soon(lambda: standing.page() == 200)
    assert standing.says_to(raw) == status
