"""How soon conversations should be looked at: a column that the room which keeps the rules sets."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from accounts.events import show_again
from inbox.actions._together import update_together
from inbox.models import Conversation


@transaction.atomic
def set_scores(found: Mapping[int, int]) -> list[Conversation]:
    """Write it to these conversations, by number, and show those anew that changed; returns them."""
    rows = Conversation.objects.select_for_update(no_key=True).filter(pk__in=found).order_by("pk")
    changed = [row for row in rows if row.score != found[row.pk]]
    for row in changed:
        row.score = found[row.pk]
        row.version += 1
    update_together(changed, "score", "version")
    show_again(changed)
    return changed
