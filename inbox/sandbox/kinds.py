"""The kinds of faults: the phases each can strike in, and what can be said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from inbox.sandbox.errors import Refused


class Phase(StrEnum):
    """How far a request has come when the fault strikes."""

    BEFORE_READ = "before_read"
    AFTER_BODY = "after_body"
    AFTER_COMMIT = "after_commit"
    AFTER_HEADERS = "after_headers"


@dataclass(frozen=True, slots=True)
class Kind:
    """The phases a kind knows, the first being the usual one, and its options with their defaults."""

    phases: tuple[Phase, ...]
    options: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong. `phase` is None only for a lag; `rule` is the rule's number, if by rule."""

    kind: str
    phase: Phase | None
    options: Mapping[str, Any]
    rule: int | None = None

    def of_rule(self, rule: int) -> Fault:
        """The same, as struck by a rule."""
        return replace(self, rule=rule)

    def shape(self) -> dict[str, Any]:
        """As JSON."""
        phase = {} if self.phase is None else {"phase": self.phase.value}
        return {"kind": self.kind, **phase, **self.options}


ANY = tuple(Phase)
UNDONE = (Phase.BEFORE_READ, Phase.AFTER_BODY)
BEFORE_ANSWER = (*UNDONE, Phase.AFTER_COMMIT)
ANSWERING = (Phase.AFTER_HEADERS,)

KINDS: dict[str, Kind] = {
    "hang": Kind(ANY, {"seconds": 3600.0}),
    "delay": Kind(ANY, {"seconds": 5.0}),
    "reset": Kind(ANY, {}),
    "status": Kind(BEFORE_ANSWER, {"status": 500, "body": {"error": "Something went wrong on our side."}}),
    "truncate": Kind(ANSWERING, {"clean": False}),
    "drip": Kind(ANSWERING, {"every": 0.5}),
    "refuse": Kind(BEFORE_ANSWER, {"seconds": 3.0}),
    "rate_limit": Kind(UNDONE, {"after": 30.0, "as": "seconds"}),
    "expire_token": Kind(UNDONE, {}),
    "kill_peer": Kind(ANY, {"signal": "KILL", "seconds": 10.0, "then": ""}),
    "lag": Kind((), {"seconds": 10.0}),
}

CHOICES: dict[str, tuple[str, ...]] = {
    "as": ("seconds", "date", "reset", "x_reset"),
    "signal": ("KILL", "STOP"),
    "then": ("", "drop", "proceed"),
}


def fault_of(asked: Mapping[str, Any]) -> Fault:
    """Read a kind, its phase and its options; raises Refused naming what is wrong."""
    given = dict(asked)
    name, phase = given.pop("kind", None), given.pop("phase", None)
    kind = kind_of(name)
    if phase is None:
        chosen = kind.phases[0] if kind.phases else None
    elif phase in kind.phases:
        chosen = Phase(phase)
    else:
        raise Refused(f"A fault of kind {name} can't strike in the phase “{phase}”.")
    return Fault(str(name), chosen, options_of(str(name), given))


def kind_of(name: Any) -> Kind:
    """A kind by its name; raises Refused."""
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise Refused(f"kind must be one of {', '.join(KINDS)}.")
    return kind


def options_of(name: str, given: Any) -> dict[str, Any]:
    """All options of a kind, the defaults where nothing is given; raises Refused."""
    defaults = kind_of(name).options
    if not isinstance(given, dict):
        raise Refused("The options of a fault are an object.")
    if unknown := set(given) - set(defaults):
        raise Refused(f"A fault of kind {name} knows no {', '.join(sorted(unknown))}.")
    return {option: _option(option, given.get(option, default), default) for option, default in defaults.items()}


def number(name: str, value: Any) -> float:
    """A number of at least 0; raises Refused."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise Refused(f"{name} must be a number of at least 0.")
    return float(value)


def whole(name: str, value: Any) -> int:
    """A whole number of at least 0; raises Refused."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Refused(f"{name} must be a whole number of at least 0.")
    return value


def _option(name: str, value: Any, default: Any) -> Any:
    if name in CHOICES:
        if value not in CHOICES[name]:
            raise Refused(f"{name} must be one of {', '.join(filter(None, CHOICES[name]))}.")
        return value
    if name == "status" and (not isinstance(value, int) or not 400 <= value <= 599):
        raise Refused("status must be a status of failure, from 400 to 599.")
    if isinstance(default, float):
        return number(name, value)
    if isinstance(default, bool) and not isinstance(value, bool):
        raise Refused(f"{name} must be true or false.")
    return value
