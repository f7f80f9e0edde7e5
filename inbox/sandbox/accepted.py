"""What the network accepted, told by a log of its own: the truth that a sender's claims are held against."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path
from typing import Any

from inbox.sandbox.posts import NewPost, Written, accept
from inbox.sandbox.store import stamp


class Accepted:
    """An append-only file, one JSON object a line, each on the disk before its answer leaves."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("a+b", buffering=0)
        self._entries = self._read()

    def append(self, new: NewPost, written: Written) -> None:
        """Write down one post."""
        entry = {
            "n": len(self._entries) + 1,
            "id": written.row["id"],
            "account": written.row["author"],
            "key": new.key,
            "text": new.text,
            "reply_to": new.reply_to,
            "to": new.recipient,
            "at": stamp(),
            "change": written.change,
        }
        self._file.write(json.dumps(entry, ensure_ascii=False).encode() + b"\n")
        os.fsync(self._file.fileno())
        self._entries.append(entry)

    def since(self, number: int) -> list[dict[str, Any]]:
        """Entries after the one with that number, oldest first."""
        return self._entries[number:]

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _read(self) -> list[dict[str, Any]]:
        """What earlier processes wrote; half a line at the end, left by a power cut, is taken off."""
        self._file.seek(0)
        content = self._file.read()
        whole = content.rpartition(b"\n")[0]
        if len(whole) + 1 < len(content):
            self._file.truncate(len(whole) + 1 if whole else 0)
        return [json.loads(line) for line in whole.splitlines()]


def publish(db: sqlite3.Connection, log: Accepted, author: str, new: NewPost) -> sqlite3.Row:
    """Publish a post or send a direct message, and log it; raises Refused, NotFound or Broken."""
    written = accept(db, author, new)
    if written.change:
        log.append(new, written)
    return written.row
