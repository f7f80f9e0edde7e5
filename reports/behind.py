"""What lies behind numbers, as rows of files; page and API give the same."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts.models import Member
from reports.asked import Asked
from reports.export import Row, conversation_rows
from reports.metrics.number import Metric
from reports.presenters.words import in_words


def rows_behind(metric: Metric, key: str, asked: Asked, member: Member) -> Iterator[Row]:
    """The conversations behind a number, then the number itself; raises KeyError for a key that it has not."""
    scope = asked.scope(member)
    rows = metric.conversations(scope, key)
    number = metric.compute(scope)

    def totals() -> Iterator[Row]:
        yield (_("Conversations"), rows.count())
        yield (str(metric.name), " ".join(in_words(number, metric.unit)).strip(), number.value)
        yield (_("Counted from"), number.samples)
        yield (_("From"), asked.period.first.isoformat(), _("until"), asked.period.last.isoformat(), asked.period.zone)

    return conversation_rows(rows, totals())


def file_name(what: str, asked: Asked) -> str:
    """What it is and of which days."""
    return f"{what}-{asked.period.first.isoformat()}-{asked.period.last.isoformat()}"
