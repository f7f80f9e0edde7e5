"""The network's memory: one SQLite file that survives a power cut."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    id TEXT PRIMARY KEY,
    handle TEXT NOT NULL UNIQUE COLLATE NOCASE,
    name TEXT NOT NULL,
    bio TEXT NOT NULL DEFAULT '',
    token TEXT NOT NULL UNIQUE,
    is_brand INTEGER NOT NULL DEFAULT 0,
    followers INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS posts (
    id TEXT PRIMARY KEY,
    author TEXT NOT NULL REFERENCES accounts,
    recipient TEXT REFERENCES accounts,
    text TEXT NOT NULL,
    reply_to TEXT REFERENCES posts,
    root TEXT NOT NULL,
    quote_of TEXT REFERENCES posts,
    image BLOB,
    image_type TEXT NOT NULL DEFAULT '',
    image_alt TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL,
    edited_at TEXT,
    deleted_at TEXT,
    likes INTEGER NOT NULL DEFAULT 0,
    reposts INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS posts_by_author ON posts (author, created_at);
CREATE INDEX IF NOT EXISTS posts_by_parent ON posts (reply_to);
CREATE INDEX IF NOT EXISTS posts_by_root ON posts (root, created_at);
CREATE INDEX IF NOT EXISTS posts_by_recipient ON posts (recipient, created_at);
CREATE INDEX IF NOT EXISTS posts_by_time ON posts (created_at) WHERE recipient IS NULL;
CREATE TABLE IF NOT EXISTS marks (
    post TEXT NOT NULL REFERENCES posts,
    account TEXT NOT NULL REFERENCES accounts,
    kind TEXT NOT NULL,
    PRIMARY KEY (post, account, kind)
);
CREATE TABLE IF NOT EXISTS notices (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL REFERENCES accounts,
    post TEXT NOT NULL REFERENCES posts,
    reason TEXT NOT NULL,
    change TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS notices_by_account ON notices (account, seq);
CREATE INDEX IF NOT EXISTS notices_by_post ON notices (post);
CREATE TABLE IF NOT EXISTS behaviours (
    account TEXT PRIMARY KEY REFERENCES accounts,
    key_behaviour TEXT NOT NULL,
    key_life REAL NOT NULL,
    lag REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS keys (
    account TEXT NOT NULL REFERENCES accounts,
    key TEXT NOT NULL,
    post TEXT NOT NULL REFERENCES posts,
    used_at TEXT NOT NULL,
    PRIMARY KEY (account, key)
);
CREATE TABLE IF NOT EXISTS hooks (
    account TEXT PRIMARY KEY REFERENCES accounts,
    address TEXT NOT NULL,
    base TEXT NOT NULL,
    told INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    next_at TEXT NOT NULL,
    error TEXT NOT NULL
);
"""


def open_store(file: Path) -> sqlite3.Connection:
    """Open the file, made when missing. What is committed stays, whatever dies afterwards."""
    connection = sqlite3.connect(file, timeout=10, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.executescript(SCHEMA)
    return connection


@contextlib.contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; one inside another is part of the outer one."""
    if db.in_transaction:
        yield
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def forget_all(db: sqlite3.Connection) -> None:
    """Begin anew, with nobody on the network."""
    for table in ("hooks", "keys", "behaviours", "notices", "marks", "posts", "accounts"):
        db.execute(f"DELETE FROM {table}")  # noqa: S608 - our own words


def stamp(moment: datetime | None = None) -> str:
    """A moment (now without one) as it is stored and sent: ISO 8601, UTC, milliseconds."""
    moment = moment or datetime.now(UTC)
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
