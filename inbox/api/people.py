"""What the inbox adds to the people: their work is handed over, they are told of things, and events are followed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from accounts.api.events import EventsDoor
from accounts.api.people import MEMBERS
from accounts.api.resources import Act, Call, Resource
from accounts.api.shapes import Shape, Strict
from accounts.api.stream import StreamDoor
from accounts.models import Member
from inbox.actions import hand_over, notify
from inbox.api.who import a_department, a_member
from inbox.models import Conversation, Notification


class Taker(Strict):
    """Who takes the work of a department; null gives it back to the department."""

    meanings: ClassVar = {
        "department": "Whose work.",
        "member": "Who takes it.",
    }

    department = a_department()
    member = a_member(allow_null=True)


class Leaving(Strict):
    """Who takes what they leave."""

    meanings: ClassVar = {
        "to": "For each department that they leave.",
    }

    to = Taker(many=True, required=False, default=list)


class NotificationShape(Shape[Notification]):
    """What somebody was told of: `event_id` is the act in the journal."""

    class Meta:
        model = Notification
        fields = (
            *("id", "about", "verb", "event_id", "actor", "conversation", "draft", "task_force", "times"),
            *("created_at", "read_at"),
        )
        read_only_fields = fields

    meanings: ClassVar = {
        "about": "Why you were told.",
        "verb": "What happened.",
        "event_id": "Its event in /events/.",
        "actor": "The member who did it.",
        "conversation": "Where it happened.",
        "draft": "The draft that it is about.",
        "task_force": "The task force that it is about.",
        "times": "How many such acts it stands for.",
        "created_at": "When you were first told.",
        "read_at": "When you read it; null before.",
    }


def _deactivate(call: Call) -> Member:
    takers = {one["department"]: one["member"] for one in call.given["to"]}
    return hand_over.deactivate(call.row, to=takers, by=call.by)


ALL_MEMBERS = replace(
    MEMBERS, acts=(*MEMBERS.acts, Act("member.deactivate", hand_over.deactivate, Leaving, how=_deactivate))
)
NOTIFICATIONS = Resource(
    name="notifications",
    area="profile",
    about="What you were told of.",
    rows=Notification.objects.visible_to,
    shown=NotificationShape,
    acts=(Act("profile.change", notify.mark_read, word="read"),),
)


class Events(EventsDoor):
    """The feed, in what members see of the inbox."""

    conversations: Any = staticmethod(Conversation.objects.visible_to)


class EventStream(StreamDoor):
    """The same, as it happens."""

    conversations: Any = staticmethod(Conversation.objects.visible_to)
