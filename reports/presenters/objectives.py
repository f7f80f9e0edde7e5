"""An objective week by week, as a line against its target."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reports import charts
from reports.metrics.catalogue import METRICS
from reports.models import Objective
from reports.presenters.words import whole
from reports.scope import Period


def week_rows(row: Objective, weeks: Sequence[tuple[Period, float | None]]) -> list[tuple[str, str]]:
    """First day and value, the latest week first."""
    unit, unknown = METRICS[row.metric].unit, _("not enough data")
    return [
        (date_format(period.first, "j F Y"), unknown if value is None else whole(value, unit))
        for period, value in reversed(weeks)
    ]


def chart(row: Objective, weeks: Sequence[tuple[Period, float | None]]) -> SafeString | None:
    """The weeks with a value, and the target as a line; None of too few."""
    known = [(date_format(period.first, "j M"), value) for period, value in weeks if value is not None]
    if len(known) < 2:
        return None
    unit = METRICS[row.metric].unit
    label = _("Week by week from %(first)s to %(last)s, the target is %(target)s.") % {
        "first": whole(known[0][1], unit),
        "last": whole(known[-1][1], unit),
        "target": whole(row.target, unit),
    }
    return charts.line(
        known,
        row.target,
        (lambda value: whole(value, unit)),
        label,
        _("target %(value)s") % {"value": whole(row.target, unit)},
    )
