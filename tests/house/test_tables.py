"""The tables: named as the voice asks, protected, append-only where listed, migrated in line."""

import datetime as dt
import re
from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, connection, migrations, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.test.utils import isolate_apps

from accounts.models import User
from tests.house.tables import APPEND_ONLY, MUTABLE, NOT_PROTECTED

OURS = ("accounts", "tickets")
SENTENCE = re.compile(r"^(?!(uq|ux|ix|idx|fk|pk|ck|chk|uniq)_)[a-z]+(_[a-z0-9]+){2,}$")
DJANGO_SAYS = {"last_login", "expire_date"}
DAYS = {"date", "valid_from", "valid_to"}
MODELS = [model for app in OURS for model in apps.get_app_config(app).get_models()]
LABELS = {model._meta.label for model in MODELS}
Table = type[models.Model]


def misnamed(model: Table) -> list[str]:
    """Columns whose name promises another type, or whose type asks for another name."""
    return [
        f"{model.__name__}.{field.name} is a {type(field).__name__}"
        for field in model._meta.local_fields
        if not _fits(field) and field.name not in DJANGO_SAYS
    ]


def _fits(field: "models.Field[object, object]") -> bool:
    named = field.name.rpartition("_")[2]
    if isinstance(field, models.DateTimeField):
        return named == "at"
    if isinstance(field, models.DateField):
        return named == "date" or field.name in DAYS
    if isinstance(field, models.DurationField):
        return named == "time"
    if named == "by":
        return isinstance(field, models.ForeignKey) and _to_user(field)
    return named not in {"at", "date"}


def _to_user(field: "models.ForeignKey[object, object]") -> bool:
    target: object = field.related_model  # its name, as long as the model is not loaded
    label = target if isinstance(target, str) else field.related_model._meta.label
    return label == settings.AUTH_USER_MODEL


def unprotected(model: Table) -> list[str]:
    """Foreign keys that let rows vanish with what they point at, or dangle."""
    return [
        name
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
        and field.remote_field.on_delete is not models.PROTECT
        and (name := f"{model._meta.label}.{field.name}") not in NOT_PROTECTED
    ]


def unspoken(model: Table) -> list[str]:
    """Indexes and constraints whose name is not a short sentence."""
    parts = [*model._meta.indexes, *model._meta.constraints]
    return [part.name for part in parts if not SENTENCE.match(part.name or "")]


def crooked(graph: dict[int, list[int]]) -> list[str]:
    """Why the migrations of one app, each with those it follows, are not one straight line."""
    expected = {n: [n - 1] if n > 1 else [] for n in range(1, len(graph) + 1)}
    return [
        f"{n} follows {graph.get(n)}"
        for n in {*graph, *expected}
        if graph.get(n) != expected.get(n)
    ]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_columns_indexes_and_keys_keep_the_voice(model: Table) -> None:
    assert misnamed(model) + unprotected(model) + unspoken(model) == []


def test_every_table_is_listed_as_mutable_or_append_only() -> None:
    assert MUTABLE | set(APPEND_ONLY) == LABELS
    assert not MUTABLE & set(APPEND_ONLY)


@pytest.mark.django_db
def test_the_tables_the_database_guards_are_those_that_are_listed() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct tgrelid::regclass::text from pg_trigger "
            "where not tgisinternal and tgtype & 32 > 0"
        )
        guarded = {name for (name,) in cursor.fetchall()}
    assert guarded == {apps.get_model(label)._meta.db_table for label in APPEND_ONLY}


@pytest.mark.django_db
@pytest.mark.parametrize("label", APPEND_ONLY)
@pytest.mark.parametrize(
    "verb", ["update {0} set {1} = {1}", "delete from {0}", "truncate {0} cascade"]
)
def test_the_database_refuses_to_change_history(
    label: str, verb: str, person: Callable[..., User], now: dt.datetime
) -> None:
    row = APPEND_ONLY[label](person("Jin Hao"), now)
    statement = verb.format(row._meta.db_table, row._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute(statement)


@pytest.mark.parametrize("app", OURS)
def test_migrations_follow_one_another_in_one_line(app: str) -> None:
    known = MigrationLoader(None).disk_migrations
    graph = {
        int(name[:4]): [int(before[:4]) for other, before in migration.dependencies if other == app]
        for (owner, name), migration in known.items()
        if owner == app
    }
    assert crooked(graph) == []


@pytest.mark.django_db
def test_no_change_of_a_table_lacks_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("app", OURS)
def test_every_migration_can_be_undone(app: str) -> None:
    known = MigrationLoader(None).disk_migrations
    assert [
        f"{name}: {operation.describe()}"
        for (owner, name), migration in known.items()
        if owner == app
        for operation in migration.operations
        if not operation.reversible
    ] == []


# --- Each check bites --------------------------------------------------------------------------


@pytest.fixture
def bad() -> Iterator[Table]:
    """A table with everything wrong."""
    with isolate_apps("tickets"):

        class Bad(models.Model):
            created = models.DateTimeField()
            day = models.DateField()
            seen_at = models.DateField()
            signed_by = models.CharField(max_length=9)
            sent_by = models.ForeignKey("tickets.Category", models.CASCADE)
            span = models.DurationField()

            class Meta:
                app_label = "tickets"
                indexes = [models.Index(fields=["day"], name="idx_day")]
                constraints = [models.UniqueConstraint(fields=["day"], name="unique_day")]

            def __str__(self) -> str:
                return "bad"

        yield Bad


def test_wrong_names_keys_and_indexes_are_found(bad: Table) -> None:
    wrong = ["created", "day", "seen_at", "signed_by", "sent_by", "span"]
    assert [line.split(" ")[0] for line in misnamed(bad)] == [f"Bad.{name}" for name in wrong]
    assert unprotected(bad) == ["tickets.Bad.sent_by"]
    assert unspoken(bad) == ["idx_day", "unique_day"]


@pytest.mark.parametrize(
    "graph", [{1: [], 2: [1], 3: [1]}, {1: [], 3: [1]}, {1: [], 2: [1], 3: [1, 2]}]
)
def test_a_fork_a_hole_and_a_merge_are_crooked(graph: dict[int, list[int]]) -> None:
    assert crooked(graph)
    assert not crooked({1: [], 2: [1], 3: [2]})


def test_sql_that_cannot_be_undone_is_known() -> None:
    assert not migrations.RunSQL("select 1").reversible
