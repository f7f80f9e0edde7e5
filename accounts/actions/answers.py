"""What was answered to a POST with an Idempotency-Key: kept with its effect, so that a repeat has none."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import KeptAnswer
from accounts.models.token import ANSWERS_LAST


def claim(owner: str, *, key: str, fingerprint: str) -> tuple[KeptAnswer, bool]:
    """The row of this owner's key, and whether it is new; call it inside the transaction of the effect.

    A second request with the same key waits here until the first has ended, in the database, and
    finds its answer; or finds nothing where the first was undone, and goes on in its place.
    """
    row = KeptAnswer(owner=owner, key=key, fingerprint=fingerprint)
    KeptAnswer.objects.bulk_create([row], ignore_conflicts=True)
    found = KeptAnswer.objects.select_for_update(of=("self",)).get(owner=owner, key=key)
    return found, found.status == 0


def settle(row: KeptAnswer, *, status: int, answer: dict[str, Any]) -> KeptAnswer:
    """Keep what is being answered; what led here is undone with it if the transaction is."""
    row.status, row.answer = status, answer
    row.save(update_fields=["status", "answer"])
    return row


def let_go(row: KeptAnswer) -> KeptAnswer:
    """Forget a key whose request was refused, unless it has an answer by now."""
    KeptAnswer.objects.filter(pk=row.pk, status=0).delete()
    return row


@transaction.atomic
def forget_old() -> int:
    """Drop answers that nobody can ask for again; returns how many."""
    old = KeptAnswer.objects.filter(created_at__lt=timezone.now() - ANSWERS_LAST)
    return old.filter(pk__in=old.order_by("pk").values("pk")[:10_000]).delete()[0]
