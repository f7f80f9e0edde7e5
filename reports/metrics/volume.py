"""How much there was: posts, and the conversations they belong to."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from inbox.models import Channel, Message, Post
from inbox.models.contact import Relationship

EMPLOYEE = str(Relationship.EMPLOYEE)


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
    listening and said to nobody of us, such as the articles of a feed or what a watch found; it
    asks for no answer and is counted in no other figure. What our own accounts and our employees
    say where we listen is not heard: it is counted nowhere. Context fetched for understanding is counted nowhere.
    """
    said = Q(is_listening=False)
    found = messages.filter(is_context=False).aggregate(
        inbound=Count("pk", filter=said & Q(is_ours=False)),
        outbound=Count("pk", filter=said & Q(is_ours=True)),
        conversations=Count("conversation", distinct=True, filter=said),
        heard=Count("pk", filter=~said & ~by_ourselves()),
    )
    outbound = found["outbound"] + posts.count()
    return Volume(
        posts=found["inbound"] + outbound,
        inbound=found["inbound"],
        outbound=outbound,
        conversations=found["conversations"],
        heard=found["heard"],
    )


def heard_by_purpose(messages: QuerySet[Message]) -> dict[str, int]:
    """Heard: for each purpose of a watch (brand, competitor, candidate, topic), the messages that its
    watches found, those that were said to us as well included. One that two watches of one purpose
    found counts once. What our own accounts and our employees wrote counts nowhere.
    """
    found = messages.filter(is_context=False).exclude(by_ourselves())
    pairs = found.filter(sightings__isnull=False).order_by().values("sightings__watch__purpose")
    counted = pairs.annotate(count=Count("pk", distinct=True)).values_list("sightings__watch__purpose", "count")
    return dict(counted)


def by_ourselves() -> Q:
    """Messages of any of our connected accounts, or of somebody known as our employee."""
    accounts = Channel.objects.filter(network=OuterRef("author__network"), external_id=OuterRef("author__external_id"))
    contact = "author__contact"
    employee = Q(**{f"{contact}__relationship": EMPLOYEE}) | Q(**{f"{contact}__survivor__relationship": EMPLOYEE})
    return Q(is_ours=True) | Q(Exists(accounts)) | employee


def volume_by_channel(messages: QuerySet[Message], posts: QuerySet[Post]) -> dict[Channel, Volume]:
    """The same counts for each channel that has any, in the order of the channels' names."""
    channels = Channel.objects.filter(Q(pk__in=messages.values("channel")) | Q(pk__in=posts.values("channel")))
    return {
        channel: volume(messages.filter(channel=channel), posts.filter(channel=channel))
        for channel in channels.order_by("name", "pk")
    }
