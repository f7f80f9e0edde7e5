"""Who may ask whom about a conversation, and who may deal with a request: read from rows, nothing written."""

from __future__ import annotations

from accounts.actors import Actor, System
from accounts.models import Department, Member
from accounts.permissions import may
from inbox.models import Conversation, Escalation
from inbox.models.escalation import EscalationState, Kind


def asking_department(actor: Actor, conversation: Conversation, verb: str = "escalation.ask") -> Department | None:
    """In whose name somebody asks here: the holder's, else that of a department which accepted a request on it.

    None for who may not ask. A transfer is the holder's matter alone.
    """
    if may(actor, verb, conversation):
        return conversation.department
    if verb == "escalation.transfer":
        return None
    accepted = conversation.escalations.standing().filter(state=EscalationState.ACCEPTED, kind=Kind.ASK)
    for request in accepted.exclude(to_department=None).select_related("to_department"):
        if may(actor, verb, Conversation(department=request.to_department)):
            return request.to_department
    return None


def deals_with(actor: Actor, verb: str, escalation: Escalation) -> bool:
    """Whether somebody may accept, decline or answer it: who works where it is asked, or whom it was brought to."""
    if isinstance(actor, System):
        return True
    if not actor.is_active:
        return False
    places = (escalation.to_department, escalation.raised_department)
    if any(place and may(actor, verb, Conversation(department=place)) for place in places):
        return True
    if escalation.raised_to_id == actor.pk:
        return True
    return verb == "escalation.answer" and any(one.pk == actor.pk for one in escalation.people.all())


def stands_behind(actor: Actor, verb: str, escalation: Escalation) -> bool:
    """Whether somebody may withdraw it, ask it again or add people: the holder's side, and the asker's."""
    if may(actor, verb, escalation.conversation) or may(
        actor, verb, Conversation(department=escalation.from_department)
    ):
        return True
    return isinstance(actor, Member) and escalation.asked_by_id == actor.pk and actor.is_active
