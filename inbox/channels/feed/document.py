"""Having a document read by a process of its own, and what to say when it is no feed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from inbox.channels.base import Rejected, RetryLater
from inbox.channels.plain import storable

READER = Path(__file__).with_name("reader.py")
# The reader has five seconds of processor time; on a busy machine they take longer.
PATIENCE = 30.0


def read(document: bytes, *, content_type: str, address: str) -> dict[str, Any]:
    """What a feed says; see reader.py. Raises Rejected with the reason when it is none."""
    asked = json.dumps({"content_type": content_type, "address": address}).encode()
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(READER)],
            input=asked + b"\n" + document,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RetryLater("This machine was too busy to read the feed.") from None
    if done.returncode:
        raise Rejected("This feed can't be read: it takes far more time or memory than a feed should.")
    return accepted(json.loads(done.stdout))


def accepted(said: dict[str, Any]) -> dict[str, Any]:
    """What the reader said, as it can be stored; raises Rejected with the reason when it was no feed."""
    kept: dict[str, Any] = storable(said)
    if not kept["format"]:
        raise Rejected(_refusal(kept))
    return kept


def _refusal(said: dict[str, Any]) -> str:
    if said["feeds"]:
        return f"This is a web page. It names {said['feeds'][0]} as its feed: enter that address."
    if said["web_page"]:
        return "This is a web page, and it names no feed."
    return "There is no RSS or Atom feed at this address."
