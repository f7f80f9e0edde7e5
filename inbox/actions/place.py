"""Who works a conversation, chosen by the product itself among those who can."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Department, Member
from accounts.permissions import require
from inbox.actions._lock import lock, store
from inbox.candidates import candidates, need_of
from inbox.models import Conversation, Placing
from inbox.models.conversation import Status
from inbox.models.placing import PlacingWay
from inbox.placing import Chosen, Need, choose, code_of

AGAIN_AFTER = timedelta(minutes=5)
"""What nobody could be given is tried again then."""


@transaction.atomic
def place(conversation: Conversation, *, by: Actor, department: Department) -> Conversation:
    """Give it to a member of the department that holds it, in turn or by load as the department wants.

    Only to people on duty who have room for it and know what it asks. Where nobody does, it stays with
    the department, says why in `unplaced` and in its history, and is tried again. Nothing happens to one
    that has somebody already or needs nobody. Where the department places nothing by itself, whoever has
    the least open gets it. Raises NotPossible when another department holds it.
    """
    conversation = lock(conversation)
    require(by, "conversation.place", conversation)
    if conversation.department_id != department.pk:
        raise NotPossible(_("%(department)s does not hold this conversation.") % {"department": department})
    if conversation.assignee_id is not None or conversation.status != Status.OPEN:
        return conversation
    now, placing = timezone.now(), _take_turn(department)
    need = need_of(conversation, placing)
    chosen = choose(candidates(placing, now), need, placing.way, placing.last_member_id)
    found = Member.objects.filter(pk=chosen.member).first() if chosen.member is not None else None
    if found is None:
        return _leave_waiting(conversation, chosen, need, now, by)
    return _give(conversation, found, chosen, placing, by)


def _take_turn(department: Department) -> Placing:
    """The department's wishes, ours until the transaction ends: two workers there choose one after the other."""
    found = Placing.objects.select_for_update(no_key=True).filter(department=department).first()
    return found or Placing(department=department, way=PlacingWay.OFF)


def _give(conversation: Conversation, to: Member, chosen: Chosen, placing: Placing, by: Actor) -> Conversation:
    conversation.assignee = to
    conversation.unplaced, conversation.place_again_at = "", None
    store(conversation, "assignee", "unplaced", "place_again_at")
    if placing.pk:
        Placing.objects.filter(pk=placing.pk).update(last_member=to)
    way = PlacingWay.TURN if placing.way == PlacingWay.TURN else PlacingWay.LOAD
    facts: dict[str, Any] = {"way": str(way), "among": chosen.among, "open": chosen.open}
    record("conversation.place", conversation, by=by, assignee=to.pk, before=None, **facts)
    return conversation


def _leave_waiting(conversation: Conversation, chosen: Chosen, need: Need, now: datetime, by: Actor) -> Conversation:
    """Say why, once for each reason; the next try follows whether or not it is the same."""
    code = code_of(chosen, need)
    if conversation.unplaced == code:
        Conversation.objects.filter(pk=conversation.pk).update(place_again_at=now + AGAIN_AFTER)
        return conversation
    conversation.unplaced, conversation.place_again_at = code, now + AGAIN_AFTER
    store(conversation, "unplaced", "place_again_at")
    facts: dict[str, Any] = {"label": chosen.topic} if chosen.topic is not None else {}
    record("conversation.leave_waiting", conversation, by=by, lack=code, **facts)
    return conversation
