"""Many rows written in one statement, with no object for each of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import AutoField, Field, Model
from psycopg.sql import SQL, Identifier

Row = Mapping[str, object]  # by column, such as `ticket_id`
Columns = Sequence["Field[Any, Any]"]
_INSERT = SQL("insert into {table} ({columns}) select * from unnest({arrays})")
_UPDATE = SQL(
    "update {table} old set {changes} from unnest({arrays}) new ({columns}) where old.id = new.id"
)


def insert(table: type[Model], rows: Sequence[Row]) -> None:
    """Write these rows; every one names the same columns, what they leave out is default.

    Raises IntegrityError and writes none where the table refuses one.
    """
    if rows:
        columns = [each for each in _meta(table).concrete_fields if not isinstance(each, AutoField)]
        spare = [each for each in columns if each.attname not in rows[0]]
        whole = [{**{each.attname: each.get_default() for each in spare}, **row} for row in rows]
        _write(_INSERT, table, columns, whole)


def update(table: type[Model], rows: Sequence[Row]) -> None:
    """Change these rows; every one names its `id` and the same columns."""
    if rows:
        columns = [each for each in _meta(table).concrete_fields if each.attname in rows[0]]
        _write(_UPDATE, table, columns, rows)


def _write(statement: SQL, table: type[Model], columns: Columns, rows: Sequence[Row]) -> None:
    """Each column travels as one array."""
    names = [Identifier(each.column or each.attname) for each in columns]
    text = statement.format(
        table=Identifier(_meta(table).db_table),
        columns=SQL(", ").join(names),
        arrays=SQL(", ").join(SQL(f"%s::{_type(each)}[]") for each in columns),
        changes=SQL(", ").join(SQL("{0} = new.{0}").format(name) for name in names),
    )
    with connection.cursor() as cursor:
        cursor.execute(text.as_string(), [_values(each, rows) for each in columns])


def _meta(table: type[Model]) -> Any:
    return table._meta  # noqa: SLF001  # Django's documented way to what a model is made of


def _values(column: "Field[Any, Any]", rows: Sequence[Row]) -> list[object]:
    return [column.get_db_prep_save(row[column.attname], connection) for row in rows]


def _type(column: "Field[Any, Any]") -> str:
    """The type of a column without its length: a cast would cut a text, the column refuses it."""
    return (column.db_type(connection) or "").partition("(")[0]
