"""Understanding one entry as a message that asks for no answer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from inbox.channels.base import Attachment, Author, Item, Kind, Link
from inbox.channels.feed.words import Words

# Feeds are younger: what claims to be older has a broken clock.
FIRST_SENSIBLE = datetime(1990, 1, 1, tzinfo=UTC)
LONGEST_URL = 1000
LONGEST_NAME = 300
LONGEST_FEED = 150
KINDS = ("image", "audio", "video")


def item_of(payload: Mapping[str, Any], account: str) -> Item:
    """One entry; raises ValueError naming what is missing. `account` is the feed's own id."""
    try:
        return _item(payload, account)
    except (KeyError, TypeError) as error:
        raise ValueError(f"The entry lacks or mistypes {error}.") from error


def _item(payload: Mapping[str, Any], account: str) -> Item:
    entry, feed = payload["entry"], payload["feed"]
    seen_at = datetime.fromisoformat(payload["seen_at"])
    sent_at = _sensible(entry["published"], seen_at) or _sensible(entry["updated"], seen_at) or seen_at
    text, links, pictures = _told(entry)
    return Item(
        external_id=payload["id"],
        thread_key=payload["id"],
        kind=Kind.POST,
        author=_author(entry, feed, account),
        text=text,
        sent_at=sent_at,
        url=web_address(entry["link"]),
        edited_at=(_sensible(entry["updated"], seen_at) or seen_at) if payload["changed"] else None,
        language=feed["language"][:12],
        attachments=_attachments(entry, pictures),
        links=links,
        extra={"feed": feed["title"][:LONGEST_NAME], "tags": [tag for tag in entry["tags"] if tag]},
        listening=True,
    )


def _told(entry: Mapping[str, Any]) -> tuple[str, list[Link], list[Attachment]]:
    """Title and body as one text; a body that begins with the title says it once."""
    title, body = " ".join(Words(entry["title"]).text.split()), Words(entry["body"])
    if not title or body.text.startswith(title):
        return body.text or _stand_in(entry), body.links, body.pictures
    if not body.text:
        return title, [], body.pictures
    shift = len(title) + 2
    links = [Link(link.start + shift, link.end + shift, link.url) for link in body.links]
    return f"{title}\n\n{body.text}", links, body.pictures


def _stand_in(entry: Mapping[str, Any]) -> str:
    """Something to read where an entry brings only an address."""
    enclosed: Mapping[str, str] = next(iter(entry["enclosures"]), {})
    return str(entry["link"] or enclosed.get("title") or enclosed.get("url") or entry["id"] or "Untitled")


def _author(entry: Mapping[str, Any], feed: Mapping[str, Any], account: str) -> Author:
    """Names count within one feed: two Annas in two feeds are two people."""
    host = urlsplit(account).hostname or ""
    place = account if len(account) <= LONGEST_FEED else hashlib.sha256(account.encode()).hexdigest()
    name = (Words(entry["author"]).text or Words(feed["title"]).text or host)[:LONGEST_NAME]
    identity = f"{place}#{name.casefold()}"[:LONGEST_NAME]
    return Author(identity, host[:LONGEST_NAME], name, web_address(entry["author_url"]) or web_address(feed["link"]))


def _attachments(entry: Mapping[str, Any], pictures: list[Attachment]) -> list[Attachment]:
    found: dict[str, Attachment] = {}
    for one in entry["enclosures"]:
        kind = one["type"].split("/")[0].lower()
        media_type = one["type"][:100] if "/" in one["type"] else ""
        found.setdefault(
            web_address(one["url"]),
            Attachment(kind if kind in KINDS else "link", one["url"], one["title"], media_type),
        )
    for picture in pictures:
        found.setdefault(picture.url, picture)
    return [attachment for url, attachment in found.items() if url]


def _sensible(moment: str, seen_at: datetime) -> datetime | None:
    """A time that can be true: not before there were feeds, not after we saw it."""
    at = datetime.fromisoformat(moment) if moment else None
    return at if at is not None and FIRST_SENSIBLE <= at <= seen_at else None


def web_address(text: str) -> str:
    """The address if a link to it can be shown, else nothing."""
    return text if text.startswith(("http://", "https://")) and len(text) <= LONGEST_URL else ""
