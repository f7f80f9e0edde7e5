"""Puts the story on the sandbox network: accounts, posts, edits and deletions at their own times."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from inbox.demo.customers import Customer
from inbox.demo.story import Exchange, Said, Story
from inbox.sandbox.accounts import make_account
from inbox.sandbox.posts import NewPost, delete, edit, set_counts, write
from inbox.sandbox.shapes import notices_since

BRANDS = (
    ("northline", "Northline", "Trains, buses and ferries between the hills and the bay."),
    ("northlinejobs", "Northline Careers", "Work that takes people home."),
    ("northlinecare", "Northline Care", "Assistance, fines and everything personal. Write to us in private."),
)
EDITED_EVERY, DELETED_EVERY = 23, 29
PAGE = 500


@dataclass
class Written:
    """What stands on the network now: brands, and the ids of what was said."""

    db: sqlite3.Connection
    brands: dict[str, sqlite3.Row] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    posts: list[str] = field(default_factory=list)
    """Ids of Northline's own posts, in the order of the story."""
    said: dict[int, dict[int, str]] = field(default_factory=dict)
    """Ids by place in the story and place in the exchange."""


def put(db: sqlite3.Connection, story: Story, now: datetime) -> Written:
    """Write the whole story, in the order in which it happened; the caller holds the transaction."""
    written = Written(db)
    start = now - timedelta(days=400)
    for handle, name, bio in BRANDS:
        followers = 41_870 if handle == "northline" else 2_310
        written.brands[handle] = make_account(db, handle, name, bio=bio, is_brand=True, followers=followers, at=start)
    northline = written.brands["northline"]["id"]
    for published in story.posts:
        row = write(db, northline, NewPost(published.text), at=published.at)
        set_counts(db, row["id"], likes=published.post.likes, reposts=published.post.reposts)
        written.posts.append(row["id"])
    for number, place, exchange in _in_order(story):
        ids = written.said.setdefault(number, {})
        ids[place] = _say(written, story, exchange, exchange.said[place], ids)
    return written


def change_minds(written: Written, story: Story, now: datetime) -> None:
    """Some customers edit what they wrote, a few delete it."""
    for number, exchange in enumerate(story.exchanges):
        first, identity = exchange.said[0], written.said[number][0]
        author = written.people[_author(first).handle]
        moment = first.at + timedelta(minutes=2)
        if moment > now:
            continue
        if number % DELETED_EVERY == DELETED_EVERY - 1 and len(exchange.said) < 3:
            delete(written.db, author, identity, at=moment)
        elif number % EDITED_EVERY == EDITED_EVERY - 1:
            edit(written.db, author, identity, f"{first.text} (Edited: a typo)", at=moment)


def told(written: Written, brand: str, base: str, since: int = 0) -> tuple[list[dict[str, Any]], int]:
    """Every notice of a brand after a cursor, as the API tells them, and the next cursor."""
    notices: list[dict[str, Any]] = []
    more = True
    while more:
        answer = notices_since(written.db, written.brands[brand]["id"], since, PAGE, base)
        notices += answer["notices"]
        since, more = answer["cursor"], answer["more"]
    return notices, since


def _in_order(story: Story) -> Iterator[tuple[int, int, Exchange]]:
    """Every message of every exchange, the oldest first."""
    moments = [
        (said.at, number, place)
        for number, exchange in enumerate(story.exchanges)
        for place, said in enumerate(exchange.said)
    ]
    for _at, number, place in sorted(moments, key=itemgetter(0, 1, 2)):
        yield number, place, story.exchanges[number]


def _say(written: Written, story: Story, exchange: Exchange, said: Said, ids: dict[int, str]) -> str:
    brand = written.brands[exchange.script.brand]["id"]
    customer = _person(written, _author(exchange.said[0]), said.at)
    author = brand if said.author is None else _person(written, said.author, said.at)
    if exchange.script.via == "direct":
        new = NewPost(said.text, recipient=customer if said.author is None else brand)
    elif said.answers is not None:
        new = NewPost(said.text, reply_to=ids[said.answers])
    elif exchange.under is not None:
        new = NewPost(said.text, reply_to=written.posts[story.posts.index(exchange.under)])
    else:
        new = NewPost(said.text)
    return str(write(written.db, author, new, at=said.at)["id"])


def _person(written: Written, customer: Customer, at: datetime) -> str:
    """The customer's account, made when they first speak."""
    if customer.handle not in written.people:
        row = make_account(written.db, customer.handle, customer.name, followers=customer.followers, at=at)
        written.people[customer.handle] = row["id"]
    return written.people[customer.handle]


def _author(said: Said) -> Customer:
    if said.author is None:
        raise ValueError("An exchange begins with a customer.")
    return said.author
