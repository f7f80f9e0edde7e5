"""The person outside, and their accounts on networks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Contact(models.Model):
    """Someone who writes to us."""

    name = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name


class Handle(models.Model):
    """One account of a contact on a network."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="handles")
    network = models.CharField(max_length=30)
    external_id = models.CharField(max_length=300)
    handle = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=1000, blank=True)
    avatar_url = models.CharField(max_length=1000, blank=True)
    followers = models.PositiveBigIntegerField(null=True)
    first_seen_at = models.DateTimeField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["network", "external_id"], name="handle_once")]

    def __str__(self) -> str:
        return self.name or self.handle or self.external_id
