"""Following a conversation, and no longer; for oneself only."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Member
from accounts.permissions import require
from inbox.models import Conversation, Follow
from inbox.seeing import who_sees


@transaction.atomic
def follow(conversation: Conversation, *, by: Member) -> Conversation:
    """Be told what happens in it; a second time changes nothing. Raises NotPossible for what one can't see."""
    require(by, "conversation.follow")
    if not who_sees(conversation).filter(pk=by.pk).exists():
        raise NotPossible(_("You can't follow what you may not see."))
    _made, is_new = Follow.objects.get_or_create(conversation=conversation, member=by)
    if is_new:
        record("conversation.follow", conversation, by=by)
    return conversation


@transaction.atomic
def unfollow(conversation: Conversation, *, by: Member) -> Conversation:
    """Be told no longer, neither of what was merged into it."""
    require(by, "conversation.unfollow")
    gone, _rows = Follow.objects.of(conversation).filter(member=by).delete()
    if gone:
        record("conversation.unfollow", conversation, by=by)
    return conversation
