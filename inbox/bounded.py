"""JMESPath that ends: only so much work, and only so large a find, whatever the expression and the body; pure.

A short expression can double what it looks at again and again. The library sets no bound, so this counts along.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jmespath
from django.utils.translation import gettext as _
from jmespath.functions import Functions
from jmespath.visitor import Options, TreeInterpreter

MOST_STEPS = 500_000
"""For one body with all its items: under a second. A thousand items with all fields take about a hundred thousand."""
MOST_CHARACTERS = 10_000_000
"""Of all that was found, written out: twice the largest body."""
ENTRIES_A_STEP, CHARACTERS_A_STEP, CHARACTERS_OF_A_NUMBER = 8, 128, 8


class TooMuch(ValueError):
    """More work than a body may make, or more found than is kept; says so in a sentence."""


@dataclass(slots=True)
class Allowance:
    """What is left for one body."""

    steps: int = MOST_STEPS
    characters: int = MOST_CHARACTERS

    def spend(self, steps: int) -> None:
        """Take so many steps; raises TooMuch when there are none left."""
        self.steps -= steps
        if self.steps < 0:
            raise TooMuch(_("Reading this takes too much work. Send less at once, or use simpler expressions."))

    def spend_on_all(self, value: Any) -> None:
        """As many steps as somebody takes who looks at all that is in it."""
        waiting = [value]
        while waiting:
            one = waiting.pop()
            self.spend(steps_of(one))
            waiting.extend(_within(one))

    def keep(self, value: Any) -> None:
        """Make room for what was found; raises TooMuch when there is none left."""
        waiting = [value]
        while waiting:
            one = waiting.pop()
            self.characters -= len(one) if isinstance(one, str) else CHARACTERS_OF_A_NUMBER
            if isinstance(one, dict):
                self.characters -= sum(map(len, one))
            if self.characters < 0:
                raise TooMuch(_("What the expressions find in this is too large. Let them find less of it."))
            waiting.extend(_within(one))


class Bounded(TreeInterpreter):
    """The library's interpreter, which pays for each step and for the size of what comes out of it."""

    def __init__(self, allowance: Allowance) -> None:
        super().__init__(Options(custom_functions=Paid(allowance)))
        self.allowance = allowance

    def visit(self, node: Any, *args: Any, **more: Any) -> Any:
        """One part of the expression, on one value."""
        self.allowance.spend(1)
        found = getattr(self, f"visit_{node['type']}", self.default_visit)(node, *args, **more)
        self.allowance.spend(steps_of(found) - 1)
        return found

    def visit_flatten(self, node: Any, value: Any) -> Any:
        """Lists in a list become one: paid for before it is made."""
        base = self.visit(node["children"][0], value)
        if not isinstance(base, list):
            return None
        self.allowance.spend(sum(len(one) if isinstance(one, list) else 1 for one in base) // ENTRIES_A_STEP)
        return [each for one in base for each in (one if isinstance(one, list) else [one])]

    def visit_comparator(self, node: Any, value: Any) -> Any:
        """Two values are compared through and through."""
        compared = [self.visit(child, value) for child in node["children"]]
        for one in compared:
            self.allowance.spend_on_all(one)
        anew: Any = {**node, "children": [{"type": "literal", "value": one, "children": []} for one in compared]}
        return super().visit_comparator(anew, value)


class Paid(Functions):
    """The library's functions: they look at all that they are given, and joining repeats what stands between."""

    def __init__(self, allowance: Allowance) -> None:
        self.allowance = allowance

    def call_function(self, function_name: str, resolved_args: Any) -> Any:
        """Pay, then do it."""
        for one in resolved_args:
            self.allowance.spend_on_all(one)
        if function_name == "join" and _are_joined(resolved_args):
            self.allowance.spend(len(resolved_args[0]) * len(resolved_args[1]) // CHARACTERS_A_STEP)
        return super().call_function(function_name, resolved_args)


def search(expression: str, source: Any, allowance: Allowance) -> Any:
    """What the expression finds; raises TooMuch, and what the library raises."""
    return Bounded(allowance).visit(jmespath.compile(expression).parsed, source)


def steps_of(value: Any) -> int:
    """What it costs to make this, without what is in it."""
    if isinstance(value, list | dict):
        return 1 + len(value) // ENTRIES_A_STEP
    return 1 + len(value) // CHARACTERS_A_STEP if isinstance(value, str) else 1


def _within(value: Any) -> Sequence[Any]:
    if isinstance(value, dict):
        return [*value.values()]
    return value if isinstance(value, list) else ()


def _are_joined(given: list[Any]) -> bool:
    return len(given) == 2 and isinstance(given[0], str) and isinstance(given[1], list)
