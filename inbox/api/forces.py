"""Task forces, committees, projects and initiatives, and their checklists."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.api.resources import Act, Call, Facts, Resource
from accounts.api.shapes import GREATEST, Explained, Known, Listed, Shape, Strict
from accounts.models import DepartmentKind, Member
from inbox.actions import checklist, crisis, feed, force_close, force_work, task_force
from inbox.actions.task_force import NAME_LENGTH, Plan
from inbox.api.who import a_canned_response, a_conversation, a_member
from inbox.models import Checklist, ChecklistItem, ForceDecision, TaskForce
from inbox.models.task_force import DECISION_LENGTH, FEED_LENGTH, LINE_LENGTH, STATUS_LENGTH

KINDS = [(kind.value, kind.label) for kind in DepartmentKind if kind != DepartmentKind.DEPARTMENT]


class TaskForceShape(Shape[TaskForce]):
    """A department for a while; its people are the members of its `department`."""

    name: Any = serializers.SerializerMethodField()
    kind: Any = serializers.SerializerMethodField()

    class Meta:
        model = TaskForce
        fields = (
            *("id", "department", "name", "kind", "lead", "opened_from", "opened_by", "opened_at", "ends_on", "feed"),
            *("status", "status_at", "statement", "crisis_since", "closed_at", "closed_by", "summary"),
        )
        read_only_fields = fields

    meanings: ClassVar = {
        "department": "The department that it is: its name, members and list.",
        "lead": "Who leads it.",
        "opened_from": "The conversation that it began with.",
        "opened_by": "Who opened it.",
        "opened_at": "When.",
        "ends_on": "Its last day.",
        "feed": "The search whose finds flow in; empty for none.",
        "status": "How it stands, in a line.",
        "status_at": "When that was written.",
        "statement": "The canned response that everybody is offered first; null for none.",
        "crisis_since": "Since when a crisis is declared; null for none.",
        "closed_at": "When it was closed; null while it works.",
        "closed_by": "Who closed it.",
        "summary": "What came of it, written when it closes.",
    }

    def get_name(self, row: TaskForce) -> str:
        """Its department's."""
        return row.department.name

    def get_kind(self, row: TaskForce) -> str:
        """Task force, committee, project or initiative."""
        return row.department.kind


class Opening(Strict):
    """Everything that it needs to begin."""

    meanings: ClassVar = {
        "kind": "What it is, such as a task force or a project.",
        "purpose": "What it is for.",
        "lead": "Who leads it.",
        "members": "Who works in it.",
        "ends_on": "Its last day.",
        "feed": "A search whose finds flow in; empty for none.",
        "checklist": "What it has to do, to begin with.",
        "statement": "The canned response that everybody is offered first.",
        "opened_from": "The conversation that it begins with.",
    }

    name = serializers.CharField(max_length=NAME_LENGTH)
    kind = serializers.ChoiceField(choices=KINDS, default=DepartmentKind.TASK_FORCE)
    purpose = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    lead = a_member()
    members = serializers.ListField(child=a_member(), max_length=500)
    ends_on = serializers.DateField()
    feed = serializers.CharField(max_length=FEED_LENGTH, required=False, allow_blank=True, default="")
    checklist = Known(
        lambda _by: Checklist.objects.filter(is_archived=False),
        Checklist,
        required=False,
        allow_null=True,
        default=None,
    )
    statement = a_canned_response(required=False, allow_null=True, default=None)
    opened_from = a_conversation(required=False, allow_null=True, default=None)


class Joining(Strict):
    """Who joins."""

    meanings: ClassVar = {
        "members": "Who is there.",
    }

    members = serializers.ListField(child=a_member(), min_length=1, max_length=500)


class Going(Strict):
    """Who goes."""

    meanings: ClassVar = {
        "member": "One of its members.",
    }

    member = Known(lambda _by: Member.objects.all(), Member)


class Leading(Strict):
    """Who leads it from now on."""

    meanings: ClassVar = {
        "to": "One of its members.",
    }

    to = a_member()


class Feeding(Strict):
    """The search whose finds flow in; empty for none."""

    meanings: ClassVar = {
        "feed": "As it is typed into the search.",
    }

    feed = serializers.CharField(max_length=FEED_LENGTH, allow_blank=True)


class Saying(Strict):
    """How it stands, in a line."""

    meanings: ClassVar = {
        "status": "Everybody who sees it reads this first.",
    }

    status = serializers.CharField(max_length=STATUS_LENGTH, allow_blank=True)


class Stating(Strict):
    """The holding statement that everybody is offered first; null for none."""

    meanings: ClassVar = {
        "statement": "A canned response.",
    }

    statement = a_canned_response(allow_null=True)


class Extending(Strict):
    """Its last day."""

    meanings: ClassVar = {
        "ends_on": "Both included.",
    }

    ends_on = serializers.DateField()


class NewItem(Strict):
    """One thing to be done."""

    meanings: ClassVar = {
        "text": "In a line.",
    }

    text = serializers.CharField(max_length=LINE_LENGTH)


class Deciding(Strict):
    """What was decided; it can't be changed afterwards."""

    meanings: ClassVar = {
        "text": "In whole sentences.",
    }

    text = serializers.CharField(max_length=DECISION_LENGTH)


