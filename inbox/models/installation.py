"""Where this database lives, so that a restored copy of it is noticed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Installation(models.Model):
    """The one row that remembers the place; `place` differs in a restored or promoted copy."""

    place = models.CharField(max_length=120)
    noticed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(pk=1), name="installation_is_one")]

    def __str__(self) -> str:
        return self.place
