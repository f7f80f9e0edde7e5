"""Somebody outside says how their matter was resolved."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from inbox.models import Conversation
from reports.models import Rating

LEAST, MOST = 1, 5


@transaction.atomic
def give(conversation: Conversation, *, score: int, by: Actor) -> Rating:
    """Rate its resolution from 1 to 5; said again, it is said instead. Raises NotPossible for what is not resolved."""
    if not LEAST <= score <= MOST:
        raise NotPossible(_("A rating is a number from 1 to 5."))
    row = Conversation.objects.select_for_update(of=("self",), no_key=True).get(pk=conversation.pk)
    if row.resolved_at is None or row.resolved_at != conversation.resolved_at:
        raise NotPossible(_("We are working on this again; you can rate it once it is resolved."))
    rating, _made = Rating.objects.update_or_create(
        conversation=row,
        resolved_at=row.resolved_at,
        defaults={"department_id": row.department_id, "score": score, "given_at": timezone.now()},
    )
    record("rating.give", rating, by=by, score=score)
    return rating
