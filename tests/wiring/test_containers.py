"""What `docker compose up` would do, as far as it can be read without an engine."""

import re
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from concierge.environment import SETTINGS, SHORTEST_KEY
from concierge.launch import redis
from concierge.places import ROOT
from tests.faults.house import soon

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
OURS = {name for name, service in SERVICES.items() if service["image"] == "concierge"}
ONE_SHOTS = {"secrets", "prepare"}
SERVERS = {"postgres", "redis"}
KNOWN = {setting.name for setting in SETTINGS} | {
    f"{setting.name}_FILE" for setting in SETTINGS if setting.secret
}
every_service = pytest.mark.parametrize("name", SERVICES)


def test_the_whole_house_is_there() -> None:
    assert set(SERVICES) == {*ONE_SHOTS, *SERVERS, "web", "worker", "beat"}


@every_service
def test_nobody_writes_to_the_root_file_system_or_gains_rights(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@every_service
def test_nobody_runs_as_root_but_the_maker_of_secrets(name: str) -> None:
    user = str(SERVICES[name].get("user", "the image's"))
    assert user.startswith("0") == (name == "secrets")
    assert "\nUSER 10001:10001\n" in DOCKERFILE


@every_service
def test_everything_that_keeps_running_is_looked_after(name: str) -> None:
    service = SERVICES[name]
    assert (service["restart"] == "no") == (name in ONE_SHOTS)
    assert bool(service["healthcheck"].get("test")) == (name not in ONE_SHOTS)


def test_only_the_web_server_is_published_and_only_to_this_machine() -> None:
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"web"}
    assert SERVICES["web"]["ports"] == ["${CONCIERGE_PUBLISH:-127.0.0.1:8000}:8000"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert all(SERVICES[name]["networks"] == ["inside"] for name in SERVERS)


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_setting_exists_and_no_secret_is_an_environment_variable(name: str) -> None:
    given = set(SERVICES[name]["environment"])
    secret = {setting.name for setting in SETTINGS if setting.secret}
    assert given <= KNOWN
    assert not given & secret


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_database_is_prepared_before_anything_starts(name: str) -> None:
    first = SERVICES[name]["depends_on"]
    assert first["prepare"] == {"condition": "service_completed_successfully"}
    assert first["postgres"] == first["redis"] == {"condition": "service_healthy"}


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_command_exists(name: str) -> None:
    words = SERVICES[name]["command"]
    assert words[:2] == ["python", "manage.py"]
    assert words[2] in get_commands()


@every_service
def test_every_volume_is_declared(name: str) -> None:
    used = {volume.partition(":")[0] for volume in SERVICES[name]["volumes"]}
    assert used <= set(COMPOSE["volumes"])


def test_secrets_are_made_once_and_fit_together(tmp_path: Path) -> None:
    *shell, script = SERVICES["secrets"]["command"]
    script = script.replace("$$", "$").replace("/run/secrets", str(tmp_path))
    seen = []
    for _start in range(2):
        subprocess.run([*shell, script], check=True)
        seen.append({path.name: path.read_text("ascii") for path in tmp_path.iterdir()})
    made = seen[0]
    assert seen[1] == made
    assert len(made["secret_key"]) >= SHORTEST_KEY
    assert (
        made["database_url"]
        == f"postgres://concierge:{made['database_password']}@postgres/concierge"
    )
    assert f"{made['redis_password']}@redis:6379" in made["redis_url"]
    assert len(set(made.values())) == len(made) == 5


@pytest.fixture
def room() -> Iterator[Path]:
    """A folder whose path is short enough for a socket."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)


def _redis_as_written(room: Path) -> subprocess.Popen[bytes]:
    """The script of the Redis service over a folder of this machine, and on a socket."""
    (room / "redis_password").write_text("only-for-this-test")
    (room / "redis-server").symlink_to(redis.binary("").resolve())
    *shell, script = SERVICES["redis"]["command"]
    script = re.sub("/(run/secrets|tmp|data)", str(room), script).strip()
    script = f"{script} --port 0 --unixsocket {room}/redis.sock"
    return subprocess.Popen(
        [*shell, script.replace("$$", "$")],
        env={"PATH": f"{room}:/usr/bin:/bin"},
        stdout=subprocess.DEVNULL,
    )


def test_redis_asks_for_its_password_and_ends_when_asked_to(room: Path) -> None:
    with _redis_as_written(room) as server:
        try:
            soon(lambda: not redis.refusal(f"unix://:only-for-this-test@{room}/redis.sock"))
            assert "authenticated" in redis.refusal(f"unix://{room}/redis.sock")
            server.send_signal(signal.SIGTERM)
            assert server.wait(9) == 0
        finally:
            server.kill()


def test_the_image_is_built_from_plain_official_tags_and_files_that_exist() -> None:
    assert "# syntax" not in DOCKERFILE
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {
        "python:3.11-slim-bookworm"
    }
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    for source in shlex.split(" ".join(copied)):
        assert (ROOT / source).exists(), source


def test_the_image_sets_only_what_can_be_set() -> None:
    named = re.findall(r"\b(CONCIERGE_[A-Z_]+|DEMO)=", DOCKERFILE)
    assert set(named) <= KNOWN


def test_the_servers_are_of_the_versions_we_test_on() -> None:
    assert SERVICES["postgres"]["image"] == "postgres:17-bookworm"
    assert SERVICES["redis"]["image"] == "redis:7-bookworm"
