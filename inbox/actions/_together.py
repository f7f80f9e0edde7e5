"""Many rows changed by one short statement."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, models


def update_together(rows: Sequence[models.Model], *names: str) -> None:
    """Write these plain columns of rows of one model.

    As bulk_update does, at a fifth of its cost: that builds a CASE with a branch for each
    row and column, this joins arrays. Not for JSON or array columns.
    """
    if not rows:
        return
    meta = rows[0]._meta
    quote = connection.ops.quote_name
    known = {name: field for field in meta.concrete_fields for name in (field.name, field.attname)}
    fields = [known[name] for name in ("id", *names)]
    columns = [quote(str(field.column)) for field in fields]
    values = [[field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows] for field in fields]
    changes = ", ".join(f"{column} = new.{column}" for column in columns[1:])
    arrays = ", ".join(f"%s::{field.rel_db_type(connection)}[]" for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(meta.db_table)} AS old SET {changes} "  # noqa: S608
            f"FROM unnest({arrays}) AS new ({', '.join(columns)}) WHERE old.{columns[0]} = new.{columns[0]}",
            values,
        )
