"""Rules as text for review: what is written out and taken in again is the same."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.errors import NotAllowed, NotPossible
from routing.actions.rule import content
from routing.actions.word_list import create
from routing.as_yaml import exported, take_in
from routing.models import Rule, RuleSetVersion, WordList
from routing.rules import Step
from tests.cast import Cast
from tests.routing.book import draft, leaf, rule, says

pytestmark = pytest.mark.django_db


def some_rules(cast: Cast) -> list[Rule]:
    delays = create(name="Delays", words=["late", "~delay", "Verspätung"], is_topic=True, by=cast.ada)
    tree = {
        "all": [
            leaf("text", "says_list", [delays.pk]),
            {"none": [leaf("department", "is", [cast.hr.pk]), leaf("followers", "above", 10)]},
        ]
    }
    first = draft(cast, "Delays", tree, Step("department", cast.marketing.pk), Step("stop"), group="Trains")
    return [first, draft(cast, "Rest", {"all": []}, Step("assignee", "auto"), trigger="changed")]


def test_a_round_trip_changes_nothing(cast: Cast) -> None:
    made = some_rules(cast)
    text = exported()
    assert "customer" not in text
    assert "marketing" in text
    assert "Verspätung" in text
    take_in(text, by=cast.ada)
    for one in made:
        one.refresh_from_db()
        assert one.number == 1
    assert exported() == text


def test_an_empty_place_takes_it_in_as_drafts(cast: Cast) -> None:
    before = [content(rule) for rule in some_rules(cast)]
    text = exported()
    Rule.objects.all().delete()
    old = WordList.objects.get().pk
    taken = take_in(text, by=cast.ada)
    assert [content(rule) for rule in taken] == before
    assert WordList.objects.get().pk == old
    assert {rule.state for rule in taken} == {"draft"}


def a_rule(do: str = "do: [{priority: 3}]", *, name: str = "x", tree: str = "{all: []}") -> str:
    return f"rules:\n- name: {name}\n  when: received\n  if: {tree}\n  {do}"


def test_words_stay_as_they_were_written(cast: Cast) -> None:
    words = ["no", "yes", "010", "1_000", "2026-13-45", "null", "1e3", "0x1F"]
    take_in(f"lists:\n- name: 2026-11-22\n  words: [{', '.join(words)}]\n{a_rule(name='5')}", by=cast.ada)
    assert [(one.name, one.words) for one in WordList.objects.all()] == [("2026-11-22", words)]
    assert Rule.objects.get().name == "5"
    text = exported()
    take_in(text, by=cast.ada)
    assert exported() == text
    assert set(WordList.objects.values_list("number", flat=True)) == {1}


def test_numbers_are_told_from_names_that_look_like_them(cast: Cast) -> None:
    numbered = create(name="17", words=["late"], by=cast.ada)
    asked = "{all: [{field: text, op: says_list, value: ['17']}, {field: followers, op: above, value: 10}]}"
    (made,) = take_in(a_rule(f"do: [{{department: {cast.hr.pk}}}, {{assignee: auto}}]", tree=asked), by=cast.ada)
    assert made.tree["all"] == [leaf("text", "says_list", [numbered.pk]), leaf("followers", "above", 10)]
    assert made.steps == [{"kind": "department", "value": cast.hr.pk}, {"kind": "assignee", "value": "auto"}]


def test_aliases_that_would_unfold_for_ever_are_refused_at_once(cast: Cast) -> None:
    bomb = "x0: &x0 {field: text, op: contains_any, value: [x]}\n"
    bomb += "".join(f"x{i}: &x{i} {{all: [{','.join([f'*x{i - 1}'] * 7)}]}}\n" for i in range(1, 30))
    with pytest.raises(NotPossible, match="Line 1: Write it out"):
        take_in(bomb + a_rule(tree="*x29"), by=cast.ada)


def test_an_import_is_one_version_of_the_whole_set(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for number in range(4):
        rule(cast, f"Rule {number}", says(f"word{number}"), Step("priority", 3))
    create(name="Delays", words=["late"], by=cast.ada)
    text = exported().replace("priority: 3", "priority: 4").replace("- late", "- late\n  - later")
    before = RuleSetVersion.objects.count()
    with django_assert_max_num_queries(80):
        take_in(text, by=cast.ada)
    newest = RuleSetVersion.objects.order_by("-pk")
    assert RuleSetVersion.objects.count() == before + 1
    assert [number for _rule, number in newest[0].rules] == [2, 2, 2, 2]
    assert [number for _list, number in newest[0].lists] == [2]
    take_in(text, by=cast.ada)
    assert RuleSetVersion.objects.count() == before + 1


def test_an_import_that_would_never_rest_changes_nothing(cast: Cast) -> None:
    away = {"all": [leaf("change", "is", ["move"]), leaf("department", "is", [cast.service.pk])]}
    rule(cast, "Away", away, Step("department", cast.marketing.pk), trigger="changed")
    other = {"all": [leaf("change", "is", ["move"]), leaf("department", "is", [cast.hr.pk])]}
    back = rule(cast, "Back", other, Step("department", cast.service.pk), trigger="changed")
    endless = exported().replace(cast.hr.slug, cast.marketing.slug)
    with pytest.raises(NotPossible, match="set one another off for ever"):
        take_in(endless, by=cast.ada)
    back.refresh_from_db()
    assert back.number == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: [", "Line 2: This is no YAML"),
        ("hello", "Line 1: The text has neither lists nor rules"),
        ("rules: hello", "Line 1: “rules” is a list"),
        ("lists:\n  a: b", "Line 2: “lists” is a list"),
        ("rules: [{name: x}]", "Line 1: A rule needs “when”"),
        ("rules:\n- name: x\n  then: y\n  when: received\n  if: {}\n  do: []", "Line 3: A rule has no “then”"),
        (a_rule("do: [{department: nowhere}]"), "Line 5: “nowhere” is not the name"),
        (a_rule("do: [{sing: 1}]"), "Line 5: “sing” is nothing that a rule can do"),
        (a_rule("do: [{department: [1]}]"), "Line 5: “department” is a single word"),
        (a_rule("do: [{priority: 3.0}]"), "Line 2, the rule “x”: “3.0” can't be chosen"),
        (a_rule(tree="nonsense"), "Line 4: Conditions stand in a group"),
        (a_rule(tree="{all: [{field: weather, op: is, value: 1}]}"), "Line 4: “weather” is nothing that can be asked"),
        (a_rule(tree="{all: [{field: followers, op: above, value: many}]}"), "Line 4: .*whole number"),
        (a_rule(tree="{all: [{field: [a], op: is, value: 1}]}"), "Line 4: “field” is a single word"),
        (a_rule(tree="&a {all: [*a]}"), "Line 4: Write it out"),
        (a_rule(tree='{all: [{field: text, op: contains_any, value: ["a\\0b"]}]}'), "Line 4: It holds a character"),
        (a_rule(name="!!int foo"), "Line 2: Tags"),
        (a_rule(name="2" * 121), "Line 2, the rule “2+”: A name has at most 120"),
        pytest.param("rules: " + "[" * 3000 + "]" * 3000, "Line 1: Too many things stand in one another", id="deep"),
        pytest.param("rules: " + "[" * 3000, "Line 1: Too many things stand in one another", id="deep and open"),
        ('lists:\n- name: "S\\0"\n  words: [ab]', "Line 2: It holds a character"),
        ('lists:\n- name: S\n  words: ["a\\ud800b"]', "Line 3: "),
        ("lists:\n- name: S\n  words: [\ud800]", "It holds a character"),
        ("lists:\n- name: S\n  words: refund", "Line 3: “words” is a list"),
        ("lists:\n- name: S\n  kind: [a]\n  words: [x]", "Line 3: “kind” is a single word"),
        ("lists:\n- name: S\n  name: T\n  words: [x]", "Line 3: “name” stands there twice"),
        ("lists: []\n---\nrules: []", "Line 3: A second text"),
        pytest.param("x" * 1_000_001, "more than 1000000 characters", id="too long"),
    ],
)
def test_what_cannot_be_taken_in_is_told_and_changes_nothing(cast: Cast, text: str, sentence: str) -> None:
    with pytest.raises(NotPossible, match=sentence):
        take_in(text, by=cast.ada)
    assert not Rule.objects.exists()


def test_only_administrators_take_rules_in(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        take_in("rules: [{name: x, when: received, if: {all: []}, do: [{priority: 4}]}]", by=cast.ana)
