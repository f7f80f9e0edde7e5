"""What single conditions ask, each in one class: whether it holds, and what made it so; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from routing import expressions, words
from routing.matcher import Hits, Matcher
from routing.rules import TEXT_OPS, Facts, Tree
from routing.words import Phrase, Said, Stems, phrase_of

type Mark = tuple[int, int]


class Case:
    """The facts of one post; each text in them is folded and searched once, when first asked."""

    def __init__(self, facts: Facts, matchers: Mapping[str, Matcher]) -> None:
        self.facts = facts
        self._matchers = matchers
        self._said: dict[str, Said] = {}
        self._hits: dict[str, Hits] = {}

    def said(self, field: str) -> Said:
        """The words of a text field."""
        if field not in self._said:
            self._said[field] = Said(self.facts.get(field) or "")
        return self._said[field]

    def hits(self, field: str) -> Hits:
        """What any rule looks for and the text holds."""
        if field not in self._hits:
            self._hits[field] = self._matchers[field].hits(self.said(field)) if self.facts.get(field) else set()
        return self._hits[field]


class Asked(Protocol):
    """One condition, ready to be asked of many cases."""

    field: str

    def holds(self, case: Case) -> bool:
        """Whether it does."""
        ...

    def found(self, case: Case) -> tuple[list[Any], list[Mark]]:
        """Which of its values were met, and where in the text."""
        ...


class Phrases:
    """A text says any, all or none of some phrases."""

    def __init__(self, field: str, op: str, phrases: Sequence[str], stems: Stems) -> None:
        self.field, self.op, self.stems = field, op, stems
        self.written = {text: phrase_of(text) for text in phrases}
        self.phrases: frozenset[Phrase] = frozenset(self.written.values())

    def holds(self, case: Case) -> bool:
        """As the operator says."""
        hits = case.hits(self.field)
        if self.op == "contains_all":
            return self.phrases <= hits
        return self.phrases.isdisjoint(hits) is (self.op == "contains_none")

    def found(self, case: Case) -> tuple[list[Any], list[Mark]]:
        """The phrases that are said, as they were written in the rule."""
        hits, said = case.hits(self.field), case.said(self.field)
        met = [text for text, phrase in self.written.items() if phrase in hits]
        marks = {
            said.span(start, len(self.written[text]))
            for text in met
            for start in words.places_of(self.written[text], said.words, self.stems)
        }
        return met, sorted(marks)


class Matches:
    """A text meets any of some regular expressions."""

    def __init__(self, field: str, patterns: Sequence[str]) -> None:
        self.field, self.patterns = field, tuple(patterns)

    def holds(self, case: Case) -> bool:
        """Whether one is met."""
        return not case.hits(self.field).isdisjoint(self.patterns)

    def found(self, case: Case) -> tuple[list[Any], list[Mark]]:
        """Those that are met, and where."""
        hits, text = case.hits(self.field), case.said(self.field).text
        met = [pattern for pattern in self.patterns if pattern in hits]
        return met, sorted({mark for pattern in met for mark in expressions.places_of(pattern, text)})


class Value:
    """What is known of the post is (not) one of some values, or above or below a number."""

    def __init__(self, field: str, op: str, value: Any) -> None:
        self.field, self.op, self.value = field, op, value
        self._asks = _ASKS[op]

    def holds(self, case: Case) -> bool:
        """As the operator says; what is not known meets nothing that is asked for."""
        return self.holds_for(case.facts)

    def holds_for(self, facts: Facts) -> bool:
        """As holds(), of facts that need no text looked through."""
        return self._asks(facts.get(self.field), self.value)

    def found(self, case: Case) -> tuple[list[Any], list[Mark]]:
        """The values that are so; for a number, the number."""
        fact = case.facts.get(self.field)
        if isinstance(self.value, list | tuple):
            have = set(fact) if isinstance(fact, list | tuple | set | frozenset) else {fact}
            return [one for one in self.value if one in have], []
        return ([] if fact is None else [fact]), []


def _is(fact: Any, value: Any) -> bool:
    return bool(fact) is value if isinstance(value, bool) else fact in value


_ASKS: dict[str, Callable[[Any, Any], bool]] = {
    "is": _is,
    "is_not": lambda fact, value: not _is(fact, value),
    "above": lambda fact, value: fact is not None and fact > value,
    "at_least": lambda fact, value: fact is not None and fact >= value,
    "below": lambda fact, value: fact is not None and fact < value,
    "has_any": lambda fact, value: not set(fact or ()).isdisjoint(value),
    "has_all": lambda fact, value: set(value) <= set(fact or ()),
    "has_none": lambda fact, value: set(fact or ()).isdisjoint(value),
}


def asked(leaf: Tree, lists: Mapping[int, Sequence[str]], stems: Stems) -> Asked:
    """A condition made ready; a word list that does not exist holds no words."""
    field, op, value = leaf["field"], leaf["op"], leaf["value"]
    if op == "matches":
        return Matches(field, value)
    if op == "says_list":
        return Phrases(field, "contains_any", [text for number in value for text in lists.get(number, ())], stems)
    if op in TEXT_OPS:
        return Phrases(field, op, value, stems)
    if op in ("listed", "not_listed"):
        people = {text.casefold().lstrip("@") for number in value for text in lists.get(number, ())}
        return Value(field, "has_any" if op == "listed" else "has_none", sorted(people))
    return Value(field, op, value)
