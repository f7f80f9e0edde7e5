"""What a program asks of a report: the same names as in the addresses of the pages; what makes no sense is refused."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from accounts.api.shapes import Listed, Strict
from accounts.models import Member
from reports.asked import EARLIEST, MOST_DAYS, USUAL_DAYS, Against, Asked
from reports.metrics.catalogue import GROUPS, METRICS

AGAINST = ("against_from", "against_until")
CHOICES = ("department", "channel", "label")


class ReportAsked(Strict):
    """Days, and which work; as in the address of the page."""

    meanings: ClassVar = {
        "channel": "On this one.",
        "label": "With this one.",
    }

    until = serializers.DateField(required=False, help_text="The last day, of your time zone; today without.")
    days = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        help_text=f"Up to it, without `from`; {USUAL_DAYS} if not said.",
    )
    against = serializers.ChoiceField(
        choices=list(Against.values),
        required=False,
        help_text="What to compare with: `before` (as many days right before) if not said; `own` with two days.",
    )
    against_from = serializers.DateField(required=False, help_text="With `against=own`: the first day.")
    against_until = serializers.DateField(required=False, help_text="With `against=own`: the last day.")
    department = serializers.CharField(required=False, max_length=80, help_text="The slug of a department.")
    channel = serializers.IntegerField(required=False, min_value=1, max_value=2**31)
    label: Any = serializers.IntegerField(required=False, min_value=1, max_value=2**31)

    def get_fields(self) -> dict[str, Any]:
        """With the day whose name Python keeps for itself."""
        return {"from": serializers.DateField(required=False, help_text="The first day."), **super().get_fields()}


class NumbersAsked(ReportAsked):
    """And which numbers."""

    group = serializers.ChoiceField(choices=list(GROUPS), required=False, help_text="Without, those of all groups.")


class BehindAsked(ReportAsked, Listed):
    """And which part of what a number was counted from: a key of its `behind`."""

    meanings: ClassVar = {
        "key": "Which part; all without.",
    }

    key = serializers.RegexField(r"^[a-z0-9_-]{1,40}$", required=False, default="all")


class FileAsked(ReportAsked):
    """As the list."""

    meanings: ClassVar = {
        "key": "Which part; all without.",
    }

    key = serializers.RegexField(r"^[a-z0-9_-]{1,40}$", required=False, default="all")


def by_of(request: Request) -> Member:
    """Who asks."""
    return cast(Member, request.user)


def read(request: Request, shape: type[Strict]) -> tuple[dict[str, Any], Asked]:
    """What was given, checked, and what it means for this member; raises ValidationError."""
    given = {name: request.query_params[name] for name in request.query_params}
    checked = shape(data=given)
    checked.is_valid(raise_exception=True)
    facts = dict(checked.validated_data)
    asked = Asked.read(by_of(request), given)
    for name in CHOICES:
        if name in facts and getattr(asked, name) is None:
            raise ValidationError({name: [_("There is none like this, or it is closed to you.")]})
    first, last = facts.get("from"), asked.period.last
    if "until" in facts and facts["until"] != last:
        raise ValidationError({"until": [_("Choose a day from %(first)s until today.") % {"first": EARLIEST}]})
    if first is not None and first != asked.period.first:
        raise ValidationError({"from": [_("Choose a day up to the last, and at most five years before it.")]})
    _refuse_senseless_comparison(facts, asked)
    return facts, asked


def _refuse_senseless_comparison(facts: dict[str, Any], asked: Asked) -> None:
    """Two days are for days of one's own, and those need both; raises ValidationError."""
    own = facts.get("against") == Against.OWN
    for name in AGAINST:
        if name in facts and not own:
            raise ValidationError({name: [_("This belongs to `against=own`.")]})
    if own and asked.against != Against.OWN:
        said = _("Give `against_from` and `against_until`: days until today, the first not after the last.")
        raise ValidationError({"against": [said]})


def whole(path: str) -> str:
    """An address with the place that people know."""
    return f"{settings.LIAISON_URL}{path}"


def metric_or_none(key: str, part: str = "all") -> Any:
    """A number by its key, if it has such a part behind it."""
    found = METRICS.get(key)
    return found if found is not None and part in found.behind else None
