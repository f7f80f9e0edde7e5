"""What is asked of the words of a passage, as conditions of the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Func, Q, TextField, Value

from inbox.search.marking import WORD
from inbox.search.syntax import Query, Term

SIMPLE = "inbox_simple"


class Plain(Func):
    """A text with its marks taken off, as the index has it."""

    function = "inbox_words"
    output_field: ClassVar[Any] = TextField()


class StemsOf(SearchQuery):
    """Every stem that these words may have, in any language."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.function = "inbox_stems_of"


class StemsIn(SearchQuery):
    """The stems of these words in the language of the passage."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.function = "inbox_stem_query"
        self.set_source_expressions([F("language"), Value(text)])


def phrase(text: str) -> SearchQuery:
    """These words as they stand, one after the other."""
    return SearchQuery(Plain(Value(text)), config=SIMPLE, search_type="phrase")


def beginning(text: str) -> SearchQuery:
    """A word that begins so; of several words the last."""
    *before, last = WORD.findall(text)
    written = " <-> ".join([*(f"'{word}'" for word in before), f"'{last}':*"])
    return SearchQuery(written, config=SIMPLE, search_type="raw")


def exactly(term: Term) -> Q:
    """The passage has these words."""
    return Q(words=beginning(term.text) if term.is_prefix else phrase(term.text))


def roughly(term: Term) -> Q:
    """It has them, or, unless they were quoted, other forms of them."""
    if term.is_prefix or term.is_phrase:
        return exactly(term)
    return exactly(term) | (Q(stems=StemsOf(term.text)) & Q(stems=StemsIn(term.text)))


def perhaps(term: Term) -> Q:
    """As roughly(), without asking whether a stem is one of the passage's own language: for estimates."""
    return exactly(term) | Q(stems=StemsOf(term.text))


def unwanted(query: Query) -> Q:
    """None of what was excluded."""
    return _all(~roughly(term) for term in query.terms if term.excluded)


@dataclass(frozen=True, slots=True)
class Level:
    """How well a passage matches; `is_exact` when the words stand in it as they were typed."""

    words: Q
    is_exact: bool = False


def levels(query: Query) -> list[Level]:
    """What to look for, the best first, no passage in two of them: the words in a row, all of them, forms of them."""
    wanted = query.wanted
    if not wanted:
        return [Level(Q())]
    exact = _all(map(exactly, wanted))
    found = [Level(exact, is_exact=True)]
    if any(not (term.is_prefix or term.is_phrase) for term in wanted):
        found.append(Level(_all(map(roughly, wanted)) & ~exact))
    if len(wanted) > 1 and not any(term.is_prefix for term in wanted):
        row = Q(words=phrase(" ".join(term.text for term in wanted)))
        found = [Level(row, is_exact=True), Level(exact & ~row, is_exact=True), *found[1:]]
    return found


def anything(query: Query) -> Level:
    """What any of the levels would find."""
    return Level(_all(map(roughly, query.wanted)))


def markers(query: Query) -> tuple[Any, Any] | None:
    """Against what each single word is held to be marked: words, and words in any form; None when none were asked."""
    wanted = query.wanted
    if not wanted:
        return None
    pieces: list[Any] = []
    for term in wanted:
        *words, last = WORD.findall(term.text)
        pieces += [phrase(word) for word in words]
        pieces.append(beginning(last) if term.is_prefix else phrase(last))
    forms = [term.text for term in wanted if not (term.is_prefix or term.is_phrase)]
    return reduce(or_, pieces), Value(" ".join(forms))


def _all(conditions: Iterable[Q]) -> Q:
    return reduce(lambda one, other: one & other, conditions, Q())
