"""Task forces, committees, projects and initiatives: opened, and kept by those who lead them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import departments, memberships
from accounts.actors import TASK_FORCE, Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Department, DepartmentKind, Member, Membership, Role
from accounts.permissions import may, require
from inbox.actions._forces import (
    force_row,
    mark_of,
    refuse_hidden,
    refuse_lead,
    refuse_one_department,
    role_of,
    tidy,
    tidy_feed,
    usual_roles,
)
from inbox.actions._lock import lock
from inbox.actions.crisis import follow_feed
from inbox.actions.move import move
from inbox.feeds import doubts_about
from inbox.models import CannedResponse, Checklist, ChecklistItem, Conversation, TaskForce
from inbox.models.conversation import Status
from inbox.models.task_force import STATUS_LENGTH

NAME_LENGTH = 80
LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be opened: who leads, who is in it, until when, and what it looks for."""

    name: str
    lead: Member
    members: Collection[Member]
    ends_on: date
    kind: DepartmentKind = DepartmentKind.TASK_FORCE
    purpose: str = ""
    feed: str = ""
    checklist: Checklist | None = None
    statement: CannedResponse | None = None


@transaction.atomic
def open_up(plan: Plan, *, by: Actor, opened_from: Conversation | None = None) -> TaskForce:
    """Open it: a department of its own with members of others. The conversation it is opened from flows in first.

    Raises NotPossible for people of one department only, an end that has passed, a taken
    name, a search that makes no sense, and a conversation of others that is closed or waits for
    a blocking answer.
    """
    require(by, "task_force.open")
    if opened_from is not None and plan.kind == DepartmentKind.TASK_FORCE:
        opened_from = lock(opened_from)
        _refuse_taking(opened_from, by)
    people = {one.pk: one for one in (plan.lead, *plan.members)}
    if plan.kind == DepartmentKind.DEPARTMENT:
        raise NotPossible(_("Departments that stay are made by administrators."))
    name = tidy(plan.name, NAME_LENGTH, _("Give it a name."))
    refuse_lead(plan.lead)
    refuse_one_department(people.values())
    _refuse_end(plan.ends_on)
    department = departments.create(
        name=name, code=mark_of(name), purpose=plan.purpose.strip()[:200], kind=plan.kind, by=TASK_FORCE
    )
    refuse_hidden(plan.statement, department)
    now = timezone.now()
    made = TaskForce(department=department, lead=plan.lead, opened_at=now, ends_on=plan.ends_on)
    made.opened_from, made.opened_by = opened_from, by if isinstance(by, Member) else None
    made.feed, made.statement = _sensible(plan.feed, plan.lead), plan.statement
    made.feed_at = now if made.feed else None
    made.save()
    lines = plan.checklist.lines if plan.checklist else []
    ChecklistItem.objects.bulk_create(
        ChecklistItem(task_force=made, text=text, position=place) for place, text in enumerate(lines, 1)
    )
    _take_in(department, people.values(), plan.lead)
    source = opened_from.pk if opened_from else None
    record("task_force.open", made, by=by, kind=str(plan.kind), lead=plan.lead.pk, conversation=source)
    if opened_from is not None and made.is_urgent and opened_from.status != Status.RESOLVED:
        move(opened_from, to=department, by=by if may(by, "conversation.move", opened_from) else TASK_FORCE)
    return made


def _refuse_taking(row: Conversation, by: Actor) -> None:
    """Who doesn't hold it opens a task force from what is open to all, and waits for nobody's answer."""
    if may(by, "conversation.move", row) or row.status == Status.RESOLVED:
        return
    if row.is_closed:
        raise NotPossible(
            _("Others may not see this conversation. Ask a lead of %(department)s to open the task force from it.")
            % {"department": row.department}
        )
    if row.escalations.standing().filter(is_blocking=True).exists():
        raise NotPossible(
            _("%(department)s waits for an answer before this conversation goes on. Ask them to open the task force.")
            % {"department": row.department}
        )


@transaction.atomic
def add_members(task_force: TaskForce, *, members: Collection[Member], by: Actor) -> TaskForce:
    """Let others join; each works in it as they work elsewhere, a trainee as a trainee."""
    row = force_row(task_force, "task_force.add_members", by=by)
    there = set(Membership.objects.filter(department=row.department).values_list("member_id", flat=True))
    new = [one for one in members if one.pk not in there]
    if not new:
        return row
    _take_in(row.department, new, None)
    record("task_force.add_members", row, by=by, members=sorted(one.pk for one in new))
    return row


@transaction.atomic
def remove_member(task_force: TaskForce, *, member: Member, by: Actor) -> TaskForce:
    """Let somebody go; what they held in it is its own again.

    Raises NotPossible for its lead, and where people of one department only would be left.
    """
    row = force_row(task_force, "task_force.remove_member", by=by)
    if _let_go(row, member):
        record("task_force.remove_member", row, by=by, member=member.pk)
    return row


