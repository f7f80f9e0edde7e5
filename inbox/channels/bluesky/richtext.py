"""Texts as Bluesky counts and marks them: length, and facets (links, mentions, tags).

Facets count UTF-8 bytes; everything else here counts code points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

import regex

from inbox.channels.base import Limits, Link, Measure
from inbox.channels.bluesky.names import WEB

LIMITS = Limits(characters=300, bytes=3000, images=4, image_bytes=2_000_000, alt_text=2000)
TAG_LENGTH = 64
FEATURE = "app.bsky.richtext.facet#"

_GRAPHEME = regex.compile(r"\X")
_ADDRESS = regex.compile(r"(?<![\w/])https?://[^\s<>\"]+", regex.IGNORECASE)
_MENTION = regex.compile(r"(?<![\w@./])@((?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*)", regex.IGNORECASE)
_TAG = regex.compile(r"(?<!\S)[#\uff03](?=\S*[^\d\s\p{P}])([^\s#\uff03]+)")
_CLOSING = {")": "(", "]": "[", "}": "{"}


def graphemes(text: str) -> int:
    """How many characters people see: Unicode extended grapheme clusters."""
    return len(_GRAPHEME.findall(text))


def measure(text: str) -> Measure:
    """Count by both of the network's rules: 300 graphemes and 3,000 UTF-8 bytes."""
    used, size = graphemes(text), len(text.encode())
    problem = None
    if used > 300:
        problem = f"Bluesky takes at most 300 characters; these are {used}."
    elif size > 3000:
        problem = (
            f"Bluesky takes at most 3,000 bytes, and these characters need {size:,}: emoji and some scripts weigh more."
        )
    return Measure(used, LIMITS.characters, problem=problem)


def links(text: str, facets: Iterable[Mapping[str, Any]]) -> tuple[Link, ...]:
    """The marked stretches of a received text; senseless, overlapping or unsafe ones dropped."""
    data = text.encode()
    found: list[Link] = []
    for facet in facets:
        url = next(filter(None, map(_target, facet.get("features") or ())), "")
        span = _span(data, facet.get("index") or {})
        if url and span:
            found.append(Link(*span, url))
    clear: list[Link] = []
    for link in sorted(found, key=lambda link: (link.start, link.end)):
        if not clear or link.start >= clear[-1].end:
            clear.append(link)
    return tuple(clear)


def facets(text: str, people: Mapping[str, str]) -> list[dict[str, Any]]:
    """The facets of a text of ours: its addresses, tags, and mentions of known `people`.

    `people` maps handles to DIDs; a handle that isn't among them stays plain text.
    """
    known = {handle.lower(): did for handle, did in people.items()}
    found = [*_addresses(text), *_mentions(text, known), *_tags(text)]
    found.sort(key=lambda entry: entry[0])
    clear: list[dict[str, Any]] = []
    end_of_last = 0
    for start, end, feature in found:
        if start >= end_of_last:
            clear.append({"index": _index(text, start, end), "features": [feature]})
            end_of_last = end
    return clear


Marked = tuple[int, int, dict[str, str]]


def _addresses(text: str) -> Iterable[Marked]:
    for match in _ADDRESS.finditer(text):
        url = _trimmed(match.group())
        if len(url) > len("https://"):
            yield match.start(), match.start() + len(url), {"$type": f"{FEATURE}link", "uri": url}


def _mentions(text: str, people: Mapping[str, str]) -> Iterable[Marked]:
    for match in _MENTION.finditer(text):
        if did := people.get(match.group(1).lower()):
            yield match.start(), match.end(), {"$type": f"{FEATURE}mention", "did": did}


def _tags(text: str) -> Iterable[Marked]:
    for match in _TAG.finditer(text):
        tag = regex.sub(r"\p{P}+$", "", match.group(1))
        if tag and graphemes(tag) <= TAG_LENGTH:
            yield match.start(), match.start(1) + len(tag), {"$type": f"{FEATURE}tag", "tag": tag}


def _trimmed(url: str) -> str:
    """An address in running text without the punctuation that belongs to the sentence."""
    while url and (url[-1] in ".,;:!?'*_" or (url[-1] in _CLOSING and _CLOSING[url[-1]] not in url)):
        url = url[:-1]
    return url


def _index(text: str, start: int, end: int) -> dict[str, int]:
    first = len(text[:start].encode())
    return {"byteStart": first, "byteEnd": first + len(text[start:end].encode())}


def _span(data: bytes, index: Mapping[str, Any]) -> tuple[int, int] | None:
    """Byte offsets as code point offsets; None outside the text or inside a character."""
    start, end = index.get("byteStart"), index.get("byteEnd")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(data):
        return None
    try:
        return len(data[:start].decode()), len(data[:end].decode())
    except UnicodeDecodeError:
        return None


def _target(feature: Mapping[str, Any]) -> str:
    match str(feature.get("$type", "")).removeprefix(FEATURE):
        case "link":
            url = str(feature.get("uri", ""))
            return url if url.startswith(("https://", "http://")) else ""
        case "mention":
            return f"{WEB}/profile/{quote(str(feature.get('did', '')), safe=':.')}"
        case "tag":
            return f"{WEB}/hashtag/{quote(str(feature.get('tag', '')), safe='')}"
    return ""
