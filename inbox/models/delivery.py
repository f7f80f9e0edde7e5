"""The outbox: one row per approved reply, and the truth about whether it was sent."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.models.channel import Channel
from inbox.models.conversation import Conversation
from inbox.models.draft import Draft
from inbox.models.message import Message


class DeliveryState(models.TextChoices):
    """What we know of it."""

    QUEUED = "queued", _("Waiting to leave")
    RETRY = "retry", _("Tried, to be tried again")
    SENDING = "sending", _("Leaving now")
    SENT = "sent", _("Sent")
    CONFIRMED = "confirmed", _("Seen on the network")
    UNCERTAIN = "uncertain", _("Perhaps sent")
    REJECTED = "rejected", _("Not sent")
    CANCELLED = "cancelled", _("Cancelled")


WAITING = (DeliveryState.QUEUED, DeliveryState.RETRY)
"""Definitely not on the network; leaves when its time comes."""

TROUBLED = (DeliveryState.REJECTED, DeliveryState.UNCERTAIN)
"""A reply that did not leave, as far as we know: its conversation says so."""

UNSETTLED = (*WAITING, DeliveryState.SENDING, DeliveryState.UNCERTAIN)

LOOK_UP_WAITS = (2, 5, 15, 60, 300)
"""Seconds before each look-up of an uncertain delivery; after the last a person decides."""

LONGEST_DOUBT = timedelta(minutes=10)
"""After this people are asked, however often the looking itself was interrupted."""

EVIDENCE_EVERY = timedelta(minutes=5)
"""How often an uncertain delivery that waits for people is looked for all the same."""


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """What workers look for."""

    def due(self) -> DeliveryQuerySet:
        """Waiting rows whose time has come, and that no crisis holds."""
        return self.filter(state__in=WAITING, not_before__lte=timezone.now(), held_by=None)

    def leaving(self) -> DeliveryQuerySet:
        """Due rows that nothing holds back: their channel works, and no earlier reply of the conversation is open.

        One that is to leave at a later minute lets others go before it.
        """
        later = Q(state=DeliveryState.QUEUED, scheduled_for__gt=timezone.now(), not_before__gt=timezone.now())
        later |= Q(state=DeliveryState.QUEUED, held_by__isnull=False)
        earlier = Delivery.objects.filter(
            ~later, conversation_id=OuterRef("conversation_id"), state__in=UNSETTLED, pk__lt=OuterRef("pk")
        )
        return self.due().filter(~Exists(earlier), channel__is_active=True)

    def abandoned(self) -> DeliveryQuerySet:
        """Rows whose worker took a lease and did not come back."""
        return self.filter(state=DeliveryState.SENDING, lease_until__lt=timezone.now())

    def to_look_up(self) -> DeliveryQuerySet:
        """Uncertain rows whose next look-up is due (those that wait for people too: late evidence counts)."""
        return self.filter(state=DeliveryState.UNCERTAIN, not_before__lte=timezone.now())

    def for_people(self) -> DeliveryQuerySet:
        """Uncertain rows that looking could not settle, or not in time: somebody must decide."""
        looked = Q(look_ups__gte=len(LOOK_UP_WAITS))
        too_long = Q(doubted_at__lt=timezone.now() - LONGEST_DOUBT)
        return self.filter(looked | too_long, state=DeliveryState.UNCERTAIN)


class Delivery(models.Model):
    """`record` is frozen when queued and is what every attempt sends; `key` never changes.

    `fence` grows with each claim: a worker that lost its lease can no longer write.
    `not_before` is the end of the undo window, the retry time, or the next look-up.
    A lease that expires means *unknown*, never *queued*: `doubted_at` tells since when, until
    a person says that it is not there. What is in doubt is repeated only if `is_repeatable`
    and as long as the network knows the key.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="deliveries")
    home = models.ForeignKey(Conversation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    """Where it goes back to when a merge is taken apart; null where it stands at home."""
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="deliveries")
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="deliveries")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deliveries")
    answers = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="answered_by")
    text = models.TextField()
    key = models.UUIDField(unique=True)
    record = models.JSONField()
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.QUEUED)
    not_before = models.DateTimeField()
    scheduled_for = models.DateTimeField(null=True)
    """The minute that somebody chose for it to leave; null where it leaves at once."""
    held_by = models.ForeignKey(
        "inbox.TaskForce", on_delete=models.PROTECT, null=True, related_name="held", db_index=False
    )
    """The crisis that keeps it here, beyond its minute; its minute stays what it was."""
    attempts = models.PositiveIntegerField(default=0)
    look_ups = models.PositiveIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    first_started_at = models.DateTimeField(null=True)
    """When the first attempt began: from then on the network's memory of the key runs out."""
    doubted_at = models.DateTimeField(null=True)
    """When the first attempt began that perhaps arrived; null when certainly none did."""
    is_repeatable = models.BooleanField(default=True, db_default=True)
    """Whether the network may be asked again with the same key; not after it refused a repetition."""
    asked_again_at = models.DateTimeField(null=True)
    """When a person last wished to send it again, knowing what had changed."""
    sent_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    external_id = models.CharField(max_length=500, blank=True)
    error = models.TextField(blank=True)
    message = models.OneToOneField(Message, on_delete=models.SET_NULL, null=True, related_name="delivery")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = DeliveryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name_plural = "deliveries"
        constraints: ClassVar = [
            # What was taken back may be sent again from the same draft; nothing else twice.
            models.UniqueConstraint(fields=["draft"], condition=~Q(state="cancelled"), name="delivery_once_per_draft")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["not_before"],
                condition=Q(state__in=["queued", "retry", "uncertain"]),
                name="delivery_due",
            ),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="delivery_leased"),
            models.Index(fields=["channel", "external_id"], name="delivery_external"),
            models.Index(
                fields=["conversation"], condition=Q(state__in=["rejected", "uncertain"]), name="delivery_troubled"
            ),
            models.Index(fields=["home"], condition=~Q(home=None), name="delivery_home"),
            models.Index(fields=["held_by"], condition=~Q(held_by=None), name="delivery_held"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.text[:40]}"

    @property
    def is_scheduled(self) -> bool:
        """Whether it waits for the minute that somebody chose, and nothing else."""
        chosen = self.scheduled_for if self.held_by_id is None else None
        return self.state == DeliveryState.QUEUED and chosen is not None and self.not_before >= chosen > timezone.now()

    @property
    def asks_people(self) -> bool:
        """Whether looking is over, or takes too long: until then a late arrival may settle it."""
        long = self.doubted_at is not None and timezone.now() - self.doubted_at > LONGEST_DOUBT
        return self.look_ups >= len(LOOK_UP_WAITS) or long
