"""What watches found among the messages that arrive: noted, held by their department, and given up to a mention."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.db.models import Exists, OuterRef

from accounts.actors import Actor
from accounts.events import Act, record_all
from accounts.models import Department
from inbox.actions._custody import hand
from inbox.actions._join import untouched
from inbox.actions._together import update_together
from inbox.actions.move import closed_now
from inbox.channels.base import Item, Parsed
from inbox.models import Channel, Conversation, Message, Sighting, Watch


def found_by(watch: int | None, things: Sequence[Parsed]) -> Sequence[Parsed]:
    """The same things; the posts among them with the watch that found them, if one did.

    Posts above the one that was found are context, and nobody found those.
    """
    if watch is None:
        return things
    return [replace(x, watches=(watch,)) if isinstance(x, Item) and not x.context else x for x in things]


def watches_of(items: Iterable[Item]) -> dict[int, Watch]:
    """The watches that found these, by their ids."""
    wanted = {watch for item in items for watch in item.watches}
    return Watch.objects.select_related("department").in_bulk(wanted) if wanted else {}


def holder_of(items: Sequence[Item], channel: Channel, watches: Mapping[int, Watch]) -> Department:
    """Who holds a conversation that these open: the channel's department, unless all of it was only found."""
    meant = [item for item in items if not (item.context or item.listening)]
    found = [watches[watch] for item in items if item.listening for watch in item.watches if watch in watches]
    return channel.default_department if meant or not found else found[0].department


def note_sightings(channel: Channel, items: Mapping[str, Item], *, by: Actor) -> list[Sighting]:
    """Say which watch found which message, once each; returns what is new."""
    wanted = {key: item.watches for key, item in items.items() if item.watches}
    if not wanted:
        return []
    messages = Message.objects.filter(channel=channel, external_id__in=wanted).select_related("conversation")
    known = set(Sighting.objects.filter(message__in=messages).values_list("watch_id", "message_id"))
    standing = set(Watch.objects.filter(channel=channel).values_list("pk", flat=True))
    new = [
        Sighting(watch_id=watch, message=message)
        for message in messages
        for watch in wanted[message.external_id]
        if watch in standing and (watch, message.pk) not in known
    ]
    Sighting.objects.bulk_create(new)
    record_all([Act("watch.find", each.message, {"watch": each.watch_id}) for each in new], by=by)
    return new


def bring_home(channel: Channel, addressed: Sequence[Message], *, by: Actor) -> list[Conversation]:
    """What a watch's department held and was said to us after all goes where it would have gone at first.

    Not when somebody has worked on it. Returns what moved.
    """
    places = {message.conversation_id for message in addressed}
    if not places:
        return []
    held_by_finding = Sighting.objects.filter(
        message__conversation=OuterRef("pk"), watch__department=OuterRef("department")
    )
    rows = Conversation.objects.select_for_update(no_key=True, of=("self",)).select_related("channel", "department")
    away = rows.filter(Exists(held_by_finding), pk__in=places, channel=channel)
    away = away.exclude(department=channel.default_department).order_by("pk")
    free, acts = untouched(places), []
    moved = [conversation for conversation in away if conversation.pk in free]
    for conversation in moved:
        before = conversation.department_id
        hand(conversation, channel.default_department)
        conversation.is_closed = closed_now(conversation)
        acts.append(Act("conversation.move", conversation, {"before": before, "after": conversation.department_id}))
    update_together(moved, "department", "is_closed")
    record_all(acts, by=by)
    return moved
