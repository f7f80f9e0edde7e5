"""What was over before we came: conversations that stood on a network when its channel was connected."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from accounts.actors import SCHEDULE, Actor
from accounts.events import Act, record_all
from inbox.actions._join import untouched
from inbox.actions._settled import settle
from inbox.actions._together import update_together
from inbox.models import Conversation
from inbox.models.conversation import Outcome, Status


def file_history(conversation_ids: Collection[int], *, by: Actor = SCHEDULE) -> set[int]:
    """Resolve those whose last message is older than HISTORY_DAYS and that nobody has worked on.

    Nobody is called for what was said long before we listened; it can be read, searched and
    reopened. Returns all that count as history, those resolved earlier too.
    """
    before = timezone.now() - timedelta(days=settings.HISTORY_DAYS)
    rows = Conversation.objects.select_for_update(no_key=True).filter(pk__in=conversation_ids)
    old = list(rows.filter(last_message_at__lt=before).order_by("pk"))
    left_alone = untouched([row.pk for row in old])
    old = [row for row in old if row.pk in left_alone]
    unfiled = [row for row in old if row.status != Status.RESOLVED]
    acts, now = [], timezone.now()
    for row in unfiled:
        facts = {"outcome": Outcome.NO_REPLY_NEEDED.value, "before": row.status, "cause": "history"}
        row.status, row.outcome, row.resolved_at = Status.RESOLVED, Outcome.NO_REPLY_NEEDED, now
        row.snoozed_until = None
        row.version += 1
        acts.append(Act("conversation.resolve", row, facts))
    for row in old:
        row.waiting_since = None
    settle([row.pk for row in old], now)
    update_together(old, "status", "outcome", "resolved_at", "snoozed_until", "waiting_since", "version")
    record_all(acts, by=by)
    return {row.pk for row in old}
