"""What stands beside an opened conversation about the person, and about what was merged into it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.models import Member
from accounts.permissions import may
from inbox.models import Conversation
from inbox.presenters.contacts import Account, FactView, facts, known, perhaps, shown
from inbox.presenters.merging import PartView, parts_in

FACTS = 3


@dataclass(frozen=True, slots=True)
class Side:
    """The person: accounts, what they are to us, the latest facts, the way to the rest."""

    name: str
    href: str
    ids: list[int]
    since: datetime | None
    accounts: list[Account]
    shown: list[tuple[str, str]]
    facts: list[FactView]
    perhaps: bool


@dataclass(frozen=True, slots=True)
class Merging:
    """What was merged into the conversation, and where more is."""

    parts: list[PartView]
    href: str


def side_of(conversation: Conversation, member: Member) -> Side | None:
    """The person we deal with, as this member knows them."""
    if conversation.author is None:
        return None
    person = known(conversation.author.contact_id, member)
    if person is None:
        return None
    may_merge = may(member, "contact.merge", person.head)
    return Side(
        person.name,
        reverse("inbox:contact", args=[person.head.pk]),
        person.ids,
        person.since,
        person.accounts,
        shown(person),
        facts(person, member, FACTS),
        may_merge and bool(perhaps(person, member)),
    )


def merging_of(conversation: Conversation, member: Member, kept: str) -> Merging:
    """What is merged here, and the page that finds more, for those who may."""
    allowed = may(member, "conversation.merge", conversation)
    href = reverse("inbox:merge", args=[conversation.pk]) + kept
    return Merging(parts_in(conversation, member), href if allowed else "")
