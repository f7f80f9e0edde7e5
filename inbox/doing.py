"""What a member did to a conversation and can take back, read from the journal."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.actors import actor_key
from accounts.models import Event, Member

REVERSIBLE: set[str] = {
    f"conversation.{word}"
    for word in (
        *("take", "assign", "unassign", "place", "move", "resolve", "snooze", "reopen"),
        *("prioritise", "label", "unlabel"),
    )
} | {"escalation.withdraw"}
"""Acts with a way back; `INVERSES` in inbox/actions/_inverses.py says which."""


def acts_of(member: Member, conversation_id: int) -> QuerySet[Event]:
    """The member's own reversible acts on a conversation."""
    kind, identity = actor_key(member)
    own = Event.objects.filter(conversation_id=conversation_id, verb__in=REVERSIBLE, actor_kind=kind, actor_id=identity)
    return own.exclude(verb="escalation.withdraw", data__has_key="because")  # those followed from another act


def last_act(member: Member, conversation_id: int) -> Event | None:
    """The newest of them."""
    return acts_of(member, conversation_id).order_by("-pk").first()
