"""A reading and what it rests on; pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason: a word of REASONS, where it stands in the text (length 0: nowhere), and how much it weighs."""

    why: str
    start: int = 0
    length: int = 0
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Found:
    """What was read; an empty value means that it is not known."""

    value: str
    evidence: tuple[Evidence, ...] = ()

    def stored(self) -> list[dict[str, Any]]:
        """The evidence as JSON."""
        return [asdict(one) for one in self.evidence]
