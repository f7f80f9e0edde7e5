"""Merging conversations by hand: the page, the old addresses, the way back, and one reply that leaves once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from inbox import tasks
from inbox.actions.merge import merge, unmerge
from inbox.channels.base import Author, Kind
from inbox.models import Conversation, Delivery, Message
from tests.cast import Cast, channel, conversation

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cast: Cast) -> tuple[Conversation, Conversation]:
    other = channel(cast.service, network="bluesky", handle="elsewhere.example")
    return conversation(other, "Is there news?"), conversation(cast.channel, "Where is the 18:12?")


def test_one_is_found_merged_and_taken_out_again(
    cast: Cast, pair: tuple[Conversation, Conversation], client: Client
) -> None:
    whole = pair[1]
    stranger = conversation(cast.channel, author=Author("did:s", "stranger.example", "A Stranger"))
    client.force_login(cast.ben)
    address = f"/inbox/{whole.pk}/merge/"
    assert f'value="{stranger.pk}"' not in client.get(address).content.decode()
    for query in ("?q=stranger", f"?q=%23{stranger.pk}"):
        assert f'name="part" value="{stranger.pk}"' in client.get(address + query).content.decode()

    answer = client.post(address, {"part": stranger.pk}, follow=True).content.decode()

    assert f"/inbox/{stranger.pk}/unmerge/" in answer
    assert "merged another conversation into this one" in answer
    answer = client.post(f"/inbox/{stranger.pk}/unmerge/", follow=True).content.decode()
    assert "Both stand for themselves again" in answer
    assert client.get(f"/inbox/{stranger.pk}/").status_code == 200

    undo = f"/inbox/{whole.pk}/merge/?part={stranger.pk}"
    assert f'action="{undo}"' in answer
    assert "They are one conversation now" in client.post(undo, follow=True).content.decode()


def test_the_old_address_leads_to_the_survivor(
    cast: Cast, pair: tuple[Conversation, Conversation], client: Client
) -> None:
    part, whole = pair
    client.force_login(cast.ben)
    merge(part, into=whole, by=cast.ben)

    assert client.get(f"/inbox/{part.pk}/?assignee=nobody")["Location"] == f"/inbox/{whole.pk}/?assignee=nobody"
    assert client.get(f"/inbox/{part.pk}/thread/")["Location"] == f"/inbox/{whole.pk}/thread/"
    client.post(f"/inbox/{part.pk}/note/", {"text": "From an old page"})
    assert whole.notes.get().text == "From an old page"
    listed = client.get("/inbox/").content.decode()
    assert f'id="row-{whole.pk}"' in listed
    assert f'id="row-{part.pk}"' not in listed
    rows = client.get(f"/inbox/rows/?ids={part.pk},{whole.pk}").content.decode()
    assert f'id="row-{part.pk}"' not in rows


def test_the_composer_says_where_an_answer_leaves(
    cast: Cast, pair: tuple[Conversation, Conversation], client: Client
) -> None:
    part, whole = pair
    merge(part, into=whole, by=cast.ben)
    client.force_login(cast.ben)

    answer = client.get(f"/inbox/{whole.pk}/?answers={part_message(part).pk}").content.decode()

    assert "as @elsewhere.example on Bluesky" in answer


def part_message(part: Conversation) -> Message:
    return Message.objects.get(home=part)


def test_an_outsider_neither_merges_nor_takes_apart(
    cast: Cast, pair: tuple[Conversation, Conversation], client: Client
) -> None:
    part, whole = pair
    client.force_login(cast.mia)
    assert client.get(f"/inbox/{whole.pk}/merge/").status_code == 403
    merge(part, into=whole, by=cast.ben)
    client.post(f"/inbox/{part.pk}/unmerge/")
    assert Conversation.objects.get(pk=part.pk).survivor == whole
    assert client.post("/inbox/999999/unmerge/").status_code == 404


def test_the_page_says_why_some_cannot_be_merged(cast: Cast, client: Client) -> None:
    whole = conversation(cast.channel)
    private = conversation(cast.channel, "In confidence", private=True, kind=Kind.DIRECT)
    client.force_login(cast.ben)

    shown = client.get(f"/inbox/{whole.pk}/merge/").content.decode()

    assert "One is private and one is public." in shown
    assert f'name="part" value="{private.pk}"' not in shown
    client.post(f"/inbox/{whole.pk}/merge/", {"part": private.pk})
    assert Conversation.objects.get(pk=private.pk).survivor is None


@pytest.mark.parametrize("taken_apart", [False, True])
def test_a_reply_queued_before_the_merge_leaves_in_its_own_thread_exactly_once(road: Any, taken_apart: bool) -> None:
    delivery: Delivery = road.queued("It leaves at 18:20.")
    part = road.conversation
    road.network.person().post(f"@{road.brand.handle} and the ferry?")
    road.poll()
    whole = Conversation.objects.exclude(pk=part.pk).get(channel=road.channel)

    merge(part, into=whole, by=road.cast.ben)
    if taken_apart:
        unmerge(part, by=road.cast.ben)
    for _again in range(3):
        tasks.deliver(delivery.pk)
    road.poll()

    assert road.answers() == ["It leaves at 18:20."]
    sent = Message.objects.get(is_ours=True)
    assert (sent.conversation, sent.home) == ((part, None) if taken_apart else (whole, part))
    delivery.refresh_from_db()
    assert delivery.state == "confirmed"
