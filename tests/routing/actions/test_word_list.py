"""Word lists: one place for words that many rules use."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from routing.actions.word_list import archive, change, create
from routing.engine import decide
from routing.rules import Step
from routing.stored_rules import newest, ruleset, ruleset_now
from tests.cast import Cast
from tests.routing.book import leaf, rule

pytestmark = pytest.mark.django_db


def test_rules_follow_their_list_and_old_sets_keep_the_old_words(cast: Cast) -> None:
    delays = create(name="Delays", words=["late", "~delay", "late", " "], by=cast.ada)
    assert delays.words == ["late", "~delay"]
    rule(cast, "Delays", {"all": [leaf("text", "says_list", [delays.pk])]}, Step("priority", 4))
    before, post = newest(), {"trigger": "received", "text": "It was cancelled."}
    assert not decide(post, ruleset_now()).steps
    change(delays, name="Delays", words=["late", "cancel*"], by=cast.ada)
    assert decide(post, ruleset_now()).steps
    assert before is not None
    assert not decide(post, ruleset(before)).steps
    assert Event.objects.get(verb="word_list.change").data == {"version": 2, "added": 1, "removed": 1}
    assert [one.number for one in delays.versions.all()] == [2, 1]


def test_a_full_list_of_wild_words_is_looked_for_with_others_beside_it(cast: Cast) -> None:
    wild = [f"*entschaedigung{number:04d}*" for number in range(5_000)]
    full = [create(name=f"Full {n}", words=[f"{one}{n}" for one in wild], by=cast.ada) for n in range(2)]
    asks = {"all": [leaf("text", "says_list", [one.pk for one in full])]}
    rule(cast, "Full", asks, Step("priority", 4))
    rules = ruleset_now()
    assert decide({"trigger": "received", "text": "Reiseentschaedigung4999x1, bitte!"}, rules).steps
    assert not decide({"trigger": "received", "text": "Reiseentschaedigung, bitte!"}, rules).steps


def test_people_are_listed_by_their_handles(cast: Cast) -> None:
    press = create(name="Press", words=["@Mira.Example", "otto"], kind="people", by=cast.ada)
    rule(cast, "Press", {"all": [leaf("author", "listed", [press.pk])]}, Step("priority", 4))
    assert press.words == ["Mira.Example", "otto"]
    assert decide({"trigger": "received", "author": ["mira.example"]}, ruleset_now()).steps
    assert not decide({"trigger": "received", "author": ["else"]}, ruleset_now()).steps


def test_a_list_in_use_is_not_put_away(cast: Cast) -> None:
    delays = create(name="Delays", words=["late"], by=cast.ada)
    used = rule(cast, "Delay rule", {"all": [leaf("text", "says_list", [delays.pk])]}, Step("priority", 4))
    with pytest.raises(NotPossible, match="used by the rule “Delay rule”"):
        archive(delays, by=cast.ada)
    used.delete()
    archive(delays, by=cast.ada)
    with pytest.raises(NotPossible, match="was archived"):
        change(delays, name="x", words=["y"], by=cast.ada)
    assert Event.objects.filter(verb="word_list.archive").count() == 1


def test_what_is_no_list_is_refused(cast: Cast) -> None:
    create(name="Delays", words=["late"], by=cast.ada)
    for fields, sentence in (
        ({"name": "delays", "words": ["x"]}, "named “delays” already"),
        ({"name": "", "words": ["x"]}, "Give the list a name"),
        ({"name": "n" * 81, "words": ["x"]}, "at most 80"),
        ({"name": "Empty", "words": []}, "between 1 and"),
        ({"name": "Signs", "words": ["??"]}, "no word to look for"),
        ({"name": "Kind", "words": ["x"], "kind": "songs"}, "no kind of list"),
        ({"name": "Topic", "words": ["x"], "kind": "people", "is_topic": True}, "no topic"),
    ):
        with pytest.raises(NotPossible, match=sentence):
            create(**fields, by=cast.ada)
    with pytest.raises(NotAllowed):
        create(name="Mine", words=["x"], by=cast.ana)


def test_a_change_that_changes_nothing_leaves_no_trace(cast: Cast) -> None:
    delays = create(name="Delays", words=["late"], by=cast.ada)
    change(delays, name="Delays", words=["late"], by=cast.ada)
    assert delays.versions.count() == 1
