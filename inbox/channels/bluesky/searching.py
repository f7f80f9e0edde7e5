"""What Bluesky's search finds: `app.bsky.feed.searchPosts`, newest first, read behind each time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inbox.channels.base import Page, Query
from inbox.channels.bluesky.clock import listed_at
from inbox.channels.bluesky.names import author_of
from inbox.channels.bluesky.reading import Reading, key_of
from inbox.channels.bluesky.sweep import Entry

PAGE = 50


class Searching(Reading):
    """One page of what a query finds, each post with those above it."""

    def found(self, query: Query, cursor: Mapping[str, Any]) -> Page:
        """Posts of others not seen before, oldest first; our own are left out.

        The index of the search lags, and orders by the author's own clock: a sweep reads
        behind what it knows, as it does for notifications.
        """
        sweep = self._sweep(cursor, "found")
        answer = self._list("app.bsky.feed.searchPosts", sweep, sort="latest", limit=PAGE, **_asked(query))
        posts = answer.get("posts") or []
        entries = [Entry(key_of(post), listed_at(post, self._now)) for post in posts]
        fresh = set(sweep.take(entries, answer.get("cursor")))
        theirs = [post for post in posts if key_of(post) in fresh and author_of(post["uri"]) != self._us]
        self._climb(theirs)
        raws = [self._raw(post, found=True) for post in reversed(theirs)]
        return Page(raws, {"found": sweep.state()}, more=not sweep.finished)


def _asked(query: Query) -> dict[str, Any]:
    """The parameters; a hashtag is asked for as one, since words match it too."""
    if query.is_tag:
        return {"q": f"#{query.text}", "tag": [query.text]}
    return {"q": query.text}
