"""Every act on a conversation first takes its row, so that two acts can't cross."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.errors import NotPossible
from inbox.models import Conversation
from inbox.models.conversation import Status


def lock(conversation: Conversation) -> Conversation:
    """The row as it stands now, ours until the transaction ends; of a merged one, its survivor's."""
    row = lock_row(conversation.pk)
    while row.survivor_id is not None:
        row = lock_row(row.survivor_id)
    return row


def lock_row(pk: int) -> Conversation:
    """This very row, merged or not.

    Locked by itself and read with its department after that: PostgreSQL looks again only at the
    locked row when it had to wait, and would find no row at all if the department had changed.
    """
    Conversation.objects.select_for_update(no_key=True).values_list("pk").get(pk=pk)
    return Conversation.objects.select_related("department", "channel", "assignee").get(pk=pk)


def refuse_resolved(conversation: Conversation) -> None:
    """Raise NotPossible for a conversation that is done."""
    if conversation.status == Status.RESOLVED:
        raise NotPossible(_("This conversation is resolved. Reopen it first."))


def store(conversation: Conversation, *fields: str) -> None:
    """Save changed columns and let those who compare versions see that it changed."""
    conversation.version += 1
    conversation.save(update_fields=[*fields, "version"])
