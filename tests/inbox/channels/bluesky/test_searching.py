"""What Bluesky's search finds: on a real network, and in the shape that its documentation promises."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from inbox.channels.base import Item, Kind, Page, Query
from inbox.channels.bluesky import parse
from inbox.channels.bluesky.searching import Searching
from inbox.channels.bluesky.session import Session
from tests.bluesky_network.people import Person, eventually
from tests.inbox.channels.bluesky.brand import Brand
from tests.inbox.channels.bluesky.posts import US, mention, post

NOW = datetime(2026, 11, 22, 12, 5, tzinfo=UTC)


class Listings:
    """A session that answers a search as documented: `posts`, and a `cursor` while there are more."""

    did = US

    def __init__(self, posts: Sequence[dict[str, Any]], size: int = 50) -> None:
        self.posts, self.size, self.asked = list(posts), size, list[Mapping[str, Any]]()

    def read(self, method: str, **params: Any) -> dict[str, Any]:
        if method == "app.bsky.feed.getPosts":
            return {"posts": [one for one in self.posts if one["uri"] in params["uris"]]}
        assert method == "app.bsky.feed.searchPosts"
        self.asked.append(params)
        start = int(params.get("cursor", 0))
        more = {"cursor": str(start + self.size)} if start + self.size < len(self.posts) else {}
        return {"hitsTotal": len(self.posts), "posts": copy.deepcopy(self.posts[start : start + self.size]), **more}

    def look(self, cursor: Mapping[str, Any], query: Query = Query("tea"), *, at: datetime = NOW) -> Page:  # noqa: B008
        return Searching(cast(Session, self), at, timedelta(days=7)).found(query, cursor)


def items(page: Page) -> list[Item]:
    return [one for raw in page.items for one in parse.parse(raw.payload) if isinstance(one, Item)]


def test_strangers_are_heard_and_our_own_words_are_not() -> None:
    heard = items(Listings([post("b", "bob"), post("ours", "us"), post("a", "ann")]).look({}))
    assert [(one.text, one.listening, one.kind) for one in heard] == [("a", True, Kind.POST), ("b", True, Kind.POST)]
    assert heard[0].thread_key == heard[0].external_id


def test_what_names_us_is_a_mention_though_it_was_found() -> None:
    found = post("hey", "ann", facets=[mention(US)])
    assert [(one.listening, one.kind) for one in items(Listings([found]).look({}))] == [(False, Kind.MENTION)]


def test_what_it_answers_comes_along_as_context() -> None:
    root = post("root", "bob")
    network = Listings([post("answer", "ann", above=[root])])
    network.posts.append(root)
    network.size = 1
    heard = items(network.look({}))
    assert [(one.text, one.context, one.listening) for one in heard] == [("root", True, False), ("answer", False, True)]


def test_pages_are_read_to_the_end_and_then_only_news() -> None:
    network = Listings([post(f"p{number}", "ann") for number in range(5)], size=2)
    cursor: Mapping[str, Any] = {}
    texts: list[str] = []
    for _ in range(3):
        page = network.look(cursor)
        texts += [one.text for one in items(page)]
        cursor = page.cursor
    assert (sorted(texts), page.more) == ([f"p{number}" for number in range(5)], False)
    network.posts.insert(0, post("news", "bob"))
    page = network.look(cursor, at=NOW + timedelta(minutes=2))
    assert [one.text for one in items(page)] == ["news"]
    assert [asked.get("cursor") for asked in network.asked] == [None, "2", "4", None]


def test_a_hashtag_is_asked_for_as_one() -> None:
    network = Listings([])
    assert network.look({}, Query("NightTrain", is_tag=True)).items == []
    assert network.asked == [{"q": "#NightTrain", "tag": ["NightTrain"], "sort": "latest", "limit": 50}]


@pytest.mark.bluesky
@pytest.mark.xdist_group("bluesky")
def test_on_a_real_network_a_strangers_word_is_found(brand: Brand, customer: Person) -> None:
    word = f"samovar{customer.did[-6:]}"
    customer.post(f"My {word} sings")
    brand.person.post(f"Our {word} sings too")

    def found() -> list[Item]:
        return items(brand.connector().search(Query(word), {}))

    heard = eventually(found)
    assert [(one.text, one.listening, one.author.external_id) for one in heard] == [
        (f"My {word} sings", True, customer.did)
    ]
