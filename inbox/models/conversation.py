"""A conversation: one exchange we may have to act on. It always has exactly one holder."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Member
from accounts.permissions import roles_of
from inbox.models.channel import Channel
from inbox.models.contact import Handle
from inbox.models.label import Label
from inbox.models.post import Post


class Status(models.TextChoices):
    """Who has to do something now."""

    OPEN = "open", _("Open")
    PENDING = "pending", _("Pending")
    SNOOZED = "snoozed", _("Snoozed")
    RESOLVED = "resolved", _("Resolved")


class Outcome(models.TextChoices):
    """How a conversation was resolved."""

    ANSWERED = "answered", _("Answered")
    NO_REPLY_NEEDED = "no_reply_needed", _("No reply needed")
    HANDED_OVER = "handed_over", _("Handed over")
    SPAM = "spam", _("Spam")


class Priority(models.IntegerChoices):
    """How much it presses, by the judgement of those who read it. Numbers grow with it."""

    LOW = 1, _("Low")
    NORMAL = 2, _("Normal")
    HIGH = 3, _("High")
    URGENT = 4, _("Urgent")

    @property
    def key(self) -> str:
        """Its word in addresses and on icons, "urgent"."""
        return self.name.lower()

    @classmethod
    def of(cls, key: str) -> Priority | None:
        """The priority of that word; None for any other word."""
        return next((one for one in cls if one.key == key), None)


FAR = datetime(9999, 12, 31, tzinfo=UTC)
"""Stands for "nobody waits" where conversations are ordered by how long somebody does."""


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Every read by a person starts at visible_to()."""

    def visible_to(self, member: Member) -> ConversationQuerySet:
        """What this member may see; anything else does not exist for them.

        Closed wins over open: of a closed department or channel, and of private
        messages, only the holding department sees anything, with the assignee, people
        admitted by name, departments that were asked about it, and administrators.
        A token that is held to departments reaches what they hold, and what is asked of
        those of them in which its member works.
        """
        if not member.is_active:
            return self.none()
        if member.is_administrator:
            return self.standing()
        asked = AskedDepartment.objects.filter(department__in=list(roles_of(member)))
        put_to_them = Q(pk__in=asked.values("conversation_id"))
        within = Q() if member.reach is None else Q(department_id__in=member.reach) | put_to_them
        return self.standing().filter(
            within,
            Q(is_closed=False)
            | Q(department_id__in=list(roles_of(member)))
            | Q(assignee_id=member.pk)
            | Q(pk__in=Admission.objects.filter(member=member).values("conversation_id"))
            | put_to_them,
        )

    def standing(self) -> ConversationQuerySet:
        """Those that were not merged into another."""
        return self.filter(survivor=None)

    def known_as(self, pk: int) -> ConversationQuerySet:
        """The one that a number leads to, which may have been joined or merged to another since."""
        joined = Joined.objects.filter(former_id=pk).values_list("conversation_id", flat=True).first() or pk
        survivor = Conversation.objects.filter(pk=joined).values_list("survivor_id", flat=True).first()
        return self.filter(pk=survivor or joined)

    def waiting(self) -> ConversationQuerySet:
        """Those that need us."""
        return self.filter(status=Status.OPEN)


