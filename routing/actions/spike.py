"""Spikes: from when on they are raised, raising each once, and ending them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import SCHEDULE, Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Membership, Role
from accounts.permissions import require
from inbox.models import Conversation, JournalPlace
from routing.hearing import CHART, Series, before, loud, posts_of
from routing.models import Spike, Tuning
from routing.spiking import Limits, Verdict, is_over, judge, same

READER = "spikes"
LEAST_SIGMAS, MOST_SIGMAS, MOST = 1, 100, 100_000


@transaction.atomic
def tune(*, sigmas: float, posts: int, hours: int, by: Actor) -> Tuning:
    """From when on it is a spike; raises NotPossible for limits that make no sense."""
    require(by, "spike.tune")
    if not LEAST_SIGMAS <= sigmas <= MOST_SIGMAS or not 1 <= posts <= MOST or not 1 <= hours <= MOST:
        raise NotPossible(_("Give a distance from 1 to 100, and at least one post and one hour."))
    Tuning.objects.get_or_create(pk=1)
    tuning = Tuning.objects.select_for_update().get(pk=1)
    limits = Limits(sigmas, posts, hours)
    if tuning.limits == limits:
        return tuning
    tuning.spike_sigmas, tuning.spike_posts, tuning.spike_hours = sigmas, posts, hours
    tuning.save(update_fields=["spike_sigmas", "spike_posts", "spike_hours"])
    record("spike.tune", tuning, by=by, sigmas=sigmas, posts=posts, hours=hours)
    return tuning


@transaction.atomic
def watch_spikes(now: datetime | None = None, *, by: Actor = SCHEDULE) -> list[Spike]:
    """Look at the last hour: end what is over, raise what is new; returns the latter.

    One scheduler at a time; the same posts under several topics or tones are one spike, that
    which stands out most. A topic that says what everything is about comes before everything.
    """
    now = now or timezone.now()
    JournalPlace.objects.get_or_create(reader=READER)
    if not JournalPlace.objects.select_for_update(skip_locked=True).filter(reader=READER).exists():
        return []
    limits = Tuning.now().limits
    seen = [(spike.topic_id, _follow(spike, now, limits, by)) for spike in Spike.objects.standing()]
    verdicts = [(series, judge(posts, before(series, now), limits)) for series, posts in loud(now, limits.posts)]
    raised = []
    for series, verdict in sorted(verdicts, key=lambda one: (one[0].topic is None, -one[1].sigmas)):
        if not verdict.is_spike:
            continue
        _posts, messages = posts_of(series, now)
        if not _is_told(series, messages, seen):
            raised.append(_raise(series, verdict, messages, now, by))
            seen.append((series.topic, messages))
    return raised


def _is_told(series: Series, messages: frozenset[int], seen: list[tuple[int | None, frozenset[int]]]) -> bool:
    """Whether these posts are told of by another spike; by topics, where they are half of everything."""
    if series.topic is not None:
        return any(same(messages, others) for _topic, others in seen)
    explained = frozenset().union(*(others for topic, others in seen if topic is not None))
    if 2 * len(messages & explained) >= len(messages):
        return True
    return any(same(messages, others) for topic, others in seen if topic is None)


def _follow(spike: Spike, now: datetime, limits: Limits, by: Actor) -> frozenset[int]:
    """Go on with one that stands; returns its messages of the last hour."""
    series = Series(spike.channel_id, spike.topic_id, spike.sentiment)
    posts, messages = posts_of(series, now)
    spike.messages.add(*messages)
    verdict = judge(posts, before(series, now), limits)
    if posts > spike.posts:
        spike.posts, spike.sigmas = posts, max(spike.sigmas, verdict.sigmas)
        spike.save(update_fields=["posts", "sigmas"])
    if is_over(verdict, limits):
        spike.ended_at = now
        spike.save(update_fields=["ended_at"])
        record("spike.end", spike, by=by)
    return messages


def _raise(series: Series, verdict: Verdict, messages: frozenset[int], now: datetime, by: Actor) -> Spike:
    spike = Spike.objects.create(
        channel_id=series.channel,
        topic_id=series.topic,
        sentiment=series.sentiment,
        raised_at=now,
        posts=verdict.posts,
        usual=verdict.usual,
        sigmas=verdict.sigmas,
        hours=[*reversed(before(series, now)[: CHART - 1]), verdict.posts],
    )
    spike.messages.set(messages)
    facts: dict[str, Any] = {"topic": series.topic, "sentiment": series.sentiment, "posts": verdict.posts}
    record("spike.raise", spike, by=by, **facts, tell=_concerned(messages))
    return spike


def _concerned(messages: frozenset[int]) -> list[int]:
    """The leads of the departments that hold what was said; of one without a lead, its agents."""
    places = set(Conversation.objects.filter(messages__in=messages).values_list("department", flat=True))
    able = Membership.objects.filter(department__in=places, member__is_active=True)
    leads = list(able.filter(role=Role.LEAD).values_list("member_id", "department_id"))
    led = {place for _member, place in leads}
    agents = able.filter(role=Role.AGENT).exclude(department__in=led).values_list("member_id", flat=True)
    return sorted({*agents, *(member for member, _place in leads)})
