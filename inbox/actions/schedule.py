"""A reply leaves at a minute that somebody chooses, and that they may choose anew."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Member
from accounts.permissions import require
from inbox.actions._lock import lock
from inbox.actions._outbox import put_in_outbox
from inbox.actions._ready import ready_to_leave, refuse_minute
from inbox.actions._steps import decided
from inbox.models import Delivery, Draft


@transaction.atomic
def schedule(draft: Draft, *, at: datetime, by: Member, seen: int | None = None) -> Delivery:
    """Send one's own reply at a later minute: as queue(), with the minute in place of the undo window.

    Until then it can be taken back. What they write in between holds it, as it holds any reply.
    Raises NotPossible for a minute that has passed or lies more than 90 days ahead.
    """
    refuse_minute(at)
    draft = ready_to_leave(draft, "delivery.schedule", by=by, seen=seen)
    draft.send_at = at
    return put_in_outbox(draft, by=by)


@transaction.atomic
def reschedule(delivery: Delivery, *, at: datetime, by: Actor) -> Delivery:
    """Another minute for a reply that waits for its own; raises NotPossible when it has left already."""
    refuse_minute(at)
    lock(delivery.conversation)
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("conversation__department", "draft")
    delivery = rows.get(pk=delivery.pk)
    if not decided(delivery.draft, by):
        require(by, "delivery.reschedule", delivery)
    if not delivery.is_scheduled:
        raise NotPossible(_("This reply does not wait for a later minute any more."))
    before = delivery.scheduled_for
    if before == at:
        return delivery
    delivery.scheduled_for = delivery.not_before = at
    delivery.save(update_fields=["scheduled_for", "not_before"])
    delivery.draft.send_at = at
    delivery.draft.save(update_fields=["send_at"])
    record("delivery.reschedule", delivery, by=by, at=at.isoformat(), before=before.isoformat() if before else "")
    return delivery
