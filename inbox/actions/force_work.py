"""What a task force does: its checklist and its log of decisions."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Member
from inbox.actions._forces import force_row, tidy
from inbox.models import ChecklistItem, ForceDecision, TaskForce
from inbox.models.task_force import DECISION_LENGTH, LINE_LENGTH

MOST_ITEMS = 100
SENT_TWICE = timedelta(minutes=10)


@transaction.atomic
def add_item(task_force: TaskForce, *, text: str, by: Actor) -> ChecklistItem:
    """One thing more that is to be done; what stands there undone in the same words is not added twice."""
    row = force_row(task_force, "task_force.add_item", by=by)
    line = tidy(text, LINE_LENGTH, _("Say what is to be done."))
    if there := row.items.filter(text=line, done_at=None).first():
        return there
    last = row.items.order_by("-position").first()
    if row.items.count() >= MOST_ITEMS:
        raise NotPossible(_("There are %(most)d things to do already.") % {"most": MOST_ITEMS})
    item = ChecklistItem.objects.create(task_force=row, text=line, position=last.position + 1 if last else 1)
    record("task_force.add_item", row, by=by, item=item.pk)
    return item


@transaction.atomic
def check(item: ChecklistItem, *, by: Member) -> ChecklistItem:
    """It is done; done already, nothing happens."""
    row = force_row(item.task_force, "task_force.check", by=by)
    item = ChecklistItem.objects.select_for_update().get(pk=item.pk)
    if item.done_at is None:
        item.done_at, item.done_by = timezone.now(), by
        item.save(update_fields=["done_at", "done_by"])
        record("task_force.check", row, by=by, item=item.pk)
    return item


@transaction.atomic
def uncheck(item: ChecklistItem, *, by: Member) -> ChecklistItem:
    """It is not done after all."""
    row = force_row(item.task_force, "task_force.uncheck", by=by)
    item = ChecklistItem.objects.select_for_update().get(pk=item.pk)
    if item.done_at is not None:
        item.done_at = item.done_by = None
        item.save(update_fields=["done_at", "done_by"])
        record("task_force.uncheck", row, by=by, item=item.pk)
    return item


@transaction.atomic
def decide(task_force: TaskForce, *, text: str, by: Member) -> ForceDecision:
    """Write down what was decided; it stands for good, and another decision may say otherwise.

    The same words by the same member within SENT_TWICE are one form that was sent twice.
    """
    row = force_row(task_force, "task_force.decide", by=by)
    text = text.replace("\x00", "").strip()
    if not text:
        raise NotPossible(_("Write down what was decided."))
    if len(text) > DECISION_LENGTH:
        raise NotPossible(_("Say it in at most %(most)d characters.") % {"most": DECISION_LENGTH})
    lately = row.decisions.filter(text=text, by=by, at__gt=timezone.now() - SENT_TWICE)
    if there := lately.first():
        return there
    decision = ForceDecision.objects.create(task_force=row, text=text, by=by, at=timezone.now())
    record("task_force.decide", row, by=by, decision=decision.pk)
    return decision
