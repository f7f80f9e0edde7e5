"""Whether something is suddenly talked about far more than usual, by statistics that outliers don't bend; pure.

How much is usual is the median of the hours before. How much it varies is the larger of two:
the median distance from it (times 1.4826, which makes it a standard deviation where counts
are normal), and the square root of the median, since counts of independent posts vary as
Poisson says even where the hours before happened to be equal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import sqrt
from statistics import median

from inbox.wording import words_of

NORMAL = 1.4826
LEAST_LETTERS = 20
"""Shorter texts are said by many people in the same words; they are no reposts."""
_NOT_SAID = re.compile(r"https?://\S+|(?<!\w)(?:RT|MT|via)\b:?|@[\w.-]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limits:
    """From when on it is a spike. `sigmas` above usual, `posts` in the hour, after `hours` of being heard at all."""

    sigmas: float = 4.0
    posts: int = 15
    hours: int = 48


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an hour compares with those before it."""

    posts: int
    usual: float
    spread: float
    is_spike: bool

    @property
    def sigmas(self) -> float:
        """How many times the usual variation it lies above what is usual."""
        return (self.posts - self.usual) / self.spread


def judge(posts: int, before: Sequence[int], limits: Limits = Limits()) -> Verdict:
    """Whether an hour with so many posts is a spike after these hours, the silent ones among them."""
    usual = float(median(before)) if before else 0.0
    deviation = NORMAL * float(median(abs(one - usual) for one in before)) if before else 0.0
    spread = max(deviation, sqrt(usual), 1.0)
    known = len(before) >= limits.hours
    verdict = Verdict(posts, usual, spread, is_spike=False)
    is_spike = known and posts >= limits.posts and verdict.sigmas >= limits.sigmas
    return Verdict(posts, usual, spread, is_spike=is_spike)


def is_over(verdict: Verdict, limits: Limits) -> bool:
    """Whether a spike that was raised has gone: below half of what raised it, so that it does not flicker."""
    return verdict.sigmas < limits.sigmas / 2 or verdict.posts < limits.posts / 2


def fingerprint(text: str, number: int) -> int:
    """The same for posts that repeat one another's words, so that they count once; else one of its own.

    Addresses, handles and marks of reposts are no words. Positive, below 2 to the 62.
    """
    words = words_of(_NOT_SAID.sub(" ", text))
    said = " ".join(words)
    key = said if sum(map(len, words)) >= LEAST_LETTERS else f"#{number}"
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) >> 2


def same(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two spikes are of the same posts: half of the smaller one lies in the other."""
    return 2 * len(one & other) >= min(len(one), len(other)) > 0
