"""What an account's network does when a key comes again: six behaviours found on networks outside.

| `key_behaviour` | a key used before |
|---|---|
| kept | names the first post, for ever; its id is "k" and the key's hash |
| expires | names the first post for `key_life` seconds; later it is as good as new |
| repeat_500 | is answered with status 500, for ever, and changes nothing |
| record_key | is the record's own address ("r" and the key's hash): the text is put there again |
| none_lookup | means nothing: every request makes a post |
| none_lag | means nothing either, and what was posted is shown to readers `lag` seconds later |
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from inbox.sandbox.errors import Broken, Refused
from inbox.sandbox.kinds import number
from inbox.sandbox.store import stamp

BEHAVIOURS = ("kept", "expires", "repeat_500", "record_key", "none_lookup", "none_lag")
KEY_LIFE = 60.0
LAG = 10.0


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How an account's network treats keys; seconds for both times."""

    key_behaviour: str = "kept"
    key_life: float = KEY_LIFE
    lag: float = 0.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post goes. `identity` is empty when the network chooses; `known` stands there already.

    `puts` says that a new text takes the place of the old one.
    """

    identity: str
    known: sqlite3.Row | None
    puts: bool = False


def behaviour_of(db: sqlite3.Connection, account: str) -> Behaviour:
    """How this account's network treats keys; kept, if nothing else was said."""
    row = db.execute("SELECT * FROM behaviours WHERE account = ?", [account]).fetchone()
    return Behaviour(row["key_behaviour"], row["key_life"], row["lag"]) if row else Behaviour()


def behave(
    db: sqlite3.Connection,
    account: str,
    key_behaviour: str,
    *,
    key_life: float | None = None,
    lag: float | None = None,
) -> Behaviour:
    """Say how this account's network treats keys from now on; seconds for both times. Raises Refused."""
    if key_behaviour not in BEHAVIOURS:
        raise Refused(f"key_behaviour must be one of {', '.join(BEHAVIOURS)}.")
    usual = LAG if key_behaviour == "none_lag" else 0.0
    behaviour = Behaviour(key_behaviour, KEY_LIFE if key_life is None else key_life, usual if lag is None else lag)
    db.execute(
        "INSERT OR REPLACE INTO behaviours (account, key_behaviour, key_life, lag) VALUES (?, ?, ?, ?)",
        [account, behaviour.key_behaviour, behaviour.key_life, behaviour.lag],
    )
    return behaviour


def times_of(asked: Mapping[str, Any]) -> dict[str, float]:
    """The seconds that a caller gave for a behaviour; raises Refused."""
    return {name: number(name, asked[name]) for name in ("key_life", "lag") if asked.get(name) is not None}


def place_of(db: sqlite3.Connection, account: str, key: str, at: datetime) -> Place:
    """Where a post with this key goes at this moment; raises Broken for a repetition that breaks the network."""
    behaviour = behaviour_of(db, account)
    if not key or behaviour.key_behaviour in ("none_lookup", "none_lag"):
        return Place("", None)
    if behaviour.key_behaviour in ("kept", "record_key"):
        puts = behaviour.key_behaviour == "record_key"
        identity = keyed_id(account, key, first="r" if puts else "k")
        known = db.execute("SELECT * FROM posts WHERE id = ?", [identity]).fetchone()
        return Place(identity, known, puts)
    used = db.execute("SELECT * FROM keys WHERE account = ? AND key = ?", [account, key]).fetchone()
    if used is None:
        return Place("", None)
    if behaviour.key_behaviour == "repeat_500":
        raise Broken("Something went wrong on our side.")
    if at - datetime.fromisoformat(used["used_at"]) >= timedelta(seconds=behaviour.key_life):
        return Place("", None)
    known = db.execute("SELECT * FROM posts WHERE id = ?", [used["post"]]).fetchone()
    return Place(used["post"], known)


def remember(db: sqlite3.Connection, account: str, key: str, post: str, at: datetime) -> None:
    """Keep a key with the post it made."""
    if key:
        db.execute(
            "INSERT OR REPLACE INTO keys (account, key, post, used_at) VALUES (?, ?, ?, ?)",
            [account, key, post, stamp(at)],
        )


def keyed_id(account: str, key: str, *, first: str = "k") -> str:
    """The id of what an account posts with a key, where its network promises one."""
    return first + hashlib.sha256(f"{account}:{key}".encode()).hexdigest()[:24]
