"""The sandbox's connector keeps every promise of a connector, against the real process."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from inbox.channels.base import (
    Author,
    Figures,
    Image,
    Item,
    Kind,
    Outgoing,
    Parsed,
    Rejected,
    Removed,
    RetryLater,
    Unauthorised,
)
from inbox.channels.sandbox import Sandbox
from tests.sandbox_network.network import Network, Person, running

NOW = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)


def arrived(brand: Person, cursor: dict[str, Any] | None = None) -> list[Parsed]:
    """Everything one poll brings, understood (payloads pass through JSON as they do in the database)."""
    connector = brand.connector()
    page = connector.poll(cursor or {})
    return [thing for raw in page.items for thing in connector.parse(json.loads(json.dumps(raw.payload)))]


def items(things: Sequence[Parsed]) -> dict[str, Item]:
    """The last word on each message."""
    return {thing.external_id: thing for thing in things if isinstance(thing, Item)}


def reply(**fields: Any) -> Outgoing:
    return Outgoing(**{"key": "key-1", "text": "We look into it.", "created_at": NOW, **fields})


def test_it_says_who_we_are(sandbox: Network) -> None:
    brand = sandbox.brand("Northline")
    account = brand.connector().connect()
    assert (account.external_id, account.handle, account.name) == (brand.id, brand.handle, "Northline")
    assert account.url == f"{sandbox.url}/@{brand.handle}"


def test_a_wrong_token_is_told_as_such(sandbox: Network) -> None:
    with pytest.raises(Unauthorised, match="no longer accepts this token"):
        Sandbox({}, {"token": "sbx_nonsense"}).connect()


def test_a_network_that_is_away_asks_for_patience(own_file: Path) -> None:
    with running(own_file) as gone:
        brand = gone.brand()
    connector = brand.connector(service_url=gone.url)
    with pytest.raises(RetryLater):
        connector.poll({})
    with pytest.raises(RetryLater):
        connector.send(connector.freeze(reply(answers="p1")))


class TestThreads:
    """Which conversation a post belongs to."""

    def test_our_own_post_opens_none_and_each_comment_below_it_one(self, sandbox: Network) -> None:
        brand, mira, tom = sandbox.brand(), sandbox.person(), sandbox.person("Tom Adeyemi")
        own = brand.post("The winter timetable is here.")
        first = mira.post("Finally.", reply_to=own["id"])
        second = tom.post("And Fennick?", reply_to=own["id"])
        below = tom.post("Sundays too?", reply_to=first["id"])
        ours = brand.post("Sundays too.", reply_to=below["id"])
        found = items(arrived(brand))
        assert found[own["id"]].thread_key is None
        assert (found[own["id"]].kind, found[own["id"]].ours) == (Kind.POST, True)
        keys = {
            identity: found[identity].thread_key for identity in (first["id"], second["id"], below["id"], ours["id"])
        }
        assert keys == {
            first["id"]: first["id"],
            second["id"]: second["id"],
            below["id"]: first["id"],
            ours["id"]: first["id"],
        }
        assert {found[identity].post_external_id for identity in keys} == {own["id"]}
        assert found[below["id"]].parent_external_id == first["id"]

    def test_elsewhere_the_mention_opens_one_and_what_stood_above_is_context(self, sandbox: Network) -> None:
        brand, mira, tom = sandbox.brand(), sandbox.person(), sandbox.person("Tom Adeyemi")
        start = tom.post("Who else is stuck at Saltmere?")
        mention = mira.post(f"Me. @{brand.handle}, what happened?", reply_to=start["id"])
        answer = brand.post("A tree, sorry.", reply_to=mention["id"])
        thanks = tom.post("Thanks both.", reply_to=answer["id"])
        found = items(arrived(brand))
        assert {item.thread_key for item in found.values()} == {mention["id"]}
        assert [identity for identity, item in found.items() if item.context] == [start["id"]]
        assert found[mention["id"]].kind == Kind.MENTION
        assert found[thanks["id"]].kind == Kind.COMMENT
        assert found[answer["id"]].ours

    def test_a_quote_of_ours_opens_one(self, sandbox: Network) -> None:
        brand, mira = sandbox.brand(), sandbox.person()
        own = brand.post("New electric buses!")
        quote = mira.post("They forgot my village.", quote_of=own["id"])
        assert items(arrived(brand))[quote["id"]].thread_key == quote["id"]

    def test_private_messages_are_keyed_by_the_other_party(self, sandbox: Network) -> None:
        brand, mira = sandbox.brand(), sandbox.person()
        asked = mira.post("My claim?", to=brand.id)
        told = brand.post("Paid today.", to=mira.id)
        found = items(arrived(brand))
        assert {item.thread_key for item in found.values()} == {f"direct:{mira.id}"}
        assert all(item.private and item.kind == Kind.DIRECT for item in found.values())
        assert (found[asked["id"]].ours, found[told["id"]].ours) == (False, True)


def test_author_links_and_picture_come_along(sandbox: Network) -> None:
    brand, mira = sandbox.brand(), sandbox.person("Zoë 🚆 van der Brzęcki")
    text = f"@{brand.handle} see https://northline.example/x?a=1, and 👩‍👩‍👧 @nobody"
    image = {"data": "iVBORw==", "media_type": "image/png", "alt": "A full train"}
    said = mira.post(text, image=image)
    item = items(arrived(brand))[said["id"]]
    assert item.author == Author(mira.id, mira.handle, "Zoë 🚆 van der Brzęcki", f"{sandbox.url}/@{mira.handle}", "", 0)
    assert [text[link.start : link.end] for link in item.links] == [
        f"@{brand.handle}",
        "https://northline.example/x?a=1",
    ]
    assert (item.attachments[0].alt, item.attachments[0].media_type) == ("A full train", "image/png")
    assert abs(item.sent_at - datetime.now(UTC)) < timedelta(minutes=1)


def test_an_edit_is_a_new_payload_of_the_same_message(sandbox: Network) -> None:
    brand, mira = sandbox.brand(), sandbox.person()
    said = mira.post(f"@{brand.handle} wher is it")
    before = brand.connector().poll({})
    mira.edit(said["id"], f"@{brand.handle} where is it")
    after = brand.connector().poll(before.cursor)
    new = {raw.external_key for raw in after.items} - {raw.external_key for raw in before.items}
    assert len(new) == 1
    item = items(arrived(brand))[said["id"]]
    assert item.text.endswith("where is it")
    assert item.edited_at is not None


def test_a_deletion_is_told_and_what_was_never_seen_stays_unseen(sandbox: Network) -> None:
    brand, mira = sandbox.brand(), sandbox.person()
    said = mira.post(f"@{brand.handle} forget it")
    mira.delete(said["id"])
    things = arrived(brand)
    assert [type(thing) for thing in things] == [Removed]
    assert things[0].external_id == said["id"]


def test_polling_goes_on_where_it_stopped_with_an_overlap(sandbox: Network) -> None:
    brand, mira = sandbox.brand(), sandbox.person()
    for number in range(130):
        mira.post(f"@{brand.handle} question {number}")
    connector = brand.connector()
    first = connector.poll({})
    second = connector.poll(first.cursor)
    assert (len(first.items), first.more, second.more) == (100, True, False)
    keys = [raw.external_key for raw in [*first.items, *second.items]]
    assert len(set(keys)) == 130
    again = connector.poll(second.cursor)
    assert {raw.external_key for raw in again.items} <= set(keys)


def test_a_network_that_began_anew_is_read_from_its_start(sandbox: Network) -> None:
    brand, mira = sandbox.brand(), sandbox.person()
    said = mira.post(f"@{brand.handle} hello")
    page = brand.connector().poll({"since": 10_000_000})
    assert f"post:{said['id']}" in {raw.external_key for raw in page.items}
    assert page.cursor["since"] < 10_000_000


@pytest.mark.parametrize(
    "payload",
    [{}, {"type": "riddle"}, {"type": "post", "us": "a1"}, {"type": "figures", "id": "p1", "taken_at": "soon"}],
)
def test_a_payload_that_makes_no_sense_is_a_value_error(payload: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Sandbox({}, {}).parse(payload)


class TestSending:
    """Each reply exactly once."""

    def test_a_reply_stands_below_what_it_answers(self, sandbox: Network) -> None:
        brand, mira = sandbox.brand(), sandbox.person()
        asked = mira.post(f"@{brand.handle} where is it?")
        connector = brand.connector()
        sent = connector.send(connector.freeze(reply(answers=asked["id"])))
        below = mira.thread(asked["id"])["below"]
        assert [(post["id"], post["text"]) for post in below] == [(sent.external_id, "We look into it.")]

    def test_the_same_record_twice_is_one_reply_known_by_its_id_beforehand(self, sandbox: Network) -> None:
        brand, mira = sandbox.brand(), sandbox.person()
        asked = mira.post(f"@{brand.handle} where is it?")
        record = json.loads(json.dumps(brand.connector().freeze(reply(answers=asked["id"]))))
        assert brand.connector().find(record) is None
        first = brand.connector().send(record)
        assert brand.connector().send(record) == first
        assert brand.connector().find(record) == first
        assert first.external_id == record["external_id"]
        assert len(mira.thread(asked["id"])["below"]) == 1

    def test_a_private_answer_stays_private(self, sandbox: Network) -> None:
        brand, mira = sandbox.brand(), sandbox.person()
        asked = mira.post("My claim?", to=brand.id)
        answers = items(arrived(brand))[asked["id"]]
        connector = brand.connector()
        outgoing = reply(
            answers=asked["id"],
            answers_author=answers.author,
            answers_extra=answers.extra,
            private=True,
            text="Between us: paid.",
        )
        connector.send(connector.freeze(outgoing))
        assert mira.notices()["notices"][-1]["reason"] == "direct"
        assert "Between us: paid." not in sandbox.http.get("/").text

    def test_a_picture_goes_along_with_its_description(self, sandbox: Network) -> None:
        brand = sandbox.brand()
        picture = Image(b"\x89PNG", "image/png", "The new map")
        connector = brand.connector()
        record = connector.freeze(reply(images=[picture]))
        assert "data" not in json.dumps(record)
        sent = connector.send(record, [picture])
        assert brand.thread(sent.external_id)["post"]["image"]["alt"] == "The new map"
        with pytest.raises(Rejected, match="no longer there"):
            connector.send(record)

    def test_what_the_network_refuses_is_rejected_in_its_own_words(self, sandbox: Network) -> None:
        brand, mira = sandbox.brand(), sandbox.person()
        asked = mira.post(f"@{brand.handle} hello")
        mira.delete(asked["id"])
        connector = brand.connector()
        with pytest.raises(Rejected, match="This post does not exist, or not any more"):
            connector.send(connector.freeze(reply(answers=asked["id"])))
        with pytest.raises(Rejected, match="at most 500 characters; this one has 501"):
            connector.send(connector.freeze(reply(text="x" * 501)))

    def test_our_own_can_be_taken_down_twice_and_others_not(self, sandbox: Network) -> None:
        brand, mira = sandbox.brand(), sandbox.person()
        own, theirs = brand.post("Oops."), mira.post("Mine.")
        brand.connector().delete(own["id"])
        brand.connector().delete(own["id"])
        assert brand.ask("GET", "/api/me/posts").json()["posts"] == []
        with pytest.raises(Rejected, match="Only its author"):
            brand.connector().delete(theirs["id"])

    def test_without_a_connection_nothing_is_frozen(self) -> None:
        with pytest.raises(Rejected, match="has not been connected yet"):
            Sandbox({}, {}).freeze(reply())


def test_figures_of_our_posts_come_when_they_changed(sandbox: Network) -> None:
    brand, mira = sandbox.brand(), sandbox.person()
    own = brand.post("Quiet carriages!")
    first = brand.connector().poll({})
    soon = brand.connector().poll(first.cursor)
    assert [raw.payload["type"] for raw in soon.items] == ["post"]
    mira.like(own["id"])
    later = brand.connector().poll({**first.cursor, "figures_at": (NOW - timedelta(days=9)).isoformat()})
    figures = [
        thing for raw in later.items for thing in brand.connector().parse(raw.payload) if isinstance(thing, Figures)
    ]
    assert [(each.external_id, each.likes) for each in figures] == [(own["id"], 1)]


def test_a_recheck_finds_what_went_changed_and_fared(sandbox: Network) -> None:
    brand, mira = sandbox.brand(), sandbox.person()
    gone, changed, same = (mira.post(f"@{brand.handle} {word}") for word in ("one", "two", "three"))
    own = brand.post("Here we are.", reply_to=same["id"])
    mira.delete(gone["id"])
    mira.edit(changed["id"], f"@{brand.handle} zwei")
    connector = brand.connector()
    raws = connector.recheck([gone["id"], changed["id"], same["id"], own["id"], "p-never-was"])
    things = [thing for raw in raws for thing in connector.parse(raw.payload)]
    removed = {thing.external_id for thing in things if isinstance(thing, Removed)}
    assert removed == {gone["id"], "p-never-was"}
    assert {item.text for item in items(things).values()} == {f"@{brand.handle} zwei"}
    assert [thing.external_id for thing in things if isinstance(thing, Figures)] == [own["id"]]


@pytest.mark.parametrize(("length", "is_fine"), [(1, True), (500, True), (501, False)])
def test_five_hundred_characters_are_the_measure(length: int, is_fine: bool) -> None:
    measure = Sandbox.measure("é" * length, {})
    assert (measure.used, measure.limit) == (length, 500)
    assert (measure.problem is None) == is_fine


def read_up(connector: Sandbox, cursor: dict[str, Any]) -> tuple[dict[str, Any], set[str]]:
    """Poll until nothing more waits, gaps included; the cursor, and ids of the posts that came."""
    payloads, more = [], True
    while more:
        page = connector.poll(cursor)
        cursor, more, gap = page.cursor, page.more, page.gap
        payloads += [raw.payload for raw in page.items]
        while gap is not None:
            rest = connector.backfill(gap)
            payloads += [raw.payload for raw in rest.items]
            gap = rest.cursor if rest.more else None
    return cursor, {payload["post"]["id"] for payload in payloads if payload["type"] == "post"}


def test_a_jump_passes_over_nothing_that_is_still_hidden(own_file: Path) -> None:
    with running(own_file) as network:
        brand, other, mira = network.brand(), network.brand(), network.person()
        written = {mira.post(f"@{brand.handle} question {number}")["id"] for number in range(101)}
        time.sleep(6)
        hidden_since = time.monotonic()
        hidden = mira.post(f"@{brand.handle} the last")["id"]
        for number in range(501):
            mira.post(f"@{other.handle} question {number}")
        lag = network.fault("lag", brand, seconds=time.monotonic() - hidden_since + 5, for_seconds=600)
        connector = brand.connector(service_url=network.url)
        cursor, seen = read_up(connector, {})
        assert seen == written
        network.http.delete(f"/api/faults/{lag['id']}")
        assert hidden in read_up(connector, cursor)[1]
