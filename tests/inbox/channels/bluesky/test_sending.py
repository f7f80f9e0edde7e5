"""Our replies on a real Bluesky network, as the customer sees them."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from PIL import Image as Picture

from inbox.channels.base import Image, Item, Outgoing, Rejected
from tests.bluesky_network.people import Person, Ref, eventually
from tests.inbox.channels.bluesky.brand import Brand

pytestmark = [pytest.mark.bluesky, pytest.mark.xdist_group("bluesky")]


def reply_to(item: Item, text: str, *, images: Sequence[Image] = ()) -> Outgoing:
    return Outgoing(
        key="8d0e",
        text=text,
        created_at=datetime.now(UTC),
        answers=item.external_id,
        answers_extra=item.extra,
        answers_author=item.author,
        images=images,
    )


def tea_picture() -> Image:
    drawn = io.BytesIO()
    Picture.new("RGB", (40, 30), "brown").save(drawn, "PNG")
    return Image(drawn.getvalue(), "image/png", "A brown cup of tea", 40, 30)


def test_a_reply_stands_on_the_network_as_the_customer_sees_it(brand: Brand, customer: Person) -> None:
    question = customer.post(f"@{brand.person.handle} where is my order?", mentions=[brand.person])
    text = f"@{customer.handle} here: https://tea.example/way?id=1 #tea"
    outgoing = reply_to(brand.hear(question), text, images=[tea_picture()])
    record = json.loads(json.dumps(brand.connector(language="en").freeze(outgoing)))

    sent = brand.connector().send(record, outgoing.images)

    seen = eventually(lambda: customer.replies(question))[0]
    assert (seen["uri"], seen["cid"]) == (sent.external_id, sent.extra["cid"])
    assert seen["record"] == record["record"]
    assert seen["record"]["langs"] == ["en"]
    assert len(seen["record"]["facets"]) == 3
    assert seen["embed"]["images"][0]["alt"] == "A brown cup of tea"
    assert sent.external_id == record["external_id"]


def test_sending_again_makes_no_second_post(brand: Brand, customer: Person) -> None:
    question = customer.post(f"@{brand.person.handle} hello?", mentions=[brand.person])
    outgoing = reply_to(brand.hear(question), "Here we are", images=[tea_picture()])
    record = brand.connector().freeze(outgoing)
    assert brand.connector().find(record) is None
    first = brand.connector().send(record, outgoing.images)
    assert brand.connector().send(record, outgoing.images) == first
    assert brand.connector().find(record) == first
    eventually(lambda: customer.replies(question))
    assert len(customer.replies(question)) == 1


def test_what_we_sent_comes_back_as_our_own_message_in_the_conversation(brand: Brand, customer: Person) -> None:
    question = customer.post(f"@{brand.person.handle} hello?", mentions=[brand.person])
    record = brand.connector().freeze(reply_to(brand.hear(question), "Here we are"))
    sent = brand.connector().send(record)
    echo = brand.hear(Ref(sent.external_id, sent.extra["cid"]))
    assert (echo.ours, echo.context, echo.thread_key) == (True, False, question.uri)
    assert {name: echo.extra[name] for name in sent.extra} == sent.extra


def test_a_reply_to_a_reply_keeps_the_threads_root(brand: Brand, customer: Person) -> None:
    news = brand.person.post("Our new tea is out")
    question = customer.reply(news, "Where is mine?")
    record = brand.connector().freeze(reply_to(brand.hear(question), "On its way"))
    brand.connector().send(record)
    seen = eventually(lambda: customer.replies(question))[0]
    assert seen["record"]["reply"] == {"root": news.strong(), "parent": question.strong()}


def test_the_network_counts_as_we_do(brand: Brand) -> None:
    family = "👨‍👩‍👧"
    for text in ("x" * 300, family * 100, "é" * 300):
        record = brand.connector().freeze(Outgoing(key=text, text=text, created_at=datetime.now(UTC)))
        assert brand.connector().send(record).external_id
    for text in ("x" * 301, family * 300):
        record = brand.connector().freeze(
            Outgoing(key=text, text="", created_at=datetime.now(UTC), images=[tea_picture()])
        )
        record["record"] = {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-11-22T12:00:00.000Z"}
        with pytest.raises(Rejected, match="too big"):
            brand.connector().send(record)
        assert brand.connector().find(record) is None


def test_a_reply_frozen_for_another_account_is_not_sent(brand: Brand) -> None:
    record = brand.connector(account_id="did:plc:another").freeze(
        Outgoing(key="1", text="Hello", created_at=datetime.now(UTC))
    )
    with pytest.raises(Rejected, match="another Bluesky account"):
        brand.connector().send(record)


def test_a_reply_whose_pictures_were_lost_is_not_sent_without_them(brand: Brand) -> None:
    outgoing = Outgoing(key="1", text="Hello", created_at=datetime.now(UTC), images=[tea_picture()])
    record = brand.connector().freeze(outgoing)
    with pytest.raises(Rejected, match="no longer complete"):
        brand.connector().send(record)


def test_our_reply_can_be_taken_down_and_twice_is_once(brand: Brand, customer: Person) -> None:
    record = brand.connector().freeze(Outgoing(key="1", text="Too early", created_at=datetime.now(UTC)))
    sent = brand.connector().send(record)
    eventually(lambda: customer.sees(sent.external_id))
    brand.connector().delete(sent.external_id)
    brand.connector().delete(sent.external_id)
    eventually(lambda: not customer.sees(sent.external_id))
    assert brand.connector().find(record) is None


def test_nothing_of_others_can_be_taken_down(brand: Brand, customer: Person) -> None:
    theirs = customer.post("Mine")
    for address in (theirs.uri, "https://bsky.app/profile/us", f"at://{brand.person.did}/app.bsky.actor.profile/self"):
        with pytest.raises(Rejected):
            brand.connector().delete(address)
    assert customer.sees(theirs.uri)
