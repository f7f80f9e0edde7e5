"""Posts as Bluesky shows them, for tests that need a thread and no network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

US = "did:plc:us"
MOMENT = "2026-11-22T12:00:00.000Z"


def post(name: str, by: str, *, above: Sequence[dict[str, Any]] = (), **record: Any) -> dict[str, Any]:
    """A post called `name`; it answers the last of the posts `above`, in the thread of the first."""
    written = {"$type": "app.bsky.feed.post", "text": name, "createdAt": MOMENT, **record}
    if above:
        written["reply"] = {"root": strong(above[0]), "parent": strong(above[-1])}
    return {
        "uri": f"at://did:plc:{by}/app.bsky.feed.post/{name}",
        "cid": f"cid-{name}",
        "author": {"did": f"did:plc:{by}", "handle": f"{by}.test"},
        "record": written,
        "indexedAt": MOMENT,
    }


def thread(*steps: str) -> list[dict[str, Any]]:
    """A chain of posts, each answering the one before: 'ann:hello', 'us:hi', 'bob@us:and me' mentions us."""
    chain: list[dict[str, Any]] = []
    for step in steps:
        who, name = step.split(":")
        by, _, mentioned = who.partition("@")
        facets = [mention(f"did:plc:{mentioned}")] if mentioned else []
        chain.append(post(name, by, above=chain, facets=facets))
    return chain


def mention(did: str, start: int = 0, end: int = 1) -> dict[str, Any]:
    """A facet that names somebody."""
    feature = {"$type": "app.bsky.richtext.facet#mention", "did": did}
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}


def strong(one: dict[str, Any]) -> dict[str, str]:
    """A post as others point at it."""
    return {"uri": one["uri"], "cid": one["cid"]}


def payload(chain: Sequence[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """What a poll keeps of the last post of a chain."""
    return {"us": US, "seen_at": "2026-11-22T12:01:00+00:00", "post": chain[-1], "thread": list(chain[:-1]), **more}
