"""Six ways in which networks treat a repeated key, and that we never claim more than each allows."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from inbox.channels.base import Ability, Outgoing, Rejected, RetryLater, Uncertain
from inbox.channels.sandbox import Sandbox
from tests.sandbox_network.network import Network, Person

SENDING = {"method": "POST", "path": "/api/posts"}
SEARCHED = ("expires", "repeat_500", "none_lookup", "none_lag")
LONG_AGO = timedelta(minutes=10)


def connector_of(brand: Person, behaviour: str, **settings: Any) -> Sandbox:
    return brand.connector(key_behaviour=behaviour, **settings)


def frozen(connector: Sandbox, **fields: Any) -> dict[str, Any]:
    outgoing = {"key": str(uuid.uuid4()), "text": "We look into it.", "created_at": datetime.now(UTC), **fields}
    return connector.freeze(Outgoing(**outgoing))


def tried(record: dict[str, Any], ago: timedelta) -> dict[str, Any]:
    """The record with what its sender knows: all attempts began that long ago."""
    moment = (datetime.now(UTC) - ago).isoformat()
    return {**record, "tried_from": moment, "tried_until": moment}


@pytest.mark.parametrize(
    ("behaviour", "posts"),
    [("kept", 1), ("record_key", 1), ("repeat_500", 1), ("expires", 1), ("none_lookup", 2), ("none_lag", 2)],
)
def test_the_same_record_sent_twice(sandbox: Network, behaviour: str, posts: int) -> None:
    brand = sandbox.brand(key_behaviour=behaviour, lag=0)
    connector = connector_of(brand, behaviour)
    record = frozen(connector)
    connector.send(record)
    if behaviour == "repeat_500":
        with pytest.raises(Uncertain, match="status 500"):
            connector.send(record)
    else:
        connector.send(record)
    assert len(sandbox.accepted(brand)) == posts
    assert {entry["key"] for entry in sandbox.accepted(brand)} == {record["body"]["key"]}


def test_a_key_that_has_expired_makes_a_second_post(sandbox: Network) -> None:
    brand = sandbox.brand(key_behaviour="expires", key_life=0.3)
    connector = connector_of(brand, "expires", key_life="0.3")
    record = frozen(connector)
    first = connector.send(record)
    assert connector.send(record) == first
    time.sleep(0.35)
    assert connector.send(record) != first
    assert len(sandbox.accepted(brand)) == 2


@pytest.mark.parametrize(
    ("said", "life"),
    [
        ({}, timedelta.max),
        ({"key_behaviour": "kept"}, timedelta.max),
        ({"key_behaviour": "record_key"}, timedelta.max),
        ({"key_behaviour": "repeat_500"}, timedelta.max),
        ({"key_behaviour": "expires"}, timedelta(seconds=30)),
        ({"key_behaviour": "expires", "key_life": "3600"}, timedelta(seconds=3570)),
        ({"key_behaviour": "expires", "key_life": "5"}, timedelta(0)),
        ({"key_behaviour": "expires", "key_life": "soon"}, None),
        ({"key_behaviour": "none_lookup"}, None),
        ({"key_behaviour": "none_lag"}, None),
        ({"key_behaviour": "a riddle"}, None),
    ],
)
def test_how_long_a_repetition_is_safe_leaves_room_for_the_attempt_itself(
    said: dict[str, str], life: timedelta | None
) -> None:
    assert Sandbox(said, {}).key_life == life
    assert Ability.FIND in Sandbox(said, {}).abilities


def test_an_unknown_behaviour_freezes_nothing(sandbox: Network) -> None:
    with pytest.raises(Rejected, match="knows no key behaviour “a riddle”"):
        frozen(connector_of(sandbox.brand(), "a riddle"))


def test_a_record_key_is_the_address_and_puts_the_text_there(sandbox: Network) -> None:
    brand = sandbox.brand(key_behaviour="record_key")
    connector = connector_of(brand, "record_key")
    record = frozen(connector)
    sent = connector.send(record)
    assert sent.external_id == record["external_id"]
    brand.post("Another text.", key=record["body"]["key"])
    assert brand.thread(sent.external_id)["post"]["text"] == "Another text."
    assert [entry["change"] for entry in sandbox.accepted(brand)] == ["created", "replaced"]


@pytest.mark.parametrize("behaviour", ["kept", "record_key", *SEARCHED])
def test_what_stands_there_is_found_whatever_became_of_the_answer(sandbox: Network, behaviour: str) -> None:
    brand, mira = sandbox.brand(key_behaviour=behaviour, lag=0), sandbox.person()
    asked = mira.post(f"@{brand.handle} where is it?")
    connector = connector_of(brand, behaviour)
    record = frozen(connector, answers=asked["id"])
    sandbox.fault("reset", brand, phase="after_commit", match=SENDING)
    with pytest.raises(Uncertain):
        connector.send(record)
    found = connector.find(record)
    assert found is not None
    assert [found.external_id] == [entry["id"] for entry in sandbox.accepted(brand)]


@pytest.mark.parametrize("behaviour", SEARCHED)
def test_another_answer_is_not_taken_for_ours(sandbox: Network, behaviour: str) -> None:
    brand, mira = sandbox.brand(key_behaviour=behaviour, lag=0), sandbox.person()
    asked, other = mira.post(f"@{brand.handle} where is it?"), mira.post(f"@{brand.handle} and now?")
    connector = connector_of(brand, behaviour)
    brand.post("We look into it.", reply_to=asked["id"])
    time.sleep(1.2)
    record = tried(frozen(connector, answers=asked["id"]), timedelta(0))
    brand.post("We look into it.", reply_to=other["id"])
    brand.post("We look into it, too.", reply_to=asked["id"])
    brand.post("We look into it.", to=mira.id)
    mira.post("We look into it.", reply_to=asked["id"])
    if connector.key_life is None:
        with pytest.raises(RetryLater):
            connector.find(record)
    else:
        assert connector.find(record) is None
    sent = connector.send(record)
    assert connector.find(record) == sent


def test_a_private_message_is_found_too(sandbox: Network) -> None:
    brand, mira = sandbox.brand(key_behaviour="none_lookup"), sandbox.person()
    connector = connector_of(brand, "none_lookup")
    record = frozen(connector, private=True, answers_extra={"other": mira.id})
    assert connector.find(tried(record, LONG_AGO)) is None
    sent = connector.send(record)
    assert connector.find(record) == sent


def test_the_whole_history_since_the_attempt_is_looked_through(sandbox: Network) -> None:
    brand = sandbox.brand(key_behaviour="none_lookup")
    connector = connector_of(brand, "none_lookup")
    record = frozen(connector)
    for number in range(205):
        brand.post(f"Post {number}")
    assert connector.find(tried(record, LONG_AGO)) is None
    sent = connector.send(record)
    assert connector.find(tried(record, LONG_AGO)) == sent


class TestAbsence:
    """ "Not there" is said only when it is certain."""

    def test_without_keys_only_after_the_attempt_can_no_longer_arrive(self, sandbox: Network) -> None:
        brand = sandbox.brand(key_behaviour="none_lookup")
        connector = connector_of(brand, "none_lookup")
        record = frozen(connector)
        with pytest.raises(RetryLater, match="not known since when"):
            connector.find(record)
        with pytest.raises(RetryLater, match="may not show everything yet") as early:
            connector.find(tried(record, timedelta(seconds=30)))
        assert early.value.at is not None
        assert timedelta(0) < early.value.at - datetime.now(UTC) < timedelta(seconds=6)
        assert connector.find(tried(record, timedelta(seconds=40))) is None

    def test_a_lag_counts_on_top(self, sandbox: Network) -> None:
        brand = sandbox.brand(key_behaviour="none_lag", lag=60)
        connector = connector_of(brand, "none_lag")
        record = frozen(connector)
        sent = connector.send(record)
        for ago in (timedelta(0), timedelta(seconds=90)):
            with pytest.raises(RetryLater):
                connector.find(tried(record, ago))
        assert connector.find({**tried(record, LONG_AGO), "body": {**record["body"], "text": "Never sent."}}) is None
        sandbox.http.post("/api/behaviours", json={"account": brand.id, "key_behaviour": "none_lag", "lag": 0})
        assert connector.find(record) == sent

    @pytest.mark.parametrize("behaviour", ["kept", "record_key", "repeat_500", "expires"])
    def test_with_keys_at_once_unless_the_network_is_behind(self, sandbox: Network, behaviour: str) -> None:
        brand = sandbox.brand(key_behaviour=behaviour)
        connector = connector_of(brand, behaviour)
        record = frozen(connector)
        assert connector.find(record) is None
        sandbox.fault("lag", brand, seconds=30, for_seconds=60)
        with pytest.raises(RetryLater):
            connector.find(record)
        assert connector.find(tried(record, LONG_AGO)) is None


def test_a_lagging_network_shows_our_post_later_and_nothing_is_taken_for_gone(sandbox: Network) -> None:
    brand, mira = sandbox.brand(key_behaviour="none_lag", lag=1), sandbox.person()
    connector = connector_of(brand, "none_lag")
    sent = connector.send(frozen(connector))
    mira.post(f"@{brand.handle} hello")
    first = connector.poll({})
    assert first.items == []
    assert connector.recheck([sent.external_id]) == []
    time.sleep(1.1)
    later = connector.poll(first.cursor)
    assert [raw.payload["reason"] for raw in later.items if raw.payload["type"] == "post"] == ["own", "mention"]
