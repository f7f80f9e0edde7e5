"""How numbers are told."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.api.shapes import Explained
from reports.metrics.catalogue import GROUPS

UNITS = ("count", "share", "seconds", "index", "money")


class PeriodShape(Explained):
    """Whole days of a time zone, both ends included."""

    meanings: ClassVar = {
        "first": "The first day.",
        "last": "The last day.",
        "zone": "Where days begin.",
    }

    first = serializers.DateField()
    last = serializers.DateField()
    zone = serializers.CharField()


class AmountShape(Explained):
    """A sum of money."""

    meanings: ClassVar = {
        "currency": "Such as EUR.",
        "amount": "In whole units and parts.",
    }

    currency = serializers.CharField()
    amount = serializers.FloatField()

    def to_representation(self, instance: tuple[str, float]) -> dict[str, Any]:
        """Of a pair."""
        return dict(zip(("currency", "amount"), instance, strict=True))


class NumberShape(Explained):
    """`value` is null where there were too few samples to tell; of times it is the median, in seconds."""

    meanings: ClassVar = {
        "value": "Null where there were too few samples to tell.",
        "working_p90": "What nine in ten stayed below, in working hours.",
    }

    value = serializers.FloatField(allow_null=True)
    samples = serializers.IntegerField(help_text="How many it was counted from.")
    is_exact = serializers.BooleanField(help_text="Else within 1 %.")
    p90 = serializers.FloatField(allow_null=True, help_text="What nine in ten stayed below.")
    working = serializers.FloatField(allow_null=True, help_text="The median in working hours.")
    working_p90 = serializers.FloatField(allow_null=True)
    within = serializers.ListField(child=serializers.FloatField(), help_text="Of answers: shares within each limit.")
    amounts = AmountShape(many=True, help_text="Of money: sums by currency; of several, `value` is null.")


class BehindShape(Explained):
    """What a number, or a part of it, was counted from: as a page, as a list for programs, as a file."""

    meanings: ClassVar = {
        "key": "Which part of the number.",
        "page": "For people who are signed in.",
        "conversations": "The list for programs.",
        "csv": "The same as a file.",
    }

    key = serializers.CharField()
    page = serializers.CharField()
    conversations = serializers.CharField()
    csv = serializers.CharField()


class MetricShape(Explained):
    """One number: now, in the days that it is compared with, and what exactly is counted.

    `before` is null for what tells of this moment, whatever the days.
    """

    meanings: ClassVar = {
        "key": "Its word in addresses.",
        "group": "Where it stands in the catalogue.",
        "unit": "In what it is counted.",
        "definition": "What exactly is counted.",
        "less_is_better": "Whether a smaller one is better.",
        "now": "In the days that were asked for.",
        "before": "In the days that it is compared with; null for what tells of this moment.",
        "behind": "What it was counted from.",
    }

    key = serializers.CharField()
    name = serializers.CharField()
    group = serializers.ChoiceField(choices=list(GROUPS))
    unit = serializers.ChoiceField(choices=UNITS)
    definition = serializers.CharField()
    less_is_better = serializers.BooleanField()
    now = NumberShape()
    before = NumberShape(allow_null=True)
    behind = BehindShape(many=True)


class MetricsShape(Explained):
    """Numbers of a period."""

    meanings: ClassVar = {
        "period": "The days that were asked for.",
        "items": "One for each number that was asked for.",
    }

    period = PeriodShape()
    against = PeriodShape(help_text="What numbers are compared with.")
    items = MetricShape(many=True)


class HeadlineShape(Explained):
    """One large number of the joint report."""

    meanings: ClassVar = {
        "key": "Its word in addresses.",
        "unit": "In what it is counted.",
        "definition": "What exactly is counted.",
        "now": "In the days that were asked for.",
        "before": "In the days that it is compared with.",
        "behind": "What it was counted from.",
    }

    key = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.ChoiceField(choices=UNITS)
    definition = serializers.CharField()
    now = NumberShape()
    before = NumberShape()
    behind = BehindShape(many=True)


class DepartmentLineShape(Explained):
    """Counts of one department (null: of all together); `needed` asked for an answer, and either got it or not."""

    meanings: ClassVar = {
        "department": "Null for all together.",
        "conversations": "Conversations of those days.",
        "needed": "Those that asked for an answer.",
        "answered": "Of these, those that got one.",
        "settled": "Of these, those that were resolved without one.",
        "waiting": "Of these, those that wait.",
        "promised": "Those whose first answer was promised within a time.",
        "kept": "Of these, those that got it in time.",
        "negative": "Messages that sound negative.",
        "first_response": "How long the first answer took.",
    }

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


class StepShape(Explained):
    """First answers that took at most so many minutes and more than those of the step before; null: longer, or none."""

    meanings: ClassVar = {
        "minutes": "At most so many; null is longer, or none.",
        "count": "How many.",
    }

    minutes = serializers.IntegerField(allow_null=True)
    is_none = serializers.BooleanField(help_text="No answer yet, or none was needed.")
    count = serializers.IntegerField()


class WeekShape(Explained):
    """Seven days."""

    meanings: ClassVar = {
        "first": "Its Monday.",
        "conversations": "Conversations of those days.",
        "negative": "Which share of messages sounds negative.",
    }

    first = serializers.DateField()
    conversations = serializers.IntegerField()
    negative = NumberShape()


class PairShape(Explained):
    """What one department asked of another; times are medians in seconds. `silo` is null below five requests."""

    meanings: ClassVar = {
        "asks": "The department that asked.",
        "asked": "The department that was asked.",
        "count": "How many requests.",
        "accepted": "How many were accepted.",
        "declined": "How many were declined.",
        "bounced": "How many were declined or came back.",
        "acknowledgement": "Until one was accepted.",
        "answer": "Until one was answered.",
        "oldest_open": "When the oldest open one was asked.",
        "silo": "From 0 to 1, how much the two stand apart; null below five requests.",
    }

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


class JointShape(Explained):
    """The report that belongs to every department."""

    meanings: ClassVar = {
        "period": "The days that were asked for.",
        "headlines": "The large numbers.",
        "departments": "A line for each.",
        "together": "A line for all.",
        "first_responses": "How many first answers took how long.",
        "steps_are_exact": "Whether these are counted; else within 1 %.",
        "weeks": "One after the other.",
        "pairs": "What departments asked of one another.",
    }

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


class CountedShape(Explained):
    """How often something came."""

    meanings: ClassVar = {
        "count": "How often.",
    }

    name = serializers.CharField(allow_blank=True)
    count = serializers.IntegerField()


class VoiceShape(Explained):
    """How often somebody was spoken of: ourselves (`watch` is null), or a competitor."""

    meanings: ClassVar = {
        "watch": "The watch that found it; null for ourselves.",
        "count": "How often.",
    }

    name = serializers.CharField(allow_blank=True)
    watch = serializers.IntegerField(allow_null=True)
    count = serializers.IntegerField()


class AudienceShape(Explained):
    """Who speaks, and of whom."""

    meanings: ClassVar = {
        "period": "The days that were asked for.",
        "voices": "Ourselves and competitors.",
        "languages": "In which people wrote.",
        "networks": "On which they wrote.",
    }

    period = PeriodShape()
    voices = VoiceShape(many=True)
    languages = CountedShape(many=True)
    networks = CountedShape(many=True)


class EngagementShape(Explained):
    """What a network counted under a post."""

    meanings: ClassVar = {
        "likes": "In the network's own word.",
        "reposts": "Passed on as it is.",
        "replies": "Answers to it.",
        "quotes": "Passed on with words.",
        "total": "All of these.",
    }

    likes = serializers.IntegerField()
    reposts = serializers.IntegerField()
    replies = serializers.IntegerField()
    quotes = serializers.IntegerField()
    total = serializers.IntegerField()


class CountShape(Explained):
    """What it counted at one moment."""

    meanings: ClassVar = {
        "at": "When.",
        "counted": "What the network told.",
    }

    at = serializers.DateTimeField()
    counted = EngagementShape()


class EchoShape(Explained):
    """What a post led to; messages under it, counted one by one."""

    meanings: ClassVar = {
        "questions": "Messages that ask something.",
        "negative": "Messages that sound negative.",
    }

    questions = serializers.IntegerField()
    complaints = serializers.IntegerField(help_text="Messages that sound negative.")
    unanswered = serializers.IntegerField(help_text="Questions and complaints that wait for an answer now.")
    negative = serializers.IntegerField()
    heard = serializers.IntegerField(help_text="Messages whose tone could be read.")
