"""Fetching what a stranger's address points to: guarded, bounded in bytes and time."""

from __future__ import annotations

from collections.abc import Sequence

from inbox.channels.base import Rejected
from inbox.channels.http import Http

DEADLINE = 30.0
ACCEPT = "image/webp,image/png,image/jpeg,image/gif,video/mp4,*/*;q=0.5"


def fetch(address: str, *, most_bytes: int, allow: Sequence[str] = ()) -> bytes:
    """The bytes at an address; raises Rejected for what is not there, RetryLater for what may be soon.

    `allow` names hosts that the product itself runs.
    """
    http = Http("", name="The picture's server", deadline=DEADLINE, max_bytes=most_bytes, allow=allow)
    answer = http.fetch(address, headers={"Accept": ACCEPT})
    if not answer.ok or not answer.body:
        raise Rejected(f"There is nothing at this address (status {answer.status}).")
    return answer.body
