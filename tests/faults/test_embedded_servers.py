"""The embedded PostgreSQL and Redis: under every account, after every kind of crash."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from concierge import places
from concierge.errors import CannotStart
from concierge.launch.postgres import Postgres, binaries
from concierge.launch.redis import Redis, binary
from tests.faults.house import House

pytestmark = pytest.mark.faults

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another account")
Make = Callable[[Path], Postgres]


@pytest.fixture
def postgres_at() -> Iterator[Make]:
    """Makes an embedded PostgreSQL over a home; every one ends with the test."""
    made: list[Postgres] = []

    def make(home: Path) -> Postgres:
        made.append(Postgres(home, places.sockets(home), binaries("")))
        return made[-1]

    yield make
    for server in made:
        server.stop()
        if not server.sockets.is_relative_to(server.home):
            shutil.rmtree(server.sockets, ignore_errors=True)


def answer(server: Postgres, question: str) -> object:
    """What the server says to a question with one answer."""
    with psycopg.connect(host=str(server.sockets), user="concierge", dbname="concierge") as line:
        row = line.execute(question.encode()).fetchone()
    return row[0] if row else None


def test_it_speaks_utf8_and_knows_chinese_letters(tmp_path: Path, postgres_at: Make) -> None:
    server = postgres_at(tmp_path)
    server.start()
    assert answer(server, "show server_encoding") == "UTF8"
    assert answer(server, "select '大连' ~ '^[[:alpha:]]+$'") is True


def test_no_port_is_opened_and_nobody_else_may_enter(tmp_path: Path, postgres_at: Make) -> None:
    server = postgres_at(tmp_path)
    server.start()
    assert answer(server, "show listen_addresses") == ""
    assert server.sockets.stat().st_mode & 0o077 == 0


@as_root
def test_root_without_user_namespaces_borrows_an_account_and_takes_it_back(
    tmp_path: Path, postgres_at: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "closed"
    home.mkdir(mode=0o700)
    with monkeypatch.context() as without:
        without.setenv("PATH", f"{_folder_with_failing_unshare(tmp_path)}:{os.environ['PATH']}")
        server = postgres_at(home)
        server.start()
        assert answer(server, "select 1") == 1
        server.stop()
        assert server.data.stat().st_uid == pwd.getpwnam("nobody").pw_uid
    server = postgres_at(home)
    server.start()
    assert server.data.stat().st_uid == 0


@as_root
def test_an_ordinary_user_starts_the_whole_house(tmp_path: Path) -> None:
    account = pwd.getpwnam("nobody")
    os.chown(tmp_path, account.pw_uid, account.pw_gid)
    reads_the_checkout = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
    ids = ("--reuid", str(account.pw_uid), "--regid", str(account.pw_gid), "--clear-groups")
    with House(tmp_path, before=["setpriv", *ids, *reads_the_checkout, "--"]) as house:
        house.hears("ready after")
        assert house.page() == 200
        assert house.end() < 10


def test_a_path_too_long_for_a_socket_gets_a_short_private_folder(
    tmp_path: Path, postgres_at: Make
) -> None:
    server = postgres_at(tmp_path / ("很长的路" * 8))
    server.start()
    assert len(os.fsencode(server.sockets)) < 60
    assert server.sockets.stat().st_mode & 0o777 == 0o700
    assert server.sockets.stat().st_uid == os.geteuid()


def test_a_number_reused_by_another_process_does_not_keep_it_shut(
    tmp_path: Path, postgres_at: Make
) -> None:
    server = postgres_at(tmp_path)
    server.start()
    server.stop()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n")
    (server.sockets / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n{server.data}\n")
    server.start()
    assert answer(server, "select 1") == 1


def test_what_an_interrupted_first_start_left_is_made_anew(
    tmp_path: Path, postgres_at: Make
) -> None:
    (tmp_path / "postgres.new" / "base").mkdir(parents=True)
    (tmp_path / "postgres").mkdir()
    server = postgres_at(tmp_path)
    server.start()
    assert answer(server, "select 1") == 1


def test_a_folder_of_somebody_elses_files_is_left_alone(tmp_path: Path, postgres_at: Make) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "letter.txt").write_text("mine")
    with pytest.raises(CannotStart, match="not a PostgreSQL data folder"):
        postgres_at(tmp_path).start()
    assert (tmp_path / "postgres" / "letter.txt").read_text() == "mine"


def test_data_of_another_major_version_is_named(tmp_path: Path, postgres_at: Make) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("12\n")
    with pytest.raises(CannotStart, match=r"made by PostgreSQL 12.*dump it"):
        postgres_at(tmp_path).start()


def test_a_redis_whose_file_is_damaged_starts_empty_and_keeps_the_file(tmp_path: Path) -> None:
    server = Redis(tmp_path, places.sockets(tmp_path), binary(""))
    server.start()
    server.stop()
    for piece in (tmp_path / "redis" / "appendonlydir").glob("*.manifest"):
        piece.write_bytes(b"garbage")
    try:
        server.start()
        assert server.ready()
    finally:
        server.stop()
    assert (tmp_path / "redis.damaged" / "appendonlydir").exists()


def test_a_missing_server_program_is_named_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="CONCIERGE_POSTGRES_BIN"):
        binaries(str(tmp_path))
    with pytest.raises(CannotStart, match="CONCIERGE_REDIS_BIN"):
        binary(str(tmp_path / "redis-server"))


def _folder_with_failing_unshare(tmp_path: Path) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "unshare").write_text("#!/bin/sh\nexit 1\n")
    (folder / "unshare").chmod(0o755)
    assert subprocess.run([folder / "unshare"], check=False).returncode == 1
    return folder
