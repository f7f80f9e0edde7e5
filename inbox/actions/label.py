"""Words to find conversations by."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.permissions import require
from inbox.actions._lock import lock, store
from inbox.models import Conversation, Label
from inbox.models.conversation import LABEL_LENGTH


@transaction.atomic
def label(conversation: Conversation, *, name: str, by: Actor) -> Conversation:
    """Put a label on it, made when nobody has used it before; raises NotPossible for an empty one."""
    conversation = lock(conversation)
    require(by, "conversation.label", conversation)
    name = " ".join(name.split())
    if not name or len(name) > LABEL_LENGTH:
        raise NotPossible(_("A label has 1 to %(longest)s characters.") % {"longest": LABEL_LENGTH})
    wanted = Label.objects.filter(name__iexact=name).first() or Label.objects.create(name=name)
    if conversation.labels.filter(pk=wanted.pk).exists():
        return conversation
    conversation.labels.add(wanted)
    store(conversation)
    record("conversation.label", conversation, by=by, label=wanted.pk)
    return conversation


@transaction.atomic
def unlabel(conversation: Conversation, *, name: str, by: Actor) -> Conversation:
    """Take a label off; nothing happens when it is not there."""
    conversation = lock(conversation)
    require(by, "conversation.unlabel", conversation)
    held = conversation.labels.filter(name__iexact=name.strip()).first()
    if held is None:
        return conversation
    conversation.labels.remove(held)
    store(conversation)
    record("conversation.unlabel", conversation, by=by, label=held.pk)
    return conversation
