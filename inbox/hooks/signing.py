"""Signatures by the Standard Webhooks convention, version 1: anybody's library can verify them.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets as random
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> str:
    """A fresh secret, as receivers write it into their settings."""
    return PREFIX + base64.b64encode(random.token_bytes(SECRET_BYTES)).decode()


def replaced(kept: Mapping[str, Any], now: datetime, overlap: timedelta) -> dict[str, Any]:
    """The secrets with a fresh one in front; those that still hold go on beside it, the last one for `overlap`."""
    former = [each for each in kept.get("former", ()) if datetime.fromisoformat(each["until"]) > now]
    if kept.get("present") and overlap:
        former.append({"secret": kept["present"], "until": (now + overlap).isoformat()})
    return {"present": new_secret(), "former": former}


def valid(kept: Mapping[str, Any], now: datetime) -> list[str]:
    """Those to sign with now, the present one first."""
    former = [each["secret"] for each in kept.get("former", ()) if datetime.fromisoformat(each["until"]) > now]
    return [kept["present"], *reversed(former)] if kept.get("present") else former


def headers(message_id: str, body: bytes, secrets: Iterable[str], now: datetime) -> dict[str, str]:
    """What a receiver verifies: the id, the second, and a signature by each secret that holds."""
    second = str(int(now.timestamp()))
    signed = b".".join((message_id.encode(), second.encode(), body))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": second,
        "webhook-signature": " ".join(f"v1,{_signature(secret, signed)}" for secret in secrets),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
