"""Understanding the sandbox's payloads: which conversation a post belongs to, and as what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from inbox.channels.base import Attachment, Author, Figures, Item, Kind, Link, Parsed, Removed

Shape = Mapping[str, Any]

CONTEXT = 10
"""How many posts above the one that concerns us are kept for understanding."""

ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}'’]")


def parse(payload: Shape) -> Sequence[Parsed]:
    """Items, removals or figures of one payload; raises ValueError naming what is wrong."""
    try:
        if payload["type"] == "gone":
            return [Removed(payload["id"], _moment(payload["at"]))]
        if payload["type"] == "figures":
            taken_at = datetime.fromisoformat(payload["taken_at"])
            return [Figures(payload["id"], taken_at, **payload["counts"])]
        if payload["type"] in ("post", "found"):
            return _items(payload)
    except (KeyError, TypeError) as error:
        raise ValueError(f"The payload lacks or mistypes {error}.") from error
    raise ValueError(f"“{payload['type']}” is no kind of sandbox payload.")


def _items(payload: Shape) -> list[Item]:
    """The post itself, and those above it that we may not have seen."""
    us, post = payload["us"], payload["post"]
    if post["deleted_at"] is not None:
        return []  # gone before we looked; another notice says so
    if post["to"] is not None:
        return [_direct(post, us)]
    thread = _Thread([*payload["ancestors"], post], us, is_found=payload["type"] == "found")
    return thread.items()


class _Thread:
    """A post and all above it, the oldest first, as one account sees them."""

    def __init__(self, chain: Sequence[Shape], us: str, *, is_found: bool = False) -> None:
        self.is_found = is_found
        self.chain = chain
        self.us = us
        self.under_own_post = self._is_ours(0) and chain[0]["reply_to"] is None
        self.anchor = self._anchor()

    def items(self) -> list[Item]:
        """What stands, from a few posts above the first that concerns us down to the newest."""
        if len(self.chain) == 1 and self.under_own_post:
            return [_item(self.chain[0], thread_key=None, kind=Kind.POST, ours=True)]
        key = self.chain[self.anchor]["id"]
        first = 1 if self.under_own_post else max(0, self.anchor - CONTEXT)
        return [
            self._one(place, key) for place in range(first, len(self.chain)) if self.chain[place]["deleted_at"] is None
        ]

    def _anchor(self) -> int:
        """Whose id names the conversation: under our own post the top-level reply,
        elsewhere the first post that concerns us (at worst the newest)."""
        if self.under_own_post:
            return min(1, len(self.chain) - 1)
        places = range(len(self.chain))
        return next((place for place in places if self._concerns_us(place)), len(self.chain) - 1)

    def _concerns_us(self, place: int) -> bool:
        post = self.chain[place]
        return (
            self.under_own_post
            or self._is_ours(place)
            or self._is_ours(place - 1)
            or self._is_ours(place + 1)
            or post["quote_author"] == self.us
            or _names(post, self.us)
        )

    def _is_ours(self, place: int) -> bool:
        return 0 <= place < len(self.chain) and self.chain[place]["author"]["id"] == self.us

    def _one(self, place: int, key: str) -> Item:
        post = self.chain[place]
        comment = self.under_own_post or self._is_ours(place) or self._is_ours(place - 1)
        newest = place == len(self.chain) - 1
        heard = newest and self.is_found and not self._concerns_us(place)
        spoken = Kind.MENTION if not heard else Kind.COMMENT if post["reply_to"] else Kind.POST
        return _item(
            post,
            thread_key=key,
            kind=Kind.COMMENT if comment else spoken,
            ours=self._is_ours(place),
            listening=heard,
            context=not newest and not self._concerns_us(place),
            post_external_id=self.chain[0]["id"] if self.under_own_post else "",
        )


def _direct(post: Shape, us: str) -> Item:
    ours = post["author"]["id"] == us
    other = post["to"] if ours else post["author"]
    return _item(
        post,
        thread_key=f"direct:{other['id']}",
        kind=Kind.DIRECT,
        ours=ours,
        private=True,
        extra={"other": other["id"]},
    )


def _item(post: Shape, **fields: Any) -> Item:
    author = post["author"]
    return Item(
        external_id=post["id"],
        author=Author(author["id"], author["handle"], author["name"], author["url"], "", author["followers"]),
        text=post["text"],
        sent_at=datetime.fromisoformat(post["created_at"]),
        url=post["url"],
        parent_external_id=post["reply_to"] or "",
        edited_at=_moment(post["edited_at"]),
        attachments=_attachments(post),
        links=_links(post),
        **fields,
    )


def _attachments(post: Shape) -> list[Attachment]:
    image = post["image"]
    if image is None:
        return []
    return [Attachment("image", image["url"], image["alt"], image["media_type"])]


def _links(post: Shape) -> list[Link]:
    """Names and addresses in the text, in its order."""
    names = [Link(name["start"], name["end"], name["url"]) for name in post["mentions"]]
    addresses = [Link(x.start(), x.end(), x.group()) for x in ADDRESS.finditer(post["text"])]
    return sorted(names + addresses, key=lambda link: link.start)


def _names(post: Shape, account: str) -> bool:
    return any(name["id"] == account for name in post["mentions"])


def _moment(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)
