"""A parent that arrives after its replies: what was opened apart becomes one conversation."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Q
from django.db.models.functions import Coalesce

from accounts.actors import Actor
from accounts.events import record
from accounts.models import Event
from inbox.models import Channel, Conversation, Delivery, Draft, Joined, Merged, Message, Note


def join_children(channel: Channel, arrived: Sequence[Message], *, by: Actor) -> list[Message]:
    """Bring replies that came earlier together with their parents; returns the messages that moved.

    Of two conversations the one that people have worked on stays as it is: holder, assignee,
    status, notes, drafts. When people have worked on both they stay apart, with a link.
    """
    parents = {m.external_id: m for m in arrived if not m.is_context and not m.conversation.is_private}
    if not parents:
        return []
    children = (
        Message.objects.filter(channel=channel, parent_external_id__in=parents, is_context=False)
        .exclude(conversation__is_private=True)
        .order_by("sent_at", "external_id")
        .values_list(Coalesce("home_id", "conversation_id"), "parent_external_id")
    )
    pairs = [(child, _home(parents[parent])) for child, parent in children]
    pairs = [pair for pair in dict.fromkeys(pairs) if pair[0] != pair[1]]
    if not pairs:
        return []
    became: dict[int, int] = {}
    moved: set[int] = set()
    for child, parent in pairs:
        moved |= _bring_together(_final(child, became), _final(parent, became), became, by=by)
    survivors = dict(Conversation.objects.filter(pk__in=became.values()).values_list("pk", "survivor_id"))
    for message in arrived:
        if message.conversation_id in became:
            whole = _final(message.conversation_id, became)
            message.conversation_id = survivors[whole] or whole
    return list(Message.objects.filter(pk__in=moved))


def untouched(conversation_ids: Collection[int]) -> set[int]:
    """Those of them that no person has acted on."""
    acts = Event.objects.filter(conversation_id__in=conversation_ids, actor_kind="member")
    touched = set(acts.values_list("conversation_id", flat=True))
    for model in (Draft, Note, Delivery):
        rows = model._default_manager.filter(conversation__in=conversation_ids)
        touched |= set(rows.values_list("conversation_id", flat=True))
    merged = Merged.objects.filter(Q(part__in=conversation_ids) | Q(whole__in=conversation_ids))
    for pair in merged.values_list("part_id", "whole_id"):
        touched |= set(pair)
    return set(conversation_ids) - touched


def _bring_together(child: int, parent: int, became: dict[int, int], *, by: Actor) -> set[int]:
    """Join one into the other or link them; the messages that moved."""
    if child == parent:
        return set()
    rows = Conversation.objects.select_for_update().filter(pk__in=(child, parent)).order_by("pk")
    locked = {row.pk: row for row in rows}
    free = untouched(locked)
    if child in free:
        return _join(locked[child], locked[parent], became, by=by)
    if parent in free:
        return _join(locked[parent], locked[child], became, by=by)
    record("conversation.link", locked[child], by=by, to=parent)
    return set()


def _join(part: Conversation, whole: Conversation, became: dict[int, int], *, by: Actor) -> set[int]:
    """Move what arrived in one conversation into the other; its key and number lead there from now on."""
    moved = set(Message.objects.filter(conversation=part).values_list("pk", flat=True))
    home = whole.pk if whole.survivor_id else None
    Message.objects.filter(conversation=part).update(conversation=whole.survivor_id or whole.pk, home=home)
    Joined.objects.filter(conversation=part).update(conversation=whole)
    Joined.objects.create(
        channel_id=whole.channel_id, thread_key=part.thread_key, former_id=part.pk, conversation=whole
    )
    whole.labels.add(*part.labels.all())
    if whole.post_id is None and part.post_id is not None:
        whole.post_id = part.post_id
    whole.priority = max(whole.priority, part.priority)
    whole.save(update_fields=["post", "priority"])
    became[part.pk] = whole.pk
    record("conversation.join", whole, by=by, joined=part.pk)
    part.delete()
    return moved


def _home(message: Message) -> int:
    """The conversation it belongs to, whatever people merged that into."""
    return message.home_id or message.conversation_id


def _final(conversation_id: int, became: dict[int, int]) -> int:
    while conversation_id in became:
        conversation_id = became[conversation_id]
    return conversation_id
