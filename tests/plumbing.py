"""What lies under the floor of the suite: an empty cache, a database to be flushed, Chromium."""

import os
import shutil
from collections.abc import Iterator, Sequence

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import timezone, translation
from pytest_django import DjangoDbBlocker
from redis import Redis

hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)  # a busy machine is no failure
hypothesis.settings.load_profile("house")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), "")
GUARDED_TABLES = """
    select distinct tgrelid::regclass::text from pg_trigger
    where not tgisinternal and tgtype & 32 > 0
"""  # 32: fires before TRUNCATE


@pytest.fixture(autouse=True, scope="session")
def history_may_be_flushed_between_tests() -> Iterator[None]:
    """Let Django empty the append-only tables after a transactional test, and only then."""
    refused = DatabaseOperations.execute_sql_flush

    def flush(operations: DatabaseOperations, statements: Sequence[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(GUARDED_TABLES)
            tables = [name for (name,) in cursor.fetchall()]
        refused(
            operations,
            [
                *(f"alter table {table} disable trigger user" for table in tables),
                *statements,
                *(f"alter table {table} enable trigger user" for table in tables),
            ],
        )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush)
        yield


@pytest.fixture(scope="session")
def _redis() -> Iterator[Redis]:
    with Redis.from_url(str(settings.CACHES["default"]["LOCATION"])) as client:
        yield client


@pytest.fixture(autouse=True)
def nothing_left_behind(_redis: Redis) -> Iterator[None]:
    """Each test begins with an empty cache (its worker's own) and ends speaking Chinese again."""
    prefix = settings.CACHES["default"]["KEY_PREFIX"]
    if kept := list(_redis.scan_iter(f"{prefix}:*")):
        _redis.delete(*kept)
    yield
    translation.deactivate()
    timezone.deactivate()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip browser tests where there is no Chromium; in CI there must be one."""
    if CHROMIUM or os.environ.get("CI"):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many browser tests were skipped, even when none was."""
    skipped = terminalreporter.stats.get("skipped", [])
    count = sum("browser" in report.keywords for report in skipped)
    terminalreporter.write_line(f"browser tests skipped: {count}")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """The machine's own Chromium, without a window."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": CHROMIUM or None, "headless": True, "args": arguments}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database; before it goes, whoever a killed process left connected is sent off."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
