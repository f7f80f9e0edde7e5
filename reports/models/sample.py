"""What was measured on single conversations: derived from rows and journal, and built anew any time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Kind(models.TextChoices):
    """What a sample tells; how each is measured stands in reports/story.py."""

    CONVERSATION = "conversation"
    """It began; value: how many messages were said in it."""
    SPAN = "span"
    """Value: seconds from its first message to its last."""
    INBOUND = "inbound"
    """One message of theirs; tag: its kind."""
    OUTBOUND = "outbound"
    """One message of ours; tag: its kind."""
    DIRECT = "direct"
    """One message of theirs that we answered itself; value: seconds until we did."""
    FIRST = "first"
    """They waited for our first answer; tag: how it ended; value: seconds, null while they wait."""
    NEXT = "next"
    """They waited for a later answer; as FIRST."""
    FULL = "full"
    """Once a conversation that asked for an answer; tag: how it stands; value: seconds until nobody waited."""
    RESOLVED = "resolved"
    """It was resolved; tag: the outcome; value: seconds since it was opened, or opened again."""
    REOPENED = "reopened"
    """It was resolved and is needed again; tag: "message", "removal" or "member"."""
    HELD = "held"
    """A department held it; value: seconds until it was handed on or resolved, null while it holds it."""
    PROMISE = "promise"
    """A promise was made; tag: which; value: 1 kept, 0 broken, null while it runs."""
    APPROVAL = "approval"
    """An approval was asked for; tag: the decision; value: seconds until it came, null while it waits."""
    AMENDED = "amended"
    """An approver changed a reply."""
    TONE = "tone"
    """One message of theirs; tag: how it sounds, "unknown" where nobody can tell."""
    LANGUAGE = "language"
    """One message of theirs; tag: the two letters of its language, or "unknown"."""
    QUESTION = "question"
    """One message of theirs that asks something; tag: how its wait stands; value: seconds until it ended."""
    COMPLAINT = "complaint"
    """One message of theirs that sounds negative; as QUESTION."""
    RECOVERY = "recovery"
    """Once a conversation in which we answered a complaint; tag: a Mood."""
    DEFLECTED = "deflected"
    """It was answered in public and is resolved with that, at that moment."""
    RATING = "rating"
    """Somebody outside rated how it was resolved; value: 1 to 5."""


class Tag(models.TextChoices):
    """How a wait ended."""

    ANSWERED = "answered"
    SETTLED = "settled"
    """Resolved as answered or handed over, without a reply of ours there."""
    WAITING = "waiting"
    UNNEEDED = "unneeded"
    """Taken away before we answered, or resolved as spam or as asking for no reply."""


class Mood(models.TextChoices):
    """How they sounded after our answer to a complaint, in the last that they wrote."""

    BETTER = "better"
    SAME = "same"
    UNREADABLE = "unknown"
    SILENT = "silent"
    """They wrote nothing more."""


class Sample(models.Model):
    """One measurement on one conversation that stands; `number` counts those of its kind there.

    `at` is when it began, and so the day on which it counts (a resolution: when it was resolved);
    `department_id` held the conversation when it ended (holds it, while it goes on). `working` are
    the seconds of `value` within the working hours of whoever promised something, null where nobody
    did. `closed_in` is the holder of a conversation that is closed now, null for all others.
    """

    conversation_id = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    number = models.PositiveIntegerField()
    tag = models.CharField(max_length=20, blank=True, default="")
    at = models.DateTimeField()
    value = models.BigIntegerField(null=True)
    working = models.BigIntegerField(null=True)
    department_id = models.BigIntegerField()
    channel_id = models.BigIntegerField()
    closed_in = models.BigIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["conversation_id", "kind", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation_id", "kind", "number"], name="sample_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["kind", "at"],
                include=["value", "department_id", "channel_id", "closed_in", "tag"],
                name="sample_time",
            ),
            models.Index(
                fields=["at"],
                condition=models.Q(kind__in=["first", "next"]) & (models.Q(value=None) | models.Q(value__gt=86_400)),
                name="sample_long_wait",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} of {self.conversation_id}"


FACTS = ("tag", "at", "value", "working", "department_id", "channel_id", "closed_in")
"""What a sample says, beside which it is."""


def facts(row: Sample) -> tuple[object, ...]:
    """Which it is and all that it says, to compare."""
    return (row.conversation_id, row.kind, row.number, *(getattr(row, name) for name in FACTS))
