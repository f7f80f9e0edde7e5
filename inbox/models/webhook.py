"""Webhooks: who outside is told what happens here, what was sent to them, and what they answered."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from inbox.models.channel import Channel
from inbox.models.fields import EncryptedJSONField
from inbox.models.label import Label
from inbox.models.saved_view import SavedView

WEBHOOK_NAME_LENGTH = 80


class Target(models.TextChoices):
    """What stands at the address, and so the form in which it is told."""

    PROGRAM = "program", _("A program (signed JSON)")
    SLACK = "slack", _("Slack")
    TEAMS = "teams", _("Microsoft Teams")
    MATTERMOST = "mattermost", _("Mattermost")
    MAIL = "mail", _("E-mail")


class PauseCause(models.TextChoices):
    """Why nothing is sent."""

    NONE = "", _("It is not paused")
    MEMBER = "member", _("Somebody paused it")
    FAILING = "failing", _("Nothing arrived for three days")
    GONE = "gone", _("The receiver said that it is gone")


class CallState(models.TextChoices):
    """How far the telling of one event is."""

    WAITING = "waiting", _("Waits")
    DELIVERED = "delivered", _("Arrived")
    GIVEN_UP = "given_up", _("Given up")


class WebhookQuerySet(models.QuerySet["Webhook"]):
    """Ways to ask for webhooks."""

    def standing(self) -> WebhookQuerySet:
        """Those that were not put away."""
        return self.filter(archived_at=None)

    def gathering(self) -> WebhookQuerySet:
        """Those for which is kept what they are to be told, also while they are paused."""
        rows = self.standing().filter(member__is_active=True).select_related("member", "view")
        return rows.prefetch_related("departments", "channels", "labels")

    def free(self) -> WebhookQuerySet:
        """Those that may be called now, and that no worker is calling."""
        now = timezone.now()
        rows = self.standing().filter(paused_at=None, member__is_active=True)
        return rows.filter(Q(lease_until=None) | Q(lease_until__lte=now), Q(not_before=None) | Q(not_before__lte=now))

    def due(self) -> WebhookQuerySet:
        """Free ones for which something waits whose turn it is."""
        return self.free().filter(Exists(WebhookCall.objects.due().filter(webhook=OuterRef("pk"))))


class Webhook(models.Model):
    """Somebody outside is told what happens, as far as `member` may know it.

    Empty lists narrow nothing. `target` holds the address, which may be a secret by itself;
    `secrets` the present one and those that hold beside it for a while.
    """

    name = models.CharField(_("name"), max_length=WEBHOOK_NAME_LENGTH)
    kind = models.CharField(max_length=10, choices=Target, default=Target.PROGRAM)
    target: Any = EncryptedJSONField(default=dict, editable=False)
    secrets: Any = EncryptedJSONField(default=dict, editable=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="webhooks")
    verbs: Any = ArrayField(models.CharField(max_length=60), default=list)
    departments: models.ManyToManyField[Department, models.Model] = models.ManyToManyField(Department, related_name="+")
    channels: models.ManyToManyField[Channel, models.Model] = models.ManyToManyField(Channel, related_name="+")
    labels: models.ManyToManyField[Label, models.Model] = models.ManyToManyField(Label, related_name="+")
    view = models.ForeignKey(SavedView, on_delete=models.SET_NULL, null=True, related_name="+")
    query = models.CharField(max_length=1000, blank=True)
    """The list of the saved view as it was when it was chosen; it holds when the view is deleted."""
    with_content = models.BooleanField(default=False)
    pause_cause = models.CharField(max_length=8, choices=PauseCause, blank=True)
    paused_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    last_success_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)
    is_slow = models.BooleanField(default=False)
    """Its last answer took long or never came: it may hold a part of the workers only."""
    not_before = models.DateTimeField(null=True)
    """Nobody answered there: nothing is sent before."""
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)

    objects: ClassVar = WebhookQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_paused(self) -> bool:
        """Whether nothing is sent."""
        return self.paused_at is not None

    @property
    def address(self) -> str:
        """Where it is told, whole."""
        return str(self.target.get("address", ""))

    @property
    def shown_address(self) -> str:
        """What may be shown of the address: those of chats and what stands behind a ? are secrets."""
        if self.kind == Target.MAIL:
            return self.address
        parts = urlsplit(self.address)
        host = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        return f"{host}{parts.path}" if self.kind == Target.PROGRAM else f"{host}/…"


class CallQuerySet(models.QuerySet["WebhookCall"]):
    """Ways to ask for calls."""

    def waiting(self) -> CallQuerySet:
        """Those that are not over."""
        return self.filter(state=CallState.WAITING)

    def due(self) -> CallQuerySet:
        """Those whose time has come, the first of each line only: a conversation is told in its order."""
        before = WebhookCall.objects.waiting().filter(
            webhook=OuterRef("webhook"), line=OuterRef("line"), pk__lt=OuterRef("pk")
        )
        return self.waiting().filter(due_at__lte=timezone.now()).exclude(Exists(before))


class WebhookCall(models.Model):
    """One event to be told to one webhook. `line` is what is told in order: a conversation, or another subject."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="calls")
    event_id = models.BigIntegerField()
    verb = models.CharField(max_length=60)
    conversation_id = models.BigIntegerField(null=True)
    line = models.CharField(max_length=64)
    replays = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="replayed")
    state = models.CharField(max_length=9, choices=CallState, default=CallState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    first_try_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar = CallQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["webhook", "event_id"], condition=Q(replays=None), name="webhook_call_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["webhook", "line", "id"], condition=Q(state="waiting"), name="webhook_call_waiting"),
            models.Index(fields=["webhook", "-id"], name="webhook_call_log"),
            models.Index(F("ended_at"), name="webhook_call_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} to {self.webhook_id}"

    @property
    def message_id(self) -> str:
        """The same for each attempt and each replay: whoever has it knows it again."""
        return f"msg_{self.webhook_id}_{self.event_id}"


class WebhookTry(models.Model):
    """One attempt: what was sent, what was answered, and how long it took. Words of people are not kept."""

    call = models.ForeignKey(WebhookCall, on_delete=models.CASCADE, related_name="tries")
    started_at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=500, blank=True)
    request: Any = EncryptedJSONField(default=dict, editable=False)
    response: Any = EncryptedJSONField(default=dict, editable=False)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.call_id}: {self.status or self.error}"
