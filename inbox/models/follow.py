"""Following: being told what goes on in a conversation that is somebody else's work."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from inbox.models.conversation import Conversation


class Follow(models.Model):
    """A member wants to be told."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="follows")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["conversation", "member"], name="follow_once")]

    def __str__(self) -> str:
        return f"{self.member_id} follows {self.conversation_id}"
