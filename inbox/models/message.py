"""One item of a conversation: what they wrote, or what we wrote."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from inbox.models.channel import Channel
from inbox.models.contact import Handle
from inbox.models.conversation import Conversation


class MessageKind(models.TextChoices):
    """What sort of message it is."""

    POST = "post", _("Post")
    COMMENT = "comment", _("Comment")
    MENTION = "mention", _("Mention")
    DIRECT = "direct", _("Direct message")
    REVIEW = "review", _("Review")


class Message(models.Model):
    """Unique on its channel. Edits and deletions are marks on the same row.

    `sent_at` is the network's time, clamped to sense; `is_ours` is what our own account
    wrote, `member` who of us, if it left from here. `is_context` marks earlier posts of a
    thread kept for understanding, `is_listening` what nobody said to us, such as an article
    in a feed: neither asks for an answer.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    home = models.ForeignKey(Conversation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    """Where it goes back to when a merge is taken apart; null where it stands at home."""
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="messages")
    external_id = models.CharField(max_length=500)
    kind = models.CharField(max_length=10, choices=MessageKind)
    author = models.ForeignKey(Handle, on_delete=models.PROTECT, null=True, related_name="messages")
    is_ours = models.BooleanField(default=False)
    is_context = models.BooleanField(default=False)
    is_listening = models.BooleanField(default=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(blank=True)
    version = models.CharField(max_length=60, blank=True, db_default="")
    """Which version of the words we hold: a greater one replaces it; see inbox/versions.py."""
    language = models.CharField(max_length=12, blank=True)
    url = models.CharField(max_length=1000, blank=True)
    parent_external_id = models.CharField(max_length=500, blank=True)
    attachments = models.JSONField(default=list)
    links = models.JSONField(default=list)
    extra = models.JSONField(default=dict)
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removal_due_at = models.DateTimeField(null=True)
    """When one of our own is to be taken down on the network; null once done or given up."""
    removal_error = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True)
    """When its conversation was resolved with it: whatever became of it, it asks for no answer any more."""

    class Meta:
        ordering: ClassVar = ["sent_at", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["channel", "external_id"], name="message_once")]
        indexes: ClassVar = [
            models.Index(fields=["conversation", "sent_at", "id"], name="message_thread"),
            models.Index(
                fields=["channel", "sent_at", "member"], condition=~models.Q(member=None), name="message_by_member"
            ),
            models.Index(fields=["home"], condition=~models.Q(home=None), name="message_home"),
            models.Index(
                fields=["removal_due_at"],
                condition=~models.Q(removal_due_at=None),
                name="message_removal_due",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Removal(models.Model):
    """Something the network took away before we had it: when it arrives, it is gone already."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="removals")
    external_id = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["channel", "external_id"], name="removal_once")]

    def __str__(self) -> str:
        return self.external_id
