"""What is heard by topic, channel and tone, and the spikes in it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import Member
from inbox.models import Channel, Conversation, Message
from routing.models.rule import WordList


class Heard(models.Model):
    """One message in one topic, and once more in none at all, which stands for everything on its channel.

    Reposts share a `fingerprint` (routing/spiking.py), so that counting those counts them once.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="heard")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(WordList, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    sentiment = models.CharField(max_length=10, blank=True)
    fingerprint = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "topic"], nulls_distinct=False, name="heard_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["at"], name="heard_lately"),
            models.Index(fields=["channel", "topic", "at"], name="heard_of_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} about {self.topic_id}"


class SpikeQuerySet(models.QuerySet["Spike"]):
    """Every read by a person starts at visible_to()."""

    def visible_to(self, member: Member) -> SpikeQuerySet:
        """Those with a post that the member may see."""
        seen = Conversation.objects.visible_to(member).order_by()
        return self.filter(pk__in=Spike.objects.filter(messages__conversation__in=seen).order_by().values("pk"))

    def standing(self) -> SpikeQuerySet:
        """Those that are not over."""
        return self.filter(ended_at=None)


class Spike(models.Model):
    """Far more than usual was said about a topic on a channel; without a topic about anything, without a tone in any.

    `posts` are those of its highest hour, reposts counted once, `usual` the median of the hours
    before; `hours` the counts of the hours up to the one that raised it, oldest first.
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="spikes")
    topic = models.ForeignKey(WordList, on_delete=models.PROTECT, null=True, related_name="spikes")
    sentiment = models.CharField(max_length=10, blank=True)
    raised_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    posts = models.PositiveIntegerField()
    usual = models.FloatField()
    sigmas = models.FloatField()
    hours: Any = models.JSONField(default=list)
    messages: models.ManyToManyField[Message, models.Model] = models.ManyToManyField(Message, related_name="spikes")

    objects: ClassVar = SpikeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-raised_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["channel", "topic", "sentiment"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="spike_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic or self.channel}: {self.posts}"

    @property
    def conversation(self) -> Conversation | None:
        """One that stands for it where a single one is asked for: the newest that is open to all, else any."""
        newest = self.messages.order_by("conversation__is_closed", "-sent_at", "-pk").select_related("conversation")
        first = newest.first()
        return first.conversation if first else None
