"""What machines are told: alive, ready, and nothing more."""

import pytest
from django.db import connection
from django.test import Client

from concierge import health


def test_a_living_process_says_so_without_a_database(client: Client) -> None:
    assert (client.get("/livez").status_code, client.get("/livez").content) == (200, b"ok")


def test_a_prepared_house_is_ready(client: Client, db: None) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert "no-store" in answer.headers["Cache-Control"]


def test_without_a_database_it_is_not_ready_and_says_no_more(
    client: Client, no_database: None
) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready")


def test_with_a_migration_missing_it_is_not_ready(client: Client, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'tickets' and name like '0002%'")
    assert client.get("/readyz").status_code == 503
    assert health.steps_behind() == 1


def test_a_database_of_a_newer_version_is_noticed(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into django_migrations (app, name, applied) values ('tickets', '9999_x', now())"
        )
    assert (health.steps_behind(), health.steps_ahead()) == (0, 1)


@pytest.mark.parametrize("address", ["/livez", "/readyz"])
def test_health_is_only_looked_at(client: Client, address: str, db: None) -> None:
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200
