"""The conversation of each message that arrives: one that stands, or a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Coalesce

from accounts.actors import Actor
from accounts.events import Act, record_all
from inbox.actions._custody import begin
from inbox.actions._labels import labels_that_arrived
from inbox.actions._sightings import holder_of, watches_of
from inbox.channels.base import Item
from inbox.models import Channel, Conversation, Handle, Joined, Message, Post, Watch
from inbox.models.conversation import Status
from inbox.models.label import LABEL_LENGTH

type Items = Mapping[str, Item]


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known of the new items of a batch: their authors' handles, own posts above them,
    which of them were taken away before they arrived, and the watches that found them."""

    channel: Channel
    handles: Mapping[str, Handle]
    gone: Mapping[str, datetime]
    posts: Mapping[str, Post]
    watches: Mapping[int, Watch]


def conversations_for(
    channel: Channel, new: Items, handles: Mapping[str, Handle], gone: Mapping[str, datetime], *, by: Actor
) -> dict[str, Conversation]:
    """The conversation of each new item, by its external id: where it is at home, merged or not."""
    keys = _keys(channel, new)
    grouped: dict[str, list[Item]] = {}
    for key, item in new.items():
        grouped.setdefault(keys[key], []).append(item)
    found = _standing(channel, grouped)
    opening = Opening(channel, handles, gone, _posts(channel, new), watches_of(new.values()))
    opened = Conversation.objects.bulk_create(
        _conversation(opening, thread_key, items) for thread_key, items in grouped.items() if thread_key not in found
    )
    begin(opened)
    record_all([Act("conversation.open", row, {}, row.opened_at) for row in opened], by=by)
    _label(opened, grouped)
    found |= {row.thread_key: row for row in opened}
    return {key: found[keys[key]] for key in new}


def _keys(channel: Channel, new: Items) -> dict[str, str]:
    """The thread key of each new item: its parent's where we know the parent."""
    parents = [item.parent_external_id for item in new.values() if item.parent_external_id]
    of_parent = dict(
        Message.objects.filter(channel=channel, external_id__in=parents, is_context=False).values_list(
            "external_id", Coalesce("home__thread_key", "conversation__thread_key")
        )
    )
    keys: dict[str, str] = {}
    for key, item in sorted(new.items(), key=lambda pair: (pair[1].sent_at, pair[0])):
        inherited = of_parent.get(item.parent_external_id)
        keys[key] = str(item.thread_key) if item.private or not inherited else inherited
        if not item.context:
            of_parent.setdefault(key, keys[key])
    return keys


def _standing(channel: Channel, keys: Mapping[str, object]) -> dict[str, Conversation]:
    """Conversations that these keys lead to, those that were joined to another included."""
    rows = Conversation.objects.filter(channel=channel, thread_key__in=keys).select_related("survivor")
    joined = Joined.objects.filter(channel=channel, thread_key__in=keys)
    joined = joined.select_related("conversation__survivor")
    return {row.thread_key: row.conversation for row in joined} | {row.thread_key: row for row in rows}


def _conversation(opening: Opening, thread_key: str, items: list[Item]) -> Conversation:
    items = sorted(items, key=lambda item: (item.sent_at, item.external_id))
    asking = [item for item in items if not (item.ours or item.context or item.listening)]
    others = asking or [item for item in items if not item.ours]
    waits = any(item.external_id not in opening.gone for item in asking)
    private = any(item.private for item in items)
    channel, department = opening.channel, holder_of(items, opening.channel, opening.watches)
    under = next((i.post_external_id for i in items if i.post_external_id), "")
    return Conversation(
        channel=channel,
        department=department,
        thread_key=thread_key,
        is_private=private,
        is_closed=private or department.is_closed or channel.is_closed,
        post=opening.posts.get(under),
        author=opening.handles[others[0].author.external_id] if others else None,
        status=Status.OPEN if waits else Status.PENDING,
        opened_at=items[0].sent_at,
        last_message_at=items[-1].sent_at,
    )


def _posts(channel: Channel, new: Items) -> dict[str, Post]:
    wanted = {item.post_external_id for item in new.values() if item.post_external_id}
    rows = Post.objects.filter(channel=channel, external_id__in=wanted)
    return {post.external_id: post for post in rows}


def _label(opened: list[Conversation], grouped: Mapping[str, list[Item]]) -> None:
    rows = {row.pk: row for row in opened}
    words = {
        (row.pk, name[:LABEL_LENGTH]) for row in opened for item in grouped[row.thread_key] for name in item.labels
    }
    if not words:
        return
    pairs = set(labels_that_arrived([(rows[pk], name) for pk, name in words]))
    through = Conversation.labels.through
    through.objects.bulk_create(
        [through(conversation_id=row, label_id=label) for row, label in pairs], ignore_conflicts=True
    )
