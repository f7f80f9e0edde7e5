"""Which conversation a post on Bluesky belongs to."""

from __future__ import annotations

import pytest

from inbox.channels.bluesky.thread import place
from tests.inbox.channels.bluesky.posts import US, post, strong, thread


def conversation(*steps: str) -> str | None:
    """The name of the post whose conversation the last of these posts belongs to."""
    key = place(thread(*steps), US).key
    return key and key.rsplit("/", 1)[1]


@pytest.mark.parametrize(
    ("steps", "belongs_to"),
    [
        (["us:news", "ann:where"], "where"),
        (["us:news", "ann:where", "us:soon"], "where"),
        (["us:news", "ann:where", "us:soon", "ann:thanks"], "where"),
        (["us:news", "ann:where", "bob:same"], "where"),
        (["us:news", "us:more", "bob:nice"], "nice"),
    ],
)
def test_under_our_own_post_each_reply_of_somebody_else_opens_one_conversation(
    steps: list[str], belongs_to: str
) -> None:
    assert conversation(*steps) == belongs_to


@pytest.mark.parametrize("steps", [["us:news"], ["us:news", "us:more"], ["us:news", "us:more", "us:last"]])
def test_our_own_posts_and_their_continuation_are_no_conversation(steps: list[str]) -> None:
    assert conversation(*steps) is None


@pytest.mark.parametrize(
    ("steps", "belongs_to"),
    [
        (["ann@us:hello"], "hello"),
        (["ann@us:hello", "us:hi", "ann:well"], "hello"),
        (["ann:weather", "bob:rain", "cat@us:help", "us:here", "cat:thanks"], "help"),
        (["ann:weather", "us:tea", "ann:nice"], "weather"),
        (["ann:weather", "bob:rain", "us:tea", "bob:nice"], "rain"),
        (["ann:weather", "bob:rain"], "weather"),
        (["ann@cat:weather", "bob@us:rain"], "rain"),
    ],
)
def test_elsewhere_it_is_the_first_post_that_addresses_us_or_that_we_answered(
    steps: list[str], belongs_to: str
) -> None:
    assert conversation(*steps) == belongs_to


def test_a_quotation_of_ours_opens_a_conversation_of_its_own() -> None:
    ours = post("news", "us")
    for embed in (
        {"$type": "app.bsky.embed.record", "record": strong(ours)},
        {"$type": "app.bsky.embed.recordWithMedia", "record": {"record": strong(ours)}},
    ):
        chain = thread("ann:weather")
        chain.append(post("look", "bob", above=chain, embed=embed))
        assert place(chain, US).key == chain[-1]["uri"]


def test_a_conversation_under_our_post_names_that_post() -> None:
    chain = thread("us:news", "us:more", "ann:where")
    here = place(chain, US)
    assert (here.under, here.own_until, here.complete) == (chain[0]["uri"], 2, True)
    assert place(thread("ann@us:hello"), US).under == ""


def test_a_deleted_top_reply_still_gives_its_conversation_the_name() -> None:
    chain = thread("us:news", "ann:where", "ann:hello")
    without_the_top = [chain[0], chain[2]]
    here = place(without_the_top, US)
    assert (here.key, here.complete) == (chain[1]["uri"], False)


def test_when_the_root_is_gone_its_address_still_says_whose_it_was() -> None:
    ours, theirs = thread("us:news", "ann:where"), thread("ann:weather", "bob:rain", "us:tea")
    assert place(ours[1:], US).key == ours[1]["uri"]
    assert place(theirs[2:], US).key == theirs[1]["uri"]


def test_our_name_in_letters_alone_addresses_nobody() -> None:
    chain = thread("ann:weather")
    chain.append(post("rain", "bob", above=chain, text="@us.test is a shop"))
    assert place(chain, US).key == chain[0]["uri"]
