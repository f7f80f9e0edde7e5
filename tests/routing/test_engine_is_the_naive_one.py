"""Random rules, word lists and posts: the engine decides and explains exactly as the plainest evaluator does."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.engine import compile as compile_rules
from routing.engine import decide
from routing.rules import Rule, Step
from tests.routing import naive

WORDS = ("late", "later", "refund", "refunds", "refunded", "train", "Züge", "book", "booking", "rebook", "café", "12")
words = st.sampled_from(WORDS)
pieces = st.one_of(
    words,
    words.map(lambda word: word[:3] + "*"),
    words.map(lambda word: "*" + word[-3:]),
    words.map(lambda word: word[0] + "*" + word[-1]),
    words.map(lambda word: "~" + word),
)
phrases = st.lists(pieces, min_size=1, max_size=3).map(" ".join)
expressions = st.sampled_from([r"\bbook", r"refund(s|ed)?\b", r"\d+", "l.te", "tr(ai|ee)n", "late[, !]+again"])
texts = st.lists(
    st.tuples(st.one_of(words, words.map(str.upper)), st.sampled_from([" ", ", ", "! ", "-", " … ", " 🚆 "])),
    max_size=9,
).map(lambda parts: "".join(word + gap for word, gap in parts))
some = st.integers(1, 3)


def leaf(field: str, ops: list[str], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(lambda op, value: {"field": field, "op": op, "value": value}, st.sampled_from(ops), values)


def few(values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(values, min_size=1, max_size=3, unique=True)


leaves = st.one_of(
    leaf("text", ["contains_any", "contains_all", "contains_none"], few(phrases)),
    leaf("text", ["matches"], few(expressions)),
    leaf("text", ["says_list"], few(some)),
    leaf("asked", ["contains_any"], few(phrases)),
    leaf("channel", ["is", "is_not"], few(some)),
    leaf("labels", ["has_any", "has_all", "has_none"], few(some)),
    leaf("followers", ["above", "at_least", "below"], st.integers(0, 3)),
    leaf("needs_reply", ["is"], st.booleans()),
    leaf("handles", ["listed", "not_listed"], few(st.just(4))),
)


def groups(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(
        lambda word, members: {word: members},
        st.sampled_from(["all", "any", "none"]),
        st.lists(inner, min_size=1, max_size=3),
    )


deep = groups(st.one_of(leaves, groups(st.one_of(leaves, groups(leaves)))))
trees: st.SearchStrategy[dict[str, Any]] = st.one_of(deep, st.just({"all": []}))
steps = st.builds(Step, st.sampled_from(["department", "priority", "label", "notify"]), some)
rules = st.lists(
    st.tuples(st.sampled_from(["received", "received", "changed"]), trees, few(steps), st.integers(0, 5)), max_size=8
).map(
    lambda made: [
        Rule(key, f"Rule {key}", 1, trigger, tree, (*does, Step("stop")) if last == 0 else tuple(does))
        for key, (trigger, tree, does, last) in enumerate(made, 1)
    ]
)
facts = st.fixed_dictionaries(
    {"trigger": st.sampled_from(["received", "received", "changed"]), "text": texts},
    optional={
        "asked": texts,
        "channel": st.one_of(st.none(), some),
        "labels": st.lists(some, unique=True),
        "followers": st.one_of(st.none(), st.integers(0, 4)),
        "needs_reply": st.booleans(),
        "handles": st.lists(st.sampled_from(["mira", "otto"]), unique=True),
    },
)
lists = st.fixed_dictionaries({1: few(phrases), 2: few(phrases), 4: st.just(["@Mira", "nobody"])})


@settings(max_examples=250, deadline=None)
@given(rules=rules, facts=facts, lists=lists)
def test_both_decide_and_explain_alike(rules: list[Rule], facts: dict[str, Any], lists: dict[int, list[str]]) -> None:
    decision = decide(facts, compile_rules(rules, lists=lists))
    steps, held, trace = naive.decide(facts, rules, lists)
    assert [(each.step, each.rule) for each in decision.steps] == steps
    assert list(decision.held) == held
    assert decision.trace == trace
    assert set(held) <= set(decision.touched)


@settings(max_examples=60, deadline=None)
@given(rules=rules, facts=facts)
def test_a_decision_depends_on_nothing_but_its_facts_and_rules(rules: list[Rule], facts: dict[str, Any]) -> None:
    ruleset = compile_rules(rules)
    assert decide(facts, ruleset).steps == decide(facts, ruleset).steps == decide(facts, compile_rules(rules)).steps
