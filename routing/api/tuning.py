"""Spikes in what is said, from when on they are raised, and how much each part of the score counts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from accounts.api.resources import Act, Facts, Resource
from accounts.api.shapes import GREATEST, Finite, Listed, Shape, Strict, explained
from accounts.models import Member
from inbox.models import Conversation, Message
from routing.actions import score, spike
from routing.models import Spike, Tuning
from routing.score import MOST, PARTS

TOLD = 100
"""Messages of one spike."""


class SpikeShape(Shape[Spike]):
    """Far more than usual was said: `posts` of the highest hour, `usual` before; the newest `messages` you may see."""

    messages: Any = serializers.SerializerMethodField()

    class Meta:
        model = Spike
        fields = (
            *("id", "channel", "topic", "sentiment", "raised_at", "ended_at", "posts", "usual", "sigmas", "hours"),
            "messages",
        )
        read_only_fields = fields

    meanings: ClassVar = {
        "channel": "Where.",
        "topic": "About which word list; null is about anything.",
        "sentiment": "In which tone; empty is any.",
        "raised_at": "When it was noticed.",
        "ended_at": "When it was over; null while it lasts.",
        "posts": "Of its highest hour, reposts counted once.",
        "usual": "The median of the hours before.",
        "sigmas": "How far above usual.",
        "hours": "Posts of each hour up to the one that raised it, the oldest first.",
    }

    def get_messages(self, row: Any) -> list[int]:
        """Their numbers."""
        return [message.pk for message in row.told]


class SpikesAsked(Listed):
    """Which spikes."""

    meanings: ClassVar = {
        "channel": "On this one.",
        "topic": "About this word list.",
    }

    channel = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)
    topic = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)
    standing = serializers.BooleanField(required=False, default=None, allow_null=True, help_text="Those not over yet.")


class TuningShape(Shape[Tuning]):
    """What administrators set."""

    weights: Any = serializers.SerializerMethodField()

    class Meta:
        model = Tuning
        fields = ("weights", "spike_sigmas", "spike_posts", "spike_hours")
        read_only_fields = fields

    meanings: ClassVar = {
        "spike_sigmas": "How far above usual counts as a spike.",
        "spike_posts": "At least so many posts within the hour.",
        "spike_hours": "After how many hours of listening.",
    }

    def get_weights(self, row: Tuning) -> dict[str, int]:
        """Of each part of the score."""
        return row.weighing


class Weights(Strict):
    """A weight for each part of the score."""

    meanings: ClassVar = {
        "needs_reply": "That it asks for an answer.",
        "question": "That it is a question.",
        "negative": "That it sounds negative.",
        "reach": "How many follow its author.",
        "relationship": "What they are to us.",
        "waiting": "How long it has waited.",
        "promise": "How near a promise is to its end.",
    }

    def get_fields(self) -> dict[str, Any]:
        """One for each part there is."""
        parts = {part: serializers.IntegerField(min_value=0, max_value=MOST) for part in PARTS}
        return explained(type(self), parts)


class SpikeLimits(Strict):
    """How far above usual, at least how many posts within the hour, and after how many hours of listening."""

    meanings: ClassVar = {
        "sigmas": "How far above usual.",
        "posts": "At least so many within the hour.",
        "hours": "After how many hours of listening.",
    }

    sigmas = Finite(min_value=spike.LEAST_SIGMAS, max_value=spike.MOST_SIGMAS)
    posts = serializers.IntegerField(min_value=1, max_value=spike.MOST)
    hours = serializers.IntegerField(min_value=1, max_value=spike.MOST)


def _spikes(by: Member) -> QuerySet[Spike]:
    posts = Message.objects.filter(conversation__in=Conversation.objects.visible_to(by).order_by(), removed_at=None)
    posts = posts.only("pk").order_by("-sent_at", "-pk")
    rows: QuerySet[Spike] = Spike.objects.visible_to(by)
    return rows.prefetch_related(Prefetch("messages", queryset=posts[:TOLD], to_attr="told"))


def _narrow(rows: QuerySet[Any], given: Facts, _by: Member) -> QuerySet[Any]:
    if given.get("standing") is not None:
        rows = rows.filter(ended_at__isnull=given["standing"])
    return rows.filter(**{name: given[name] for name in ("channel", "topic") if name in given})


def _page(_given: Facts, _by: Member) -> tuple[list[Any], str | None]:
    return [Tuning.now()], None


SPIKES = Resource(
    name="spikes",
    area="conversations",
    about="When far more than usual was said about something. Told are those with a post that you may see.",
    rows=_spikes,
    shown=SpikeShape,
    asked=SpikesAsked,
    narrow=_narrow,
)
TUNING = Resource(
    name="tuning",
    area="rules",
    about="How much each part of the score counts, and from when on something is a spike.",
    rows=lambda _by: Tuning.objects.all(),
    shown=TuningShape,
    page=_page,
    wide=(
        Act("score.weigh", score.weigh, Weights, how=lambda c: score.weigh(c.given, by=c.by), shown=TuningShape),
        Act("spike.tune", spike.tune, SpikeLimits, shown=TuningShape),
    ),
    administrators=True,
    is_one=True,
)
RESOURCES = (SPIKES, TUNING)
