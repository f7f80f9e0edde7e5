"""Who writes to us, how they sound, in which language, and how much of what is said is about us."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from inbox.models import Channel, Conversation, Message, Sighting, Watch
from inbox.models.watch import Purpose
from reports.metrics.number import Number, share
from reports.metrics.volume import by_ourselves
from reports.models import Kind
from reports.scope import Scope
from reports.sound import NEGATIVE, UNKNOWN
from reports.sums import sums

ROOT = Coalesce(F("author__contact__survivor"), F("author__contact"))
"""Who wrote: the contact that stands for all that were merged into it."""


def negative_share(scope: Scope) -> Number:
    """Of the messages to us whose tone could be read, those that sound negative. English only, and weak
    evidence for a single message; what could not be read is not counted.
    """
    found = sums(scope, [Kind.TONE], "tag")
    heard = sum(total.count for (tag,), total in found.items() if tag != UNKNOWN)
    return share(found[NEGATIVE,].count, heard)


def languages(scope: Scope) -> list[tuple[str, int]]:
    """Messages to us by language, the most frequent first; "unknown" where neither network nor we can tell."""
    found = sums(scope, [Kind.LANGUAGE], "tag")
    return sorted(((tag, total.count) for (tag,), total in found.items()), key=lambda pair: (-pair[1], pair[0]))


def networks(scope: Scope) -> list[tuple[str, int]]:
    """Messages to us by network, the most frequent first."""
    names = dict(Channel.objects.values_list("pk", "network"))
    found: dict[str, int] = {}
    for (place,), total in sums(scope, [Kind.INBOUND], "channel_id").items():
        network = names.get(place, UNKNOWN)
        found[network] = found.get(network, 0) + total.count
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


def said(scope: Scope) -> QuerySet[Message]:
    """What people outside said to us in the period, in the conversations that count."""
    counted = scope.samples(Kind.INBOUND).values("conversation_id")
    return Message.objects.filter(
        conversation__in=counted,
        **{"sent_at__gte": scope.period.start, "sent_at__lt": scope.period.end},
        **{"is_ours": False, "is_context": False, "is_listening": False},
    ).order_by()


def authors(scope: Scope) -> QuerySet[Any, Any]:
    """The people who wrote to us in the period, each once."""
    return said(scope).exclude(author=None).annotate(root=ROOT).values("root").distinct()


def earlier(scope: Scope) -> set[int]:
    """Of these, those who had written to us before it, as far as the reader may know."""
    before = Message.objects.filter(
        conversation__in=Conversation.objects.visible_to(scope.member).order_by().values("pk"),
        sent_at__lt=scope.period.start,
        **{"is_ours": False, "is_context": False, "is_listening": False},
    ).annotate(root=ROOT)
    return set(before.filter(root__in=authors(scope)).order_by().values_list("root", flat=True).distinct())


def new_authors(scope: Scope) -> Number:
    """Of the people who wrote to us in this period, those who had never written to us before it. A person
    counts once, whatever number of accounts was merged into one contact.
    """
    everybody = authors(scope).count()
    return share(everybody - len(earlier(scope)), everybody)


def author_conversations(scope: Scope) -> QuerySet[Conversation]:
    """The conversations in which they wrote."""
    seen: QuerySet[Conversation] = Conversation.objects.visible_to(scope.member)
    return seen.filter(pk__in=said(scope).exclude(author=None).values("conversation_id")).order_by()


def new_author_conversations(scope: Scope) -> QuerySet[Conversation]:
    """Those in which somebody wrote who never had before."""
    fresh = said(scope).exclude(author=None).annotate(root=ROOT).exclude(root__in=earlier(scope))
    seen: QuerySet[Conversation] = Conversation.objects.visible_to(scope.member)
    return seen.filter(pk__in=fresh.values("conversation_id")).order_by()


@dataclass(frozen=True, slots=True)
class Voice:
    """How often somebody was spoken of; `watch` is none for ourselves."""

    name: str
    watch: int | None
    count: int


def voices(scope: Scope) -> list[Voice]:
    """Ourselves first, then each competitor's watch; a message that two competitors' watches found counts for both."""
    ours = about_us(scope).count()
    found = [Voice("", None, ours)]
    for watch in competitors(scope):
        found.append(Voice(str(watch), watch.pk, found_by(scope, [watch.pk]).count()))
    return found


def share_of_voice(scope: Scope) -> Number:
    """Of everything said about us or about competitors in this period, the part about us: messages to us
    and what watches for our brand found, against what watches for competitors found. Each message counts
    once on each side; what our own accounts and employees wrote counts nowhere.
    """
    ours = about_us(scope).count()
    watches = [watch.pk for watch in competitors(scope)]
    if not watches:
        return Number(None, ours)
    return share(ours, ours + found_by(scope, watches).count())


def competitors(scope: Scope) -> QuerySet[Watch]:
    """The watches that look for competitors, as far as the reader may know of them."""
    seen: QuerySet[Watch] = Watch.objects.visible_to(scope.member).filter(purpose=Purpose.COMPETITOR)
    seen = seen.filter(department__in=scope.departments)
    return seen.filter(channel__in=scope.channels) if scope.channels else seen


def found_by(scope: Scope, watches: list[int]) -> QuerySet[Message]:
    """The messages of the period that any of these watches found."""
    sighted = Sighting.objects.filter(watch__in=watches).values("message_id")
    return _heard(scope).filter(pk__in=sighted)


def about_us(scope: Scope) -> QuerySet[Message]:
    """Said to us, or found by a watch for our brand."""
    brand = Sighting.objects.filter(watch__purpose=Purpose.BRAND).values("message_id")
    return _heard(scope).filter(Q(is_listening=False) | Q(pk__in=brand))


def _heard(scope: Scope) -> QuerySet[Message]:
    places = scope.conversations().values("pk")
    rows = Message.objects.filter(conversation__in=places, is_context=False).exclude(by_ourselves())
    return rows.filter(sent_at__gte=scope.period.start, sent_at__lt=scope.period.end).order_by()


def voice_conversations(scope: Scope) -> QuerySet[Conversation]:
    """Where any of it was said."""
    watches = [watch.pk for watch in competitors(scope)]
    both = Q(pk__in=about_us(scope).values("conversation_id"))
    return scope.conversations().filter(both | Q(pk__in=found_by(scope, watches).values("conversation_id")))


def our_voice(scope: Scope) -> QuerySet[Conversation]:
    """Where we were spoken of."""
    return scope.conversations().filter(pk__in=about_us(scope).values("conversation_id"))


def their_voice(scope: Scope) -> QuerySet[Conversation]:
    """Where competitors were spoken of."""
    watches = [watch.pk for watch in competitors(scope)]
    return scope.conversations().filter(pk__in=found_by(scope, watches).values("conversation_id"))
