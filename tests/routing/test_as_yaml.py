"""Rules as text for review: what is written out and taken in again is the same."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from routing.actions.rule import content
from routing.actions.word_list import create
from routing.as_yaml import exported, take_in
from routing.models import Rule, WordList
from routing.rules import Step
from tests.cast import Cast
from tests.routing.book import draft, leaf

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
    for rule in made:
        rule.refresh_from_db()
        assert rule.number == 1
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


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: [", "no YAML"),
        ("hello", "neither lists nor rules"),
        ("rules: [{name: x}]", "missing or misplaced"),
        ("rules: [{name: x, when: received, if: {all: []}, do: [{department: nowhere}]}]", "“nowhere” is not the name"),
        ("rules: [{name: x, when: received, if: {all: []}, do: [{sing: 1}]}]", "nothing that a rule can do"),
    ],
)
def test_what_cannot_be_taken_in_is_told_and_changes_nothing(cast: Cast, text: str, sentence: str) -> None:
    with pytest.raises(NotPossible, match=sentence):
        take_in(text, by=cast.ada)
    assert not Rule.objects.exists()


def test_only_administrators_take_rules_in(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        take_in("rules: [{name: x, when: received, if: {all: []}, do: [{priority: 4}]}]", by=cast.ana)
