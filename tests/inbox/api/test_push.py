"""Any system pushes items; each is taken once, or named."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import Event
from config.place import BASE_DIR
from inbox.actions.channel import pause, rotate_token
from inbox.api import push
from inbox.models import Channel, Conversation, Inbound, Message
from tests.cast import Cast

pytestmark = pytest.mark.django_db


class Sender:
    """A system that knows the channel's address and token."""

    def __init__(self, channel: Channel, token: str) -> None:
        self.channel = channel
        self.token = token

    def send(self, content: Any, **headers: str) -> Any:
        """Post it and give back the whole answer."""
        body = content if isinstance(content, str | bytes) else json.dumps(content)
        return Client().post(
            f"/api/v1/push/{self.channel.pk}/items/",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.token}", **headers},
        )


@pytest.fixture
def sender(cast: Cast) -> Iterator[Sender]:
    """One that holds the right token."""
    cache.clear()
    channel, token = rotate_token(cast.channel, by=cast.ada)
    yield Sender(channel, token)
    cache.clear()


def test_an_item_opens_a_conversation_and_says_where(cast: Cast, sender: Sender) -> None:
    answer = sender.send({"external_id": "r-1", "text": "Half an hour saved.", "labels": ["timetable"]})
    made = Message.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "created": 1,
        "known": 0,
        "refused": 0,
        "items": [
            {
                "index": 0,
                "external_id": "r-1",
                "status": "created",
                "errors": [],
                "id": made.pk,
                "conversation": made.conversation_id,
            }
        ],
    }
    assert made.conversation.department == cast.service
    assert [label.name for label in made.conversation.labels.all()] == ["timetable"]


def test_the_payload_is_kept_as_it_came(sender: Sender) -> None:
    sender.send({"external_id": "r-1", "text": "Hello", "extra": {"stars": 5}})
    kept = Inbound.objects.get()
    assert kept.payload["item"] == {"external_id": "r-1", "text": "Hello", "extra": {"stars": 5}}
    assert kept.processed_at is not None


def test_the_same_id_twice_returns_the_first(sender: Sender) -> None:
    first = sender.send({"external_id": "r-1", "text": "First"}).json()["items"][0]
    answer = sender.send({"external_id": "r-1", "text": "Second"})
    second = answer.json()["items"][0]
    assert answer.status_code == 200
    assert (second["status"], second["id"], second["conversation"]) == ("known", first["id"], first["conversation"])
    assert Message.objects.get().text == "First"


def test_twice_in_one_batch_is_once(sender: Sender) -> None:
    answer = sender.send([{"external_id": "r-1", "text": "First"}, {"external_id": "r-1", "text": "Second"}]).json()
    assert [item["status"] for item in answer["items"]] == ["created", "known"]
    assert answer["items"][0]["id"] == answer["items"][1]["id"]
    assert Message.objects.get().text == "First"


def test_bad_items_are_named_and_the_good_ones_kept(sender: Sender) -> None:
    batch = [{"text": "Good"}, {"text": ""}, "words", {"text": "Also good", "external_id": "b"}, {"date": "soon"}]
    answer = sender.send(batch)
    body = answer.json()
    assert answer.status_code == 201
    assert (body["created"], body["refused"]) == (2, 3)
    assert [item["status"] for item in body["items"]] == ["created", "refused", "refused", "created", "refused"]
    assert body["items"][1]["errors"] == ["“text” is missing or empty."]
    assert len(body["items"][4]["errors"]) == 2
    assert Inbound.objects.count() == Message.objects.count() == 2


def test_an_id_is_a_text_or_a_whole_number(sender: Sender) -> None:
    batch = [{"text": "Same", "external_id": given} for given in (7, "7", " 7 ", 7.5, True)]
    answer = sender.send(batch).json()
    assert [item["status"] for item in answer["items"]] == ["created", "known", "known", "refused", "refused"]
    assert {item["external_id"] for item in answer["items"][:3]} == {"7"}
    for item in answer["items"][3:]:
        assert item["errors"] == ["“external_id” is neither a text nor a whole number."]
    assert Message.objects.get().external_id == "7"