class ItemShape(Shape[ChecklistItem]):
    """One thing to be done by a task force."""

    class Meta:
        model = ChecklistItem
        fields = ("id", "task_force", "text", "position", "done_at", "done_by")
        read_only_fields = fields

    meanings: ClassVar = {
        "task_force": "Whose it is.",
        "text": "What is to be done.",
        "position": "Its place in the list.",
        "done_at": "When it was done; null before.",
        "done_by": "Who did it.",
    }


class DecisionShape(Shape[ForceDecision]):
    """What was decided, by whom and when."""

    class Meta:
        model = ForceDecision
        fields = ("id", "task_force", "text", "by", "at")
        read_only_fields = fields

    meanings: ClassVar = {
        "task_force": "Who decided.",
        "text": "What was decided.",
        "by": "Who wrote it down.",
        "at": "When.",
    }


class OfForce(Listed):
    """Of which task force."""

    meanings: ClassVar = {
        "task_force": "Of this one.",
    }

    task_force = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)


class Gathered(Explained):
    """How many conversations flowed in."""

    meanings: ClassVar = {
        "conversations": "Counted now.",
    }

    conversations = serializers.IntegerField()


class ChecklistShape(Shape[Checklist]):
    """What task forces of a kind have to do, to begin with."""

    class Meta:
        model = Checklist
        fields = ("id", "name", "lines", "is_archived")
        read_only_fields = fields

    meanings: ClassVar = {
        "lines": "What is to be done, in order.",
        "is_archived": "Whether it is offered no more.",
    }


class ChecklistFacts(Strict):
    """A name, and a line for each thing to do."""

    meanings: ClassVar = {
        "lines": "In order.",
    }

    name = serializers.CharField(max_length=NAME_LENGTH)
    lines = serializers.ListField(child=serializers.CharField(max_length=LINE_LENGTH), min_length=1, max_length=100)


def forces(by: Member) -> Any:
    """Those whose department exists for them."""
    return TaskForce.objects.visible_to(by).select_related("department", "lead")


def _open(call: Call) -> TaskForce:
    given = dict(call.given)
    source = given.pop("opened_from")
    return task_force.open_up(Plan(**given | {"kind": DepartmentKind(given["kind"])}), by=call.by, opened_from=source)


def _of_force(rows: Any, given: Facts, _by: Member) -> Any:
    return rows if given.get("task_force") is None else rows.filter(task_force=given["task_force"])


def _gather(call: Call) -> dict[str, int]:
    return {"conversations": feed.gather(call.row, by=call.by)}


FORCES = Resource(
    name="task-forces",
    area="task_forces",
    about="Temporary and cross-cutting departments: task forces, committees, projects, initiatives.",
    rows=forces,
    shown=TaskForceShape,
    create=Act("task_force.open", task_force.open_up, Opening, how=_open),
    acts=(
        Act("task_force.add_members", task_force.add_members, Joining),
        Act("task_force.remove_member", task_force.remove_member, Going),
        Act("task_force.leave", task_force.leave),
        Act("task_force.hand_lead", task_force.hand_lead, Leading),
        Act("task_force.set_feed", task_force.set_feed, Feeding),
        Act("task_force.gather", feed.gather, how=_gather, shown=Gathered),
        Act("task_force.say", task_force.say, Saying),
        Act("task_force.set_statement", task_force.set_statement, Stating),
        Act("task_force.extend", task_force.extend, Extending),
        Act("task_force.add_item", force_work.add_item, NewItem, shown=ItemShape),
        Act("task_force.decide", force_work.decide, Deciding, shown=DecisionShape),
        Act("task_force.declare_crisis", crisis.declare_crisis),
        Act("task_force.end_crisis", crisis.end_crisis),
        Act("task_force.close", force_close.close),
    ),
)
ITEMS = Resource(
    name="checklist-items",
    area="task_forces",
    about="What task forces have to do. New ones are made at the task force: `/task-forces/{id}/add-item/`.",
    rows=lambda by: ChecklistItem.objects.filter(task_force__in=forces(by).order_by()).select_related(
        "task_force__department"
    ),
    shown=ItemShape,
    asked=OfForce,
    narrow=_of_force,
    acts=(Act("task_force.check", force_work.check), Act("task_force.uncheck", force_work.uncheck)),
)
DECISIONS = Resource(
    name="decisions",
    area="task_forces",
    about="What task forces decided. New ones are made at the task force: `/task-forces/{id}/decide/`.",
    rows=lambda by: ForceDecision.objects.filter(task_force__in=forces(by).order_by()),
    shown=DecisionShape,
    asked=OfForce,
    narrow=_of_force,
)
CHECKLISTS = Resource(
    name="checklists",
    area="setup",
    about="What task forces of a kind have to do, to begin with.",
    rows=lambda _by: Checklist.objects.all(),
    shown=ChecklistShape,
    create=Act("checklist.create", checklist.create, ChecklistFacts),
    change=Act("checklist.change", checklist.change, ChecklistFacts),
    acts=(Act("checklist.archive", checklist.archive), Act("checklist.restore", checklist.restore)),
)
