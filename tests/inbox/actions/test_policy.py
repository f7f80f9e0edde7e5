"""Approval policies: made, changed, ordered, switched and put away, by administrators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.actions.departments import archive as archive_department
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.policy import activate, archive, change, create, move, pause
from inbox.models import ApprovalPolicy, PolicyVersion
from inbox.policies import Step
from tests.cast import Cast, department

pytestmark = pytest.mark.django_db
REFUNDS = {"all": [{"field": "text", "op": "contains_any", "value": ["refund"]}]}


def policy(cast: Cast, name: str = "Refunds", **fields: Any) -> ApprovalPolicy:
    return create(
        **{"name": name, "tree": REFUNDS, "steps": [Step(cast.marketing.pk, "lead")], "by": cast.ada, **fields}
    )


def names() -> list[str]:
    return [each.name for each in ApprovalPolicy.objects.standing()]


def test_a_new_policy_is_on_and_stands_last_with_its_first_version(cast: Cast) -> None:
    first, second = policy(cast), policy(cast, "  Famous   authors ", second_look=True)
    assert (first.position, second.position, second.name) == (1, 2, "Famous authors")
    assert first.is_active
    assert first.steps == [{"department": cast.marketing.pk, "role": "lead"}]
    version = second.versions.get()
    assert (version.number, version.by, version.tree, version.second_look) == (1, cast.ada, REFUNDS, True)
    event = Event.objects.filter(verb="policy.create").last()
    assert event is not None
    assert (event.subject_id, event.data) == (second.pk, {"version": 1})


def test_a_change_keeps_how_it_read_before_and_who_changed_it(cast: Cast) -> None:
    made = policy(cast)
    tree = {"any": [{"field": "followers", "op": "above", "value": 10}]}
    steps = [Step(cast.service.pk, "agent"), Step(cast.marketing.pk, "lead")]
    changed = change(made, name="Refunds", tree=tree, steps=steps, second_look=True, by=cast.ada)
    assert [(each.number, each.tree) for each in changed.versions.all()] == [(2, tree), (1, REFUNDS)]
    event = Event.objects.get(verb="policy.change")
    assert event.data == {"version": 2, "fields": ["second_look", "steps", "tree"]}


def test_a_change_that_changes_nothing_leaves_no_trace(cast: Cast) -> None:
    made = policy(cast)
    change(made, name="Refunds", tree=REFUNDS, steps=[Step(cast.marketing.pk, "lead")], by=cast.ada)
    assert PolicyVersion.objects.count() == 1
    assert not Event.objects.filter(verb="policy.change").exists()


def test_it_is_switched_off_and_on(cast: Cast) -> None:
    made = pause(policy(cast), by=cast.ada)
    assert not ApprovalPolicy.objects.active().exists()
    with pytest.raises(NotPossible, match="off already"):
        pause(made, by=cast.ada)
    made = activate(made, by=cast.ada)
    assert ApprovalPolicy.objects.active().get() == made
    with pytest.raises(NotPossible, match="on already"):
        activate(made, by=cast.ada)
    assert list(Event.objects.filter(verb__in=["policy.pause", "policy.activate"]).values_list("verb", flat=True))


def test_an_archived_one_decides_nothing_and_leaves_its_name_free(cast: Cast) -> None:
    made = archive(policy(cast), by=cast.ada)
    assert not ApprovalPolicy.objects.standing().exists()
    assert made.versions.count() == 1
    for act in (pause, activate, archive):
        with pytest.raises(NotPossible, match="was archived"):
            act(made, by=cast.ada)
    assert policy(cast).pk != made.pk
    assert Event.objects.filter(verb="policy.archive", subject_id=made.pk).count() == 1


def test_moving_one_orders_the_list(cast: Cast) -> None:
    for name in ("A", "B", "C"):
        policy(cast, name)
    last = ApprovalPolicy.objects.get(name="C")
    move(last, place=1, by=cast.ada)
    assert names() == ["C", "A", "B"]
    move(last, place=1, by=cast.ada)
    assert Event.objects.filter(verb="policy.move").count() == 1
    move(last, place=3, by=cast.ada)
    assert names() == ["A", "B", "C"]
    for place in (0, 4):
        with pytest.raises(NotPossible, match="no such place"):
            move(last, place=place, by=cast.ada)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": "  "}, "a name"),
        ({"name": "x" * 81}, "at most 80"),
        ({"name": "REFUNDS"}, "named “REFUNDS” already"),
        ({"name": "New", "tree": {"all": []}}, "at least one condition"),
        ({"name": "New", "tree": {"all": [{"field": "labels", "op": "has_any", "value": [99]}]}}, "99 does not exist"),
        ({"name": "New", "tree": {"all": [{"field": "author", "op": "is", "value": [9_999]}]}}, "does not exist"),
        ({"name": "New", "steps": []}, "who must approve"),
        ({"name": "New", "steps": [Step(1, "agent")] * 6}, "who must approve"),
        ({"name": "New", "steps": [Step(99_999, "agent")]}, "does not exist"),
        ({"name": "New", "steps": [Step(1, "trainee")]}, "an agent or a lead"),
        ({"name": "New", "steps": [Step(1, "lead")] * 2}, "another department or role"),
    ],
)
def test_what_makes_no_sense_is_refused(cast: Cast, fields: dict[str, Any], says: str) -> None:
    policy(cast)
    with pytest.raises(NotPossible, match=says):
        policy(cast, **fields)
    assert ApprovalPolicy.objects.count() == 1


def test_a_department_that_must_approve_is_not_archived(cast: Cast) -> None:
    legal = department("Legal", "LG")
    made = policy(cast, steps=[Step(legal.pk, "lead")])
    with pytest.raises(NotPossible, match="The policy “Refunds” asks"):
        archive_department(legal, by=cast.ada)
    pause(made, by=cast.ada)
    archive_department(legal, by=cast.ada)
    with pytest.raises(NotPossible, match="Legal is archived"):
        activate(made, by=cast.ada)
    with pytest.raises(NotPossible, match="Legal is archived"):
        policy(cast, "Other", steps=[Step(legal.pk, "lead")])


@pytest.mark.parametrize("who", ["ana", "ben", "tim", "mia", "nora"])
def test_only_administrators_make_them(cast: Cast, who: str) -> None:
    made, member = policy(cast), getattr(cast, who)
    steps = [Step(cast.service.pk, "agent")]
    acts: list[Callable[[], object]] = [
        lambda: policy(cast, "Other", by=member),
        lambda: change(made, name="Mine", tree=REFUNDS, steps=steps, by=member),
        lambda: move(made, place=1, by=member),
        lambda: pause(made, by=member),
        lambda: activate(made, by=member),
        lambda: archive(made, by=member),
    ]
    for act in acts:
        with pytest.raises(NotAllowed, match="administrator"):
            act()
    made.refresh_from_db()
    assert (made.name, made.is_active, made.archived_at) == ("Refunds", True, None)
