"""Finding: the passages that match, the best or the newest first, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import F, Q
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan

from inbox.filters import Cursor
from inbox.models import Passage
from inbox.search.scope import Scope
from inbox.search.syntax import Query
from inbox.search.words import anything, levels, unwanted

PAGE = 50


class Kind(StrEnum):
    """What to look through."""

    ALL = "all"
    MESSAGES = "messages"
    NOTES = "notes"
    CONTACTS = "contacts"


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage that matches; `level` says how well (0 is best)."""

    pk: int
    conversation_id: int
    moment: datetime
    level: int

    @property
    def cursor(self) -> Cursor:
        """The next page starts behind it."""
        return Cursor(self.moment, self.pk, self.level)


def passages(query: Query, scope: Scope, kind: Kind, words: Q) -> Any:
    """The passages with these words, the newest first."""
    rows = Passage.objects.filter(conversation_id__in=scope.conversations.values("pk"))
    if kind is Kind.MESSAGES:
        rows = rows.filter(note=None)
    if kind is Kind.NOTES:
        rows = rows.exclude(note=None)
    return rows.filter(scope.passages, unwanted(query), words).order_by("-moment", "-pk")


def find(query: Query, scope: Scope, kind: Kind, *, newest: bool, cursor: Cursor | None) -> list[Hit]:
    """A page of hits and one more when there are others.

    By relevance the levels follow one another, and a level is only asked when those before
    it did not fill the page: what everybody writes costs no more than what one person wrote.
    """
    found: list[Hit] = []
    every = [anything(query)] if newest else levels(query)
    first = min(cursor.rank, len(every) - 1) if cursor else 0
    for level in range(first, len(every)):
        rows = passages(query, scope, kind, every[level])
        if cursor and level == first:
            rows = rows.filter(TupleLessThan(Tuple(F("moment"), F("pk")), (cursor.moment, cursor.pk)))
        asked = rows.values_list("pk", "conversation_id", "moment")[: PAGE + 1 - len(found)]
        found += [Hit(*each, level) for each in asked]
        if len(found) > PAGE:
            break
    return found


def asks_contacts(query: Query) -> bool:
    """Whether people can match: conditions are about what was written, and people have words only."""
    return bool(query.wanted) and not (query.conditions or query.after or query.before)
