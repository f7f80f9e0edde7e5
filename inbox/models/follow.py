"""Following: being told what goes on in a conversation that is somebody else's work."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from inbox.models.conversation import Conversation


class FollowQuerySet(models.QuerySet["Follow"]):
    """Who is told of what."""

    def of(self, conversation: Conversation) -> FollowQuerySet:
        """Of a conversation and what was merged into it."""
        return self.filter(Q(conversation=conversation) | Q(conversation__survivor=conversation))


class Follow(models.Model):
    """A member wants to be told."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="follows")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = FollowQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["conversation", "member"], name="follow_once")]

    def __str__(self) -> str:
        return f"{self.member_id} follows {self.conversation_id}"
