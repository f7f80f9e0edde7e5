"""Looking for our own post on a network that can't be asked for its key: by parent, text and time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from inbox.channels.base import RetryLater
from inbox.channels.sandbox.keys import DEADLINE, PATIENCE

Shape = Mapping[str, Any]
Ask = Callable[..., Shape]
"""Reads a path with parameters; raises RetryLater or Unauthorised."""

PAGES = 50
SKEW = timedelta(seconds=1)
"""How far the network's clock may be behind ours."""

SETTLED = timedelta(seconds=DEADLINE + PATIENCE + 5)
"""After this an attempt can't arrive any more: its own deadline, what the network
waits for the rest of a request, and what clocks may differ."""


def find_by_id(ask: Ask, record: Shape) -> Shape | None:
    """The post at the record's own address; raises RetryLater while the network may not show it yet."""
    answer = ask("/api/posts", ids=record["external_id"])
    found = next((post for post in answer["posts"] if post["deleted_at"] is None), None)
    if found is None:
        _refuse_to_guess(answer, record, keyed=True)
    return found


def find_by_search(ask: Ask, record: Shape, *, keyed: bool) -> Shape | None:
    """The post that says what the record says, under the same parent, written since the first attempt.

    `keyed` says that the network knows a repetition, so that a wrong "not there" does no harm.
    Raises RetryLater when the network does not show everything yet, or too much.
    """
    body = record["body"]
    place = {name: body[name] for name in ("reply_to", "to") if name in body}
    since = _moment(record.get("tried_from") or record["frozen_at"]) - SKEW
    first: Shape | None = None
    after = 0
    for _page in range(PAGES):
        answer = ask("/api/me/sent", since=_stamp(since), after=after, **place)
        first, after = first or answer, answer["cursor"]
        for post in answer["posts"]:
            if says(post, body):
                found: Shape = post
                return found
        if not answer["more"]:
            _refuse_to_guess(first, record, keyed=keyed)
            return None
    raise RetryLater("This account has posted too much to look through it all.")


def says(post: Shape, body: Shape) -> bool:
    """Whether a post is what a body asked for."""
    recipient = post["to"] and post["to"]["id"]
    return bool(
        post["text"] == body["text"]
        and post["reply_to"] == body.get("reply_to")
        and recipient == body.get("to")
        and post["quote_of"] is None
        and (post["image"] is None) == ("image" not in body)
    )


def _refuse_to_guess(answer: Shape, record: Shape, *, keyed: bool) -> None:
    """Raise RetryLater unless the answer shows everything that any attempt could have made."""
    as_of, now = _moment(answer["as_of"]), _moment(answer["now"])
    if keyed and now - as_of < SKEW:
        return
    tried = record.get("tried_until")
    if tried is None:
        raise RetryLater("It is not known since when the sandbox would have to show this reply.")
    if as_of < _moment(tried) + SETTLED:
        at = _moment(tried) + SETTLED + (now - as_of)
        raise RetryLater("The sandbox may not show everything yet.", at=at)


def _moment(value: str) -> datetime:
    return datetime.fromisoformat(value)


def _stamp(moment: datetime) -> str:
    """As the network writes moments."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
