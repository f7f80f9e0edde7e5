"""Which of several versions of one message counts, whatever order they arrive in; pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from inbox.channels.base import Item
from inbox.moments import in_utc, sensible


def version_of(item: Item) -> str:
    """A text that is greater for a newer version of the same message.

    An edited one is newer than one that is not; then the network's own time decides, before
    it is brought to sense (so that it is the same whenever the version arrives); then the words.
    """
    mark = "0" if item.edited_at is None else "1"
    moment = in_utc(item.edited_at or item.sent_at).isoformat(timespec="microseconds")
    return f"{mark} {moment} {words_of(item.text)}"


def words_of(text: str) -> str:
    """Sixteen letters that stand for a text."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Arriving:
    """All that a batch says of one message: its newest version, with moments brought to sense."""

    item: Item
    version: str


def arriving(items: Iterable[Item], received: datetime) -> dict[str, Arriving]:
    """Each message of a batch once, by its external id."""
    grouped: dict[str, list[Item]] = {}
    for item in items:
        grouped.setdefault(item.external_id, []).append(_storable(item))
    return {key: _folded(versions, received) for key, versions in grouped.items()}


def _folded(versions: list[Item], received: datetime) -> Arriving:
    """The newest words, where it was meant for us: a copy that is context, or was only found, hides nothing."""
    newest = max(versions, key=version_of)
    meant = [item for item in versions if not item.context] or versions
    meant = [item for item in meant if not item.listening] or meant
    edited_at = newest.edited_at
    if edited_at is None and any(item.text != newest.text for item in versions):
        edited_at = newest.sent_at
    item = replace(
        max(meant, key=version_of),
        text=newest.text,
        links=newest.links,
        attachments=newest.attachments,
        language=newest.language,
        sent_at=min(sensible(item.sent_at, received) for item in versions),
        edited_at=None if edited_at is None else sensible(edited_at, received),
        watches=tuple(sorted({watch for item in versions for watch in item.watches})),
    )
    return Arriving(item, version_of(newest))


def _storable(item: Item) -> Item:
    """PostgreSQL stores no NUL; the replacement character marks where one was."""
    return replace(item, text=item.text.replace("\x00", "\ufffd")) if "\x00" in item.text else item
