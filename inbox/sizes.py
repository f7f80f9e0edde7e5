"""What fits into the database, said before it is tried there: one payload that does not spoils no batch; pure."""

from __future__ import annotations

from collections.abc import Sequence

from inbox.channels.base import Item, Parsed

LONGEST_KEY = 500
LONGEST_ADDRESS = 1000
LONGEST_ACCOUNT = 300
MOST_FOLLOWERS = 2**63 - 1


def fitting(things: Sequence[Parsed]) -> Sequence[Parsed]:
    """The same things; raises ValueError naming what is too long, too large or can't be stored."""
    for thing in things:
        if isinstance(thing, Item):
            _measure(thing)
        else:
            _within("external_id", thing.external_id, LONGEST_KEY)
    return things


def _measure(item: Item) -> None:
    for name in ("external_id", "thread_key", "parent_external_id", "post_external_id"):
        _within(name, getattr(item, name) or "", LONGEST_KEY)
    _within("url", item.url, LONGEST_ADDRESS)
    _within("author", item.author.external_id, LONGEST_ACCOUNT)
    if not 0 <= (item.author.followers or 0) <= MOST_FOLLOWERS:
        raise ValueError("The author's number of followers makes no sense.")
    if any("\x00" in text for text in (item.text, item.author.handle, item.author.name)):
        raise ValueError("The text holds a character that can't be stored.")


def _within(name: str, text: str, most: int) -> None:
    if len(text) > most:
        raise ValueError(f"{name} has {len(text)} characters; at most {most} can be kept.")
    if "\x00" in text:
        raise ValueError(f"{name} holds a character that can't be stored.")
