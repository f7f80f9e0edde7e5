"""Every resource of this room, and what it adds to those of the inbox."""

from __future__ import annotations

from routing.api import promises, readings, rehearsals, rules, tuning, why, words

RESOURCES = (
    *promises.RESOURCES,
    *rules.RESOURCES,
    *words.RESOURCES,
    *rehearsals.RESOURCES,
    *why.RESOURCES,
    *readings.RESOURCES,
    *tuning.RESOURCES,
)
FURTHER = readings.FURTHER
