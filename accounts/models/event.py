"""The journal: one row per act, never changed."""

from __future__ import annotations

from typing import Any, ClassVar, Never

from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now


class TransactionId(models.Field[Any, Any]):
    """PostgreSQL's xid8: which transaction wrote the row."""

    def db_type(self, connection: Any) -> str:
        """The column type."""
        return "xid8"

    def from_db_value(self, value: Any, *_: Any) -> int | None:
        """psycopg hands xid8 over as text."""
        return None if value is None else int(value)

    def get_prep_value(self, value: Any) -> Any:
        """Literals of xid8 are text."""
        return str(value) if isinstance(value, int) else value


class EventQuerySet(models.QuerySet["Event"]):
    """The journal, read only."""

    def settled(self) -> EventQuerySet:
        """Only rows no running transaction can still put a smaller id beside.

        Ids commit out of order; who follows the journal reads below this line, by
        (xid, id), and skips nothing.
        """
        return self.filter(xid__lt=RawSQL("pg_snapshot_xmin(pg_current_snapshot())", (), TransactionId()))

    def update(self, **kwargs: Any) -> Never:
        """Refused: the journal is append-only."""
        raise TypeError("The journal is append-only.")

    def delete(self) -> Never:
        """Refused: the journal is append-only."""
        raise TypeError("The journal is append-only.")


class Event(models.Model):
    """Who did what to what, when: ids and facts only, never text or names.

    occurred_at is when it happened (for an incoming message the network's time),
    recorded_at when we learned of it. department_id is the holder at that moment.
    """

    xid = TransactionId(editable=False, db_default=RawSQL("pg_current_xact_id()", ()))
    verb = models.CharField(max_length=60)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=60, blank=True)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    conversation_id = models.BigIntegerField(null=True)
    department_id = models.BigIntegerField(null=True)
    channel_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[Event]] = EventQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["xid", "id"], name="event_feed"),
            models.Index(fields=["conversation_id", "id"], name="event_conversation"),
            models.Index(fields=["verb", "occurred_at"], name="event_verb"),
            models.Index(fields=["subject_kind", "subject_id"], name="event_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert once; a second save is refused."""
        if not self._state.adding:
            raise TypeError("The journal is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        """Refused: the journal is append-only."""
        raise TypeError("The journal is append-only.")
