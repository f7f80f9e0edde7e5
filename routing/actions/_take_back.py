"""How a correction is taken back, told to the inbox, which knows nothing of rules."""

from __future__ import annotations

from accounts.models import Event, Member
from inbox.actions._inverses import Inverse, register
from inbox.models import Conversation
from routing.actions.correct import uncorrect


def connect() -> None:
    """Called once when the app is ready."""
    register("conversation.correct", Inverse(("conversation.move",), _lies_there, _back))


def _lies_there(conversation: Conversation, event: Event) -> bool:
    return bool(conversation.department_id == event.data["after"])


def _back(conversation: Conversation, event: Event, by: Member) -> Conversation:
    return uncorrect(conversation, act=event, by=by)
