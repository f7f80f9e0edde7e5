"""Notes: what members tell one another on a conversation; never leaves the house."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from inbox.models.conversation import Conversation


class Note(models.Model):
    """Text for members only."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notes")
    home = models.ForeignKey(Conversation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    """Where it goes back to when a merge is taken apart; null where it stands at home."""
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="notes")
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        indexes: ClassVar = [models.Index(fields=["home"], condition=~models.Q(home=None), name="note_home")]

    def __str__(self) -> str:
        return self.text[:60]
