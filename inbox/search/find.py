"""Finding: the passages that match, the best or the newest first, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import DateTimeField, ExpressionWrapper, F
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan

from inbox.counting import CAP, capped_counts
from inbox.filters import Cursor
from inbox.models import Passage
from inbox.search.scope import Scope
from inbox.search.syntax import Query
from inbox.search.words import Level, anything, exactly, levels, perhaps, unwanted

PAGE = 50
MOST_COUNTED = 6


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


@dataclass(frozen=True, slots=True)
class Few:
    """Whether one of the words is rare: as it was typed, or in any form."""

    exact: bool
    rough: bool

    def at(self, level: Level) -> bool:
        """Whether reading all that has the word is the shortest way there."""
        return self.exact if level.is_exact else self.rough


def few(query: Query) -> Few:
    """Count the passages of each word, up to CAP, in one statement."""
    asked = {}
    for number, term in enumerate(query.wanted[:MOST_COUNTED]):
        asked[f"exact {number}"] = exactly(term)
        if not (term.is_phrase or term.is_prefix):
            asked[f"rough {number}"] = perhaps(term)
    rows = {key: Passage.objects.filter(words).order_by().values("moment") for key, words in asked.items()}
    rare = {key for key, counted in capped_counts(rows).items() if counted.count < CAP}
    rough = {key for key in rare if key.startswith("rough") or key.replace("exact", "rough") not in asked}
    return Few(exact=bool(rare), rough=bool(rough))


def passages(query: Query, scope: Scope, kind: Kind, level: Level, few: Few) -> Any:
    """The passages of one level, the newest first.

    PostgreSQL does not know how rare a rare word is, and would look for it from the newest
    passage to the oldest. When it is rare, the order asked for is one that no index has.
    """
    rows = Passage.objects.filter(conversation_id__in=scope.conversations.values("pk"))
    if kind is Kind.MESSAGES:
        rows = rows.filter(note=None)
    if kind is Kind.NOTES:
        rows = rows.exclude(note=None)
    moment: Any = F("moment")
    if few.at(level):
        moment = ExpressionWrapper(moment + timedelta(0), output_field=DateTimeField())
    return rows.filter(scope.passages, unwanted(query), level.words).alias(at=moment).order_by("-at", "-pk")


def find(query: Query, scope: Scope, kind: Kind, *, newest: bool, cursor: Cursor | None, most: int = PAGE) -> list[Hit]:
    """A page of hits, `most` of them, and one more when there are others.

    By relevance the levels follow one another, and a level is only asked when those before
    it did not fill the page: what everybody writes costs no more than what one person wrote.
    """
    found: list[Hit] = []
    every, rare = [anything(query)] if newest else levels(query), few(query)
    first = min(cursor.rank, len(every) - 1) if cursor else 0
    for number in range(first, len(every)):
        rows = passages(query, scope, kind, every[number], rare)
        if cursor and number == first:
            rows = rows.filter(TupleLessThan(Tuple(F("at"), F("pk")), (cursor.moment, cursor.pk)))
        asked = rows.values_list("pk", "conversation_id", "moment")[: most + 1 - len(found)]
        found += [Hit(pk, conversation_id, moment, number) for pk, conversation_id, moment in asked]
        if len(found) > most:
            break
    return found


def asks_contacts(query: Query) -> bool:
    """Whether people can match: conditions are about what was written, and people have words only."""
    return bool(query.wanted) and not (query.conditions or query.after or query.before)
