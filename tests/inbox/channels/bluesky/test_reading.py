"""What people write on a real Bluesky network, as it arrives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inbox.channels.base import Author, Figures, Item, Kind, Removed
from inbox.channels.bluesky import reading
from tests.bluesky_network.network import Network
from tests.bluesky_network.people import Person, eventually
from tests.inbox.channels.bluesky.brand import Brand

pytestmark = [pytest.mark.bluesky, pytest.mark.xdist_group("bluesky")]


def test_a_mention_a_reply_and_a_quotation_arrive_with_their_conversations(brand: Brand, customer: Person) -> None:
    news = brand.person.post("Our new tea is out")
    mention = customer.post(f"Hé @{brand.person.handle}, my order is late", mentions=[brand.person])
    reply = customer.reply(news, "Where is mine?")
    quotation = customer.quote(news, "Look at this")

    heard = {ref: brand.hear(ref) for ref in (mention, reply, quotation)}

    assert [heard[ref].kind for ref in (mention, reply, quotation)] == [Kind.MENTION, Kind.COMMENT, Kind.MENTION]
    assert [heard[ref].thread_key for ref in (mention, reply, quotation)] == [mention.uri, reply.uri, quotation.uri]
    assert heard[reply].post_external_id == news.uri
    assert heard[quotation].extra["quoted"]["text"] == "Our new tea is out"
    link = heard[mention].links[0]
    assert heard[mention].text[link.start : link.end] == f"@{brand.person.handle}"


def test_the_author_of_a_message_is_known_by_what_never_changes(brand: Brand, customer: Person) -> None:
    item = brand.hear(customer.post(f"@{brand.person.handle} hello", mentions=[brand.person]))
    assert item.author == Author(customer.did, customer.handle, url=f"https://bsky.app/profile/{customer.did}")


def test_in_a_strangers_thread_the_branch_that_calls_us_is_the_conversation(
    brand: Brand, customer: Person, bluesky_network: Network
) -> None:
    stranger = bluesky_network.newcomer("stranger")
    root = stranger.post("Rain again")
    middle = stranger.reply(root, "And tomorrow?")
    call = customer.reply(middle, f"Ask @{brand.person.handle}", root=root, mentions=[brand.person])
    item = brand.hear(call)
    assert item.thread_key == call.uri
    answer = brand.person.reply(call, "Tea helps", root=root)
    thanks = customer.reply(answer, "It does", root=root)
    assert [brand.hear(ref).thread_key for ref in (answer, thanks)] == [call.uri, call.uri]


def test_the_posts_above_arrive_as_context_root_first(brand: Brand, customer: Person) -> None:
    root = customer.post("My kettle broke")
    middle = customer.reply(root, "It was your kettle")
    call = customer.reply(middle, f"@{brand.person.handle}!", root=root, mentions=[brand.person])
    brand.hear(call)
    brand.cursor = {}
    items = [one for one in brand.poll() if isinstance(one, Item)]
    assert [(one.external_id, one.context) for one in items] == [
        (root.uri, True),
        (middle.uri, True),
        (call.uri, False),
    ]


def test_what_was_read_is_not_read_again_and_what_is_new_is(brand: Brand, customer: Person) -> None:
    first = customer.post(f"@{brand.person.handle} one", mentions=[brand.person])
    brand.hear(first)
    assert brand.poll() == []
    second = customer.post(f"@{brand.person.handle} two", mentions=[brand.person])
    assert brand.hear(second).text.endswith("two")
    assert brand.poll() == []


def test_more_mentions_than_a_page_holds_all_arrive(
    brand: Brand, customer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE", 3)
    refs = [customer.post(f"@{brand.person.handle} {n}", mentions=[brand.person]) for n in range(8)]
    eventually(lambda: len(brand.person.read("app.bsky.notification.listNotifications")["notifications"]) == 8)
    first = brand.connector().poll({})
    assert (len(first.items), first.more) == (3, True)
    items = [one for one in brand.poll() if isinstance(one, Item)]
    assert sorted(one.external_id for one in items) == sorted(ref.uri for ref in refs)


def test_a_mention_with_a_clock_hours_behind_is_still_found(brand: Brand, customer: Person) -> None:
    brand.hear(customer.post(f"@{brand.person.handle} hello", mentions=[brand.person]))
    early = (datetime.now(UTC) - timedelta(minutes=10)).isoformat().replace("+00:00", "Z")
    late = customer.post(f"@{brand.person.handle} late", mentions=[brand.person], createdAt=early)
    assert brand.hear(late).text.endswith("late")


def test_our_own_posts_and_replies_from_the_official_app_arrive_as_ours(brand: Brand, customer: Person) -> None:
    news = brand.person.post("Our new tea is out")
    question = customer.reply(news, "Where is mine?")
    brand.hear(question)
    answer = brand.person.reply(question, "On its way", root=news)
    echo = brand.hear(answer)
    assert (echo.ours, echo.thread_key, echo.post_external_id) == (True, question.uri, news.uri)
    post = brand.hear(news)
    assert (post.ours, post.thread_key) == (True, None)


def test_figures_come_when_they_change_and_not_otherwise(brand: Brand, customer: Person) -> None:
    news = brand.person.post("Our new tea is out")
    brand.hear(news)
    customer.like(news)
    customer.repost(news)
    taken: list[Figures] = []

    def counted() -> bool:
        taken.extend(one for one in brand.poll() if isinstance(one, Figures))
        return bool(taken) and (taken[-1].likes, taken[-1].reposts) == (1, 1)

    eventually(counted)
    assert taken[-1].external_id == news.uri
    assert brand.poll() == []


def test_deleted_posts_are_noticed_and_standing_ones_are_not_named(brand: Brand, customer: Person) -> None:
    gone = customer.post(f"@{brand.person.handle} oops", mentions=[brand.person])
    stays = customer.post(f"@{brand.person.handle} hello", mentions=[brand.person])
    news = brand.person.post("Our new tea is out")
    customer.like(news)
    eventually(lambda: (customer.sees(news.uri) or {}).get("likeCount"))
    customer.delete(gone)
    found = [
        one
        for raw in brand.connector().recheck([gone.uri, stays.uri, news.uri])
        for one in brand.connector().parse(raw.payload)
    ]
    assert [(type(one), one.external_id) for one in found] == [(Removed, gone.uri), (Figures, news.uri)]
