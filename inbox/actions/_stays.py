"""Conversations in task forces: when they came and left, and where they go back to.

Whoever lets one in or out moves it as any conversation is moved; this follows within the
same transaction, so that a stay and its holder can't disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import TASK_FORCE
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Department, DepartmentKind, Event, Member, Membership
from accounts.permissions import may
from inbox.actions._custody import hand
from inbox.actions._lock import lock_row, store
from inbox.actions._passing import pass_on_steps
from inbox.actions.hold import follow_stay, hold_scheduled
from inbox.actions.move import closed_now
from inbox.models import Conversation, Stay, TaskForce

CLOSING = "closing"
"""Why it moved, in the journal, where closing gave it back."""


def follow_moves(events: Sequence[Event]) -> None:
    """It changed hands: one stay ends, perhaps another begins."""
    moved = [event for event in events if event.data.get("after") and event.conversation_id]
    if not moved:
        return
    places = {event.data[key] for event in moved for key in ("before", "after")}
    forces = {row.department_id: row for row in _forces().filter(department__in=places)}
    if not forces:
        return
    now = timezone.now()
    for event in moved:
        before, after = forces.get(event.data["before"]), forces.get(event.data["after"])
        lasting = Stay.objects.filter(conversation=event.conversation_id, left_at=None)
        lasting.update(left_at=now, is_returned=event.data.get("cause") == CLOSING)
        if after is not None:
            Stay.objects.create(
                task_force=after,
                conversation_id=event.conversation_id or 0,
                former_department_id=event.data["before"],
                former_assignee_id=event.data.get("assignee"),
                began_at=now,
            )
        if (before and before.crisis_since) or (after and after.crisis_since):
            follow_stay(_conversation(event))


def follow_openings(events: Sequence[Event]) -> None:
    """A channel or a watch brought it right into a task force: it has a stay like those that were moved there."""
    places = {event.department_id for event in events}
    forces = dict(TaskForce.objects.filter(department__in=places).values_list("department_id", "pk"))
    if not forces:
        return
    opened = {
        event.conversation_id: event.occurred_at
        for event in events
        if event.conversation_id and event.department_id in forces
    }
    rows = Conversation.objects.filter(pk__in=opened).select_related("channel")
    Stay.objects.bulk_create(
        Stay(
            task_force_id=forces[row.department_id],
            conversation=row,
            former_department_id=row.channel.default_department_id,
            began_at=opened[row.pk],
        )
        for row in rows
    )


def follow_unmerging(events: Sequence[Event]) -> None:
    """Taken out again after its task force closed, it goes home too."""
    for event in events:
        lasting = Stay.objects.filter(conversation=event.data["part"], left_at=None)
        for stay in lasting.filter(task_force__closed_at__isnull=False):
            give_back(stay)


def follow_scheduling(events: Sequence[Event]) -> None:
    """A reply that is to leave later is held at once where a crisis is on."""
    for event in events:
        hold_scheduled(_conversation(event))


def refuse_leader(events: Sequence[Event]) -> None:
    """Nobody goes who leads what is still open."""
    for event in events:
        rows = _forces().filter(closed_at=None, lead=event.data.get("member", event.subject_id))
        if event.verb == "membership.revoke":
            rows = rows.filter(department=event.department_id)
        if leads := rows.first():
            raise NotPossible(
                _("%(member)s leads %(name)s. Give it another lead first.") % {"member": leads.lead, "name": leads}
            )


def refuse_by_hand(events: Sequence[Event]) -> None:
    """What a task force began, it ends: its department and its crisis's policy are not put away beside it."""
    for event in events:
        if event.actor_kind == TASK_FORCE.kind and event.actor_id == TASK_FORCE.name:
            continue
        if event.subject_kind == "approvalpolicy":
            crisis = _forces().filter(policy=event.subject_id).first()
            if crisis is not None:
                raise NotPossible(
                    _("This policy stands while the crisis of %(name)s is on. End that.") % {"name": crisis}
                )
        elif force := _forces().filter(department=event.subject_id).first():
            raise NotPossible(_("%(name)s is opened and closed on its own page.") % {"name": force})


COMPANIONS = (
    ("conversation.open", follow_openings),
    ("conversation.move", follow_moves),
    ("escalation.accept", follow_moves),
    ("conversation.unmerge", follow_unmerging),
    ("delivery.schedule", follow_scheduling),
    ("member.deactivate", refuse_leader),
    ("membership.revoke", refuse_leader),
    *((f"policy.{word}", refuse_by_hand) for word in ("change", "pause", "archive")),
    *((f"department.{word}", refuse_by_hand) for word in ("archive", "restore")),
)


def give_back(stay: Stay) -> bool:
    """Let a conversation go back where it came from, with whoever worked it there; whether it went.

    One that rests in another goes back when it is taken out again.
    """
    row = lock_row(stay.conversation_id)
    force = stay.task_force
    if row.survivor_id is not None or row.department_id != force.department_id:
        return False
    home = home_of(stay, row)
    if home.pk == force.department_id:  # its channel still brings to it what it finds
        return False
    before, assignee = row.department_id, row.assignee_id
    row.assignee = _worker(stay, row, home)
    hand(row, home, takes_back=True)
    row.is_closed = closed_now(row)
    store(row, "department", "is_closed", "assignee")
    facts: dict[str, Any] = {"before": before, "after": home.pk, "assignee": assignee, "cause": CLOSING}
    record("conversation.move", row, by=TASK_FORCE, **facts)
    pass_on_steps(row, force.department, home)
    return True


def home_of(stay: Stay, row: Conversation) -> Department:
    """Where it came from; past task forces that are over, and archived departments, to its channel's own."""
    seen: set[int] = set()
    department: Department = stay.former_department
    while department.kind != DepartmentKind.DEPARTMENT and department.pk not in seen:
        seen.add(department.pk)
        if _forces().filter(department=department, closed_at=None).exists():
            return department
        earlier = Stay.objects.filter(conversation=row, task_force__department=department)
        known = earlier.select_related("former_department").order_by("-pk").first()
        if known is None:
            break
        department = known.former_department
    stands = department.is_active and department.kind == DepartmentKind.DEPARTMENT
    return department if stands else row.channel.default_department


def _worker(stay: Stay, row: Conversation, home: Department) -> Member | None:
    """Its former assignee, if still able; else whoever works it now, if they work there."""
    for member in (stay.former_assignee, row.assignee):
        if member is None or not member.is_active:
            continue
        works_there = Membership.objects.filter(department=home, member=member).exists()
        if works_there and may(member, "conversation.take", Conversation(department=home)):
            return member
    return None


def _forces() -> Any:
    return TaskForce.objects.select_related("department", "lead")


def _conversation(event: Event) -> Conversation:
    found: Conversation = Conversation.objects.select_related("department", "channel").get(
        pk=event.conversation_id or 0
    )
    return found