@transaction.atomic
def leave(task_force: TaskForce, *, by: Member) -> TaskForce:
    """Go oneself; raises as remove_member() does."""
    row = force_row(task_force, "task_force.leave", by=by)
    if _let_go(row, by):
        record("task_force.leave", row, by=by)
    return row


@transaction.atomic
def hand_lead(task_force: TaskForce, *, to: Member, by: Actor) -> TaskForce:
    """Let another one of its people lead it; what it looks for is looked for in their name then."""
    row = force_row(task_force, "task_force.hand_lead", by=by)
    if to.pk == row.lead_id:
        return row
    refuse_lead(to)
    if not Membership.objects.filter(department=row.department, member=to).exists():
        raise NotPossible(_("%(member)s is not in it yet.") % {"member": to})
    before = row.lead
    row.lead = to
    row.save(update_fields=["lead"])
    memberships.grant(to, department=row.department, role=Role.LEAD, by=TASK_FORCE)
    if before.is_active:
        memberships.grant(before, department=row.department, role=Role.AGENT, by=TASK_FORCE)
    record("task_force.hand_lead", row, by=by, before=before.pk, after=to.pk)
    return row


@transaction.atomic
def set_feed(task_force: TaskForce, *, feed: str, by: Actor) -> TaskForce:
    """Let it look for something else from now on; empty: for nothing. What has flowed in stays."""
    row = force_row(task_force, "task_force.set_feed", by=by)
    wanted = _sensible(feed, row.lead)
    if wanted == row.feed:
        return row
    row.feed, row.feed_at = wanted, timezone.now() if wanted else None
    row.save(update_fields=["feed", "feed_at"])
    record("task_force.set_feed", row, by=by, empty=not wanted)
    if row.crisis_since is not None:
        follow_feed(row)
    return row


@transaction.atomic
def say(task_force: TaskForce, *, status: str, by: Actor) -> TaskForce:
    """Its status line, for everybody; empty says nothing."""
    row = force_row(task_force, "task_force.say", by=by)
    wanted = tidy(status, STATUS_LENGTH, "") if status.strip() else ""
    if wanted == row.status:
        return row
    row.status, row.status_at = wanted, timezone.now()
    row.save(update_fields=["status", "status_at"])
    record("task_force.say", row, by=by)
    return row


@transaction.atomic
def set_statement(task_force: TaskForce, *, statement: CannedResponse | None, by: Actor) -> TaskForce:
    """The canned response that everybody is offered first where it fits; None for none."""
    row = force_row(task_force, "task_force.set_statement", by=by)
    if row.statement_id == (statement.pk if statement else None):
        return row
    refuse_hidden(statement, row.department)
    row.statement = statement
    row.save(update_fields=["statement"])
    record("task_force.set_statement", row, by=by, statement=statement.pk if statement else None)
    return row


@transaction.atomic
def extend(task_force: TaskForce, *, ends_on: date, by: Actor) -> TaskForce:
    """Another day for its end; its lead is reminded on that day."""
    row = force_row(task_force, "task_force.extend", by=by)
    _refuse_end(ends_on)
    if ends_on == row.ends_on:
        return row
    before, row.ends_on, row.reminded_at = row.ends_on, ends_on, None
    row.save(update_fields=["ends_on", "reminded_at"])
    record("task_force.extend", row, by=by, before=before.isoformat(), after=ends_on.isoformat())
    return row


def _take_in(department: Department, people: Collection[Member], lead: Member | None) -> None:
    usual = usual_roles(people)
    for member in people:
        role = Role.LEAD if lead is not None and member.pk == lead.pk else role_of(member, usual)
        memberships.grant(member, department=department, role=role, by=TASK_FORCE)


def _let_go(row: TaskForce, member: Member) -> bool:
    if member.pk == row.lead_id:
        raise NotPossible(_("%(member)s leads it. Give it another lead first.") % {"member": member})
    membership = Membership.objects.filter(department=row.department, member=member).first()
    if membership is None:
        return False
    refuse_one_department(list(row.department.members.exclude(pk=member.pk)))
    memberships.revoke(membership, by=TASK_FORCE)
    return True


def _refuse_end(day: date) -> None:
    today = timezone.localdate()
    if day < today:
        raise NotPossible(_("That day has passed. Choose an end that is still to come."))
    if day > today + LONGEST:
        raise NotPossible(_("What lasts longer than three years is a department."))


def _sensible(feed: str, lead: Member) -> str:
    wanted = tidy_feed(feed)
    problems = doubts_about(wanted, lead) if wanted else []
    if problems:
        raise NotPossible(" ".join(problems))
    return wanted
