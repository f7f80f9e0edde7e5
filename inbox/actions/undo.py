"""Taking back what one has just done: the conversation stands as it stood before."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import NotPossible
from accounts.models import Event, Member
from inbox.actions._inverses import INVERSES, is_followed, may_take_back
from inbox.actions._lock import lock
from inbox.doing import acts_of
from inbox.models import Conversation


@transaction.atomic
def undo(conversation: Conversation, *, by: Member, act: int = 0) -> Conversation:
    """Take back one's own act on it: the journal's row `act`, or the last one.

    Raises NotPossible when something else has happened since that it would undo too.
    """
    conversation = lock(conversation)
    event = _own_act(conversation, by, act)
    may_take_back(event, conversation, by)
    if event is None:
        raise NotPossible(_("There is nothing to undo here."))
    inverse = INVERSES[event.verb]
    if is_followed(event, inverse.followed_by) or not inverse.stands(conversation, event):
        raise NotPossible(_("There is nothing to undo: the conversation has moved on."))
    return inverse.take_back(conversation, event, by)


def _own_act(conversation: Conversation, by: Member, act: int) -> Event | None:
    own = acts_of(by, conversation.pk)
    return (own.filter(pk=act) if act else own).order_by("-pk").first()
