"""How rules do: which never hold, are left nothing to say, contradict one another or lose to people; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from typing import Any

from routing.rehearsing import Outcome

LEAST_TEXTS = 2
"""A word that fewer texts hold tells of them, not of what they have in common."""
SURE = 6.63
"""Of a likelihood ratio: chance gives a larger one to one word in a hundred."""


@dataclass(slots=True)
class RuleHealth:
    """How one rule did: conversations for which it held, did something, and gave the department.

    `overruled` counts those in which an earlier rule left it nothing, by that rule and how.
    Of `judged` conversations that it gave a department, people gave `lost` to another.
    """

    held: int = 0
    took: int = 0
    judged: int = 0
    lost: int = 0
    overruled: Counter[tuple[int, str]] = field(default_factory=Counter)

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        pairs = [[by, how, count] for (by, how), count in self.overruled.most_common()]
        return {"held": self.held, "took": self.took, "judged": self.judged, "lost": self.lost, "overruled": pairs}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at: a `kind` of KINDS, the rule, the other rule where there is one, and how often."""

    kind: str
    rule: int
    other: int | None = None
    count: int = 0
    of: int = 0


KINDS = ("never", "shadowed", "contradicts", "loses")


@dataclass(frozen=True, slots=True)
class Word:
    """A word that texts of one kind hold far more often than others: in how many of each, and how surely."""

    word: str
    inside: int
    outside: int
    weight: float


def health(outcomes: Iterable[tuple[Outcome, int | None]]) -> dict[int, RuleHealth]:
    """Of rules by number, from what they would do with conversations and where people say each belongs."""
    found: dict[int, RuleHealth] = {}
    for outcome, corrected in outcomes:
        for key in {*outcome.held, *(one.rule for one in outcome.overruled)}:
            found.setdefault(key, RuleHealth()).held += 1
        for key in outcome.took:
            found[key].took += 1
        for one in outcome.overruled:
            found[one.rule].overruled[one.by, one.how] += 1
        if outcome.rule is not None and corrected is not None:
            found[outcome.rule].judged += 1
            found[outcome.rule].lost += outcome.department != corrected
    return found


def findings(asked: Sequence[int], kept: Mapping[int, Mapping[str, Any]]) -> list[Finding]:
    """What is wrong with the rules `asked`, in their order, from RuleHealth.stored() of each that ever held.

    Never: it held for none. Shadowed: wherever it held, an earlier rule had left it nothing.
    Contradicts: an earlier rule wanted another thing. Loses: people corrected at least half of what they judged.
    """
    found: list[Finding] = []
    for key in asked:
        one = kept.get(key)
        if one is None:
            found.append(Finding("never", key))
            continue
        if not one["took"]:
            by = one["overruled"][0][0] if one["overruled"] else None
            found.append(Finding("shadowed", key, by, one["held"], one["held"]))
        for by, how, count in one["overruled"]:
            if how == "other":
                found.append(Finding("contradicts", key, by, count, one["held"]))
        if one["judged"] and one["lost"] * 2 >= one["judged"]:
            found.append(Finding("loses", key, None, one["lost"], one["judged"]))
    return found


def telling(inside: Sequence[Iterable[str]], outside: Sequence[Iterable[str]], most: int = 8) -> list[Word]:
    """Words that say which texts are inside: held more often there than outside, the surest first.

    Texts are given by their words, and each counts a word once. How sure is the likelihood
    ratio of Dunning (1993), 2 * sum(observed * ln(observed / expected)).
    """
    here, there = (Counter(word for text in texts for word in set(text)) for texts in (inside, outside))
    words = []
    for word, count in here.items():
        weight = likelihood(count, len(inside), there[word], len(outside))
        more = count * len(outside) > there[word] * len(inside)
        if count >= LEAST_TEXTS and more and weight >= SURE:
            words.append(Word(word, count, there[word], weight))
    return sorted(words, key=lambda one: (-one.weight, one.word))[:most]


def likelihood(inside: int, all_inside: int, outside: int, all_outside: int) -> float:
    """The likelihood ratio of a word that so many of all texts on each side hold; 0 where both do alike."""
    total, held = all_inside + all_outside, inside + outside
    cells = (
        (inside, all_inside * held),
        (outside, all_outside * held),
        (all_inside - inside, all_inside * (total - held)),
        (all_outside - outside, all_outside * (total - held)),
    )
    return 2 * sum(count * log(count * total / product) for count, product in cells if count)
