"""The orders of the list: each walks an index, and each page begins behind the last row of the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import F, Value
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.functions import Coalesce

from inbox.models import Conversation
from inbox.models.conversation import FAR, ConversationQuerySet

PAGE = 50
RANKED = ("priority", "score")
"""Orders whose first column is a small number of that name."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WAITS = Coalesce(F("waiting_since"), Value(FAR))
_DUE = Coalesce(F("due_at"), Value(FAR))


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page: the next one starts behind it, however many rows there are."""

    moment: datetime
    pk: int
    rank: int = 0

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """From the address; None for anything that is no cursor."""
        parts = text.split(".")
        try:
            micros, pk, rank = (int(part) for part in (*parts, "0")[:3])
            moment = _EPOCH + timedelta(microseconds=micros)
        except (ValueError, OverflowError):
            return None
        return cls(moment, pk, rank) if len(parts) < 4 and abs(pk) < 2**63 and 0 <= rank <= 100 else None

    def __str__(self) -> str:
        past = self.moment - _EPOCH
        text = f"{(past.days * 86_400 + past.seconds) * 1_000_000 + past.microseconds}.{self.pk}"
        return f"{text}.{self.rank}" if self.rank else text


@dataclass(frozen=True, slots=True)
class Sort:
    """One order: its columns, all rising or all falling, so that one comparison of rows says what comes after."""

    key: str
    columns: tuple[Any, ...]
    falls: bool

    def ordered(self, rows: ConversationQuerySet) -> ConversationQuerySet:
        """These rows in this order."""
        return rows.order_by(*(column.desc() if self.falls else column.asc() for column in self.columns))

    def cursor(self, conversation: Conversation) -> Cursor:
        """At a row."""
        if self.key == "waiting":
            return Cursor(conversation.waiting_since or FAR, conversation.pk)
        if self.key == "due":
            return Cursor(conversation.due_at or FAR, conversation.pk)
        rank = getattr(conversation, self.key) if self.key in RANKED else 0
        return Cursor(conversation.last_message_at, conversation.pk, rank)

    def behind(self, rows: ConversationQuerySet, cursor: Cursor | None) -> ConversationQuerySet:
        """Those that come after it."""
        if cursor is None:
            return rows
        place = (cursor.moment, cursor.pk)
        if len(self.columns) > len(place):
            place = (cursor.rank, *place)  # type: ignore[assignment]
        compare = TupleLessThan if self.falls else TupleGreaterThan
        return rows.filter(compare(Tuple(*self.columns), place))


SORTS = {
    sort.key: sort
    for sort in (
        Sort("newest", (F("last_message_at"), F("pk")), falls=True),
        Sort("oldest", (F("last_message_at"), F("pk")), falls=False),
        Sort("waiting", (_WAITS, F("pk")), falls=False),
        Sort("due", (_DUE, F("pk")), falls=False),
        Sort("score", (F("score"), F("last_message_at"), F("pk")), falls=True),
        Sort("priority", (F("priority"), F("last_message_at"), F("pk")), falls=True),
    )
}
