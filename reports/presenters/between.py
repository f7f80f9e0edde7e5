"""Who asks whom in words: the map of departments, and between which two an answer takes longest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Department
from inbox.promised import in_short
from reports.asked import Asked
from reports.metrics.asking import Pair

HEATS = (timedelta(hours=1), timedelta(hours=2), timedelta(hours=8))
"""From these on a cell is stronger in colour."""


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
