"""Many rows written in one statement, with no object for each of them."""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from django.db import connection
from django.db.models import AutoField, Field, Model
from psycopg.sql import SQL, Identifier

Row = dict[str, object]  # by column, such as `ticket_id`
_INSERT = SQL("insert into {table} ({columns}) select {columns} from {rows} new where {wanted}")
_UPDATE = SQL("update {table} old set {changes} from {rows} new where old.id = new.id")
_ROWS = SQL("json_populate_recordset(null::{}, %s)")  # each value in the type of its column


EVERY = SQL("true")


def insert(table: type[Model], rows: Sequence[Row], *, wanted: SQL = EVERY) -> None:
    """Write these rows; every one names the same columns, what they leave out is default.

    `wanted` says of each row, there called `new`, whether it is written. Raises IntegrityError or
    DataError and writes none where the table refuses one.
    """
    if rows:
        columns = [one for one in _columns(table) if not isinstance(one, AutoField)]
        spare = [one for one in columns if one.attname not in rows[0]]
        same = {one.attname: one.get_default() for one in spare if not callable(one.default)}
        fresh = [one for one in spare if callable(one.default)]
        whole = (same | {one.attname: one.get_default() for one in fresh} | row for row in rows)
        _write(_INSERT, table, [one.attname for one in columns], whole, wanted)


def update(table: type[Model], rows: Sequence[Row]) -> None:
    """Change these rows; every one names its `id` and the same columns."""
    if rows:
        _write(_UPDATE, table, [name for name in rows[0] if name != "id"], rows)


def _write(
    statement: SQL,
    table: type[Model],
    names: Sequence[str],
    rows: Iterable[Row],
    wanted: SQL = EVERY,
) -> None:
    columns = [Identifier(name) for name in names]
    name = Identifier(_meta(table).db_table)
    text = statement.format(
        table=name,
        rows=_ROWS.format(name),
        columns=SQL(", ").join(columns),
        wanted=wanted,
        changes=SQL(", ").join(SQL("{0} = new.{0}").format(each) for each in columns),
    )
    with connection.cursor() as cursor:
        cursor.execute(text.as_string(), [orjson.dumps(list(rows)).decode()])


def _columns(table: type[Model]) -> Sequence["Field[Any, Any]"]:
    columns: Sequence[Field[Any, Any]] = _meta(table).concrete_fields
    return columns


def _meta(table: type[Model]) -> Any:
    return table._meta  # noqa: SLF001  # Django's documented way to what a model is made of
