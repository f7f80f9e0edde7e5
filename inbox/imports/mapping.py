"""How the columns of a file are called."""

from __future__ import annotations

from collections.abc import Iterable

from inbox.channels.imported import FIELDS


def columns_from(pairs: Iterable[str]) -> dict[str, str]:
    """`text=body` and the like as our name -> the file's; raises ValueError naming a bad one."""
    columns = {}
    for pair in pairs:
        name, equals, column = (part.strip() for part in pair.partition("="))
        if not (name and equals and column):
            raise ValueError(f"“{pair}” is no mapping; write one as text=body.")
        if name not in FIELDS:
            raise ValueError(f"“{name}” is nothing that can be mapped; these can: {', '.join(FIELDS)}.")
        columns[name] = column
    return columns
