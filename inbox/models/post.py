"""Our own posts that answer nobody, and how they fared."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from inbox.models.channel import Channel


class Post(models.Model):
    """Something we published; conversations under it are linked to it."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="posts")
    external_id = models.CharField(max_length=500)
    text = models.TextField(blank=True)
    version = models.CharField(max_length=60, blank=True, db_default="")
    url = models.CharField(max_length=1000, blank=True)
    sent_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    attachments = models.JSONField(default=list)
    extra = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-sent_at"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["channel", "external_id"], name="post_once")]

    def __str__(self) -> str:
        return self.text[:60]


class PostFigures(models.Model):
    """Likes, reposts, replies and quotes of one of our messages at a moment."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="figures")
    external_id = models.CharField(max_length=500)
    taken_at = models.DateTimeField()
    likes = models.PositiveIntegerField(default=0)
    reposts = models.PositiveIntegerField(default=0)
    replies = models.PositiveIntegerField(default=0)
    quotes = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["taken_at"]
        verbose_name_plural = "post figures"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "external_id", "taken_at"], name="figures_once")
        ]

    def __str__(self) -> str:
        return f"{self.external_id} at {self.taken_at:%Y-%m-%d %H:%M}"
