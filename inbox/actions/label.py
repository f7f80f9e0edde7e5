"""Words to find conversations by."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.permissions import may, require
from inbox.actions._labels import meant, tidy
from inbox.actions._lock import lock, store
from inbox.actions.labels import create
from inbox.models import Conversation, Label


@transaction.atomic
def label(conversation: Conversation, *, name: str, by: Actor) -> Conversation:
    """Put a label on it: the department's, or the organisation's.

    A word that nobody has used yet becomes a label of the department if `by` may make one;
    else raises NotPossible, as for an empty or an archived one.
    """
    conversation = lock(conversation)
    require(by, "conversation.label", conversation)
    wanted = _wanted(conversation, tidy(name), by)
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


def _wanted(conversation: Conversation, name: str, by: Actor) -> Label:
    found = meant(name, conversation.department_id)
    if found is not None and found.is_archived:
        raise NotPossible(_("The label “%(label)s” is archived.") % {"label": found})
    if found is not None:
        return found
    if not may(by, "label.create", conversation):
        raise NotPossible(
            _("There is no label “%(label)s” yet; a lead of %(department)s can make it.")
            % {"label": name, "department": conversation.department}
        )
    return create(name=name, department=conversation.department, by=by)
