"""What came with a message, as it is drawn: through our own address, or said in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from inbox.models import Handle, Media, Message
from inbox.models.media import MediaState, key_of
from inbox.presenters.texts import web_address

STREAMS = ("application/vnd.apple.mpegurl", "application/x-mpegurl")
MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class MediaView:
    """One attachment. `kind` is image, video, audio, file, link, or gone (then only words are left)."""

    kind: str
    words: str
    alt: str = ""
    href: str = ""
    src: str = ""
    width: int = 0
    height: int = 0


def copies_of(messages: Iterable[Message], networks: Mapping[int, str]) -> dict[str, Media]:
    """What is known of the copies that these messages show, by key; one query, none without attachments."""
    keys = {
        key_of(networks[message.channel_id], str(item.get("url", "")))
        for message in messages
        for item in message.attachments
        if item.get("kind") != "link"
    }
    return {row.key: row for row in Media.objects.filter(key__in=keys)} if keys else {}


def media_of(message: Message, network: str, standing: Mapping[str, Media]) -> list[MediaView]:
    """All attachments of a message, in their order."""
    return [
        _view(message, place, item, standing.get(key_of(network, str(item.get("url", "")))))
        for place, item in enumerate(message.attachments[:MOST_SHOWN])
    ]


def face_of(handle: Handle | None) -> str:
    """The address of somebody's picture; empty where there is none."""
    if handle is None or not web_address(handle.avatar_url):
        return ""
    return reverse("inbox:face", args=[handle.pk])


def _view(message: Message, place: int, item: Mapping[str, Any], known: Media | None) -> MediaView:
    kind, alt, outside = str(item.get("kind", "")), str(item.get("alt") or ""), web_address(item.get("url"))
    if not outside:
        return MediaView("gone", _gone(kind), alt)
    if kind == "link" or item.get("media_type") in STREAMS:
        words = _("Video on the network") if kind == "video" else alt or outside
        return MediaView("link", words, alt, href=outside)
    if known is not None and known.state == MediaState.FAILED:
        return MediaView("gone", _gone(kind), alt)
    here = reverse("inbox:media", args=[message.pk, place])
    is_file = known is not None and known.state == MediaState.KEPT and not known.is_picture
    if kind != "image" or is_file:
        return MediaView(kind if kind in ("video", "audio") else "file", _saves(kind), alt, href=here)
    size = (known.width, known.height) if known else (0, 0)
    words = alt or _("No alternative text")
    return MediaView("image", words, alt, href=here, src=f"{here}?small=1", width=size[0], height=size[1])


def _gone(kind: str) -> str:
    if kind == "image":
        return _("This picture can’t be shown: it is not there any more, or not where we may fetch it.")
    return _("This attachment is not there any more, or not where we may fetch it.")


def _saves(kind: str) -> str:
    return {"video": _("Save the video"), "audio": _("Save the recording")}.get(kind, _("Save the file"))
