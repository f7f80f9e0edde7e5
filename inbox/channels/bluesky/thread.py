"""Which conversation a post belongs to: the rule of threads, pure.

A chain is the posts from the root to the post in question, oldest first, as far as
they are known: deleted and hidden ones are missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from inbox.channels.bluesky.names import author_of, parent_of, root_of


@dataclass(frozen=True, slots=True)
class Place:
    """Where a chain stands.

    `key` is None for our own post, also when it continues a thread of our own.
    `own_until` counts the posts at the chain's start that are our own post and its
    continuation; `under` is the address of our own post the conversation stands under.
    """

    key: str | None
    own_until: int
    under: str
    complete: bool


def place(chain: Sequence[dict[str, Any]], us: str) -> Place:
    """Find the conversation of a chain's last post.

    Under our own post each reply of somebody else opens one conversation. In anybody
    else's thread it is the first post that addresses us, or the one that we answered
    unasked, else the thread itself.
    """
    root = root_of(chain[-1]["record"]) or chain[-1]["uri"]
    complete = _complete(chain, root)
    if author_of(root) != us:
        return Place(_branch(chain, root, us), 0, "", complete)
    for index, post in enumerate(chain):
        if author_of(post["uri"]) != us:
            return Place(_top_reply(post, us), index, root, complete)
    return Place(None, len(chain), root, complete)


def addresses(record: dict[str, Any], us: str) -> bool:
    """Whether a post mentions us, quotes us, or answers us."""
    return mentions(record, us) or author_of(quoted_by(record)) == us or author_of(parent_of(record)) == us


def mentions(record: dict[str, Any], us: str) -> bool:
    """Whether the text names us with a real mention, not just our name in letters."""
    features = (feature for facet in record.get("facets") or () for feature in facet.get("features") or ())
    return any(feature.get("did") == us for feature in features)


def quoted_by(record: dict[str, Any]) -> str:
    """The address of the post that this one quotes, or ''."""
    inner = (record.get("embed") or {}).get("record") or {}
    if isinstance(inner.get("record"), dict):  # with pictures beside the quotation
        inner = inner["record"]
    return str(inner.get("uri", ""))


def _branch(chain: Sequence[dict[str, Any]], root: str, us: str) -> str:
    for post in chain:
        if author_of(post["uri"]) == us:
            return parent_of(post["record"]) or root
        if addresses(post["record"], us):
            return str(post["uri"])
    return root


def _top_reply(post: dict[str, Any], us: str) -> str:
    """If the post above is missing and not ours, it was most likely the top reply itself."""
    above = parent_of(post["record"])
    return above if above and author_of(above) != us else str(post["uri"])


def _complete(chain: Sequence[dict[str, Any]], root: str) -> bool:
    above = [""] + [post["uri"] for post in chain[:-1]]
    joined = all(parent_of(post["record"]) == uri for uri, post in zip(above, chain, strict=True))
    return joined and bool(chain[0]["uri"] == root)
