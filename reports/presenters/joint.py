"""The joint page in words: numbers with their units, changes, definitions and doors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import Department
from inbox.promised import in_short
from reports import charts, curves
from reports.asked import Asked
from reports.joint import MINUTES, Joint, Line
from reports.metrics.asking import Pair
from reports.metrics.catalogue import METRICS
from reports.metrics.number import Number, share
from reports.presenters.words import Stat, door, in_words, stat

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
HEATS = (timedelta(hours=1), timedelta(hours=2), timedelta(hours=8))
PROMPT = 6
"""So many of the steps are half an hour or less."""


@dataclass(frozen=True, slots=True)
class LineView:
    """One row of the table; each count with its door."""

    name: str
    cells: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one department asked of another."""

    count: str
    heat: int
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class MapRow:
    """What one department asked of all; None where it would ask itself."""

    name: str
    cells: list[Cell | None]
    silo: str


def stats(found: Joint, asked: Asked) -> list[Stat]:
    """The large numbers, with those of the period before."""
    large = [stat(METRICS[key], found.now[key], found.before[key], asked) for key in HEADLINES]
    return [replace(one, also="") for one in large]


def first_response_chart(found: Joint) -> SafeString:
    """How long the first answer took; the unanswered are not hidden."""
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
    return charts.columns(list(zip(names, found.steps, classes, strict=True)), label, below, mark)


def first_response_rows(found: Joint) -> list[tuple[str, str]]:
    """The same chart as a table: how long, and how many."""
    starts = ("0", *(str(end) for end in MINUTES))
    names = [
        _("%(from)s to %(to)s min") % {"from": since, "to": end} for since, end in zip(starts, MINUTES, strict=False)
    ]
    names += [_("longer than 2 h"), _("none yet")]
    return [(name, f"{count:,}") for name, count in zip(names, found.steps, strict=True)]


def coverage_chart(lines: list[Line], names: dict[int, Department]) -> SafeString:
    """What became of those that asked for an answer, by department."""
    rows = [
        (_name(line, names), f"{line.needed:,}", (line.answered, line.settled, line.waiting))
        for line in lines
        if line.needed
    ]
    label = _("Coverage by department in per cent: answered, settled without a reply, waiting. The table below has it.")
    return charts.shares(rows, ("f1", "f2", "f5"), label)


def weeks_chart(found: Joint) -> SafeString:
    """How many conversations began in each of thirteen weeks, and which part of what was said sounds negative."""
    points = [(date_format(week.first, "j M"), week.conversations) for week in found.weeks]
    label = _("Conversations in thirteen weeks, from %(first)s to %(last)s a week; negative: %(negative)s.") % {
        "first": f"{points[0][1]:,}",
        "last": f"{points[-1][1]:,}",
        "negative": " ".join(in_words(found.weeks[-1].negative, "share")),
    }
    shares = [week.negative.value for week in found.weeks]
    return curves.area_and_share(points, shares, label, (_("a week"), _("negative")))


def week_rows(found: Joint) -> list[tuple[str, str, str]]:
    """The same chart as a table, the latest week first: first day, conversations, negative."""
    return [
        (date_format(week.first, "j F Y"), f"{week.conversations:,}", _percent(week.negative))
        for week in reversed(found.weeks)
    ]


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


def slowest(found: list[Pair], asked: Asked, names: dict[int, Department]) -> tuple[str, str] | None:
    """Between which two departments an answer takes longest, in words, and the door to their requests."""
    timed = [(pair.answer, pair) for pair in found if pair.answer is not None and {pair.asks, pair.asked} <= set(names)]
    if not timed:
        return None
    time, pair = max(timed, key=lambda each: each[0])
    asks, other = names[pair.asks], names[pair.asked]
    words = _("%(asks)s asks %(asked)s, %(time)s") % {
        **{"asks": asks.name, "asked": other.name},
        "time": in_short(timedelta(seconds=time)),
    }
    return words, reverse("reports:behind_pair", args=[asks.slug, other.slug]) + asked.written(department="")


def map_rows(found: list[Pair], asked: Asked, places: list[Department]) -> list[MapRow]:
    """Departments against departments: who asks stands in front, who is asked above."""
    by_pair = {(pair.asks, pair.asked): pair for pair in found}
    rows = []
    for asks in places:
        own = [pair for pair in found if pair.asks == asks.pk and pair.silo is not None]
        weight = sum(pair.count for pair in own)
        silo = f"{sum((pair.silo or 0) * pair.count for pair in own) / weight:.2f}" if weight else ""
        cells = [None if one == asks else _cell(by_pair.get((asks.pk, one.pk)), asked, asks, one) for one in places]
        rows.append(MapRow(asks.name, cells, silo))
    return rows


def _cell(pair: Pair | None, asked: Asked, asks: Department, one: Department) -> Cell:
    words = {"asks": asks.name, "asked": one.name}
    if pair is None:
        return Cell("0", 0, _("%(asks)s asked nothing of %(asked)s.") % words, "")
    heat = 1
    if pair.answer is not None:
        heat += sum(timedelta(seconds=pair.answer) >= limit for limit in HEATS)
    sentence = _("%(asks)s asked %(asked)s %(count)s times: %(accepted)s %% taken up, %(declined)s %% declined.") % {
        **words,
        "count": pair.count,
        "accepted": round(100 * pair.accepted / pair.count),
        "declined": round(100 * pair.declined / pair.count),
    }
    sentence += _time(_(" Taken up after %(time)s (median)."), pair.acknowledgement)
    sentence += _time(_(" Answered after %(time)s (median)."), pair.answer)
    if pair.silo is not None:
        sentence += _(" Silo index %(index)s.") % {"index": f"{pair.silo:.2f}"}
    href = reverse("reports:behind_pair", args=[asks.slug, one.slug]) + asked.written(department="")
    return Cell(f"{pair.count:,}", heat, sentence, href)


def _time(words: str, seconds: float | None) -> str:
    return "" if seconds is None else words % {"time": in_short(timedelta(seconds=seconds))}
