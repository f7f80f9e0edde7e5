"""Thousands of words, phrases and expressions looked for in one text at once; pure.

Words are looked up in a dictionary, phrases by one automaton over the text, stems in a
dictionary of stems. Wild words are tried only on those words of the text in which a second
automaton found their longest letters, a phrase of mixed pieces only where its rarest piece was
found. So the work grows with the text and with what is found, not with what is looked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import ahocorasick

from routing.expressions import Expressions
from routing.words import Phrase, Piece, Said, Stems, meets_wild, phrase_of, places_of

type Hits = set[Phrase | str]
"""Phrases, and expressions as they were written."""


class Matcher:
    """Made once for a set of phrases and expressions; then asked for each text."""

    def __init__(self, phrases: Iterable[str], expressions: Iterable[str], stems: Stems) -> None:
        self._stems = stems
        self._expressions = Expressions(list(expressions))
        self._words: dict[str, Phrase] = {}
        self._stemmed: dict[tuple[str, str], list[Phrase]] = defaultdict(list)
        self._anchored: dict[Phrase, list[Phrase]] = defaultdict(list)
        self._asked: set[Phrase] = set()
        self._wild: dict[str, list[Phrase]] = defaultdict(list)
        self._automaton = ahocorasick.Automaton()
        for phrase in {phrase_of(text) for text in phrases}:
            if phrase:
                self._asked.add(phrase)
                self._add(phrase)
        self._automaton.make_automaton()
        self._letters = ahocorasick.Automaton()
        for letters, wild in self._wild.items():
            self._letters.add_word(letters, wild)
        self._letters.make_automaton()

    def hits(self, said: Said) -> Hits:
        """Every phrase that is said, and every expression that is met."""
        found: Hits = set()
        distinct = set(said.words)
        for word in distinct & self._words.keys():
            found.add(self._words[word])
        if len(self._automaton):
            found.update(phrase for _end, phrase in self._automaton.iter(said.joined))
        if self._stemmed:
            for word in distinct:
                for stem in self._stems.of(word):
                    found.update(self._stemmed.get(stem, ()))
        if self._wild:
            for word in distinct:
                tried = (one for _end, wild in self._letters.iter(word) for one in wild if one not in found)
                found.update(one for one in tried if meets_wild(word, one[0].word))
        if self._anchored:
            found = self._with_anchored(found, said)
        found.update(self._expressions.found_in(said.text))
        return found

    def _add(self, phrase: Phrase) -> None:
        first, last = phrase[0], phrase[-1]
        if len(phrase) == 1 and first.kind == "word":
            self._words[first.word] = phrase
        elif all(piece.kind == "word" for piece in phrase[:-1]) and last.kind in ("word", "prefix"):
            end = " " if last.kind == "word" else ""
            self._automaton.add_word(f" {' '.join(piece.word for piece in phrase)}{end}", phrase)
        elif len(phrase) == 1 and first.kind == "stem":
            for stem in self._stems.of(first.word):
                self._stemmed[stem].append(phrase)
        elif len(phrase) == 1:
            self._wild[max(first.word.split("*"), key=len)].append(phrase)
        else:
            anchor = (_rarest(phrase),)
            if anchor not in self._anchored and anchor not in self._asked:
                self._add(anchor)
            self._anchored[anchor].append(phrase)

    def _with_anchored(self, found: Hits, said: Said) -> Hits:
        anchors = [one for one in found if one in self._anchored]
        for anchor in anchors:
            for phrase in self._anchored[anchor]:
                if places_of(phrase, said.words, self._stems):
                    found.add(phrase)
        return {one for one in found if one in self._asked}


def _rarest(phrase: Phrase) -> Piece:
    """The piece that texts hold least often, as far as one can guess: a long whole word."""
    order = {"word": 3, "stem": 2, "prefix": 1, "wild": 0}
    return max(phrase, key=lambda piece: (order[piece.kind], len(piece.word)))
