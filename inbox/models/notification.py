"""What a member is told of, and which department is called to new work."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Department, Member
from inbox.models.attention import About
from inbox.models.channel import Channel
from inbox.models.conversation import Conversation
from inbox.models.draft import Draft
from inbox.models.note import Note
from inbox.models.notice import Notice
from inbox.models.roster_alert import RosterAlert
from inbox.models.task_force import TaskForce


class DutyCall(models.Model):
    """A department has new work that nobody of it has looked at yet."""

    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="calls")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["department"], condition=Q(ended_at=None), name="duty_call_once")
        ]

    def __str__(self) -> str:
        return f"{self.department_id} since {self.began_at:%Y-%m-%d %H:%M}"


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Every read by a person starts at visible_to()."""

    def visible_to(self, member: Member) -> NotificationQuerySet:
        """A member's own, without those of conversations and departments they may no longer see."""
        own = self.filter(recipient=member)
        if member.is_administrator:
            return own
        seen = Conversation.objects.visible_to(member).order_by()
        places = Department.objects.visible_to(member)
        return own.filter(
            Q(conversation=None) | Q(conversation__in=seen) | Q(conversation__survivor__in=seen),
            Q(call=None) | Q(call__department__in=places.order_by()),
            Q(task_force=None) | Q(task_force__department__in=places.order_by()),
            Q(alert=None) | Q(alert__channel__in=Channel.objects.visible_to(member).order_by()),
        )

    def unread(self) -> NotificationQuerySet:
        """Not read, and still needed: what was cleared meanwhile asks for nothing."""
        return self.filter(read_at=None, notice__cleared_at=None, call__ended_at=None, alert__cleared_at=None)


class Notification(models.Model):
    """A member is told of something: a notice, a department's new work, or what happened in a conversation.

    `event_id` is the journal's row that it tells of (the first of `times`), `mailed_at` when
    a digest took it up: each goes into one mail at most.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    about = models.CharField(max_length=12, choices=About, default=About.OPERATIONAL)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, null=True, related_name="notifications")
    call = models.ForeignKey(DutyCall, on_delete=models.CASCADE, null=True, related_name="notifications")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, null=True, related_name="notifications")
    note = models.ForeignKey(Note, on_delete=models.CASCADE, null=True, related_name="notifications")
    alert = models.ForeignKey(RosterAlert, on_delete=models.CASCADE, null=True, related_name="notifications")
    task_force = models.ForeignKey(
        TaskForce, on_delete=models.CASCADE, null=True, related_name="notifications", db_index=False
    )
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, null=True, related_name="notifications", db_index=False)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    verb = models.CharField(max_length=60, blank=True)
    event_id = models.BigIntegerField(null=True)
    times = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects: ClassVar = NotificationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient", "notice"], name="notified_once"),
            models.UniqueConstraint(fields=["recipient", "call"], name="called_once"),
            models.UniqueConstraint(fields=["recipient", "event_id"], name="told_once"),
            models.UniqueConstraint(
                fields=["recipient", "about", "conversation"],
                condition=Q(read_at=None, about__in=["assigned", "followed"]),
                name="told_together",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notification_unread"),
            models.Index(
                fields=["created_at"], condition=Q(read_at=None, mailed_at=None), name="notification_unmailed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id}: {self.about}"


class JournalPlace(models.Model):
    """How far somebody who follows the journal has read it: transaction and row."""

    reader = models.CharField(max_length=30, primary_key=True)
    xid = models.BigIntegerField(default=0)
    event_id = models.BigIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["reader"]

    def __str__(self) -> str:
        return f"{self.reader} at {self.xid}.{self.event_id}"
