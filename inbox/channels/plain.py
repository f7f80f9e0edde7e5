"""Making what strangers sent fit for keeping."""

from __future__ import annotations

from typing import Any


def storable(value: Any) -> Any:
    """A JSON value without what PostgreSQL can't keep: NUL and half surrogate pairs.

    NUL becomes a space, which is one byte too, so that byte offsets stay true.
    """
    if isinstance(value, str):
        if value.isascii() and "\0" not in value:
            return value
        return value.replace("\0", " ").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {storable(name): storable(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [storable(inner) for inner in value]
    return value
