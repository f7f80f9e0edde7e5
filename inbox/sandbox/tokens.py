"""Who asks: an account known by its bearer token."""

from __future__ import annotations

import sqlite3

from inbox.sandbox.accounts import account_by_token
from inbox.sandbox.errors import NotFound


def account_of(db: sqlite3.Connection, authorization: str) -> sqlite3.Row:
    """The account whose token an Authorization header holds; raises NotFound."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotFound("Send the account's token as a bearer token.")
    return account_by_token(db, token.strip())
