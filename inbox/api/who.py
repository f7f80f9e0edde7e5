"""Who and what may be named in a body: rows as they exist for whoever asks."""

from __future__ import annotations

from typing import Any

from accounts.api.shapes import Known
from accounts.models import Department, Member
from inbox.models import CannedResponse, Channel, Conversation, Label, Message


def active_members(_by: Member) -> Any:
    """Everybody who is there."""
    return Member.objects.active()


def active_departments(_by: Member) -> Any:
    """All that can hold work: one may hand on to a closed one, as on the page."""
    return Department.objects.active()


def own_departments(by: Member) -> Any:
    """Those that exist for them."""
    return Department.objects.visible_to(by)


def _messages(by: Member) -> Any:
    return Message.objects.filter(conversation__in=Conversation.objects.visible_to(by))


def a_member(**options: Any) -> Known:
    """Somebody who is there."""
    return Known(active_members, Member, **options)


def a_department(**options: Any) -> Known:
    """A department that can hold work."""
    return Known(active_departments, Department, **options)


def my_department(**options: Any) -> Known:
    """A department that exists for them."""
    return Known(own_departments, Department, **options)


def nobody_else(**options: Any) -> Any:
    """Left out, or null: the whole organisation's."""
    return my_department(required=False, allow_null=True, default=None, **options)


def a_channel(**options: Any) -> Known:
    """A channel that they may see."""
    return Known(lambda by: Channel.objects.visible_to(by).defer("credentials"), Channel, **options)


def a_conversation(**options: Any) -> Known:
    """A conversation that they may see."""
    return Known(Conversation.objects.visible_to, Conversation, **options)


def a_message(**options: Any) -> Known:
    """A message of a conversation that they may see."""
    return Known(_messages, Message, **options)


def a_label(**options: Any) -> Known:
    """A label that they may see."""
    return Known(Label.objects.visible_to, Label, **options)


def a_canned_response(**options: Any) -> Known:
    """A canned response that they may see."""
    return Known(lambda by: CannedResponse.objects.visible_to(by).standing(), CannedResponse, **options)
