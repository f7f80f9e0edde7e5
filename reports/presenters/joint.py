"""The joint page in words: numbers with their units, changes, definitions and doors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import Department
from reports import charts, curves
from reports.asked import Asked
from reports.joint import MINUTES, Joint, Line, Week
from reports.metrics.catalogue import METRICS
from reports.metrics.number import Number, share
from reports.presenters.listings import step_keys, step_words
from reports.presenters.words import Linked, Stat, door, in_words, stat

HEADLINES = (
    "conversations",
    "first_response",
    "coverage",
    "promises_kept",
    "solved_together",
    "reopened",
    "negative",
    "silo_index",
)
PROMPT = 6
"""So many of the steps are half an hour or less."""


@dataclass(frozen=True, slots=True)
class LineView:
    """One row of the table; each count with its door."""

    name: str
    cells: list[tuple[str, str]]


def stats(found: Joint, asked: Asked) -> list[Stat]:
    """The large numbers, with those of the period before."""
    large = [stat(METRICS[key], found.now[key], found.before[key], asked) for key in HEADLINES]
    return [replace(one, also="") for one in large]


def first_response_chart(found: Joint, asked: Asked | None = None) -> SafeString:
    """How long the first answer took; the unanswered are not hidden. Its bars lead nowhere where nothing is asked."""
    names = ["0-5", *(f"-{end}" for end in MINUTES[1:-1]), "-2 h", "2 h+", _("none")]
    classes = ["f1"] * PROMPT + ["f4"] * (len(MINUTES) + 1 - PROMPT) + ["f5"]
    prompt, late = sum(found.steps[:PROMPT]), sum(found.steps[PROMPT:-1])
    label = _("First response: %(prompt)s within 30 minutes, %(late)s later, %(none)s none yet.") % {
        **{"prompt": f"{prompt:,}", "late": f"{late:,}"},
        "none": f"{found.steps[-1]:,}",
    }
    below = _("minutes to our first answer, the unanswered included")
    whole = prompt + late + found.steps[-1]
    within = _("%(share)s %% within 30 min") % {"share": round(100 * prompt / whole)} if whole else ""
    mark = charts.Mark(PROMPT, within, _("later, or not yet")) if whole else None
    hrefs = [door(asked, "first_steps", key) for key in step_keys()] if asked else []
    return charts.columns(list(zip(names, found.steps, classes, strict=True)), label, below, mark, hrefs=hrefs)


def first_response_rows(found: Joint, asked: Asked) -> list[tuple[str, Linked]]:
    """The same chart as a table: how long, and how many."""
    counted = zip(step_keys(), found.steps, strict=True)
    return [(step_words(key) or "", Linked(f"{count:,}", door(asked, "first_steps", key))) for key, count in counted]


def coverage_chart(lines: list[Line], names: dict[int, Department]) -> SafeString:
    """What became of those that asked for an answer, by department."""
    rows = [
        (_name(line, names), f"{line.needed:,}", (line.answered, line.settled, line.waiting))
        for line in lines
        if line.needed
    ]
    label = _("Coverage by department in per cent: answered, settled without a reply, waiting. The table below has it.")
    return charts.shares(rows, ("f1", "f2", "f5"), label)


def weeks_chart(found: Joint, asked: Asked | None = None) -> SafeString:
    """How many conversations began in each of thirteen weeks, and which part of what was said sounds negative."""
    points = [(date_format(week.first, "j M"), week.conversations) for week in found.weeks]
    label = _("Conversations in thirteen weeks, from %(first)s to %(last)s a week; negative: %(negative)s.") % {
        "first": f"{points[0][1]:,}",
        "last": f"{points[-1][1]:,}",
        "negative": " ".join(in_words(found.weeks[-1].negative, "share")),
    }
    shares = [week.negative.value for week in found.weeks]
    hrefs = [door(asked, "conversations", **_days(week)) for week in found.weeks] if asked else []
    return curves.area_and_share(points, shares, label, (_("a week"), _("negative")), hrefs=hrefs)


def week_rows(found: Joint, asked: Asked) -> list[tuple[str, Linked, Linked]]:
    """The same chart as a table, the latest week first: first day, conversations, negative."""
    return [
        (
            date_format(week.first, "j F Y"),
            Linked(f"{week.conversations:,}", door(asked, "conversations", **_days(week))),
            Linked(_percent(week.negative), door(asked, "negative", "negative", **_days(week))),
        )
        for week in reversed(found.weeks)
    ]


def _days(week: Week) -> dict[str, str]:
    return {"from": week.first.isoformat(), "until": (week.first + timedelta(days=6)).isoformat()}


def table(found: Joint, asked: Asked, names: dict[int, Department]) -> tuple[list[LineView], LineView]:
    """The same as numbers, by department and together."""
    rows = [_row(line, asked, _name(line, names), names[line.department or 0].slug) for line in found.lines]
    return rows, _row(found.together, asked, _("Together"), "")


def columns_of_table() -> list[str]:
    """What stands above the cells of table()."""
    return [
        *(_("Conversations"), _("First response"), _("Answered"), _("Settled"), _("Waiting")),
        *(_("Promises kept"), _("Broken"), _("Negative")),
    ]


def _row(line: Line, asked: Asked, name: str, slug: str) -> LineView:
    only = {"department": slug} if slug else {}
    median = " ".join(in_words(line.first_response, "seconds")[:1])
    broken = line.promised - line.kept
    return LineView(
        name,
        [
            (f"{line.conversations:,}", door(asked, "conversations", **only)),
            (median, door(asked, "first_response", **only)),
            (f"{line.answered:,}", door(asked, "coverage", "answered", **only)),
            (f"{line.settled:,}", door(asked, "coverage", "settled", **only)),
            (f"{line.waiting:,}", door(asked, "coverage", "waiting", **only)),
            (f"{line.kept:,}", door(asked, "promises_kept", "kept", **only)),
            (f"{broken:,}", door(asked, "promises_kept", "broken", **only)),
            (_percent(share(line.negative, line.heard)), door(asked, "negative", "negative", **only)),
        ],
    )


def _percent(number: Number) -> str:
    return _("too few") if number.value is None else f"{round(100 * number.value)} %"


def _name(line: Line, names: dict[int, Department]) -> str:
    return names[line.department].name if line.department in names else _("Together")
