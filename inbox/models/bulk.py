"""One act on many conversations: what was asked, and what became of each."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Member, Token
from inbox.models.conversation import Conversation


class BulkState(models.TextChoices):
    """Whether there is something left to do."""

    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"


class BulkJobQuerySet(models.QuerySet["BulkJob"]):
    """Every read by a person starts at visible_to()."""

    def visible_to(self, member: Member) -> BulkJobQuerySet:
        """One's own: what others select is their matter.

        A token that is held to departments finds those that were begun within them, by itself or
        by another token of the same member; what was begun in all that they see is not among them.
        """
        own = self.filter(member=member)
        return own if member.reach is None else own.filter(reach__contained_by=sorted(member.reach))

    def waiting(self) -> BulkJobQuerySet:
        """Those with something left to do."""
        return self.filter(state=BulkState.RUNNING)


class BulkJob(models.Model):
    """Somebody does one thing to many conversations, frozen when it began.

    `arguments` are those of the verb, `query` the list they were all taken from (empty
    for a selection), `undoes` the job whose acts this one takes back. `token` is the one that a
    program began it with, null for a page, and `reach` the departments which that token was held
    to, null for all that the member sees: a worker reaches no further.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bulk_jobs")
    token = models.ForeignKey(Token, on_delete=models.CASCADE, null=True, related_name="+")
    reach: Any = ArrayField(models.BigIntegerField(), null=True)
    verb = models.CharField(max_length=20)
    arguments = models.JSONField(default=dict)
    query = models.TextField(blank=True)
    undoes = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="undone_by")
    state = models.CharField(max_length=10, choices=BulkState, default=BulkState.RUNNING)
    total = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    """A worker is at it until then, unless it died."""
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar = BulkJobQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["member", "-id"], name="bulk_of_member"),
            models.Index(fields=["id"], condition=Q(state="running"), name="bulk_running"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} by {self.member_id}"

    def doer(self) -> Member | None:
        """Who carries it out, as they are at this moment: held to what the token allows that began it.

        None once that token opens nothing any more.
        """
        if self.token_id is None:
            return Member.objects.get(pk=self.member_id)
        token = Token.objects.usable().select_related("member").filter(pk=self.token_id).first()
        if token is None:
            return None
        member: Member = token.holder()
        if self.reach is not None:
            member.reach, member.is_administrator = frozenset(self.reach), False
        return member

    @property
    def is_reversible(self) -> bool:
        """Whether its acts leave what undoing them needs: an undoing is not undone, nor is reading."""
        return self.verb not in {"undo", "read"}


class BulkItemState(models.TextChoices):
    """What became of one conversation."""

    WAITING = "waiting"
    DONE = "done"
    SKIPPED = "skipped"


class BulkItem(models.Model):
    """One conversation of a job; `reason` says in a sentence why it was skipped.

    `event_id` is the act in the journal: what was done, or in a job that undoes another,
    what is to be taken back. `named` is the number by which a program asked for what is not there,
    or closed to it: such a row has no conversation, so that it tells nothing of one.
    """

    job = models.ForeignKey(BulkJob, on_delete=models.CASCADE, related_name="items")
    conversation = models.ForeignKey(Conversation, on_delete=models.SET_NULL, null=True, related_name="bulk_items")
    named = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=BulkItemState, default=BulkItemState.WAITING, db_default="waiting")
    reason = models.TextField(blank=True, db_default="")
    event_id = models.BigIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["job", "state", "id"], name="bulk_item_state")]

    def __str__(self) -> str:
        return f"{self.conversation_id} of {self.job_id}: {self.state}"
