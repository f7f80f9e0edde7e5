"""Approvals that a department owes when it goes: others are asked in its place."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.actors import TASK_FORCE
from accounts.events import record
from accounts.models import Department
from inbox.models import Conversation, Draft, ReviewStep
from inbox.models.draft import WAITING


def pass_on_steps(conversation: Conversation, before: Department, after: Department) -> list[Draft]:
    """Drafts here that wait for `before` wait for `after` now: nothing leaves unseen, nothing waits for nobody."""
    waiting = ReviewStep.objects.select_for_update(of=("self",)).filter(
        draft__conversation=conversation, draft__state__in=WAITING, department=before, decision=""
    )
    passed: dict[int, Draft] = {}
    for step in waiting.select_related("draft__conversation").order_by("pk"):
        if step.round != step.draft.round:
            continue
        step.department = after
        step.because = [*step.because, _("%(before)s does not decide any more.") % {"before": before}]
        step.save(update_fields=["department", "because"])
        passed.setdefault(step.draft_id, step.draft)
    for draft in passed.values():
        record("draft.pass_on", draft, by=TASK_FORCE, before=before.pk, after=after.pk)
    return list(passed.values())
