"""Notes: what members tell one another on a conversation; never leaves the house."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from inbox.models.conversation import Conversation


class Note(models.Model):
    """Text for members only."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="notes")
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["created_at", "id"]

    def __str__(self) -> str:
        return self.text[:60]
