"""Faults at random, the same ones again for the same seed and the same number of requests."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inbox.sandbox.errors import Refused
from inbox.sandbox.kinds import Fault, Phase, kind_of, number, options_of, whole


@dataclass(frozen=True, slots=True)
class Chance:
    """How probable each kind is at one request; the phase is drawn among those it knows of `phases`."""

    seed: int
    chances: Mapping[str, float]
    options: Mapping[str, Mapping[str, Any]]
    phases: tuple[Phase, ...]
    dice: random.Random

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> Chance:
        """Read seed, chances, options (`with`) and phases; raises Refused naming what is wrong."""
        if unknown := set(asked) - {"seed", "chances", "with", "phases"}:
            raise Refused(f"Random faults know no {', '.join(sorted(unknown))}.")
        seed = whole("seed", asked.get("seed", 0))
        phases = _phases(asked.get("phases"))
        chances = _chances(asked.get("chances"), phases)
        given = asked.get("with") or {}
        if not isinstance(given, dict) or set(given) - set(chances):
            raise Refused("with must be an object of kinds that have a chance.")
        options = {kind: options_of(kind, given.get(kind, {})) for kind in chances}
        return cls(seed, chances, options, phases, random.Random(seed))  # noqa: S311 - no secret

    def draw(self) -> Fault | None:
        """Throw the dice for one request."""
        point, where = self.dice.random(), self.dice.random()
        for kind, chance in self.chances.items():
            point -= chance
            if point < 0:
                phases = [phase for phase in kind_of(kind).phases if phase in self.phases]
                return Fault(kind, phases[int(where * len(phases))], self.options[kind])
        return None

    def shape(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "seed": self.seed,
            "chances": dict(self.chances),
            "with": {kind: dict(options) for kind, options in self.options.items()},
            "phases": [phase.value for phase in self.phases],
        }


def _phases(value: Any) -> tuple[Phase, ...]:
    if value is None:
        return tuple(Phase)
    if not isinstance(value, list) or not value or any(each not in list(Phase) for each in value):
        raise Refused(f"phases must be a list of {', '.join(Phase)}.")
    return tuple(Phase(each) for each in value)


def _chances(value: Any, phases: tuple[Phase, ...]) -> dict[str, float]:
    if not isinstance(value, dict) or not value:
        raise Refused("chances must be an object of kinds and their probabilities.")
    chances = {kind: number(f"The chance of {kind}", chance) for kind, chance in value.items()}
    if sum(chances.values()) > 1:
        raise Refused("The chances of all kinds together are more than 1.")
    for kind in chances:
        if not set(kind_of(kind).phases) & set(phases):
            raise Refused(f"A fault of kind {kind} can't strike in any of the phases.")
    return chances
