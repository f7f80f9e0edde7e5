"""What comes with a post: pictures, a video, a link card, a quoted post."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from inbox.channels.base import Attachment

PLAYLIST = "application/vnd.apple.mpegurl"


def attachments(embed: Mapping[str, Any] | None) -> tuple[Attachment, ...]:
    """The attachments of a hydrated embed; unknown kinds are left out."""
    return tuple(found for found in _all(embed or {}) if found.url.startswith(("https://", "http://")))


def quotation(embed: Mapping[str, Any] | None) -> dict[str, str] | None:
    """The quoted post of a hydrated embed: its address, author and text as far as shown."""
    record = (embed or {}).get("record") or {}
    if isinstance(record.get("record"), Mapping):
        record = record["record"]
    if not record.get("uri"):
        return None
    return {
        "uri": str(record["uri"]),
        "handle": str((record.get("author") or {}).get("handle", "")),
        "text": str((record.get("value") or {}).get("text", "")),
    }


def _all(embed: Mapping[str, Any]) -> Iterable[Attachment]:
    kind = str(embed.get("$type", "")).removeprefix("app.bsky.embed.").removesuffix("#view")
    match kind:
        case "images" | "gallery":
            for image in embed.get("images") or embed.get("items") or ():
                yield Attachment("image", str(image.get("fullsize", "")), str(image.get("alt", "")))
        case "video":
            url = str(embed.get("playlist", ""))
            yield Attachment("video", url, str(embed.get("alt", "")), PLAYLIST)
        case "external":
            card = embed.get("external") or {}
            yield Attachment("link", str(card.get("uri", "")), str(card.get("title", "")))
        case "recordWithMedia":
            yield from _all(embed.get("media") or {})
