"""One poll: new notifications and our own feed, each with the posts above it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from inbox.channels.base import Page, Raw
from inbox.channels.bluesky.clock import listed_at, moment
from inbox.channels.bluesky.names import author_of, parent_of, root_of, split
from inbox.channels.bluesky.session import Refused, Session
from inbox.channels.bluesky.sweep import Entry, Sweep

REASONS = ("mention", "reply", "quote")
PAGE = 50
POSTS_PER_CALL = 25
# As many posts above an answer as the network's own thread view gives.
HIGHEST_CLIMB = 50
COUNTS = ("likeCount", "repostCount", "replyCount", "quoteCount")

Post = dict[str, Any]


class Reading:
    """Reads one page of each listing for one account; `history` bounds the first sweep."""

    def __init__(self, session: Session, now: datetime, history: timedelta) -> None:
        self._session = session
        self._us = session.did
        self._now = now
        self._since = now - history
        self._views: dict[str, Post] = {}

    def page(self, cursor: Mapping[str, Any]) -> Page:
        """Everything new on one page of notifications and one of our feed, oldest first."""
        sweeps = {name: self._sweep(cursor, name) for name in ("notifications", "feed")}
        notes = self._notifications(sweeps["notifications"])
        posts, counted = self._feed(sweeps["feed"])
        self._views.update(views(self._session, [note["uri"] for note in notes]))
        self._climb([*notes, *posts])
        raws = [self._raw(note, notification=note) for note in notes]
        raws += [self._raw(post) for post in posts]
        raws.sort(key=lambda raw: str(raw.payload["post"].get("indexedAt")))
        figures, kept = self._figures(counted, cursor.get("figures") or {})
        state = {name: sweep.state() for name, sweep in sweeps.items()}
        more = not all(sweep.finished for sweep in sweeps.values())
        return Page([*raws, *figures], {**state, "figures": kept}, more)

    def _sweep(self, cursor: Mapping[str, Any], name: str) -> Sweep:
        return Sweep(cursor.get(name) or {}, now=self._now, since=self._since)

    def _notifications(self, sweep: Sweep) -> list[Post]:
        """New notifications, newest first."""
        answer = self._list("app.bsky.notification.listNotifications", sweep, limit=PAGE, reasons=REASONS)
        notes = answer["notifications"]
        entries = [Entry(key_of(note), moment(note["indexedAt"]) or self._now) for note in notes]
        fresh = set(sweep.take(entries, answer.get("cursor")))
        return [note for note in notes if key_of(note) in fresh and note["reason"] in REASONS]

    def _feed(self, sweep: Sweep) -> tuple[list[Post], list[Post]]:
        """Our own new posts, newest first; and those whose figures are to be compared."""
        newest = sweep.page is None
        answer = self._list(
            "app.bsky.feed.getAuthorFeed",
            sweep,
            actor=self._us,
            filter="posts_with_replies",
            limit=PAGE,
        )
        own, entries = [], []
        for entry in answer["feed"]:
            post = entry["post"]
            if repost := entry.get("reason"):
                at = moment(repost.get("indexedAt")) or self._now
            else:
                at = listed_at(post, self._now)
                own.append(post)
            entries.append(Entry(f"repost:{key_of(post)}" if repost else key_of(post), at))
        fresh = set(sweep.take(entries, answer.get("cursor")))
        new = [post for post in own if key_of(post) in fresh]
        return new, own if newest else []

    def _list(self, method: str, sweep: Sweep, **params: Any) -> dict[str, Any]:
        if sweep.page is None:
            return self._session.read(method, **params)
        try:
            return self._session.read(method, **params, cursor=sweep.page)
        except Refused:
            sweep.restart()
            return self._session.read(method, **params)

    def _climb(self, posts: Iterable[Post]) -> None:
        """Fetch the posts above these, level by level, as many as possible in one call."""
        level = list(posts)
        self._views = {post["uri"]: post for post in level} | self._views
        asked = set(self._views)
        for _ in range(HIGHEST_CLIMB):
            above = {parent_of(post["record"]) for post in level}
            above |= {root_of(post["record"]) for post in level}
            missing = above - asked - {""}
            if not missing:
                return
            asked |= missing
            found = views(self._session, sorted(missing))
            self._views.update(found)
            level = list(found.values())

    def _raw(self, post: Post, **more: Any) -> Raw:
        payload = {
            "us": self._us,
            "seen_at": self._now.isoformat(),
            "post": self._views.get(post["uri"], post),
            "thread": self._chain(post),
            **more,
        }
        return Raw(key_of(post), payload)

    def _chain(self, post: Post) -> list[Post]:
        """The known posts above this one, root first."""
        chain: list[Post] = []
        met = {post["uri"]}
        uri = parent_of(post["record"])
        while uri in self._views and uri not in met and len(chain) < HIGHEST_CLIMB:
            met.add(uri)
            chain.insert(0, self._views[uri])
            uri = parent_of(self._views[uri]["record"])
        root = root_of(post["record"])
        if root in self._views and root not in met:
            chain.insert(0, self._views[root])
        return chain

    def _figures(self, posts: Iterable[Post], before: Mapping[str, Any]) -> tuple[list[Raw], dict[str, Any]]:
        """Snapshots of our posts whose figures changed, and the figures to compare with next."""
        raws, kept = [], dict[str, Any]()
        for post in posts:
            name, now = split(post["uri"])[2], counts(post)
            kept[name] = now
            if now != before.get(name, [0] * len(COUNTS)):
                raws.append(figures_raw(post, self._us, self._now, self._now.isoformat()))
        return raws, kept or dict(before)


def views(session: Session, uris: Iterable[str]) -> dict[str, Post]:
    """The posts at these addresses as the network shows them; those gone are left out."""
    wanted = list(dict.fromkeys(uris))
    found: dict[str, Post] = {}
    for start in range(0, len(wanted), POSTS_PER_CALL):
        batch = wanted[start : start + POSTS_PER_CALL]
        posts = session.read("app.bsky.feed.getPosts", uris=batch)["posts"]
        found.update({post["uri"]: post for post in posts})
    return found


def recheck(session: Session, uris: Iterable[str], now: datetime) -> list[Raw]:
    """Which of these posts are gone; and the figures of our own, each at most once a day."""
    us, wanted = session.did, list(uris)
    standing = views(session, wanted)
    raws = []
    for uri in wanted:
        post = standing.get(uri)
        if post and author_of(uri) == us and any(counts(post)):
            raws.append(figures_raw(post, us, now, f"{now:%Y-%m-%d}"))
        elif not post and not (author_of(uri) == us and recorded(session, uri)):
            payload = {"us": us, "seen_at": now.isoformat(), "removed": uri}
            raws.append(Raw(f"removed:{uri}", payload))
    return raws


def recorded(session: Session, uri: str) -> dict[str, Any] | None:
    """One of our own records as our server holds it, or None; the public view lags behind."""
    repo, collection, rkey = split(uri)
    try:
        return session.read("com.atproto.repo.getRecord", repo=repo, collection=collection, rkey=rkey)
    except Refused as refused:
        if refused.error == "RecordNotFound":
            return None
        raise


def counts(post: Mapping[str, Any]) -> list[int]:
    """Likes, reposts, replies and quotes of a post."""
    return [int(post.get(name) or 0) for name in COUNTS]


def figures_raw(post: Post, us: str, now: datetime, when: str) -> Raw:
    """A dated snapshot of one post's figures, keyed with the figures and `when`."""
    figures = {"uri": post["uri"]} | {name: post.get(name, 0) for name in COUNTS}
    key = f"figures:{post['uri']}#{'.'.join(map(str, counts(post)))}@{when}"
    return Raw(key, {"us": us, "seen_at": now.isoformat(), "figures": figures})


def key_of(post: Mapping[str, Any]) -> str:
    """What makes this version of a post unique on its channel."""
    return f"{post['uri']}#{post['cid']}"
