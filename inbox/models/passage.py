"""What search reads: one row for each message and each note, kept by triggers of the database."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from inbox.models.contact import Handle
from inbox.models.conversation import Conversation
from inbox.models.message import Message
from inbox.models.note import Note

_COPIED: Any = {"db_constraint": False, "db_index": False}
"""The triggers copy these; the rows they come from hold the constraints."""


class Passage(models.Model):
    """The words of a message or a note, and what is needed to find it without reading either.

    Nothing in the product writes here: triggers on the two tables do (migration 0014), so
    no way of writing can forget it. `words` holds every word as it stands, without accents;
    `stems` their stems by the language of the text, where there is a stemmer for it.
    """

    message = models.OneToOneField(
        Message, on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    note = models.OneToOneField(Note, on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.DO_NOTHING, related_name="+", **_COPIED)
    handle = models.ForeignKey(Handle, on_delete=models.DO_NOTHING, null=True, related_name="+", **_COPIED)
    """The account outside that wrote it."""
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, null=True, related_name="+", **_COPIED
    )
    """The member who wrote it."""
    is_ours = models.BooleanField()
    moment = models.DateTimeField()
    language = models.CharField(max_length=12)
    """In which the stems were taken; empty when unknown."""
    words = SearchVectorField()
    stems = SearchVectorField()

    class Meta:
        ordering: ClassVar = ["-moment", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(message=None) ^ Q(note=None), name="passage_of_one"),
        ]
        indexes: ClassVar = [
            # Every search reads what is not sorted in yet, so that stays small (in kB).
            GinIndex(fields=["words"], name="passage_words", gin_pending_list_limit=512),
            GinIndex(fields=["stems"], name="passage_stems", gin_pending_list_limit=512),
            models.Index(fields=["-moment", "-id"], name="passage_recent"),
            models.Index(fields=["-moment", "-id"], condition=~Q(note=None), name="passage_notes"),
            models.Index(fields=["conversation", "-moment"], name="passage_conversation"),
            models.Index(fields=["handle", "-moment"], condition=~Q(handle=None), name="passage_handle"),
            models.Index(fields=["member", "-moment"], condition=~Q(member=None), name="passage_member"),
        ]

    def __str__(self) -> str:
        return f"passage {self.pk}"
