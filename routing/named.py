"""What conditions and steps name by number: the rows of each kind, and what people call them."""

from __future__ import annotations

from accounts.models import Department, Member
from inbox.models import ApprovalPolicy, CannedResponse, Channel, Label, TaskForce, Watch
from inbox.presenters.conditions import Rows
from routing.models import SlaPolicy, WordList, WorkCalendar

ROWS: Rows = {
    "department": (Department, "name"),
    "channel": (Channel, "name"),
    "member": (Member, "name"),
    "label": (Label, "name"),
    "watch": (Watch, "query"),
    "list": (WordList, "name"),
    "calendar": (WorkCalendar, "name"),
    "sla_policy": (SlaPolicy, "name"),
    "canned": (CannedResponse, "title"),
    "policy": (ApprovalPolicy, "name"),
    "task_force": (TaskForce, "department__name"),
}
