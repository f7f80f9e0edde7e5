"""What each fault of a network means to us: never "not done" for what may be done, never the reverse."""

from __future__ import annotations

import subprocess
import sys
import time
import uuid
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from inbox.channels.base import ChannelError, Outgoing, RetryLater, Sent, Unauthorised, Uncertain
from inbox.channels.sandbox import Sandbox
from tests.sandbox_network.network import Network, Person, running

SENDING = {"method": "POST", "path": "/api/posts"}
PHASES = ("before_read", "after_body", "after_commit", "after_headers")
DONE = ("after_commit", "after_headers")


@pytest.fixture(autouse=True)
def short_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits twenty seconds for a network that says nothing."""
    monkeypatch.setattr("inbox.channels.sandbox.DEADLINE", 0.6)


def outcome(connector: Sandbox, record: dict[str, Any]) -> Sent | ChannelError:
    """What sending came to."""
    try:
        return connector.send(record)
    except ChannelError as error:
        return error


def a_reply(brand: Person) -> tuple[Sandbox, dict[str, Any]]:
    """A connector and a record that was never sent."""
    connector = brand.connector()
    record = connector.freeze(Outgoing(key=str(uuid.uuid4()), text="We look into it.", created_at=datetime.now(UTC)))
    return connector, record


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("kind", ["hang", "reset"])
def test_a_connection_that_dies_leaves_us_uncertain_in_every_phase(sandbox: Network, kind: str, phase: str) -> None:
    brand = sandbox.brand()
    connector, record = a_reply(brand)
    sandbox.fault(kind, brand, phase=phase, match=SENDING)
    assert type(outcome(connector, record)) is Uncertain
    assert len(sandbox.accepted(brand)) == (phase in DONE)
    assert (connector.find(record) is not None) == (phase in DONE)


@pytest.mark.parametrize("phase", ["before_read", "after_body", "after_commit"])
@pytest.mark.parametrize("status", [500, 503, 408])
def test_trouble_of_the_network_says_nothing_about_our_post(sandbox: Network, phase: str, status: int) -> None:
    brand = sandbox.brand()
    connector, record = a_reply(brand)
    sandbox.fault("status", brand, phase=phase, status=status, match=SENDING)
    assert type(outcome(connector, record)) is Uncertain
    assert len(sandbox.accepted(brand)) == (phase in DONE)


def test_a_refusal_after_the_commit_is_a_lie_that_nobody_can_know_but_looking_shows_it(sandbox: Network) -> None:
    brand = sandbox.brand()
    connector, record = a_reply(brand)
    sandbox.fault("status", brand, phase="after_commit", status=400, body={"error": "No."}, match=SENDING)
    assert type(outcome(connector, record)) is Uncertain
    assert connector.find(record) is not None


@pytest.mark.parametrize("fault", [{"kind": "truncate"}, {"kind": "truncate", "clean": True}, {"kind": "drip"}])
def test_an_answer_that_never_comes_whole_leaves_us_uncertain_of_what_is_done(
    sandbox: Network, fault: dict[str, Any]
) -> None:
    brand = sandbox.brand()
    connector, record = a_reply(brand)
    sandbox.fault(**fault, person=brand, match=SENDING)
    assert type(outcome(connector, record)) is Uncertain
    assert len(sandbox.accepted(brand)) == 1
    assert connector.find(record) is not None


def test_a_slow_answer_is_an_answer(sandbox: Network) -> None:
    brand = sandbox.brand()
    for phase in PHASES:
        connector, record = a_reply(brand)
        sandbox.fault("delay", brand, phase=phase, seconds=0.1, match=SENDING)
        assert isinstance(outcome(connector, record), Sent)
    connector, record = a_reply(brand)
    sandbox.fault("drip", brand, every=0, match=SENDING)
    assert isinstance(outcome(connector, record), Sent)


@pytest.mark.parametrize("phase", ["before_read", "after_body"])
@pytest.mark.parametrize("dialect", ["seconds", "date", "reset", "x_reset"])
def test_a_rate_limit_is_definitely_not_done_and_its_time_is_kept(sandbox: Network, dialect: str, phase: str) -> None:
    brand = sandbox.brand()
    connector, record = a_reply(brand)
    sandbox.fault("rate_limit", brand, phase=phase, after=40, match=SENDING, **{"as": dialect})
    said = outcome(connector, record)
    assert isinstance(said, RetryLater)
    assert said.at is not None
    assert abs(said.at - datetime.now(UTC) - timedelta(seconds=40)) < timedelta(seconds=3)
    assert sandbox.accepted(brand) == []


@pytest.mark.parametrize("phase", ["before_read", "after_body"])
def test_an_expired_token_is_definitely_not_done(sandbox: Network, phase: str) -> None:
    brand = sandbox.brand()
    connector, record = a_reply(brand)
    sandbox.fault("expire_token", brand, phase=phase)
    assert type(outcome(connector, record)) is Unauthorised
    assert sandbox.accepted(brand) == []
    assert isinstance(outcome(connector, record), Sent)


def test_a_network_that_does_not_listen_is_definitely_not_reached_and_comes_back(own_file: Path) -> None:
    with running(own_file) as network:
        brand = network.brand()
        connector = brand.connector(service_url=network.url)
        record = connector.freeze(Outgoing(key="k", text="Hello.", created_at=datetime.now(UTC)))
        network.fault("refuse", seconds=0.8)
        refused = outcome(connector, record)
        assert type(refused) is RetryLater
        assert "can't be reached" in str(refused)
        time.sleep(1)
        assert isinstance(outcome(connector, record), Sent)
        assert len(network.accepted(brand)) == 1


def test_a_network_that_stops_listening_right_after_it_took_the_post(own_file: Path) -> None:
    with running(own_file) as network:
        brand = network.brand()
        connector = brand.connector(service_url=network.url)
        record = connector.freeze(Outgoing(key="k", text="Hello.", created_at=datetime.now(UTC)))
        network.fault("refuse", phase="after_commit", seconds=0.8, times=1, match=SENDING)
        assert isinstance(outcome(connector, record), Sent)
        with pytest.raises(RetryLater):
            connector.find(record)
        time.sleep(1)
        assert connector.find(record) is not None


@pytest.mark.parametrize("fault", [{"kind": "hang"}, {"kind": "reset"}, {"kind": "status"}, {"kind": "truncate"}])
def test_reading_may_always_be_repeated(sandbox: Network, fault: dict[str, Any]) -> None:
    brand = sandbox.brand()
    connector, record = a_reply(brand)
    for read in (lambda: connector.poll({}), lambda: connector.find(record), lambda: connector.recheck(["p1"])):
        sandbox.fault(**fault, person=brand, match={"method": "GET"})
        with pytest.raises(RetryLater):
            read()


SENDER = """
import sys
from datetime import datetime, UTC
from inbox.channels.base import Outgoing
from inbox.channels.sandbox import Sandbox
url, account, token = sys.argv[1:]
connector = Sandbox({"service_url": url, "account_id": account}, {"token": token})
connector.send(connector.freeze(Outgoing(key="fatal", text="My last words.", created_at=datetime.now(UTC))))
print("sent")
"""


def sender(network: Network, brand: Person) -> subprocess.Popen[str]:
    """A process of its own that sends one reply."""
    command = [sys.executable, "-c", SENDER, network.url, brand.id, brand.token]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize(
    ("phase", "then", "accepted"),
    [
        ("before_read", "", 0),
        ("after_body", "", 1),
        ("after_body", "drop", 0),
        ("after_commit", "", 1),
        ("after_headers", "", 1),
    ],
)
def test_the_sender_is_killed_in_exactly_that_phase(sandbox: Network, phase: str, then: str, accepted: int) -> None:
    brand = sandbox.brand()
    sandbox.fault("kill_peer", brand, phase=phase, then=then, match=SENDING)
    with sender(sandbox, brand) as process:
        said, _nothing = process.communicate(timeout=20)
    assert (process.returncode, said) == (-9, "")
    assert len(sandbox.accepted(brand)) == accepted
    hit = sandbox.hits()[-1]
    assert (hit["kind"], hit["phase"], hit["account"], hit["pid"]) == ("kill_peer", phase, brand.id, process.pid)


def test_the_sender_is_stopped_for_a_while_and_goes_on(sandbox: Network) -> None:
    brand = sandbox.brand()
    sandbox.fault("kill_peer", brand, phase="after_commit", signal="STOP", seconds=1, match=SENDING)
    with sender(sandbox, brand) as process:
        states = set()
        while process.poll() is None:
            with suppress(FileNotFoundError, ProcessLookupError):
                states.add(Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[0])
            time.sleep(0.05)
        said, _nothing = process.communicate(timeout=20)
    assert "T" in states
    assert (process.returncode, said) == (0, "sent\n")
    assert len(sandbox.accepted(brand)) == 1
