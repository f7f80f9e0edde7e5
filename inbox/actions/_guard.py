"""What is asked once more at the moment of sending: rights, approval, policy, and whether it still answers them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.events import record
from accounts.models import Member
from accounts.permissions import may
from inbox.actions._fence import doubt
from inbox.actions._stale import make_stale
from inbox.actions._versions import is_as_approved
from inbox.actions.hold import hold_scheduled
from inbox.freshness import SENTENCES, Cause, why_stale
from inbox.models import Delivery, ReviewStep
from inbox.models.delivery import DeliveryState
from inbox.models.draft import DraftState
from inbox.models.review import Decision
from inbox.reviewing import asks_for, reaches, steps_of

GUARDED = (
    "conversation__department",
    "channel",
    "draft__author",
    "draft__conversation__department",
    "draft__conversation__channel",
    "draft__answers__author__contact",
    "draft__answers__channel",
    "answers",
    "member",
    "home__department",
)


def held(row: Delivery, *, by: Actor) -> bool:
    """Whether it must stay; if so, the row says why. The caller holds the row and its conversation's."""
    if row.scheduled_for is not None and hold_scheduled(row.conversation, by=by):
        return True
    steps = [step for step in steps_of(row.draft) if step.decision == Decision.APPROVE]
    reason = _without_right(row, steps)
    if not reason and not _approved(row):
        reason = _("These are not the words that were approved.")
    cause = None if reason else why_stale(row.draft) or _policy_changed(row, steps)
    if not reason and cause is None:
        return False
    sentence = reason or (SENTENCES[cause]() if cause else "")
    if row.doubted_at:
        row.is_repeatable, row.look_ups = False, 0
        record("delivery.lose", row, by=by, attempt=row.attempts, cause="refused")
        doubt(row, error=sentence, by=by)
    elif cause is not None:
        make_stale(row.draft, cause, by=by)
    else:
        row.state, row.error, row.lease_until = DeliveryState.REJECTED, sentence, None
        row.save(update_fields=["state", "error", "lease_until"])
        record("delivery.reject", row, by=by, attempt=row.attempts)
    return True


def _without_right(row: Delivery, steps: Sequence[ReviewStep]) -> str:
    """Who lost the right that it was to leave by, as a sentence; empty when nobody did."""
    if not steps:
        return "" if _may(row, row.member, "delivery.queue") else _lost(row.member)
    if not _may(row, row.member, "draft.write"):
        return _lost(row.member)
    for step in steps:
        if step.decided_by is None or not step.decided_by.is_active:
            return _("Who approved it no longer works here.")
    return ""


def _may(row: Delivery, member: Member, verb: str) -> bool:
    # What was queued before a merge leaves by the right that its own department gave.
    holders = [row, row.home] if row.home else [row]
    return any(may(member, verb, holder) for holder in holders)


def _lost(member: Member) -> str:
    return _("%(member)s may no longer send here.") % {"member": member}


def _approved(row: Delivery) -> bool:
    """Whether the record was frozen from the version that was approved, and that has not moved since."""
    return row.draft.state == DraftState.APPROVED and is_as_approved(row.draft, row.text)


def _policy_changed(row: Delivery, steps: Sequence[ReviewStep]) -> Cause | None:
    """Whether somebody must approve now who has not, or who could not any more."""
    words = [step for step in steps if step.version == row.draft.approved_version]
    given = {(step.department_id, step.role) for step in words if step.decided_for and reaches(step.decided_for, step)}
    asked = {(need.step.department_id, need.step.role) for need in asks_for(row.draft)}
    lead = {(department, "agent") for department, role in given if role == "lead"}
    return Cause.POLICY if asked - given - lead else None
