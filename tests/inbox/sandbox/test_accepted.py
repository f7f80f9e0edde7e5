"""The log of what was accepted: the truth that everybody's claims are held against."""

from __future__ import annotations

import json
from pathlib import Path

from inbox.sandbox.pages import PERSONA
from tests.sandbox_network.network import Network, running


def test_it_names_post_account_key_text_and_place(sandbox: Network) -> None:
    brand, mira = sandbox.brand(), sandbox.person()
    asked = mira.post(f"@{brand.handle} where is it?")
    answer = brand.post("Zwölf Minuten 🚆", reply_to=asked["id"], key="abc")
    private = brand.post("Between us.", to=mira.id)
    first, second = sandbox.accepted(brand)
    assert {**first, "n": 0, "at": ""} == {
        "n": 0,
        "id": answer["id"],
        "account": brand.id,
        "key": "abc",
        "text": "Zwölf Minuten 🚆",
        "reply_to": asked["id"],
        "to": None,
        "at": "",
        "change": "created",
    }
    assert (second["id"], second["to"], second["key"]) == (private["id"], mira.id, "")


def test_a_repetition_that_made_nothing_is_not_in_it(sandbox: Network) -> None:
    brand = sandbox.brand()
    for _time in range(3):
        brand.post("Once.", key="abc")
    assert len(sandbox.accepted(brand)) == 1


def test_it_is_read_on_from_an_entry(sandbox: Network) -> None:
    brand = sandbox.brand()
    before = sandbox.http.get("/api/accepted").json()["next"]
    brand.post("One.")
    answer = sandbox.http.get("/api/accepted", params={"since": before}).json()
    assert [entry["text"] for entry in answer["accepted"]] == ["One."]
    assert answer["next"] == before + 1 == answer["accepted"][0]["n"]


def test_it_is_on_the_disk_before_the_answer_leaves_and_outlives_a_kill(own_file: Path) -> None:
    with running(own_file) as network:
        brand = network.brand()
        brand.post("One.")
        log = own_file.with_suffix(".accepted.jsonl")
        assert [json.loads(line)["text"] for line in log.read_text().splitlines()] == ["One."]
        network.process.kill()
    log.write_bytes(log.read_bytes() + b'{"n": 2, "text": "Half a li')
    with running(own_file) as network:
        again = network.http.get("/api/accepted").json()["accepted"]
        assert [(entry["n"], entry["text"]) for entry in again] == [(1, "One.")]
        network.person().post("Two.")
    assert [json.loads(line)["n"] for line in log.read_text().splitlines()] == [1, 2]


def test_what_people_write_on_the_pages_is_in_it_too(sandbox: Network) -> None:
    mira = sandbox.person()
    headers = {"Cookie": f"{PERSONA}={mira.id}"}
    sandbox.http.post("/posts", content="text=By+hand", headers=headers)
    assert [entry["text"] for entry in sandbox.accepted(mira)] == ["By hand"]
