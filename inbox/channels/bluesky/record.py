"""The record that is sent: made once, complete, and the same on every attempt. Pure."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from inbox.channels.base import Image, Outgoing, Rejected
from inbox.channels.bluesky.names import NAME, POST
from inbox.channels.bluesky.richtext import LIMITS, facets, graphemes, measure

TID_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
TID_LENGTH = 13
# CIDv1, raw bytes, SHA-256 of 32 bytes: the prefix of every blob's content address.
RAW_SHA256 = bytes((0x01, 0x55, 0x12, 0x20))


def freeze(outgoing: Outgoing, *, us: str, language: str = "") -> dict[str, Any]:
    """What `putRecord` will be given; raises Rejected for what the network would refuse.

    The record key comes from `created_at` and `key` alone, so that every attempt
    writes to the same place and a second one changes nothing. `external_id` is the
    address that the post will have.
    """
    _check(outgoing.text, outgoing.images)
    record: dict[str, Any] = {
        "$type": POST,
        "text": outgoing.text,
        "createdAt": _stamp(outgoing.created_at),
    }
    if language:
        record["langs"] = [language]
    if marked := facets(outgoing.text, _people(outgoing)):
        record["facets"] = marked
    if outgoing.answers:
        record["reply"] = _reply(outgoing)
    if outgoing.images:
        pictures = [_picture(image) for image in outgoing.images]
        record["embed"] = {"$type": "app.bsky.embed.images", "images": pictures}
    rkey = tid(outgoing.created_at, outgoing.key)
    return {
        "repo": us,
        "collection": POST,
        "rkey": rkey,
        "record": record,
        "external_id": f"at://{us}/{POST}/{rkey}",
    }


def tid(moment: datetime, key: str) -> str:
    """A record key as the network wants it: microseconds, then ten bits drawn from `key`."""
    micros = round(moment.timestamp() * 1_000_000)
    clock = int.from_bytes(hashlib.sha256(key.encode()).digest()[:2]) & 0x3FF
    number = (micros << 10 | clock) & (1 << 63) - 1
    return "".join(TID_LETTERS[number >> shift & 31] for shift in range(60, -1, -5))


def blob(data: bytes, media_type: str) -> dict[str, Any]:
    """The reference by which the network will know these bytes once they are uploaded."""
    digest = RAW_SHA256 + hashlib.sha256(data).digest()
    link = "b" + base64.b32encode(digest).decode().lower().rstrip("=")
    return {"$type": "blob", "ref": {"$link": link}, "mimeType": media_type, "size": len(data)}


def _check(text: str, images: Sequence[Image]) -> None:
    if problem := measure(text).problem:
        raise Rejected(problem)
    if not text.strip() and not images:
        raise Rejected(f"{NAME} takes no empty messages.")
    if len(images) > LIMITS.images:
        raise Rejected(f"{NAME} takes at most {LIMITS.images} pictures; these are {len(images)}.")
    for number, image in enumerate(images, start=1):
        if len(image.data) > LIMITS.image_bytes:
            raise Rejected(f"{NAME} takes pictures up to 2 MB; picture {number} is larger.")
        if not image.media_type.startswith("image/"):
            raise Rejected(f"{NAME} takes only pictures; attachment {number} is none.")
        if not image.alt.strip():
            raise Rejected(f"Picture {number} needs a description (alt text).")
        if LIMITS.alt_text and graphemes(image.alt) > LIMITS.alt_text:
            raise Rejected(f"The description of picture {number} is longer than 2,000 characters.")


def _reply(outgoing: Outgoing) -> dict[str, Any]:
    extra = outgoing.answers_extra
    try:
        parent = {"uri": str(extra["uri"]), "cid": str(extra["cid"])}
        root = {"uri": str(extra["root_uri"]), "cid": str(extra["root_cid"])}
    except KeyError as error:
        raise Rejected(f"The answered message lacks {error}, which {NAME} needs for a reply.") from error
    return {"root": root, "parent": parent}


def _people(outgoing: Outgoing) -> Mapping[str, str]:
    people = dict(outgoing.answers_extra.get("people") or {})
    if author := outgoing.answers_author:
        people[author.handle] = author.external_id
    return people


def _picture(image: Image) -> dict[str, Any]:
    picture: dict[str, Any] = {"alt": image.alt, "image": blob(image.data, image.media_type)}
    if image.width and image.height:
        picture["aspectRatio"] = {"width": image.width, "height": image.height}
    return picture


def _stamp(moment: datetime) -> str:
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
