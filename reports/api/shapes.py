"""How numbers are told."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from reports.metrics.catalogue import GROUPS

UNITS = ("count", "share", "seconds", "index", "money")


class PeriodShape(serializers.Serializer[Any]):
    """Whole days of a time zone, both ends included."""

    first = serializers.DateField()
    last = serializers.DateField()
    zone = serializers.CharField()


class AmountShape(serializers.Serializer[Any]):
    """A sum of money."""

    currency = serializers.CharField()
    amount = serializers.FloatField()

    def to_representation(self, instance: tuple[str, float]) -> dict[str, Any]:
        """Of a pair."""
        return dict(zip(("currency", "amount"), instance, strict=True))


class NumberShape(serializers.Serializer[Any]):
    """`value` is null where there were too few samples to tell; of times it is the median, in seconds."""

    value = serializers.FloatField(allow_null=True)
    samples = serializers.IntegerField(help_text="How many it was counted from.")
    is_exact = serializers.BooleanField(help_text="Else within 1 %.")
    p90 = serializers.FloatField(allow_null=True, help_text="What nine in ten stayed below.")
    working = serializers.FloatField(allow_null=True, help_text="The median in working hours.")
    working_p90 = serializers.FloatField(allow_null=True)
    within = serializers.ListField(child=serializers.FloatField(), help_text="Of answers: shares within each limit.")
    amounts = AmountShape(many=True, help_text="Of money: sums by currency; of several, `value` is null.")


class BehindShape(serializers.Serializer[Any]):
    """What a number, or a part of it, was counted from: as a page, as a list for programs, as a file."""

    key = serializers.CharField()
    page = serializers.CharField()
    conversations = serializers.CharField()
    csv = serializers.CharField()


class MetricShape(serializers.Serializer[Any]):
    """One number: now, in the days that it is compared with, and what exactly is counted.

    `before` is null for what tells of this moment, whatever the days.
    """

    key = serializers.CharField()
    name = serializers.CharField()
    group = serializers.ChoiceField(choices=list(GROUPS))
    unit = serializers.ChoiceField(choices=UNITS)
    definition = serializers.CharField()
    less_is_better = serializers.BooleanField()
    now = NumberShape()
    before = NumberShape(allow_null=True)
    behind = BehindShape(many=True)


class MetricsShape(serializers.Serializer[Any]):
    """Numbers of a period."""

    period = PeriodShape()
    against = PeriodShape(help_text="What numbers are compared with.")
    items = MetricShape(many=True)


class HeadlineShape(serializers.Serializer[Any]):
    """One large number of the joint report."""

    key = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.ChoiceField(choices=UNITS)
    definition = serializers.CharField()
    now = NumberShape()
    before = NumberShape()
    behind = BehindShape(many=True)


class DepartmentLineShape(serializers.Serializer[Any]):
    """Counts of one department (null: of all together); `needed` asked for an answer, and either got it or not."""

    department = serializers.IntegerField(allow_null=True)
    conversations = serializers.IntegerField()
    needed = serializers.IntegerField()
    answered = serializers.IntegerField()
    settled = serializers.IntegerField()
    waiting = serializers.IntegerField()
    promised = serializers.IntegerField()
    kept = serializers.IntegerField()
    heard = serializers.IntegerField(help_text="Messages whose tone could be read.")
    negative = serializers.IntegerField()
    first_response = NumberShape()


class StepShape(serializers.Serializer[Any]):
    """First answers that took at most so many minutes and more than those of the step before; null: longer, or none."""

    minutes = serializers.IntegerField(allow_null=True)
    is_none = serializers.BooleanField(help_text="No answer yet, or none was needed.")
    count = serializers.IntegerField()


class WeekShape(serializers.Serializer[Any]):
    """Seven days."""

    first = serializers.DateField()
    conversations = serializers.IntegerField()
    negative = NumberShape()


class PairShape(serializers.Serializer[Any]):
    """What one department asked of another; times are medians in seconds. `silo` is null below five requests."""

    asks = serializers.IntegerField()
    asked = serializers.IntegerField()
    count = serializers.IntegerField()
    accepted = serializers.IntegerField()
    declined = serializers.IntegerField()
    bounced = serializers.IntegerField()
    acknowledgement = serializers.FloatField(allow_null=True)
    answer = serializers.FloatField(allow_null=True)
    oldest_open = serializers.DateTimeField(allow_null=True)
    silo = serializers.FloatField(allow_null=True)
    page = serializers.CharField(help_text="The requests behind it.")


class JointShape(serializers.Serializer[Any]):
    """The report that belongs to every department."""

    period = PeriodShape()
    against = PeriodShape(help_text="What numbers are compared with.")
    headlines = HeadlineShape(many=True)
    departments = DepartmentLineShape(many=True)
    together = DepartmentLineShape()
    first_responses = StepShape(many=True)
    steps_are_exact = serializers.BooleanField()
    weeks = WeekShape(many=True)
    pairs = PairShape(many=True)
    pdf = serializers.CharField(help_text="The same on paper, for people who are signed in.")


class CountedShape(serializers.Serializer[Any]):
    """How often something came."""

    name = serializers.CharField(allow_blank=True)
    count = serializers.IntegerField()


class VoiceShape(serializers.Serializer[Any]):
    """How often somebody was spoken of: ourselves (`watch` is null), or a competitor."""

    name = serializers.CharField(allow_blank=True)
    watch = serializers.IntegerField(allow_null=True)
    count = serializers.IntegerField()


class AudienceShape(serializers.Serializer[Any]):
    """Who speaks, and of whom."""

    period = PeriodShape()
    voices = VoiceShape(many=True)
    languages = CountedShape(many=True)
    networks = CountedShape(many=True)


class EngagementShape(serializers.Serializer[Any]):
    """What a network counted under a post."""

    likes = serializers.IntegerField()
    reposts = serializers.IntegerField()
    replies = serializers.IntegerField()
    quotes = serializers.IntegerField()
    total = serializers.IntegerField()


class CountShape(serializers.Serializer[Any]):
    """What it counted at one moment."""

    at = serializers.DateTimeField()
    counted = EngagementShape()


class EchoShape(serializers.Serializer[Any]):
    """What a post led to; messages under it, counted one by one."""

    questions = serializers.IntegerField()
    complaints = serializers.IntegerField(help_text="Messages that sound negative.")
    unanswered = serializers.IntegerField(help_text="Questions and complaints that wait for an answer now.")
    negative = serializers.IntegerField()
    heard = serializers.IntegerField(help_text="Messages whose tone could be read.")
