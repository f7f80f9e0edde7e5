"""Telling entries apart, and which of them are new or have changed."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from inbox.channels.base import Raw

LONGEST_ID = 400
TOLD_APART_BY = ("title", "body", "link", "author", "enclosures")

type Versions = dict[str, str]
"""What each entry said when we last looked: digests of its id and of its content."""


def raws_of(said: Mapping[str, Any], before: Versions, seen_at: str) -> tuple[list[Raw], Versions]:
    """A payload for each entry that is new or says something else, oldest first; and what to remember."""
    feed = {name: said[name] for name in ("title", "link", "language")}
    raws: list[Raw] = []
    versions: Versions = {}
    for identity, entry in identified(said["entries"]).items():
        digest, content = _digest(identity)[:16], _digest(*(entry[name] for name in TOLD_APART_BY))[:16]
        versions[digest] = content
        known = before.get(digest)
        if known == content:
            continue
        # What returns to an earlier wording is yet another version.
        key = f"{digest}:{content}" + (f":{seen_at}" if known else "")
        payload = {"id": identity, "entry": entry, "feed": feed, "seen_at": seen_at, "changed": known is not None}
        raws.append(Raw(key, payload))
    return raws[::-1], versions


def identified(entries: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Entries by the id they keep: their own, else one made from link and title.

    An id that several entries with different links share is none. Of several versions of
    one entry the newest counts.
    """
    by_id: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for entry in entries:
        by_id[entry["id"]].append(entry)
    found: dict[str, Mapping[str, Any]] = {}
    for own, sharing in by_id.items():
        usable = bool(own) and len({entry["link"] for entry in sharing}) == 1
        for entry in sorted(sharing, key=lambda one: str(one["updated"] or one["published"]), reverse=True):
            found.setdefault(_short(own) if usable else _made(entry), entry)
    return found


def _made(entry: Mapping[str, Any]) -> str:
    named: Sequence[Any] = (entry["link"], entry["title"])
    return "made:" + _digest(*(named if any(named) else (entry["body"], entry["enclosures"])))[:40]


def _short(own: str) -> str:
    return own if len(own) <= LONGEST_ID else f"sha256:{_digest(own)}"


def _digest(*values: Any) -> str:
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()
