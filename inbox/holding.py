"""Who held a conversation when, as values: how often it came back. Pure."""

from __future__ import annotations

from collections.abc import Iterable


def times_returned(departments: Iterable[int]) -> int:
    """How often a department got back what it had handed on, given the holders in their order.

    >>> times_returned([1, 2, 1, 2])
    2
    """
    held: list[int] = []
    returned = 0
    for department in departments:
        if held and held[-1] == department:
            continue
        returned += department in held
        held.append(department)
    return returned
