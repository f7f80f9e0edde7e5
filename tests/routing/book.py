"""Rules for tests, written in one line."""

from __future__ import annotations

from typing import Any

from routing.actions.rule import activate, create
from routing.models import Rule
from routing.rules import Step
from tests.cast import Cast


def leaf(field: str, op: str, value: Any) -> dict[str, Any]:
    """A condition."""
    return {"field": field, "op": op, "value": value}


def says(*words: str) -> dict[str, Any]:
    """ "The message says any of these"."""
    return {"all": [leaf("text", "contains_any", list(words))]}


def draft(cast: Cast, name: str, tree: Any, *steps: Step, trigger: str = "received", **fields: Any) -> Rule:
    """A rule that decides nothing yet."""
    return create(name=name, trigger=trigger, tree=tree, steps=steps, by=cast.ada, **fields)


def rule(cast: Cast, name: str, tree: Any, *steps: Step, trigger: str = "received", **fields: Any) -> Rule:
    """A rule that is on."""
    return activate(draft(cast, name, tree, *steps, trigger=trigger, **fields), by=cast.ada)
