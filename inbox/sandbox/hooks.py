"""Webhooks: an account may have its notices sent to an address, signed, until that says 200.

The address is somebody's word, so it is called through the guarded client: what is not public
is reached only where OUTBOUND_ALLOW names it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from inbox.channels.base import ChannelError
from inbox.channels.http import Http
from inbox.sandbox.accounts import account
from inbox.sandbox.errors import NotFound, Refused
from inbox.sandbox.keys import behaviour_of
from inbox.sandbox.shapes import NEVER, notices_since
from inbox.sandbox.store import open_store, stamp

HEADER = "X-Sandbox-Signature"
AT_ONCE = 100
DEADLINE = 5.0
PAUSE = 0.2
LONGEST_WAIT = 30.0


def signature(token: str, body: bytes) -> str:
    """`sha256=` and the HMAC of a body, made with the account's token."""
    return f"sha256={hmac.new(token.encode(), body, hashlib.sha256).hexdigest()}"


def try_out(address: str, token: str) -> None:
    """Raise Refused unless the address says our challenge back, as only who knows the token can."""
    challenge = secrets.token_hex(16)
    asked = {"challenge": challenge, "signature": signature(token, challenge.encode())}
    try:
        answer = _calling().read("GET", address, params=asked)
    except ChannelError as error:
        raise Refused(str(error)) from error
    if not answer.ok or answer.body != challenge.encode():
        raise Refused("This address did not say our challenge back.")


def subscribe(db: sqlite3.Connection, account_id: str, address: str, base: str) -> sqlite3.Row:
    """Send what this account is told from now on to an address that was tried out.

    `base` is the network's own address as the account writes it.
    """
    db.execute(
        "INSERT OR REPLACE INTO hooks (account, address, base, told, failures, next_at, error)"
        " VALUES (?, ?, ?, (SELECT coalesce(max(seq), 0) FROM notices), 0, '', '')",
        [account_id, address, base],
    )
    return hook(db, account_id)


def unsubscribe(db: sqlite3.Connection, account_id: str) -> None:
    """Send nothing any more."""
    db.execute("DELETE FROM hooks WHERE account = ?", [account_id])


def hook(db: sqlite3.Connection, account_id: str) -> sqlite3.Row:
    """Where an account's notices go; raises NotFound when nowhere."""
    row = db.execute("SELECT * FROM hooks WHERE account = ?", [account_id]).fetchone()
    if row is None:
        raise NotFound("This account has no webhook.")
    found: sqlite3.Row = row
    return found


def shape(row: sqlite3.Row) -> dict[str, Any]:
    """A webhook in JSON: up to which notice it was told, and how often in a row it did not say 200."""
    return {"address": row["address"], "told": row["told"], "failures": row["failures"], "error": row["error"]}


class Teller(threading.Thread):
    """Sends to every webhook what it has not said 200 to yet, on a connection to the memory of its own."""

    def __init__(self, file: Path) -> None:
        super().__init__(name="webhooks", daemon=True)
        self._file = file
        self._ended = threading.Event()

    def run(self) -> None:
        """Until end() is called."""
        db, http = open_store(self._file), _calling()
        while not self._ended.wait(PAUSE):
            due = db.execute("SELECT * FROM hooks WHERE next_at <= ?", [stamp()]).fetchall()
            for row in due:
                tell(db, row, http)
        db.close()

    def end(self) -> None:
        """Stop after what is being sent."""
        self._ended.set()
        self.join(DEADLINE + 1)


def tell(db: sqlite3.Connection, row: sqlite3.Row, http: Http) -> None:
    """Send one body of notices; anything but a 200 is tried again after 0.5, 1, 2, 4 ... 30 seconds."""
    lag = behaviour_of(db, row["account"]).lag
    horizon = stamp(datetime.now(UTC) - timedelta(seconds=lag)) if lag else NEVER
    told = notices_since(db, row["account"], row["told"], AT_ONCE, row["base"], horizon=horizon)
    if not told["notices"]:
        return
    body = json.dumps(told).encode()
    headers = {"Content-Type": "application/json", HEADER: signature(account(db, row["account"])["token"], body)}
    try:
        answer = http.write("POST", row["address"], content=body, headers=headers)
        error = "" if answer.status == 200 else f"It answered with status {answer.status}."
    except ChannelError as problem:
        error = str(problem)
    if error:
        _put_off(db, row, error)
    else:
        db.execute(
            "UPDATE hooks SET told = ?, failures = 0, next_at = '', error = '' WHERE account = ?",
            [told["cursor"], row["account"]],
        )


def _put_off(db: sqlite3.Connection, row: sqlite3.Row, error: str) -> None:
    wait = min(0.5 * 2 ** min(row["failures"], 10), LONGEST_WAIT)
    again = stamp(datetime.now(UTC) + timedelta(seconds=wait))
    changes = [row["failures"] + 1, again, error, row["account"]]
    db.execute("UPDATE hooks SET failures = ?, next_at = ?, error = ? WHERE account = ?", changes)


def _calling() -> Http:
    return Http("", name="The webhook's address", deadline=DEADLINE)
