"""How soon a conversation should be looked at, from 0 to 100, as the sum of parts that everybody can see; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor, log10

PARTS = ("needs_reply", "question", "negative", "reach", "relationship", "waiting", "promise")
WEIGHTS: Mapping[str, int] = {
    "needs_reply": 20,
    "question": 10,
    "negative": 15,
    "reach": 15,
    "relationship": 10,
    "waiting": 15,
    "promise": 25,
}
"""How much each part counts beside the others, until an administrator says otherwise."""
MOST = 100
A_DAY = 24 * 60
FAMOUS = 6
"""Powers of ten: a million followers and more reach as far as anybody."""
RELATIONSHIPS = {"press": 1.0, "influencer": 1.0, "customer": 0.7, "vendor": 0.4, "prospect": 0.4, "community": 0.3}
"""Who is more than a stranger to us, from 0 to 1."""
STANDINGS = {"broken": 1.0, "at_risk": 0.7, "running": 0.2}


@dataclass(frozen=True, slots=True)
class Signals:
    """What is so about a conversation now. `waited` are minutes; None where nobody waits for us."""

    needs_reply: bool = False
    asks: bool = False
    sentiment: str = ""
    followers: int | None = None
    relationship: str = ""
    waited: int | None = None
    promise: str = "none"


@dataclass(frozen=True, slots=True)
class Part:
    """One part: how strongly it holds, from 0 to 1, and the points that it gives."""

    name: str
    share: float
    points: int


@dataclass(frozen=True, slots=True)
class Score:
    """The parts in their order; their points add up to the score."""

    parts: tuple[Part, ...]

    @property
    def points(self) -> int:
        """From 0 to 100."""
        return sum(part.points for part in self.parts)


def score(signals: Signals, weights: Mapping[str, int] = WEIGHTS) -> Score:
    """What is owed to nobody presses nobody: while no one waits, only a promise that still runs counts."""
    shares = _shares(signals)
    whole = sum(weights.get(name, 0) for name in PARTS)
    exact = {name: MOST * weights.get(name, 0) * shares[name] / whole if whole else 0.0 for name in PARTS}
    points = _whole(exact)
    return Score(tuple(Part(name, shares[name], points[name]) for name in PARTS))


def _shares(signals: Signals) -> dict[str, float]:
    waits = signals.waited is not None
    shares = {
        "needs_reply": float(signals.needs_reply),
        "question": float(signals.asks),
        "negative": float(signals.sentiment == "negative"),
        "reach": min(1.0, log10(max(1, signals.followers or 0)) / FAMOUS),
        "relationship": RELATIONSHIPS.get(signals.relationship, 0.0),
        "waiting": min(1.0, (signals.waited or 0) / A_DAY),
    }
    return {
        **{name: share if waits else 0.0 for name, share in shares.items()},
        "promise": STANDINGS.get(signals.promise, 0.0),
    }


def _whole(exact: Mapping[str, float]) -> dict[str, int]:
    """Whole points that add up to the rounded sum: those with the largest rest are rounded up."""
    points = {name: floor(value) for name, value in exact.items()}
    missing = floor(sum(exact.values()) + 0.5) - sum(points.values())
    by_rest = sorted(exact, key=lambda name: (points[name] - exact[name], PARTS.index(name)))
    for name in by_rest[:missing]:
        points[name] += 1
    return points
