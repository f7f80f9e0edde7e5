"""What is typed into the search field, as a value. Pure, and never an error: what makes no sense is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from unicodedata import normalize

from inbox.search.dates import day_of
from inbox.search.marking import UNSEEN

LONGEST = 500
MOST = 24
"""Parts of one search; what comes after them is left out and said."""
OPERATORS = ("from", "in", "label", "department", "assignee", "is", "before", "after")
ALIASES = {"channel": "in", "network": "in"}
STATES = ("open", "pending", "snoozed", "resolved", "unread", "private", "public")
PART = re.compile(r'(?:(?<!\S)(?P<minus>-))?(?:(?P<name>[A-Za-z]+):(?!//))?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))?')
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | {"\x00": " "})
LETTER = re.compile(r"[^\W_]")


class Problem(StrEnum):
    """What did not make sense; the sentences are the page's."""

    UNKNOWN = "unknown"
    EMPTY = "empty"
    DATE = "date"
    STATE = "state"
    SHORT = "short"
    WORDLESS = "wordless"
    MANY = "many"
    NO_CHANNEL = "no channel"
    NO_LABEL = "no label"
    NO_DEPARTMENT = "no department"
    NO_MEMBER = "no member"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One problem and the part of the text it is about."""

    problem: Problem
    text: str


@dataclass(frozen=True, slots=True)
class Term:
    """Words to find, or to leave out: a phrase stands together as it is, a prefix begins the word."""

    text: str
    is_phrase: bool = False
    is_prefix: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """`name:value`, such as from Mira or in Bluesky."""

    name: str
    value: str
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """All that was asked. `after` is the first day that counts, `before` the first that does not."""

    terms: tuple[Term, ...] = ()
    conditions: tuple[Condition, ...] = ()
    after: date | None = None
    before: date | None = None
    doubts: tuple[Doubt, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms or self.conditions or self.after or self.before)

    @property
    def wanted(self) -> tuple[Term, ...]:
        """The terms that must be there."""
        return tuple(term for term in self.terms if not term.excluded)


@dataclass(slots=True)
class _Reading:
    today: date
    terms: list[Term] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    after: list[date] = field(default_factory=list)
    before: list[date] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def doubt(self, problem: Problem, text: str) -> None:
        self.doubts.append(Doubt(problem, text))


def parse(text: str, today: date) -> Query:
    """Read a search; `today` is what relative dates count from."""
    reading = _Reading(today)
    parts = list(_parts(_plain(text)))
    if len(parts) > MOST or len(text) > LONGEST:
        reading.doubt(Problem.MANY, str(MOST))
    for part in parts[:MOST]:
        _read(part, reading)
    return Query(
        tuple(dict.fromkeys(reading.terms)),
        tuple(dict.fromkeys(reading.conditions)),
        max(reading.after, default=None),
        min(reading.before, default=None),
        tuple(dict.fromkeys(reading.doubts)),
    )


def _plain(text: str) -> str:
    """As the index has it: one way to write each sign, nothing unseen."""
    return normalize("NFKC", text[:LONGEST]).translate(UNSEEN).translate(QUOTES)


def _parts(text: str) -> Iterator[re.Match[str]]:
    return (part for part in PART.finditer(text) if part.group().strip())


def _read(part: re.Match[str], reading: _Reading) -> None:
    name = (part["name"] or "").lower()
    name = ALIASES.get(name, name)
    value = (part["word"] if part["phrase"] is None else part["phrase"]) or ""
    if not name:
        _term(value, part, reading)
    elif name not in OPERATORS:
        reading.doubt(Problem.UNKNOWN, f"{part['name']}:")
        _term(f"{part['name']} {value}", part, reading)
    elif not value.strip(" @"):
        reading.doubt(Problem.EMPTY, f"{name}:")
    elif name in ("before", "after"):
        _date(name, value, reading, excluded=bool(part["minus"]))
    elif name == "is" and value.lower() not in STATES:
        reading.doubt(Problem.STATE, value)
    else:
        value = value.strip().lower() if name == "is" else value.strip()
        reading.conditions.append(Condition(name, value, bool(part["minus"])))


def _term(value: str, part: re.Match[str], reading: _Reading) -> None:
    is_phrase = part["phrase"] is not None
    is_prefix = not is_phrase and value.endswith("*")
    text = value.strip().strip("*")
    letters = len(LETTER.findall(text))
    if not letters:
        if part.group().strip('-"* '):
            reading.doubt(Problem.WORDLESS, part.group().strip())
        return
    if is_prefix and letters < 2:
        reading.doubt(Problem.SHORT, value)
        is_prefix = False
    reading.terms.append(Term(text, is_phrase, is_prefix, bool(part["minus"])))


def _date(name: str, value: str, reading: _Reading, *, excluded: bool) -> None:
    day = day_of(value, reading.today)
    if day is None:
        reading.doubt(Problem.DATE, f"{name}:{value}")
        return
    # Not before a day is from that day on.
    (reading.after if (name == "after") != excluded else reading.before).append(day)
