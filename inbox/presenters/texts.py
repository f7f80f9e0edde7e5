"""A message's text with its links, safe whatever a stranger put into either."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `href` is empty or an address that begins with http."""

    text: str
    href: str = ""


def web_address(given: Any) -> str:
    """The address if a browser may go there from here, else nothing."""
    try:
        parts = urlsplit(str(given or ""))
    except ValueError:
        return ""
    return str(given) if parts.scheme in ("http", "https") and parts.netloc else ""


def pieces(text: str, links: Sequence[Mapping[str, Any]]) -> list[Piece]:
    """Split a text at its links; overlapping or senseless ones stay plain text."""
    return [piece for piece in _split(text, links) if piece.text]


def _split(text: str, links: Sequence[Mapping[str, Any]]) -> Iterator[Piece]:
    done = 0
    for start, end, href in sorted(_usable(text, links)):
        if start < done:
            continue
        yield Piece(text[done:start])
        yield Piece(text[start:end], href)
        done = end
    yield Piece(text[done:])


def _usable(text: str, links: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, int, str]]:
    for link in links:
        start, end, href = link.get("start"), link.get("end"), web_address(link.get("url"))
        if href and isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text):
            yield start, end, href
