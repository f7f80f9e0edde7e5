"""The heart of the way in: plain values become conversations and messages, once each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.events import Act, record_all
from inbox.actions._arrivals import Arrivals
from inbox.actions._join import join_children
from inbox.actions._own_posts import store_figures, store_posts
from inbox.actions._stale import stale_after
from inbox.actions.confirm import confirm_echoes
from inbox.actions.history import file_history
from inbox.actions.refresh import refresh, states_after
from inbox.channels.base import Figures, Item, Parsed, Removed
from inbox.models import Channel, Message, Post, Removal
from inbox.moments import sensible


@transaction.atomic
def receive(channel: Channel, things: Sequence[Parsed], *, by: Actor, is_history: bool = False) -> list[Message]:
    """Store what a connector understood; anything already known changes nothing.

    The same things make the same conversations whatever order they come in: of an edited
    message the newest words stand, what was taken away never comes back, a reply that came
    before its parent joins it. `is_history` marks what stood on the network before the channel
    was connected. Holds the channel's row, so that two workers can't store the same thing at
    once. Returns the messages that are new.
    """
    channel = (
        Channel.objects.select_for_update(no_key=True, of=("self",))
        .select_related("default_department")
        .get(pk=channel.pk)
    )
    now = timezone.now()
    items = [thing for thing in things if isinstance(thing, Item)]
    removed = remove(channel, [thing for thing in things if isinstance(thing, Removed)], by=by)
    store_posts(channel, [item for item in items if item.thread_key is None], now, by=by)
    arrivals = Arrivals(channel, [item for item in items if item.thread_key is not None], now)
    arrivals.store(by=by)
    moved = join_children(channel, arrivals.created, by=by)
    if moved:  # what was read before may stand elsewhere now
        removed = list(Message.objects.filter(pk__in=[message.pk for message in removed]))
    store_figures(channel, [thing for thing in things if isinstance(thing, Figures)])
    _settle(arrivals, removed, moved, by=by, is_history=is_history)
    confirm_echoes(channel, [item.external_id for item in items if item.ours], by=by)
    return arrivals.created


def _settle(arrivals: Arrivals, removed: list[Message], moved: list[Message], *, by: Actor, is_history: bool) -> None:
    """Bring the rows of all conversations that something happened to in step, and their states."""
    touched = {message.conversation_id for message in [*arrivals.created, *arrivals.edited, *removed, *moved]}
    waited = refresh(touched)
    # The rows are ours from here on: a reply that is claimed later finds itself taken down.
    stale_after(arrivals.created, places=touched, by=by)
    filed = file_history({message.conversation_id for message in arrivals.created}) if is_history else set()
    states_after(
        [message for message in [*arrivals.created, *moved] if message.conversation_id not in filed],
        removed=[message for message in removed if message.is_ours or message.conversation_id in waited],
        by=by,
    )


def remove(channel: Channel, gone: Sequence[Removed], *, by: Actor) -> list[Message]:
    """Mark messages (or own posts) that the network says are gone; the text stays with us.

    What has not arrived yet is remembered, and is gone when it does.
    """
    now = timezone.now()
    when = {thing.external_id: now if thing.at is None else sensible(thing.at, now) for thing in gone}
    if not when:
        return []
    known = Message.objects.filter(channel=channel, external_id__in=when).select_related("conversation")
    messages = list(known.filter(removed_at=None))
    posts = list(Post.objects.filter(channel=channel, external_id__in=when, removed_at=None))
    acts = [*(_taken_down(message, when) for message in messages), *(_taken_down(post, when) for post in posts)]
    Message.objects.bulk_update(messages, ["removed_at", "removal_due_at"])
    Post.objects.bulk_update(posts, ["removed_at"])
    record_all(acts, by=by)
    _remember(channel, when)
    return messages


def _remember(channel: Channel, when: Mapping[str, datetime]) -> None:
    """Keep what was taken away before we had it."""
    known = set(Message.objects.filter(channel=channel, external_id__in=when).values_list("external_id", flat=True))
    known |= set(Post.objects.filter(channel=channel, external_id__in=when).values_list("external_id", flat=True))
    Removal.objects.bulk_create(
        [Removal(channel=channel, external_id=key, at=at) for key, at in when.items() if key not in known],
        ignore_conflicts=True,
    )


def _taken_down(thing: Message | Post, when: Mapping[str, datetime]) -> Act:
    thing.removed_at = when[thing.external_id]
    if isinstance(thing, Message):
        thing.removal_due_at = None
        return Act("message.remove", thing, {"ours": thing.is_ours}, thing.removed_at)
    return Act("post.remove", thing, {}, thing.removed_at)
