"""Charts as SVG: attributes only, colours by class, every number as text; pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

type Bars = Sequence[tuple[str, int, str]]
WIDTH = 460


def text(x: float, y: float, words: object, cls: str = "", anchor: str = "start") -> SafeString:
    """Some words at a point."""
    return format_html(
        '<text x="{}" y="{}" class="{}" text-anchor="{}">{}</text>', round(x, 1), round(y, 1), cls, anchor, words
    )


def rect(x: float, y: float, width: float, height: float, cls: str) -> SafeString:
    """A bar; what has no size is drawn with none."""
    sizes = (round(x, 1), round(y, 1), round(max(width, 0), 1), round(max(height, 0), 1))
    return format_html('<rect x="{}" y="{}" width="{}" height="{}" rx="2" class="{}"/>', *sizes, cls)


def rule(x1: float, y1: float, x2: float, y2: float, cls: str = "grid") -> SafeString:
    """A line."""
    ends = (round(x1, 1), round(y1, 1), round(x2, 1), round(y2, 1))
    return format_html('<line x1="{}" y1="{}" x2="{}" y2="{}" class="{}"/>', *ends, cls)


def svg(height: int, label: str, parts: Sequence[SafeString]) -> SafeString:
    """A picture that says in words what it shows."""
    inner = format_html_join("", "{}", ((part,) for part in parts))
    head = '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
    return format_html(head, WIDTH, height, label, inner)


def steps(highest: int) -> list[int]:
    """Three or four round numbers from nothing up to about the highest."""
    if highest <= 0:
        return [0]
    size = 10 ** (len(str(highest)) - 1)
    step = next(size * share / 10 for share in (2, 5, 10, 20, 50) if highest / (size * share / 10) <= 4)
    whole = max(1, round(step))
    return list(range(0, highest + 1, whole))


@dataclass(frozen=True, slots=True)
class Mark:
    """A line before the bar of that number, with words on both sides of it."""

    before: int
    left: str
    right: str


def columns(bars: Bars, label: str, below: str, mark: Mark | None = None) -> SafeString:
    """Standing bars with their numbers above; `below` says what is counted."""
    left, base, top = 34, 196, 22 if mark is None else 28
    peak = max([count for _name, count, _cls in bars] + [1])
    wide = (WIDTH - left) / max(len(bars), 1)
    parts: list[SafeString] = []
    for tick in steps(peak):
        y = base - tick / (peak * 1.08) * (base - top)
        parts += [
            rule(left, y, WIDTH, y, "base" if tick == 0 else "grid"),
            text(left - 6, y + 4, f"{tick:,}", "axis", "end"),
        ]
    for number, (name, count, cls) in enumerate(bars):
        x, y = left + number * wide, base - count / (peak * 1.08) * (base - top)
        parts.append(rect(x + 3, y, wide - 6, base - y, cls))
        if count:
            parts.append(text(x + wide / 2, y - 6, f"{count:,}", "", "middle"))
        parts.append(text(x + wide / 2, base + 18, name, "axis", "middle"))
    parts.append(text(left, base + 38, below, "axis"))
    if mark is not None:
        x = left + mark.before * wide
        parts += [
            format_html('<path d="M{} 2V{}" class="stroke mark"/>', round(x, 1), base),
            text(x - 7, 11, mark.left, "strong", "end"),
            text(x + 7, 11, mark.right, "axis"),
        ]
    return svg(240, label, parts)


def shares(rows: Sequence[tuple[str, str, Sequence[int]]], classes: Sequence[str], label: str) -> SafeString:
    """Lying bars of parts of a hundred: a name, a line below it, and counts by class."""
    left, thick = 116, 26
    parts: list[SafeString] = []
    for number, (name, below, counted) in enumerate(rows):
        y, x, whole = 6 + number * 40, float(left), sum(counted) or 1
        parts += [text(0, y + 12, name, "strong"), text(0, y + 27, below, "axis")]
        for count, cls in zip(counted, classes, strict=True):
            width = count / whole * (WIDTH - left)
            parts.append(rect(x, y, width - 1.5, thick, cls))
            if count / whole >= 0.08:
                parts.append(text(x + 8, y + 17, round(100 * count / whole), cls.replace("f", "l")))
            x += width
    end = 6 + len(rows) * 40 + 16
    for tick in (0, 25, 50, 75, 100):
        anchor = "start" if tick == 0 else "end" if tick == 100 else "middle"
        parts.append(text(left + tick / 100 * (WIDTH - left), end, f"{tick} %", "axis", anchor))
    return svg(end + 6, label, parts)


def bars(rows: Bars, label: str) -> SafeString:
    """Lying bars, one a row, its name in front and its number behind it."""
    left, right, high = 116, 52, 26
    peak = max([count for _name, count, _cls in rows] + [1])
    parts: list[SafeString] = []
    for number, (name, count, cls) in enumerate(rows):
        y, width = 4 + number * high, count / peak * (WIDTH - left - right)
        parts += [
            text(0, y + 14, name if len(name) < 18 else f"{name[:16]}…", "strong"),
            rect(left, y, max(width, 1.5), 18, cls),
            text(left + width + 8, y + 14, f"{count:,}"),
        ]
    return svg(8 + len(rows) * high, label, parts)


def line(
    points: Sequence[tuple[str, float]], target: float, words: Callable[[float], str], label: str, below: str
) -> SafeString:
    """A line over time against a dashed one that is to be reached."""
    left, right, base, top = 10, 386, 170, 24
    peak = max([value for _name, value in points] + [target, 1e-9]) * 1.12
    wide = (right - left) / max(len(points) - 1, 1)

    def high(value: float) -> float:
        return base - value / peak * (base - top)

    at = [(left + n * wide, high(value)) for n, (_name, value) in enumerate(points)]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in at)
    aim = high(target)
    parts: list[SafeString] = [
        rule(left, base, right, base, "base"),
        format_html('<path d="M{} {}H{}" class="stroke aim"/>', left, round(aim, 1), right),
        text(left, aim - 6, below, "axis"),
        format_html('<path d="{}L{} {}L{} {}z" class="area"/>', path, right, base, left, base),
        format_html('<path d="{}" class="stroke s1"/>', path),
        format_html('<circle cx="{}" cy="{}" r="3" class="f1"/>', round(at[-1][0], 1), round(at[-1][1], 1)),
        text(right + 8, at[-1][1] + 4, words(points[-1][1]), "strong"),
    ]
    every = max(1, len(points) // 4)
    parts += [
        text(at[n][0], base + 20, points[n][0], "axis", "start" if n == 0 else "middle")
        for n in range(0, len(points), every)
    ]
    return svg(196, label, parts)
