"""Who else is concerned with a conversation: followers, and where a browser says that it is here."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import Member
from inbox.models import Conversation, Follow


@dataclass(frozen=True, slots=True)
class Together:
    """Whether the member follows it, the address that changes this, and the one for presence."""

    follows: bool
    follow_action: str
    presence: str


def together_for(conversation: Conversation, member: Member) -> Together:
    """One query."""
    follows = Follow.objects.of(conversation).filter(member=member).exists()
    verb = "inbox:unfollow" if follows else "inbox:follow"
    return Together(follows, reverse(verb, args=[conversation.pk]), reverse("inbox:presence", args=[conversation.pk]))
