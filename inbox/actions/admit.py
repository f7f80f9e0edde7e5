"""Letting somebody from outside see one closed conversation."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Member
from accounts.permissions import require
from inbox.actions._lock import lock
from inbox.models import Admission, Conversation
from inbox.seeing import who_sees


@transaction.atomic
def admit(conversation: Conversation, *, member: Member, by: Member) -> Conversation:
    """A lead's explicit grant; nothing happens to somebody who sees it already.

    Raises NotPossible for somebody who is no longer active.
    """
    conversation = lock(conversation)
    require(by, "conversation.admit", conversation)
    if not member.is_active:
        raise NotPossible(_("%(member)s is no longer active.") % {"member": member})
    if not who_sees(conversation).filter(pk=member.pk).exists():
        Admission.objects.create(conversation=conversation, member=member)
        record("conversation.admit", conversation, by=by, member=member.pk)
    return conversation
