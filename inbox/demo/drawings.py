"""Two pictures that Northline's customers took, drawn anew each time the demo is loaded."""

from __future__ import annotations

import io
import math
from collections.abc import Callable

from PIL import Image, ImageDraw

GLASS = ("#1f4e79", "#c8553d", "#e9c46a", "#2a9d8f", "#7b4fa3", "#f4f1de", "#264653", "#e76f51")
SIZE = 720


def rose_window() -> bytes:
    """Sixty-one panes of coloured glass, one a stop."""
    picture = Image.new("RGB", (SIZE, SIZE), "#15171c")
    draw = ImageDraw.Draw(picture)
    middle = SIZE / 2
    for ring, panes in ((320, 28), (238, 20), (156, 12)):
        for pane in range(panes):
            turn = 360 / panes
            box = [middle - ring, middle - ring, middle + ring, middle + ring]
            colour = GLASS[(pane * 3 + ring) % len(GLASS)]
            draw.pieslice(box, pane * turn + 1.5, (pane + 1) * turn - 1.5, fill=colour, outline="#15171c", width=4)
    draw.ellipse([middle - 70, middle - 70, middle + 70, middle + 70], fill=GLASS[2], outline="#15171c", width=8)
    for spoke in range(12):
        angle = math.tau * spoke / 12
        end = (middle + 318 * math.cos(angle), middle + 318 * math.sin(angle))
        draw.line([(middle, middle), end], fill="#15171c", width=5)
    return _as_png(picture)


def locked_door() -> bytes:
    """A blue door at dusk, with a sign that nobody can read on a telephone."""
    picture = Image.new("RGB", (900, 640), "#39424e")
    draw = ImageDraw.Draw(picture)
    for row in range(0, 640, 40):
        for column in range(-60, 900, 90):
            left = column + (45 if row % 80 else 0)
            draw.rectangle([left + 2, row + 2, left + 86, row + 36], fill="#5b4a45")
    draw.rectangle([330, 110, 600, 640], fill="#1d3557", outline="#0d1b2a", width=10)
    draw.rectangle([370, 160, 560, 320], fill="#a8c5da")
    draw.rectangle([410, 200, 520, 270], fill="#f1faee")
    for line in range(4):
        draw.line([(420, 212 + line * 14), (510 - line * 9, 212 + line * 14)], fill="#6c757d", width=3)
    draw.ellipse([556, 400, 580, 424], fill="#e9c46a")
    draw.ellipse([690, 40, 790, 140], fill="#ffd166")
    return _as_png(picture)


DRAWINGS: dict[str, Callable[[], bytes]] = {"rose_window": rose_window, "locked_door": locked_door}


def _as_png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
