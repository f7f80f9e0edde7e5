"""Many rows stored by one short statement."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db import connection, models


def insert_together(rows: Sequence[models.Model], *, leave_known: bool = False) -> None:
    """Store new rows of one model; their numbers stay unknown. `leave_known`: without those that are there already.

    As bulk_create does, at a fraction of its cost: that makes a parameter of each value, this an
    array of each column.
    """
    if not rows:
        return
    meta = rows[0]._meta
    quote = connection.ops.quote_name
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    columns, values, arrays, taken = [], [], [], []
    for place, field in enumerate(fields):
        is_json = isinstance(field, models.JSONField)
        kept = [getattr(row, field.attname) for row in rows]
        values.append([json.dumps(one) if is_json else field.get_db_prep_save(one, connection) for one in kept])
        kind = str(field.rel_db_type(connection))
        columns.append(quote(str(field.column)))
        arrays.append(f"%s::{'text' if is_json else kind}[]")
        taken.append(f"new.c{place}::{kind}")
    named = ", ".join(f"c{place}" for place in range(len(fields)))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(meta.db_table)} ({', '.join(columns)}) SELECT {', '.join(taken)} "  # noqa: S608
            f"FROM unnest({', '.join(arrays)}) AS new ({named}){' ON CONFLICT DO NOTHING' if leave_known else ''}",
            values,
        )
