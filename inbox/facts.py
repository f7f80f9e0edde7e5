"""What is so about a reply, as plain values that conditions ask: reads rows, decides nothing."""

from __future__ import annotations

from typing import Any

from accounts.actors import Actor, System
from accounts.models import Department, Member
from accounts.permissions import may, roles_of
from inbox.channels.registry import connectors
from inbox.connect import channel_of
from inbox.feeds import crises_of
from inbox.models import Channel, Draft, Label, Message
from inbox.models.conversation import Conversation
from inbox.tone import tone_of


def facts_of(draft: Draft, author: Actor, *, reads_tone: bool = True) -> dict[str, Any]:
    """Every field of inbox/vocabulary.py, the author's right to send, the department's rule, and names.

    `author` is whoever answers for the words: a member, or the program that wrote them. Without
    `reads_tone`, how the message answered sounds is left unknown.
    """
    conversation, answers, channel = draft.conversation, draft.answers, channel_of(draft)
    labels = labels_of(conversation)
    by_program = isinstance(author, System)
    facts: dict[str, Any] = {
        **place_facts(conversation.department, channel, is_private=conversation.is_private),
        **_answered(answers, conversation),
        "sentiment": tone_of(answers.text) if answers and reads_tone else "",
        **_writer(author, draft),
        "text": draft.text,
        "labels": list(labels),
        "priority": conversation.priority,
        "crises": [],
        "has_picture": bool(draft.image),
        "by_program": by_program,
    }
    facts["names"] |= {"label": labels, "member": {} if by_program else {facts["author"]: str(author)}}
    return facts


def with_crises(facts: dict[str, Any], draft: Draft) -> dict[str, Any]:
    """The same with the crises that concern it, by the numbers of their departments."""
    on = {crisis.department_id: str(crisis) for crisis in crises_of(draft.conversation)}
    names = {**facts["names"], "department": {**facts["names"]["department"], **on}}
    return {**facts, "crises": list(on), "names": names}


def place_facts(department: Department, channel: Channel, *, is_private: bool) -> dict[str, Any]:
    """Where a reply lies and how it leaves; the try-out of the console asks this too."""
    known = connectors().get(channel.network)
    return {
        "department": department.pk,
        "replies_need_lead": department.replies_need_lead,
        "channel": channel.pk,
        "network": channel.network,
        "visibility": "private" if is_private else "public",
        "names": {
            "department": {department.pk: department.name},
            "channel": {channel.pk: channel.name},
            "network": {channel.network: str(known.label) if known else channel.network},
        },
    }


def labels_of(conversation: Conversation) -> dict[int, str]:
    """Its labels by number; those that were merged into them count too, so that old policies still hold."""
    carried = dict(conversation.labels.values_list("pk", "name"))
    merged = Label.objects.filter(merged_into__in=carried).values_list("pk", "merged_into_id")
    return carried | {pk: carried[into] for pk, into in merged}


def _answered(answers: Message | None, conversation: Conversation) -> dict[str, Any]:
    """Who is answered, and what they said."""
    handle = answers.author if answers and answers.author else conversation.author
    contact = handle.contact if handle else None
    standing = (contact.survivor or contact) if contact else None
    return {
        "kind": answers.kind if answers else "",
        "asked": answers.text if answers else "",
        "followers": handle.followers if handle else None,
        "relationship": standing.relationship if standing else "",
    }


def _writer(author: Actor, draft: Draft) -> dict[str, Any]:
    if not isinstance(author, Member):
        return {"author": None, "role": "", "may_send": False}
    role = roles_of(author).get(draft.conversation.department_id)
    return {
        "author": author.pk,
        "role": str(role) if role else "",
        "may_send": may(author, "delivery.queue", draft),
    }
