"""Which SLA policy holds for a conversation, where it is not for the policies' own conditions to say."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.permissions import require
from inbox.actions._lock import lock
from inbox.models import Conversation
from routing.models import SlaPolicy


@transaction.atomic
def promise_by(conversation: Conversation, *, policy: SlaPolicy, by: Actor) -> Conversation:
    """Have this policy asked first from now on; what it does not promise, the others do. Its clocks follow the event.

    Raises NotPossible for a policy that was archived.
    """
    conversation = lock(conversation)
    require(by, "conversation.promise_by", conversation)
    if policy.archived_at is not None:
        raise NotPossible(_("The policy “%(policy)s” was archived.") % {"policy": policy})
    record("conversation.promise_by", conversation, by=by, policy=policy.pk)
    return conversation