class Conversation(models.Model):
    """One row says all that a list shows, so that no list ever joins messages."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="conversations")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="conversations")
    thread_key = models.CharField(max_length=500)
    is_private = models.BooleanField(default=False)
    is_closed = models.BooleanField(default=False)
    """Kept in step with department, channel and privacy: true when any of them is closed."""
    post = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, related_name="conversations")
    author = models.ForeignKey(Handle, on_delete=models.PROTECT, null=True, related_name="conversations")
    """Who we deal with: the author of the message that opened it."""
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="assigned"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL, db_default=2)
    snoozed_until = models.DateTimeField(null=True)
    preview = models.CharField(max_length=280, blank=True)
    preview_is_ours = models.BooleanField(default=False)
    message_count = models.PositiveIntegerField(default=0)
    author_count = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    """When its first message was written."""
    last_message_at = models.DateTimeField()
    last_incoming_at = models.DateTimeField(null=True)
    waiting_since = models.DateTimeField(null=True)
    """When the oldest message was written that we have neither answered nor settled by resolving; null when none is."""
    resolved_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    """When the first of the promises that hold for it is broken (or was); null when none runs."""
    risk_at = models.DateTimeField(null=True)
    """From when on that promise is at risk."""
    due_promise = models.CharField(max_length=16, blank=True, default="", db_default="")
    """Which promise that is, one of inbox/promised.py."""
    rest_minutes = models.PositiveIntegerField(null=True)
    """Working minutes left of a promise while all of them rest; null when one runs or none holds."""
    score = models.PositiveSmallIntegerField(default=0, db_default=0)
    """How soon it should be looked at, from 0 to 100, as the room says that keeps the rules."""
    survivor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged", db_index=False)
    """The conversation that shows this one, since people merged them; this row rests meanwhile."""
    asked_count = models.PositiveSmallIntegerField(default=0, db_default=0)
    """How many requests to other departments, or to people outside by mail, are open on it."""
    asked_department = models.ForeignKey(
        Department, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    """Of these the department whose answer is due first; null where that is somebody outside."""
    asked_until = models.DateTimeField(null=True)
    """When the first of them is due."""
    times_returned = models.PositiveSmallIntegerField(default=0, db_default=0)
    """How often it came back to a department that had handed it on: each more than none is one too many."""
    unplaced = models.CharField(max_length=24, blank=True, default="", db_default="")
    """Why nobody could be given it by itself, as inbox/placing.py says; empty when that was not tried, or done."""
    place_again_at = models.DateTimeField(null=True)
    """Not before this is it tried again."""
    version = models.PositiveIntegerField(default=0)
    """Grows with each change, for those who compare."""
    labels = models.ManyToManyField(Label, related_name="conversations")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = ConversationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-last_message_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "thread_key"], name="conversation_once"),
            models.CheckConstraint(condition=Q(status="snoozed") ^ Q(snoozed_until=None), name="snoozed_has_an_end"),
            models.CheckConstraint(condition=Q(status="resolved") ^ Q(outcome=""), name="resolved_has_an_outcome"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["status", "-last_message_at", "-id"], name="conversation_list"),
            models.Index(
                fields=["department", "status", "-last_message_at", "-id"],
                name="conversation_department",
            ),
            models.Index(
                fields=["channel", "status", "-last_message_at", "-id"],
                name="conversation_channel",
            ),
            models.Index(
                fields=["assignee", "status", "-last_message_at", "-id"],
                condition=~Q(assignee=None),
                name="conversation_assignee",
            ),
            models.Index(
                fields=["department", "waiting_since"],
                condition=Q(status="open"),
                name="conversation_waiting",
            ),
            models.Index(fields=["snoozed_until"], condition=Q(status="snoozed"), name="conversation_wake"),
            models.Index(fields=["-last_message_at", "-id"], name="conversation_recent"),
            models.Index(fields=["status", "-priority", "-last_message_at", "-id"], name="conversation_priority"),
            models.Index(fields=["status", "-score", "-last_message_at", "-id"], name="conversation_score"),
            models.Index("status", Coalesce(F("waiting_since"), Value(FAR)), "id", name="conversation_waits"),
            models.Index("status", Coalesce(F("due_at"), Value(FAR)), "id", name="conversation_due"),
            models.Index(
                fields=["department", "due_at"], condition=~Q(due_at=None), name="conversation_department_due"
            ),
            models.Index(fields=["-last_message_at", "-id"], condition=Q(asked_count__gt=0), name="conversation_asked"),
            models.Index(fields=["survivor"], condition=~Q(survivor=None), name="conversation_survivor"),
        ]

    def __str__(self) -> str:
        return f"{self.author or self.thread_key}"

    @cached_property
    def merged_ids(self) -> list[int]:
        """The numbers of those that show here since people merged them; read once, most often empty."""
        return list(self.merged.values_list("pk", flat=True))


class Joined(models.Model):
    """A conversation that turned out to be part of another: its key and its number lead there."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="joined")
    thread_key = models.CharField(max_length=500)
    former_id = models.BigIntegerField(unique=True)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="joined")

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name_plural = "joined"
        constraints: ClassVar = [models.UniqueConstraint(fields=["channel", "thread_key"], name="joined_once")]

    def __str__(self) -> str:
        return f"{self.former_id} in {self.conversation_id}"


class Admission(models.Model):
    """A lead's explicit grant: someone outside may see one closed conversation."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="admissions")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="admissions")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["conversation", "member"], name="admission_once")]

    def __str__(self) -> str:
        return f"{self.member} in {self.conversation_id}"


class AskedDepartment(models.Model):
    """A department that was asked about a conversation, and sees it therefore, even a closed one."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="asked_departments")
    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["department", "conversation"], name="asked_department_once")
        ]

    def __str__(self) -> str:
        return f"{self.department_id} asked about {self.conversation_id}"


class ReadMark(models.Model):
    """Up to when a member has seen a conversation; private to the reader."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="read_marks")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="read_marks")
    read_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["member", "conversation"], name="read_mark_once")]

    def __str__(self) -> str:
        return f"{self.member_id} read {self.conversation_id}"
