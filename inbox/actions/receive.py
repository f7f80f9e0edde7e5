"""The heart of the way in: plain values become conversations and messages, once each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.events import Act, record_all
from inbox.actions._arrivals import Arrivals
from inbox.actions._own_posts import store_figures, store_posts
from inbox.actions.confirm import confirm_echoes
from inbox.actions.refresh import refresh, states_after
from inbox.channels.base import Figures, Item, Parsed, Removed
from inbox.models import Channel, Message, Post


@transaction.atomic
def receive(channel: Channel, things: Sequence[Parsed], *, by: Actor) -> list[Message]:
    """Store what a connector understood; anything already known changes nothing.

    Holds the channel's row, so that two workers can't store the same thing at once.
    Returns the messages that are new.
    """
    channel = (
        Channel.objects.select_for_update(no_key=True, of=("self",))
        .select_related("default_department")
        .get(pk=channel.pk)
    )
    items = [thing for thing in things if isinstance(thing, Item)]
    store_posts(channel, [item for item in items if item.thread_key is None], by=by)
    arrivals = Arrivals(channel, [item for item in items if item.thread_key is not None])
    created, edited = arrivals.store(by=by)
    removed = remove(channel, [x for x in things if isinstance(x, Removed)], by=by)
    store_figures(channel, [thing for thing in things if isinstance(thing, Figures)])
    refresh({message.conversation_id for message in [*created, *edited, *removed]})
    states_after(created, by=by)
    confirm_echoes(channel, [item.external_id for item in items if item.ours], by=by)
    return created


def remove(channel: Channel, gone: Sequence[Removed], *, by: Actor) -> list[Message]:
    """Mark messages (or own posts) that the network says are gone; the text stays with us."""
    when = {thing.external_id: thing.at for thing in gone}
    if not when:
        return []
    messages = list(
        Message.objects.filter(channel=channel, external_id__in=when, removed_at=None).select_related("conversation")
    )
    acts = [_taken_down(message, when) for message in messages]
    Message.objects.bulk_update(messages, ["removed_at", "removal_due_at"])
    posts = list(Post.objects.filter(channel=channel, external_id__in=when, removed_at=None))
    acts += [_taken_down(post, when) for post in posts]
    Post.objects.bulk_update(posts, ["removed_at"])
    record_all(acts, by=by)
    return messages


def _taken_down(thing: Message | Post, when: Mapping[str, datetime | None]) -> Act:
    thing.removed_at = when[thing.external_id] or timezone.now()
    if isinstance(thing, Message):
        thing.removal_due_at = None
        return Act("message.remove", thing, {"ours": thing.is_ours}, thing.removed_at)
    return Act("post.remove", thing, {}, thing.removed_at)
