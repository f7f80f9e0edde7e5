"""Which facts are a person's own, and therefore leave a decision when they leave the message; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OWN = ("text", "author")
"""Words and names; custom fields of a contact are too."""


def parted(facts: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What may stay for good, and what is a person's own."""
    own = {name for name in facts if name in OWN or name.startswith("custom:")}
    return (
        {name: value for name, value in facts.items() if name not in own},
        {name: value for name, value in facts.items() if name in own},
    )
