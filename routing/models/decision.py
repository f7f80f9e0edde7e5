"""What rules decided and why, what programs read in messages, and where people corrected either."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Member
from inbox.models import Conversation, Message
from routing.models.rule import Rule, RuleSetVersion


class Decision(models.Model):
    """One decision with all that its trace is worked out from.

    `facts` are what was so then, `personal` the words and names among them, which are gone from
    here as soon as they are gone from the message (see migration 0003); `touched` the rules that words spoke for or
    that held; `steps` what was done, each with its rule; `left` what was not, and why
    ("person": somebody had decided otherwise; else a sentence).
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="decisions")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, related_name="decisions")
    trigger = models.CharField(max_length=20)
    event_id = models.BigIntegerField(null=True)
    """The journal's row that it answers; of a message that arrived, the message is enough."""
    ruleset = models.ForeignKey(RuleSetVersion, on_delete=models.PROTECT, null=True, related_name="decisions")
    since = models.DateTimeField(null=True)
    """When the wait began that was too long."""
    facts = models.JSONField()
    personal: Any = models.JSONField(default=dict)
    touched: Any = models.JSONField(default=list)
    winner = models.ForeignKey(Rule, on_delete=models.SET_NULL, null=True, related_name="decisions")
    winner_version = models.PositiveIntegerField(null=True)
    steps: Any = models.JSONField(default=list)
    left: Any = models.JSONField(default=list)
    decided_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message"], condition=Q(trigger="received"), name="decision_once"),
            models.UniqueConstraint(fields=["event_id"], condition=~Q(event_id=None), name="decision_of_event_once"),
            models.UniqueConstraint(
                fields=["conversation", "trigger", "since"], condition=~Q(since=None), name="decision_of_wait_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trigger} {self.conversation_id}"

    @property
    def known(self) -> dict[str, Any]:
        """Everything that was so then, as the engine takes it; without words once they were erased."""
        return {**self.facts, **self.personal}


class Correction(models.Model):
    """A person said that a conversation lay with the wrong department, and which is the right one."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="corrections")
    decision = models.ForeignKey(Decision, on_delete=models.SET_NULL, null=True, related_name="corrections")
    wrong = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["at"], name="correction_at")]

    def __str__(self) -> str:
        return f"{self.conversation_id}: {self.wrong_id} to {self.right_id}"


class ReadingKind(models.TextChoices):
    """What is read in a message."""

    LANGUAGE = "language", _("Language")
    SENTIMENT = "sentiment", _("Tone")
    NEEDS_REPLY = "needs_reply", _("Needs a reply")
    TOPIC = "topic", _("Topics")


class Reading(models.Model):
    """What a program read in a message, with its evidence, or what a person said instead: that sticks.

    `value` is one word ("en", "negative", "yes"), for topics the numbers of word lists with commas.
    `guess` is what the program had read, once a person (`by`) corrected it.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="readings")
    kind = models.CharField(max_length=12, choices=ReadingKind)
    value = models.CharField(max_length=200, blank=True)
    evidence: Any = models.JSONField(default=list)
    guess = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    corrected_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["message", "kind"], name="reading_once")]
        indexes: ClassVar = [
            models.Index(fields=["kind", "corrected_at"], condition=~Q(corrected_at=None), name="reading_corrected")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"
