"""How much each part of the score counts, and scores kept in step with what happens and with time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.permissions import require
from inbox.actions.score import set_scores
from inbox.models import Conversation
from routing.models import Tuning
from routing.score import MOST, PARTS, score
from routing.scoring import signals_of

BATCH = 500


@transaction.atomic
def weigh(weights: Mapping[str, int], *, by: Actor) -> Tuning:
    """Have each part count so much beside the others; conversations that wait are scored anew within minutes.

    Raises NotPossible for anything but whole numbers from 0 to 100, and where nothing counts at all.
    """
    require(by, "score.weigh")
    if set(weights) != set(PARTS) or any(not 0 <= int(one) <= MOST for one in weights.values()):
        raise NotPossible(_("Give each part a weight from 0 to 100."))
    if not any(weights.values()):
        raise NotPossible(_("One part at least must count."))
    Tuning.objects.get_or_create(pk=1)
    tuning = Tuning.objects.select_for_update().get(pk=1)
    if tuning.weighing == dict(weights):
        return tuning
    tuning.weights = dict(weights)
    tuning.save(update_fields=["weights"])
    record("score.weigh", tuning, by=by, weights=dict(weights))
    return tuning


def keep_scores(conversation_ids: Collection[int], now: datetime | None = None) -> int:
    """Score these conversations as they stand; returns how many changed. May be done any time, also for all."""
    weights = Tuning.now().weighing
    found = signals_of(conversation_ids, now or timezone.now())
    return len(set_scores({pk: score(signals, weights).points for pk, signals in found.items()}))


def keep_waiting_scores(after: int = 0, now: datetime | None = None) -> int | None:
    """Score the next BATCH of those who wait, or count without anybody waiting any more; returns the last one's number.

    None at their end.
    """
    rows = Conversation.objects.standing()
    waiting = rows.filter(waiting_since__isnull=False) | rows.filter(score__gt=0)
    ids = list(waiting.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH])
    keep_scores(ids, now)
    return ids[-1] if ids else None
