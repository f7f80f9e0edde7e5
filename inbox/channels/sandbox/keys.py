"""What a sandbox account's network does when a key comes again, as its channel's settings say."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from inbox.channels.base import Rejected

DEADLINE = 20.0
"""Seconds that one call may take in all."""

PATIENCE = 10.0
"""Seconds that the network waits for the rest of a request."""

KEY_LIFE = 60.0
"""How many seconds an account with the behaviour "expires" knows a key, unless its settings say otherwise."""

ADDRESSES = {"kept": "k", "record_key": "r"}
"""Behaviours that make the id known beforehand, with the letter it begins with."""

FOR_EVER = (*ADDRESSES, "repeat_500")
NONE = ("none_lookup", "none_lag")


def behaviour_of(settings: Mapping[str, Any]) -> str:
    """The channel's key behaviour, "kept" unless it is named; raises Rejected for an unknown one."""
    behaviour = str(settings.get("key_behaviour") or "kept").strip()
    if behaviour not in (*FOR_EVER, "expires", *NONE):
        raise Rejected(f"The sandbox knows no key behaviour “{behaviour}”.")
    return behaviour


def key_life_of(settings: Mapping[str, Any]) -> timedelta | None:
    """How long after the first attempt a repetition is safe; None for never, or when nothing can be said.

    An attempt may take its whole deadline, and as long as the network waits for the rest of
    it, to arrive; the key must still be known then.
    """
    try:
        behaviour = behaviour_of(settings)
        life = float(settings.get("key_life") or KEY_LIFE)
    except (Rejected, ValueError):
        return None
    if behaviour in NONE:
        return None
    return timedelta.max if behaviour in FOR_EVER else timedelta(seconds=max(0.0, life - DEADLINE - PATIENCE))


def address_of(settings: Mapping[str, Any], account: str, key: str) -> str:
    """The id that a post will have, as the network's API promises; empty where it makes no such promise."""
    first = ADDRESSES.get(behaviour_of(settings), "")
    return first and first + hashlib.sha256(f"{account}:{key}".encode()).hexdigest()[:24]
