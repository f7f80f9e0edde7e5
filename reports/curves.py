"""Curves over time as SVG, in the colours and letters of reports/charts.py; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from reports.charts import rule, steps, svg, text

LEFT, RIGHT = 34, 396
ROOM = 1.08
"""Above the highest value, so that it does not touch what stands above."""

type Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """From where to where down the picture a curve may reach, over how many points, and its highest value."""

    top: float
    base: float
    count: int
    peak: float

    def x(self, number: int) -> float:
        """Where the point of that number stands."""
        return LEFT + number * (RIGHT - LEFT) / max(self.count - 1, 1)

    def y(self, value: float) -> float:
        """How far down a value is."""
        return self.base - value / (self.peak * ROOM) * (self.base - self.top)


def area(points: Sequence[tuple[str, int]], label: str, below: str) -> SafeString:
    """A line over time with what lies under it; the last value stands beside it."""
    return svg(212, label, [*_filled(points, below, Frame(20, 186, len(points), _peak(points))), *_days(points, 186)])


def area_and_share(
    points: Sequence[tuple[str, int]], shares: Sequence[float | None], label: str, below: tuple[str, str]
) -> SafeString:
    """The same, and under it a share of each, None where there is too little to tell; `below` names both."""
    parts = _filled(points, below[0], Frame(14, 122, len(points), _peak(points)))
    known = [(number, 100 * part) for number, part in enumerate(shares) if part is not None]
    frame = Frame(146, 192, len(points), max([part for _number, part in known] + [20.0]))
    top = max(20, round(frame.peak / 20) * 20)
    for tick in (0, top // 2, top):
        if tick <= frame.peak * ROOM:
            parts += _tick(frame, tick, f"{tick}")
    if known:
        at = [(frame.x(number), frame.y(part)) for number, part in known]
        parts += [*_curve(at, "4"), *_end(at[-1], f"{round(known[-1][1])} %", below[1])]
    return svg(218, label, [*parts, *_days(points, 192)])


def _filled(points: Sequence[tuple[str, int]], below: str, frame: Frame) -> list[SafeString]:
    at = [(frame.x(number), frame.y(count)) for number, (_name, count) in enumerate(points)]
    parts = [part for tick in steps(int(frame.peak)) for part in _tick(frame, tick, f"{tick:,}")]
    line = _path(at)
    parts.append(format_html('<path d="{}L{} {}L{} {}z" class="area"/>', line, RIGHT, frame.base, LEFT, frame.base))
    return [*parts, *_curve(at, "1"), *_end(at[-1], f"{points[-1][1]:,}", below)]


def _curve(at: Sequence[Point], colour: str) -> list[SafeString]:
    x, y = at[-1]
    dot = '<circle cx="{}" cy="{}" r="3" class="f{}"/>'
    return [
        format_html('<path d="{}" class="stroke s{}"/>', _path(at), colour),
        format_html(dot, round(x, 1), round(y, 1), colour),
    ]


def _end(at: Point, value: str, below: str) -> list[SafeString]:
    return [text(RIGHT + 8, at[1] + 1, value, "strong"), text(RIGHT + 8, at[1] + 15, below, "axis")]


def _tick(frame: Frame, value: float, words: str) -> list[SafeString]:
    y = frame.y(value)
    line = rule(LEFT, y, RIGHT, y, "grid" if value else "base")
    return [line, text(LEFT - 6, y + 4, words, "axis", "end")]


def _days(points: Sequence[tuple[str, int]], base: float) -> list[SafeString]:
    at = Frame(0, base, len(points), 1)
    named = [(number, name) for number, (name, _count) in enumerate(points) if number % 3 == 0]
    return [text(at.x(number), base + 20, name, "axis", "middle") for number, name in named]


def _path(at: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in at)


def _peak(points: Sequence[tuple[str, int]]) -> int:
    return max([count for _name, count in points] + [1])
