"""Webhooks of the sandbox: the same notices, signed with the account's token."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence

from inbox.channels.base import BadSignature, Raw
from inbox.channels.sandbox.raws import raws_of_notices

HEADER = "x-sandbox-signature"


def signature(token: str, body: bytes) -> str:
    """What the network writes into the header: `sha256=` and the HMAC of the body."""
    return f"sha256={hmac.new(token.encode(), body, hashlib.sha256).hexdigest()}"


def check(token: str, headers: Mapping[str, str], body: bytes) -> None:
    """Raise BadSignature unless whoever knows the token sent this body."""
    given = headers.get(HEADER, "")
    if not token or not hmac.compare_digest(given.encode(), signature(token, body).encode()):
        raise BadSignature("The signature does not fit this body and this channel's token.")


def unpack(body: bytes, *, us: str) -> Sequence[Raw]:
    """Notices as payloads; raises ValueError for what is no list of notices."""
    content = json.loads(body)
    try:
        return raws_of_notices(content["notices"], us=us)
    except (KeyError, TypeError) as error:
        raise ValueError(f"The body lacks or mistypes {error}.") from error
