"""What administrators set: how much each part of the score counts, and from when on something is a spike."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from routing.score import PARTS, WEIGHTS
from routing.spiking import Limits


class Tuning(models.Model):
    """One row, or none while everything is as it came."""

    weights: Any = models.JSONField(default=dict)
    spike_sigmas = models.FloatField(default=4.0)
    spike_posts = models.PositiveIntegerField(default=15)
    spike_hours = models.PositiveIntegerField(default=48)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(pk=1), name="tuning_once")]

    def __str__(self) -> str:
        return "tuning"

    @classmethod
    def now(cls) -> Tuning:
        """As it is set; the defaults where nobody has."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @property
    def weighing(self) -> dict[str, int]:
        """The weight of each part."""
        return {name: int(self.weights.get(name, WEIGHTS[name])) for name in PARTS}

    @property
    def limits(self) -> Limits:
        """From when on something is a spike."""
        return Limits(self.spike_sigmas, self.spike_posts, self.spike_hours)
