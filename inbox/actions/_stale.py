"""What happened on the person's side takes a reply down to "needs another look", before it can leave.

Callers hold the conversation's row, so that of a message and a sending one comes first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Q

from accounts.actors import Actor
from accounts.events import record
from inbox.actions._steps import ask_again
from inbox.freshness import SENTENCES, Cause, why_stale
from inbox.models import Delivery, Draft, Message
from inbox.models.delivery import WAITING, DeliveryState
from inbox.models.draft import DraftState
from inbox.reviewing import steps_of


def stale_after(heard: Sequence[Message], *, places: Collection[int], by: Actor) -> list[Draft]:
    """Look at the drafts of these conversations after messages arrived (`heard`) or changed; returns the stale ones."""
    if not places:
        return []
    leaving = Q(state=DraftState.APPROVED, deliveries__state__in=WAITING, deliveries__doubted_at=None)
    rows = Draft.objects.filter(Q(state=DraftState.SUBMITTED) | leaving, conversation__in=places)
    found = []
    for pk in sorted(set(rows.values_list("pk", flat=True))):
        draft = Draft.objects.select_for_update(of=("self",)).select_related("conversation").get(pk=pk)
        said = [message for message in heard if message.conversation_id == draft.conversation_id]
        cause = why_stale(draft, said)
        if cause is not None:
            found.append(make_stale(draft, cause, by=by))
    return found


def make_stale(draft: Draft, cause: Cause, *, by: Actor) -> Draft:
    """Take it down: whoever approved it is asked again; what nobody had to approve waits for its author."""
    delivery = Delivery.objects.select_for_update().filter(draft=draft, state__in=WAITING).first()
    steps = [step for step in steps_of(draft) if step.decision]
    sentence = SENTENCES[cause]()
    if draft.approved_version is not None and steps:
        ask_again(draft, steps[-1], because=sentence)
        draft.approved_version = None
    if delivery is not None:
        delivery.state = DeliveryState.CANCELLED if steps else DeliveryState.REJECTED
        delivery.error, delivery.lease_until = sentence, None
        delivery.save(update_fields=["state", "error", "lease_until"])
    draft.state = DraftState.STALE
    draft.save()
    record("draft.stale", draft, by=by, cause=str(cause), delivery=delivery.pk if delivery else None)
    return draft
