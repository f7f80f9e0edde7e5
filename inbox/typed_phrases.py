"""Words and phrases as people type them, with commas between, and back; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

_QUOTED = re.compile(r'\s*"((?:[^"]|"")*)"\s*(?:[,\n]|$)')
_PLAIN = re.compile(r"([^,\n]*)(?:[,\n]|$)")


def phrases_in(text: str) -> list[str]:
    """What was typed: a phrase that holds a comma stands in quotes, and a quote within these twice."""
    found, at = list[str](), 0
    while at < len(text):
        met = _QUOTED.match(text, at) or _PLAIN.match(text, at)
        if met is None:
            break
        quoted = met.re is _QUOTED
        phrase = met[1].replace('""', '"') if quoted else met[1].strip()
        found += [phrase] if phrase else []
        at = max(met.end(), at + 1)
    return found


def typed_phrases(phrases: Iterable[str]) -> str:
    """Phrases as they are typed, so that phrases_in() finds the same ones."""
    return ", ".join(_typed(phrase) for phrase in phrases)


def _typed(phrase: str) -> str:
    if phrase.startswith('"') or phrase != phrase.strip() or any(sign in phrase for sign in ",\n"):
        return '"' + phrase.replace('"', '""') + '"'
    return phrase
