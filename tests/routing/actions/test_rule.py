"""Rules: written, changed, ordered, switched and put away, by administrators."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from routing.actions.rule import activate, archive, change, create, move, pause
from routing.models import Rule, RuleSetVersion, RuleState
from routing.rules import Step
from routing.stored_rules import newest, ruleset, ruleset_now
from tests.cast import Cast
from tests.routing.book import draft, leaf, rule, says

pytestmark = pytest.mark.django_db


def to(department: Any) -> Step:
    return Step("department", department.pk)


def test_a_new_rule_is_a_draft_that_decides_nothing(cast: Cast) -> None:
    made = draft(cast, "  Press   asks ", says("newspaper"), to(cast.marketing), group="Press")
    assert (made.name, made.state, made.position, made.number, made.group) == ("Press asks", "draft", 1, 1, "Press")
    assert newest() is None
    version = made.versions.get()
    assert (version.by, version.tree, version.steps) == (cast.ada, says("newspaper"), made.steps)
    event = Event.objects.get(verb="rule.create")
    assert (event.subject_id, event.data) == (made.pk, {"version": 1})


def test_switching_on_and_off_makes_new_versions_of_the_set(cast: Cast) -> None:
    made = rule(cast, "Press", says("newspaper"), to(cast.marketing))
    assert [one.rule.key for one in ruleset_now().rules] == [made.pk]
    first = newest()
    pause(made, by=cast.ada)
    assert list(ruleset_now().rules) == []
    assert first is not None
    assert [one.rule.key for one in ruleset(first).rules] == [made.pk]
    activate(made, by=cast.ada)
    archive(made, by=cast.ada)
    assert RuleSetVersion.objects.count() == 4
    verbs = Event.objects.filter(verb__startswith="rule.").order_by("pk").values_list("verb", flat=True)
    assert [verb.removeprefix("rule.") for verb in verbs] == ["create", "activate", "pause", "activate", "archive"]


def test_a_change_keeps_how_it_read_before_and_is_live_with_the_next_question(cast: Cast) -> None:
    made = rule(cast, "Press", says("newspaper"), to(cast.marketing))
    before = newest()
    changed = change(made, name="Press", trigger="received", tree=says("paper"), steps=[to(cast.hr)], by=cast.ada)
    assert changed.number == 2
    assert [(one.number, one.tree) for one in changed.versions.all()] == [(2, says("paper")), (1, says("newspaper"))]
    assert Event.objects.get(verb="rule.change").data == {"version": 2, "fields": ["steps", "tree"]}
    assert ruleset_now().rules[0].rule.tree == says("paper")
    assert before is not None
    assert ruleset(before).rules[0].rule.tree == says("newspaper")


def test_a_change_that_changes_nothing_leaves_no_trace(cast: Cast) -> None:
    made = rule(cast, "Press", says("newspaper"), to(cast.marketing))
    change(made, name="Press", trigger="received", tree=made.tree, steps=[to(cast.marketing)], by=cast.ada)
    assert made.versions.count() == 1
    assert RuleSetVersion.objects.count() == 1


def test_a_draft_changes_without_touching_what_decides(cast: Cast) -> None:
    made = draft(cast, "Press", says("newspaper"), to(cast.marketing))
    change(made, name="Press 2", trigger="received", tree=made.tree, steps=[to(cast.hr)], by=cast.ada)
    assert not RuleSetVersion.objects.exists()


def test_the_order_decides_and_is_changed_by_moving(cast: Cast) -> None:
    first, second, third = (rule(cast, name, says("x"), to(cast.hr)) for name in ("A", "B", "C"))
    move(third, place=1, by=cast.ada)
    assert [one.rule.key for one in ruleset_now().rules] == [third.pk, first.pk, second.pk]
    assert Event.objects.get(verb="rule.move").data == {"place": 1}
    count = RuleSetVersion.objects.count()
    move(third, place=1, by=cast.ada)
    assert RuleSetVersion.objects.count() == count
    with pytest.raises(NotPossible, match="no such place"):
        move(third, place=9, by=cast.ada)


def test_rules_that_would_go_on_for_ever_are_refused_by_name(cast: Cast) -> None:
    there = {"all": [leaf("department", "is", [cast.service.pk])]}
    back = {"all": [leaf("department", "is", [cast.marketing.pk])]}
    rule(cast, "Out", there, to(cast.marketing), trigger="changed")
    second = draft(cast, "Back", back, to(cast.service), trigger="changed")
    with pytest.raises(NotPossible, match="“Out” → “Back” → “Out”"):
        activate(second, by=cast.ada)
    second.refresh_from_db()
    assert second.state == RuleState.DRAFT
    assert len(ruleset_now().rules) == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": " "}, "Give the rule a name"),
        ({"name": "x" * 121}, "at most 120"),
        ({"group": "x" * 81}, "at most 80"),
        ({"trigger": "monday"}, "nothing that rules answer to"),
        ({"tree": {"all": [leaf("mood", "is", [1])]}}, "nothing that can be asked"),
        ({"tree": {"all": [leaf("text", "matches", ["("])]}}, "no expression that can be used"),
        ({"tree": {"all": [leaf("text", "matches", ["x*"])]}}, "met by every text"),
        ({"tree": {"all": [leaf("text", "contains_any", ["!!"])]}}, "no word to look for"),
        ({"tree": {"all": [leaf("text", "says_list", [999])]}}, "999 does not exist"),
        ({"tree": {"all": [leaf("department", "is", [999])]}}, "999 does not exist"),
        ({"tree": {"any": []}}, "at least one condition"),
        ({"tree": {"all": [{"any": [{"none": [{"all": [{"any": [leaf("text", "contains_any", ["x"])]}]}]}]}]}}, "deep"),
        ({"steps": []}, "Say what the rule does"),
        ({"steps": [Step("sing", 1)]}, "nothing that a rule can do"),
        ({"steps": [Step("department", 999)]}, "999 does not exist"),
        ({"steps": [Step("priority", 9)]}, "can't be chosen"),
        ({"steps": [Step("priority", 3), Step("priority", 4)]}, "each thing once"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(cast: Cast, fields: dict[str, Any], sentence: str) -> None:
    given = {"name": "Press", "trigger": "received", "tree": says("x"), "steps": [Step("priority", 4)], **fields}
    with pytest.raises(NotPossible, match=sentence):
        create(**given, by=cast.ada)
    assert not Rule.objects.exists()


def test_a_name_is_there_once_until_it_is_archived(cast: Cast) -> None:
    made = draft(cast, "Press", says("x"), Step("priority", 4))
    with pytest.raises(NotPossible, match="named “press” already"):
        draft(cast, "press", says("x"), Step("priority", 4))
    archive(made, by=cast.ada)
    for act in (activate, pause, archive):
        with pytest.raises(NotPossible, match="was archived"):
            act(made, by=cast.ada)
    assert draft(cast, "press", says("x"), Step("priority", 4)).pk != made.pk


def test_only_administrators_write_rules(cast: Cast) -> None:
    made = draft(cast, "Press", says("x"), Step("priority", 4))
    for act in (activate, pause, archive):
        with pytest.raises(NotAllowed):
            act(made, by=cast.ana)
    with pytest.raises(NotAllowed):
        move(made, place=1, by=cast.ana)
    with pytest.raises(NotAllowed):
        create(name="Y", trigger="received", tree=says("x"), steps=[Step("priority", 4)], by=cast.ana)
    with pytest.raises(NotAllowed):
        change(made, name="Y", trigger="received", tree=says("x"), steps=[Step("priority", 4)], by=cast.ana)


def test_an_empty_all_always_holds_and_may_be_kept(cast: Cast) -> None:
    assert rule(cast, "Rest", {"all": []}, to(cast.marketing)).tree == {"all": []}


def test_one_that_cant_be_made_ready_is_refused_by_name(cast: Cast) -> None:
    made = draft(cast, "Old expression", says("late"), Step("priority", 4))
    Rule.objects.filter(pk=made.pk).update(tree={"all": [leaf("text", "matches", ["("])]})
    before = newest()
    with pytest.raises(NotPossible, match="“Old expression” can't decide as it reads"):
        activate(made, by=cast.ada)
    assert newest() == before


def test_after_an_edit_only_the_rule_that_changed_is_read_anew(cast: Cast) -> None:
    press, _other = (rule(cast, name, says(name), to(cast.marketing)) for name in ("Press", "Other"))
    assert len(ruleset_now().rules) == 2
    changed = change(press, name="Press", trigger="received", tree=says("papers"), steps=[to(cast.hr)], by=cast.ada)
    with CaptureQueriesContext(connection) as asked_for:
        after = ruleset_now()
    assert [one.rule.tree for one in after.rules] == [says("papers"), says("Other")]
    read = [one["sql"] for one in asked_for if '"routing_ruleversion"."tree"' in one["sql"]]
    assert len(read) == 1
    assert f"IN ({changed.versions.latest('number').pk})" in read[0]


def test_who_changes_an_older_version_is_told_who_was_first(cast: Cast) -> None:
    made = draft(cast, "Money", says("money"), Step("priority", 3))
    given: dict[str, Any] = {"name": "Money", "trigger": "received", "steps": [Step("priority", 3)], "by": cast.ada}
    change(made, tree=says("refund"), seen=1, **given)
    with pytest.raises(NotPossible, match="Ada Min changed “Money” meanwhile: it is at version 2 now"):
        change(made, tree=says("cash"), seen=1, **given)
    assert change(made, tree=says("cash"), seen=2, **given).number == 3


def test_what_is_sent_twice_with_one_token_is_made_once(cast: Cast) -> None:
    token = uuid4()
    first, second = (draft(cast, "Money", says("money"), Step("priority", 3), token=token) for _time in range(2))
    assert first == second
    other = draft(cast, "Refund", says("refund"), Step("priority", 3), token=token)
    assert (other.token, Rule.objects.count()) == (None, 2)
    assert Event.objects.filter(verb="rule.create").count() == 2
