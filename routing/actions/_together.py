"""Many changes of rules and lists at once: one new version of all of them, checked once, at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from routing.actions._set import new_version

_waiting: ContextVar[list[None] | None] = ContextVar("waiting", default=None)


@contextmanager
def one_version() -> Iterator[None]:
    """Within it nothing decides otherwise yet; at its end everything does, if anything changed.

    Must stand within a transaction. Raises NotPossible as new_version().
    """
    asked: list[None] = []
    before = _waiting.set(asked)
    try:
        yield
    finally:
        _waiting.reset(before)
    if asked:
        follow()


def follow() -> None:
    """Let what has changed decide: at once, or with all the rest."""
    waiting = _waiting.get()
    if waiting is None:
        new_version()
    else:
        waiting.append(None)
