"""The pretend network keeps its own promises: it is a network like any other."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sandbox_network.network import Network, Person, running


def reasons(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["reason"], each["change"]) for each in answer["notices"]]


def test_a_brand_hears_of_mentions_replies_quotes_threads_and_direct_messages(sandbox: Network) -> None:
    brand, mira, tom = sandbox.brand(), sandbox.person(), sandbox.person("Tom Adeyemi")
    own = brand.post("The winter timetable starts on 13 December.")
    comment = mira.post("Finally!", reply_to=own["id"])
    tom.post("About time.", reply_to=comment["id"])
    tom.post(f"@{brand.handle} does the night bus stay?")
    mira.post("Look at this.", quote_of=own["id"])
    mira.post("My claim number is 4711.", to=brand.id)
    assert reasons(brand.notices()) == [
        ("own", "created"),
        ("reply", "created"),
        ("thread", "created"),
        ("mention", "created"),
        ("quote", "created"),
        ("direct", "created"),
    ]


def test_the_cursor_brings_only_what_is_newer(sandbox: Network) -> None:
    brand, mira = sandbox.brand(), sandbox.person()
    for number in range(3):
        mira.post(f"@{brand.handle} question {number}")
    first = brand.notices(limit=2)
    assert (len(first["notices"]), first["more"]) == (2, True)
    second = brand.notices(since=first["cursor"])
    assert [each["post"]["text"][-1] for each in second["notices"]] == ["2"]
    assert brand.notices(since=second["cursor"])["notices"] == []


def test_an_edit_and_a_deletion_are_told_to_all_who_heard(sandbox: Network) -> None:
    brand, mira = sandbox.brand(), sandbox.person()
    asked = mira.post(f"@{brand.handle} wher is my bus")
    mira.edit(asked["id"], f"@{brand.handle} where is my bus")
    mira.delete(asked["id"])
    told = brand.notices()["notices"]
    assert [each["change"] for each in told] == ["created", "edited", "deleted"]
    assert told[-1]["post"]["text"] == ""


def test_a_mention_added_by_an_edit_reaches_the_brand(sandbox: Network) -> None:
    brand, mira = sandbox.brand(), sandbox.person()
    asked = mira.post("Where is my bus?")
    mira.edit(asked["id"], f"Where is my bus @{brand.handle}?")
    assert reasons(brand.notices()) == [("mention", "edited")]


def test_the_same_key_twice_makes_one_post_with_a_foreseeable_id(sandbox: Network) -> None:
    brand = sandbox.brand()
    first, second = (brand.post("We are on it.", key="abc") for _ in range(2))
    assert first["id"] == second["id"]
    assert first["id"] == "k" + hashlib.sha256(f"{brand.id}:abc".encode()).hexdigest()[:24]
    assert len(brand.ask("GET", "/api/me/posts").json()["posts"]) == 1


def test_counts_follow_likes_replies_and_their_end(sandbox: Network) -> None:
    brand, mira = sandbox.brand(), sandbox.person()
    own = brand.post("Quiet carriages on every evening train.")
    reply = mira.post("Lovely.", reply_to=own["id"])
    mira.like(own["id"])

    def counts() -> dict[str, int]:
        found: dict[str, int] = brand.ask("GET", "/api/me/posts").json()["posts"][0]["counts"]
        return found

    assert counts() == {"likes": 1, "reposts": 0, "replies": 1, "quotes": 0}
    mira.like(own["id"])
    mira.delete(reply["id"])
    assert counts() == {"likes": 0, "reposts": 0, "replies": 0, "quotes": 0}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"text": "x" * 501}, "A post has at most 500 characters; this one has 501."),
        ({"text": "  "}, "Write something first."),
        ({"text": "hi", "reply_to": "p0"}, "This post does not exist, or not any more."),
        ({"text": "hi", "to": "a0"}, "This account does not exist."),
        ({"text": 7}, "text must be text."),
        ({"text": "hi", "image": {"data": "!", "media_type": "image/png"}}, "image.data must be base64."),
        (
            {"text": "hi", "image": {"data": "aGk=", "media_type": "text/html"}},
            "A picture is a PNG, JPEG, GIF or WebP file.",
        ),
    ],
)
def test_what_can_not_be_is_refused_with_a_sentence(sandbox: Network, body: dict[str, object], sentence: str) -> None:
    with pytest.raises(httpx.HTTPStatusError) as refused:
        sandbox.person().ask("POST", "/api/posts", body)
    assert refused.value.response.json() == {"error": sentence}
    assert refused.value.response.status_code in (404, 422)


def test_nobody_changes_what_is_not_theirs(sandbox: Network) -> None:
    mira, tom = sandbox.person(), sandbox.person("Tom Adeyemi")
    post = mira.post("Mine.")
    with pytest.raises(httpx.HTTPStatusError, match="403"):
        tom.edit(post["id"], "Yours.")
    with pytest.raises(httpx.HTTPStatusError, match="403"):
        tom.delete(post["id"])
    assert sandbox.http.get("/api/me").status_code == 401


def test_a_direct_message_is_seen_by_its_two_ends_only(sandbox: Network) -> None:
    brand, mira, tom = sandbox.brand(), sandbox.person(), sandbox.person("Tom Adeyemi")
    said = mira.post("Between us.", to=brand.id)
    seen = {person.handle: _seen(person, said["id"]) for person in (brand, mira, tom)}
    assert seen == {brand.handle: True, mira.handle: True, tom.handle: False}
    assert sandbox.http.get(f"/api/posts/{said['id']}/thread").status_code == 404
    assert sandbox.http.get(f"/posts/{said['id']}").status_code == 404
    assert "Between us." not in sandbox.http.get("/").text


def _seen(person: Person, identity: str) -> bool:
    return bool(person.ask("GET", f"/api/posts?ids={identity}").json()["posts"])


def test_a_picture_is_served_with_its_description(sandbox: Network) -> None:
    brand = sandbox.brand()
    image = {"data": base64.b64encode(b"\x89PNG").decode(), "media_type": "image/png", "alt": "A map"}
    shown = brand.post("The new map.", image=image)["image"]
    assert shown["alt"] == "A map"
    answer = sandbox.http.get(shown["url"])
    assert (answer.content, answer.headers["content-type"]) == (b"\x89PNG", "image/png")


def test_what_was_said_survives_a_sudden_death(own_file: Path) -> None:
    with running(own_file) as network:
        mira = network.person()
        said = mira.post("Remember me.")
        network.process.kill()
        network.process.wait(10)
    with running(own_file) as network:
        assert network.http.get(f"/api/posts/{said['id']}/thread").json()["post"]["text"] == "Remember me."


def test_a_taken_port_is_one_clear_sentence(sandbox: Network, own_file: Path) -> None:
    port = sandbox.url.rsplit(":", 1)[1]
    command = [sys.executable, "-m", "inbox.sandbox", "--file", str(own_file), "--port", port]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(f"The sandbox network can't listen on 127.0.0.1 port {port} (address already in use)")
    assert "Traceback" not in done.stderr
