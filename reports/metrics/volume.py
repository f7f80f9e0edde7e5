"""How much there was: posts, and the conversations they belong to."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from inbox.models import Channel, Message, Post


@dataclass(frozen=True, slots=True)
class Volume:
    """Counts of what stands in the inbox."""

    posts: int
    inbound: int
    outbound: int
    conversations: int
    heard: int = 0


def volume(messages: QuerySet[Message], posts: QuerySet[Post]) -> Volume:
    """Posts: everything that people outside wrote to us and our own accounts wrote, removed or not.
    Inbound: written by people outside; outbound: written by our own accounts, those that answer
    nobody included. Conversations: those with at least one of these posts. Heard: found by
    listening and said to nobody of us, such as the articles of a feed; it asks for no answer and
    is counted in no other figure. Context fetched for understanding is counted nowhere.
    """
    said = Q(is_listening=False)
    found = messages.filter(is_context=False).aggregate(
        inbound=Count("pk", filter=said & Q(is_ours=False)),
        outbound=Count("pk", filter=said & Q(is_ours=True)),
        conversations=Count("conversation", distinct=True, filter=said),
        heard=Count("pk", filter=~said),
    )
    outbound = found["outbound"] + posts.count()
    return Volume(
        posts=found["inbound"] + outbound,
        inbound=found["inbound"],
        outbound=outbound,
        conversations=found["conversations"],
        heard=found["heard"],
    )


def volume_by_channel(messages: QuerySet[Message], posts: QuerySet[Post]) -> dict[Channel, Volume]:
    """The same counts for each channel that has any, in the order of the channels' names."""
    channels = Channel.objects.filter(Q(pk__in=messages.values("channel")) | Q(pk__in=posts.values("channel")))
    return {
        channel: volume(messages.filter(channel=channel), posts.filter(channel=channel))
        for channel in channels.order_by("name", "pk")
    }
