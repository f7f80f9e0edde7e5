"""Rules x posts: what a decision costs, beside the plain loop and the bare automaton.

`uv run python -m tests.routing.measure_rules` prints the table of docs/measurements.md.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Sequence
from typing import Any

import ahocorasick

from routing.engine import RuleSet, decide
from routing.engine import compile as compile_rules
from routing.rules import Rule, Step
from routing.words import Said
from tests.routing import naive

SIZES = (10, 100, 1_000, 10_000)
POSTS = 1_000
WORD = re.compile(r"[a-z0-9]+")


def vocabulary(size: int) -> list[str]:
    """Made-up words of three to four syllables, all different."""
    chance = random.Random(7)
    syllables = [a + b for a in "bdfgklmnprstvw" for b in "aeiou"]
    made: dict[str, None] = {}
    while len(made) < size:
        made["".join(chance.choices(syllables, k=chance.choice((3, 4))))] = None
    return list(made)


WORDS = vocabulary(40_000)
COMMON = [f"w{number}" for number in range(2_000)]


def rules_of(count: int) -> list[Rule]:
    """Keyword rules: three words and a phrase each, for a channel; none of them says the same."""
    return [
        Rule(
            key,
            f"Topic {key}",
            1,
            "received",
            {
                "all": [
                    {
                        "field": "text",
                        "op": "contains_any",
                        "value": [*WORDS[key * 3 : key * 3 + 3], f"{WORDS[key]} w1"],
                    },
                    {"field": "channel", "op": "is", "value": [1]},
                ]
            },
            (Step("department", key % 5), Step("label", key)),
        )
        for key in range(1, count + 1)
    ]


def posts_of(count: int) -> list[dict[str, Any]]:
    """Thirty words each, one or two of them of the ten first rules, so that every set finds the same."""
    chance = random.Random(11)
    return [
        {
            "trigger": "received",
            "channel": 1,
            "text": " ".join(chance.choices(COMMON, k=28) + chance.sample(WORDS[3:33], 2)).capitalize() + "!",
        }
        for _number in range(count)
    ]


def seconds(work: Callable[[], object], turns: int = 5) -> float:
    """The quickest of some turns, in CPU seconds: what else the machine does counts least there."""
    best = float("inf")
    for _turn in range(turns):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best


def bare(rules: Sequence[Rule]) -> Callable[[str], int]:
    """The automaton alone, over the folded words, for the same words and phrases."""
    automaton = ahocorasick.Automaton()
    for rule in rules:
        for text in rule.tree["all"][0]["value"]:
            automaton.add_word(f" {text} ", rule.key)
    automaton.make_automaton()
    return lambda text: sum(1 for _hit in automaton.iter(f" {' '.join(WORD.findall(text.lower()))} "))


def decide_all(ruleset: RuleSet, posts: Sequence[dict[str, Any]]) -> int:
    """How many posts some rule moved."""
    return sum(1 for facts in posts if decide(facts, ruleset).steps)


def main() -> None:
    """Print the table."""
    posts = posts_of(POSTS)
    print("| rules | made ready | a post | times of 10 rules | bare automaton | plain loop | folding alone |")  # noqa: T201
    print("|---|---|---|---|---|---|---|")  # noqa: T201
    folding = seconds(lambda: [Said(facts["text"]) for facts in posts]) / POSTS
    least = 0.0
    for size in SIZES:
        rules = rules_of(size)
        ready = seconds(lambda rules=rules: compile_rules(rules), turns=2)  # type: ignore[misc]
        ruleset, automaton = compile_rules(rules), bare(rules)
        one = seconds(lambda ruleset=ruleset: decide_all(ruleset, posts)) / POSTS  # type: ignore[misc]
        least = least or one
        alone = seconds(lambda automaton=automaton: [automaton(facts["text"]) for facts in posts]) / POSTS  # type: ignore[misc]
        sample = posts[: max(1, 200 // size)]
        loop = seconds(lambda rules=rules, sample=sample: [naive.decide(f, rules, {}) for f in sample], 1) / len(sample)  # type: ignore[misc]
        print(  # noqa: T201
            f"| {size:,} | {ready:.3f} s | {one * 1e6:.0f} µs | {one / least:.2f} | {alone * 1e6:.0f} µs"
            f" | {loop * 1e6:,.0f} µs | {folding * 1e6:.0f} µs |"
        )


if __name__ == "__main__":
    main()
