"""Regular expressions that somebody wrote, run so that none can hold up the work; pure.

RE2 needs time in proportion to the text, never more; an expression that would need too much
memory, or a text that is very long, is bounded, so that one look takes 100 ms at most.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

import re2

LONGEST_EXPRESSION = 500
LARGEST_PROGRAM = 4_000
"""Steps of the machine that RE2 makes of an expression."""
AT_ONCE = 2_000
"""Expressions that one filter holds; RE2 bounds its memory."""
MOST_PLACES = 10
BYTE = re.compile(r"(?:[^\\]|\\[^C])*\\C", re.DOTALL)
"""\\C, a single byte: it would tear letters apart that are written with several."""
LONGEST_TEXT = 10_000
"""Characters of a text that expressions look at; no post is longer."""


class NoExpressionError(ValueError):
    """An expression that is refused; `reason` is RE2's own word, or "long", "large",
    "byte" for one that tears letters apart, or "empty" for one that every text meets.
    """

    def __init__(self, expression: str, reason: str) -> None:
        super().__init__(f"{expression}: {reason}")
        self.reason = reason


def _options() -> re2.Options:
    options = re2.Options()
    options.case_sensitive = False
    options.never_capture = True
    options.log_errors = False
    options.max_mem = 8 << 20
    return options


def compiled(expression: str) -> re2._Regexp:
    """Ready to search, upper and lower case alike; raises NoExpressionError for what is refused."""
    if len(expression) > LONGEST_EXPRESSION:
        raise NoExpressionError(expression, "long")
    if BYTE.match(expression):
        raise NoExpressionError(expression, "byte")
    try:
        found = re2.compile(expression, _options())
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        raise NoExpressionError(expression, reason.decode() if isinstance(reason, bytes) else str(reason)) from error
    if found.programsize > LARGEST_PROGRAM:
        raise NoExpressionError(expression, "large")
    if found.fullmatch("") is not None:
        raise NoExpressionError(expression, "empty")
    return found


class Expressions:
    """Many expressions at once: each is tried only on a text that holds the letters it can't do without."""

    def __init__(self, expressions: Sequence[str]) -> None:
        distinct = tuple(dict.fromkeys(expressions))
        self._parts = [
            part for start in range(0, len(distinct), AT_ONCE) for part in _filters(distinct[start : start + AT_ONCE])
        ]

    def found_in(self, text: str) -> list[str]:
        """Those that a text meets."""
        data = text[:LONGEST_TEXT]
        return [written[at] for written, one in self._parts for at in one.Match(data) or ()]


def _filters(expressions: tuple[str, ...]) -> list[tuple[tuple[str, ...], re2.Filter]]:
    """Ready to be asked together, or in halves where that needs too much memory; NoExpressionError names a culprit."""
    made, options = re2.Filter(), _options()
    try:
        for expression in expressions:
            made.Add(expression, options)
        made.Compile()
    except re2.error as error:
        if len(expressions) == 1:
            raise NoExpressionError(expressions[0], "large") from error
        half = len(expressions) // 2
        return [*_filters(expressions[:half]), *_filters(expressions[half:])]
    return [(expressions, made)]


def places_of(expression: str, text: str) -> list[tuple[int, int]]:
    """The first places where a text meets an expression, starts and lengths; empty meetings are left out."""
    data = text[:LONGEST_TEXT].encode()
    met = islice((one.span() for one in re2.compile(expression, _options()).finditer(data)), MOST_PLACES)
    spans = [(_letters(data[:start]), _letters(data[:end])) for start, end in met]
    return [(start, end - start) for start, end in spans if end > start]


def _letters(data: bytes) -> int:
    """How many letters stand there whole: an expression kept before \\C was refused may end within one."""
    return len(data.decode(errors="ignore"))
