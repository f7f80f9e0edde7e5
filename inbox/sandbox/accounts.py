"""Who lives on the network."""

from __future__ import annotations

import re
import secrets
import sqlite3
from datetime import datetime

from inbox.sandbox.errors import NotFound, Refused
from inbox.sandbox.store import stamp

HANDLE = re.compile(r"[a-z0-9](?:[a-z0-9._]{0,28}[a-z0-9])?")
NAME_LENGTH = 100


def make_account(
    db: sqlite3.Connection,
    handle: str,
    name: str = "",
    *,
    bio: str = "",
    is_brand: bool = False,
    followers: int = 0,
    at: datetime | None = None,
) -> sqlite3.Row:
    """Sign up; raises Refused for a handle that is taken or can't be one."""
    handle = handle.strip().removeprefix("@").lower()
    if not HANDLE.fullmatch(handle):
        raise Refused(
            "A handle has 1 to 30 letters from a to z, digits, dots and underscores,"
            " and begins and ends with a letter or digit."
        )
    name = name.strip()[:NAME_LENGTH] or handle
    identity, token = f"a{secrets.token_hex(8)}", f"sbx_{secrets.token_urlsafe(24)}"
    try:
        db.execute(
            "INSERT INTO accounts (id, handle, name, bio, token, is_brand, followers, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [identity, handle, name, bio.strip(), token, is_brand, followers, stamp(at)],
        )
    except sqlite3.IntegrityError as error:
        raise Refused(f"@{handle} is taken.") from error
    return account(db, identity)


def account(db: sqlite3.Connection, identity: str) -> sqlite3.Row:
    """An account by its id; raises NotFound."""
    return _one(db, "id", identity, "This account does not exist.")


def account_by_handle(db: sqlite3.Connection, handle: str) -> sqlite3.Row:
    """An account by its handle, with or without @; raises NotFound."""
    handle = handle.removeprefix("@")
    return _one(db, "handle", handle, f"There is no account @{handle}.")


def account_by_token(db: sqlite3.Connection, token: str) -> sqlite3.Row:
    """Who holds this token; raises NotFound."""
    return _one(db, "token", token, "This token is no account's.")


def brands(db: sqlite3.Connection) -> list[sqlite3.Row]:
    """Accounts of organisations, by name."""
    return db.execute("SELECT * FROM accounts WHERE is_brand ORDER BY name, id").fetchall()


def people(db: sqlite3.Connection) -> list[sqlite3.Row]:
    """Everybody else, by name."""
    return db.execute("SELECT * FROM accounts WHERE NOT is_brand ORDER BY name, id").fetchall()


def _one(db: sqlite3.Connection, column: str, value: str, sentence: str) -> sqlite3.Row:
    # `column` is one of our own words above, never input.
    row = db.execute(f"SELECT * FROM accounts WHERE {column} = ?", [value]).fetchone()  # noqa: S608
    if row is None:
        raise NotFound(sentence)
    found: sqlite3.Row = row
    return found
