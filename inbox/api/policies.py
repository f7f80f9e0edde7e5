"""Approval policies: who must look at a reply before it leaves."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.api.resources import Act, Call, Facts, Resource
from accounts.api.shapes import GREATEST, Shape, Strict
from inbox.actions import policy
from inbox.api.fields import Plain
from inbox.models import ApprovalPolicy
from inbox.models.policy import POLICY_NAME_LENGTH
from inbox.policies import APPROVERS, Step


class PolicyShape(Shape[ApprovalPolicy]):
    """ "When these conditions hold, these must approve", in order."""

    class Meta:
        model = ApprovalPolicy
        fields = ("id", "name", "tree", "steps", "second_look", "position", "is_active", "archived_at", "number")
        read_only_fields = fields

    meanings: ClassVar = {
        "tree": "The conditions.",
        "steps": "Who must approve, one after the other.",
        "second_look": "Whether somebody else looks again at what an approver changed.",
        "position": "Its place in the order.",
        "is_active": "Whether it is asked.",
        "archived_at": "When it was put away; null while it stands.",
        "number": "Its version, which grows with each change.",
    }


class StepFacts(Strict):
    """Somebody of a department: the least role that may."""

    meanings: ClassVar = {
        "department": "Whose approval.",
        "role": "The least role that may.",
    }

    department = serializers.IntegerField(min_value=1, max_value=GREATEST)
    role = serializers.ChoiceField(choices=sorted(map(str, APPROVERS)))


class PolicyFacts(Strict):
    """Name, conditions and approvers."""

    meanings: ClassVar = {
        "steps": "Who must approve, one after the other.",
        "second_look": "Whether somebody else looks again at what an approver changed.",
    }

    name = serializers.CharField(max_length=POLICY_NAME_LENGTH)
    tree = Plain(help_text='Conditions, such as {"all": [{"field": "visibility", "op": "is", "value": ["public"]}]}.')
    steps = serializers.ListField(child=StepFacts(), min_length=1, max_length=5)
    second_look = serializers.BooleanField(required=False, default=False)


class Place(Strict):
    """Its place in the list, 1 being the first."""

    meanings: ClassVar = {
        "place": "Counted from the top.",
    }

    place = serializers.IntegerField(min_value=1, max_value=100_000)


def _content(call: Call) -> Facts:
    steps: Any = [Step(step["department"], step["role"]) for step in call.given["steps"]]
    return {**call.given, "steps": steps}


POLICIES = Resource(
    name="policies",
    area="setup",
    about="Who must look at a reply before it leaves. Earlier ones are asked first.",
    rows=lambda _by: ApprovalPolicy.objects.all(),
    shown=PolicyShape,
    create=Act(
        "policy.create", policy.create, PolicyFacts, how=lambda call: policy.create(**_content(call), by=call.by)
    ),
    change=Act(
        "policy.change",
        policy.change,
        PolicyFacts,
        how=lambda call: policy.change(call.row, **_content(call), by=call.by),
    ),
    acts=(
        Act("policy.move", policy.move, Place),
        Act("policy.activate", policy.activate),
        Act("policy.pause", policy.pause),
        Act("policy.archive", policy.archive),
    ),
    administrators=True,
)
