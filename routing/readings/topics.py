"""What a message is about: the word lists that are topics and of which it says a word; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inbox.tone import Evidence, Found
from routing.matcher import Matcher
from routing.words import Said, Stems, phrase_of, places_of


class Topics:
    """Made once for the lists of a rule set."""

    def __init__(self, lists: Mapping[int, Sequence[str]], languages: Sequence[str]) -> None:
        self._stems = Stems(languages)
        self._lists = {number: {phrase_of(text) for text in words} for number, words in lists.items()}
        self._matcher = Matcher([text for words in lists.values() for text in words], [], self._stems)

    def read(self, text: str) -> Found:
        """The numbers of the topics with commas, smallest first, and the words that say so."""
        said = Said(text)
        hits = self._matcher.hits(said)
        met = {number: phrases & hits for number, phrases in sorted(self._lists.items()) if phrases & hits}
        evidence = [
            Evidence(str(number), *said.span(start, len(phrase)), 1.0)
            for number, phrases in met.items()
            for phrase in phrases
            for start in places_of(phrase, said.words, self._stems)
        ]
        return Found(",".join(map(str, met)), tuple(sorted(evidence, key=lambda one: (one.start, one.why))))