def test_one_percent_of_bad_items_costs_only_themselves(sender: Sender) -> None:
    batch = [{"external_id": f"n{n}", "text": "" if n % 100 == 50 else f"Number {n}"} for n in range(300)]
    body = sender.send(batch).json()
    assert (body["created"], body["refused"]) == (297, 3)
    assert [item["index"] for item in body["items"] if item["status"] == "refused"] == [50, 150, 250]
    assert Message.objects.count() == 297


def test_an_answer_joins_the_conversation_it_answers(sender: Sender) -> None:
    sender.send({"external_id": "a", "text": "Where is it?"})
    sender.send({"external_id": "b", "text": "Still waiting.", "reply_to": "a"})
    assert Conversation.objects.get().message_count == 2


def test_half_characters_and_nuls_harm_nobody(sender: Sender) -> None:
    answer = sender.send(b'[{"text": "half \\ud83d and \\u0000 nul", "external_id": "\\udc80"}, {"text": "fine"}]')
    assert answer.json()["created"] == 2


def test_the_same_person_is_one_contact_within_a_system_only(cast: Cast, sender: Sender) -> None:
    sender.send([{"text": "a", "author": {"id": "1"}}, {"text": "b", "author": {"id": "1"}}])
    assert Message.objects.values("author").distinct().count() == 1


@pytest.mark.parametrize("token", ["", "lp_wrong", "ü"])
def test_a_wrong_token_is_refused_and_stores_nothing(sender: Sender, token: str) -> None:
    sender.token = token
    answer = sender.send({"text": "Hello"})
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json()["detail"] == "This channel and this token don't belong together."
    assert not Inbound.objects.exists()


def test_another_scheme_is_refused(sender: Sender) -> None:
    assert sender.send({"text": "a"}, Authorization=f"Basic {sender.token}").status_code == 401


def test_a_channel_that_is_not_there_or_never_had_a_token_looks_the_same(cast: Cast, sender: Sender) -> None:
    wrong = sender.send({"text": "a"}, Authorization="Bearer x").json()
    Channel.objects.update(token_hash="")
    assert sender.send({"text": "a"}, Authorization="Bearer ").json() == wrong
    sender.channel.pk += 1000
    assert sender.send({"text": "a"}).json() == wrong


def test_a_token_opens_no_channel_of_a_network(cast: Cast, sender: Sender) -> None:
    Channel.objects.update(network="bluesky")
    assert sender.send({"text": "a"}).status_code == 401


def test_a_new_token_ends_the_old_one(cast: Cast, sender: Sender) -> None:
    old = sender.token
    _, sender.token = rotate_token(sender.channel, by=cast.ada)
    assert sender.send({"text": "a"}).status_code == 201
    sender.token = old
    assert sender.send({"text": "b"}).status_code == 401


def test_the_token_is_stored_nowhere(sender: Sender) -> None:
    assert sender.token not in json.dumps(list(Channel.objects.values()), default=str)
    assert sender.token not in json.dumps(list(Event.objects.values()), default=str)


def test_a_paused_channel_says_so(cast: Cast, sender: Sender) -> None:
    pause(sender.channel, by=cast.ada)
    answer = sender.send({"text": "a"})
    assert (answer.status_code, answer.json()["title"]) == (409, "Not possible now")
    assert answer.json()["detail"].startswith("This channel is paused.")


@pytest.mark.parametrize("body", ["{", "", '{"text": NaN}', b"\xff", "[" * 100_000])
def test_what_is_not_json_is_a_problem_in_a_sentence(sender: Sender, body: str | bytes) -> None:
    answer = sender.send(body)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("The body is not JSON:")


