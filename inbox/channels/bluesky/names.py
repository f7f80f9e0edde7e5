"""Names and small readings that every part of the Bluesky connector shares."""

from __future__ import annotations

from typing import Any

NAME = "Bluesky"
POST = "app.bsky.feed.post"
WEB = "https://bsky.app"


def author_of(uri: str) -> str:
    """The DID in an address such as at://did:plc:abc/app.bsky.feed.post/3k; else ''."""
    return uri.removeprefix("at://").split("/", 1)[0] if uri.startswith("at://") else ""


def split(uri: str) -> tuple[str, str, str]:
    """An at-address as (repo, collection, record key); raises ValueError for anything else."""
    parts = uri.removeprefix("at://").split("/")
    if not uri.startswith("at://") or len(parts) != 3 or not all(parts):
        raise ValueError(f"{uri!r} is no address of a Bluesky record.")
    return parts[0], parts[1], parts[2]


def page_of(uri: str) -> str:
    """Where people read this post on the web."""
    repo, _collection, key = split(uri)
    return f"{WEB}/profile/{repo}/post/{key}"


def parent_of(record: dict[str, Any]) -> str:
    """The address of the post this record answers, or ''."""
    return _reference(record, "parent")


def root_of(record: dict[str, Any]) -> str:
    """The address of the post that opened the thread this record answers in, or ''."""
    return _reference(record, "root")


def _reference(record: dict[str, Any], end: str) -> str:
    reply = record.get("reply") or {}
    return str((reply.get(end) or {}).get("uri", ""))