def test_too_much_at_once_is_refused_whole(sender: Sender) -> None:
    answer = sender.send([{"text": "a"}] * 1001)
    assert answer.status_code == 413
    assert answer.json()["detail"] == "At most 1,000 items are taken at once; these are 1001."
    assert sender.send(b" " * (push.MOST_BYTES + 1)).status_code == 413
    assert not Inbound.objects.exists()


def test_reading_is_not_offered(sender: Sender) -> None:
    answer = Client().get(
        f"/api/v1/push/{sender.channel.pk}/items/", headers={"Authorization": f"Bearer {sender.token}"}
    )
    assert (answer.status_code, answer.json()["detail"]) == (405, "This address does not take this method.")
    assert answer.headers["Allow"] == "POST, OPTIONS"


def test_too_many_requests_are_told_when_to_come_back(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push.ChannelThrottle, "rate", "2/min")
    codes = [sender.send({"text": "a"}).status_code for _ in range(3)]
    assert codes == [201, 200, 429]
    answer = sender.send({"text": "a"})
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json()["detail"].startswith("Too many requests. Try again in")


def test_a_push_counts_as_a_sign_of_life(sender: Sender) -> None:
    sender.send({"text": "a"})
    sender.channel.refresh_from_db()
    assert sender.channel.last_success_at is not None
    assert sender.channel.next_poll_at is None


def test_what_is_stored_but_not_understood_is_said(sender: Sender) -> None:
    sender.send({"text": "a", "external_id": "r-1"})
    Message.objects.all().delete()
    Inbound.objects.update(processed_at=None, set_aside_at="2026-11-19T12:00Z", error="ValueError: strange")
    item = sender.send({"text": "a", "external_id": "r-1"}).json()["items"][0]
    assert (item["status"], item["id"]) == ("refused", None)
    assert item["errors"] == ["It is kept, but could not be understood; administrators see why."]


@pytest.mark.django_db(transaction=True)
def test_the_documentation_holds(live_server: Any, sender: Sender) -> None:
    page = (BASE_DIR / "docs" / "channels" / "push.md").read_text()
    command = re.search(r"```sh\n(.*?)```", page, re.DOTALL)
    shown = re.search(r"```json\n(.*?)```", page, re.DOTALL)
    assert command
    assert shown
    surroundings = {"LIAISON_URL": live_server.url, "CHANNEL": str(sender.channel.pk), "TOKEN": sender.token}
    done = subprocess.run(
        ["bash", "-c", command[1]],
        env={"PATH": "/usr/bin:/bin", **surroundings},
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
        cwd=Path("/"),
    )
    answer, promised = json.loads(done.stdout), json.loads(shown[1])
    made = Message.objects.get()
    promised["items"][0] |= {"id": made.pk, "conversation": made.conversation_id}
    assert answer == promised
    assert (made.text, made.kind, made.extra) == (
        "The new timetable saves me half an hour a day.",
        "review",
        {"stars": 5},
    )


def test_a_repeat_with_a_key_is_given_the_first_answer(sender: Sender) -> None:
    key = {"Idempotency-Key": "day-1"}
    first, again = (sender.send([{"text": "Late again."}, {"text": ""}], **key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert ("Idempotency-Replayed" in first, again["Idempotency-Replayed"]) == (False, "true")
    assert sender.send([{"text": "Late again."}]).json()["known"] == 1
    other = sender.send([{"text": "On time."}], **key)
    assert (other.status_code, other.json()["type"]) == (422, "urn:liaison:problem:key-used")
    assert Message.objects.count() == 1


def test_a_refused_push_forgets_its_key(sender: Sender) -> None:
    key = {"Idempotency-Key": "day-1"}
    assert sender.send("{", **key).status_code == 400
    assert sender.send({"text": "Late again."}, **key).status_code == 201
    assert sender.send({"text": "Late again."}, **{"Idempotency-Key": "with space"}).status_code == 400
