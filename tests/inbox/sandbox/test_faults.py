"""The control door: which requests go wrong, how often, and who may say so."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sandbox_network.network import Network, Person, running


def status(person: Person, method: str = "GET", path: str = "/api/me") -> int:
    """How one request of somebody ends."""
    headers = {"Authorization": f"Bearer {person.token}"}
    return person.http.request(method, path, headers=headers).status_code


def statuses(person: Person, times: int) -> list[int]:
    return [status(person) for _time in range(times)]


class TestRules:
    """When a rule strikes."""

    def test_so_many_times_and_then_no_more(self, sandbox: Network) -> None:
        brand = sandbox.brand()
        sandbox.fault("status", brand, times=2)
        assert statuses(brand, 3) == [500, 500, 200]

    def test_the_first_ones_can_be_let_through(self, sandbox: Network) -> None:
        brand = sandbox.brand()
        sandbox.fault("status", brand, times=1, skip=2)
        assert statuses(brand, 4) == [200, 200, 500, 200]

    def test_for_so_many_seconds(self, sandbox: Network) -> None:
        brand = sandbox.brand()
        rule = sandbox.fault("expire_token", brand, for_seconds=0.3)
        assert 0 < rule["seconds_left"] <= 0.3
        assert statuses(brand, 2) == [401, 401]
        time.sleep(0.35)
        assert status(brand) == 200

    def test_only_for_the_account_method_and_path_it_names(self, sandbox: Network) -> None:
        brand, other = sandbox.brand(), sandbox.brand()
        match = {"method": "get", "path": "/api/me*", "account": f"@{brand.handle}"}
        rule = sandbox.http.post("/api/faults", json={"kind": "status", "status": 503, "match": match}).json()["rules"]
        assert status(brand) == 503
        assert status(brand, path="/api/me/posts") == 503
        assert status(brand, path="/api/notices") == 200
        assert status(brand, method="HEAD") == 200
        assert status(other) == 200
        sandbox.http.delete(f"/api/faults/{rule[0]['id']}")
        assert status(brand) == 200

    def test_the_first_rule_that_fits_wins_and_several_are_set_at_once(self, sandbox: Network) -> None:
        brand = sandbox.brand()
        match = {"account": brand.id}
        rules = [{"kind": "status", "status": code, "times": 1, "match": match} for code in (500, 502)]
        assert len(sandbox.http.post("/api/faults", json=rules).json()["rules"]) == 2
        assert statuses(brand, 3) == [500, 502, 200]

    def test_what_struck_stays_on_record(self, sandbox: Network) -> None:
        brand = sandbox.brand()
        before = sandbox.http.get("/api/faults").json()["count"]
        rule = sandbox.fault("status", brand, phase="after_body")
        status(brand)
        after = sandbox.http.get("/api/faults", params={"since": before}).json()
        assert after["count"] == before + 1
        (hit,) = after["hits"]
        told = {name: hit[name] for name in ("n", "rule", "kind", "phase", "method", "path", "account", "pid")}
        assert told == {
            "n": before + 1,
            "rule": rule["id"],
            "kind": "status",
            "phase": "after_body",
            "method": "GET",
            "path": "/api/me",
            "account": brand.id,
            "pid": None,
        }

    def test_all_are_taken_back_at_once(self, own_file: Path) -> None:
        with running(own_file) as network:
            brand = network.brand()
            network.fault("status", brand, times=9)
            network.http.post("/api/faults/random", json={"chances": {"status": 1}})
            network.http.delete("/api/faults")
            assert network.http.get("/api/faults").json() == {"rules": [], "random": None, "hits": [], "count": 0}
            assert status(brand) == 200


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({}, "kind must be one of hang, delay, reset"),
        ({"kind": "earthquake"}, "kind must be one of"),
        ({"kind": ["hang"]}, "kind must be one of"),
        ({"kind": "drip", "phase": "before_read"}, "can't strike in the phase “before_read”"),
        ({"kind": "status", "phase": "after_headers"}, "can't strike in the phase"),
        ({"kind": "reset", "seconds": 3}, "A fault of kind reset knows no seconds."),
        ({"kind": "hang", "seconds": -1}, "seconds must be a number of at least 0."),
        ({"kind": "hang", "seconds": "long"}, "seconds must be a number"),
        ({"kind": "hang", "times": 1.5}, "times must be a whole number"),
        ({"kind": "hang", "for_seconds": True}, "for_seconds must be a number"),
        ({"kind": "status", "status": 200}, "a status of failure"),
        ({"kind": "truncate", "clean": 1}, "clean must be true or false"),
        ({"kind": "rate_limit", "as": "rumour"}, "as must be one of seconds, date, reset, x_reset"),
        ({"kind": "kill_peer", "signal": "HUP"}, "signal must be one of KILL, STOP"),
        ({"kind": "hang", "match": {"colour": "red"}}, "match knows method, path and account, not colour"),
        ({"kind": "hang", "match": "all"}, "match must be an object of texts"),
        ([{"kind": "hang"}, {"kind": "nonsense"}], "kind must be one of"),
        ([3], "A fault is an object with a kind"),
        ("hang", "no JSON object"),
    ],
)
def test_a_senseless_fault_is_refused_and_sets_nothing(sandbox: Network, asked: Any, sentence: str) -> None:
    answer = sandbox.http.post("/api/faults", json=asked)
    assert answer.status_code == 422
    assert sentence in answer.json()["error"]
    kinds = [rule["kind"] for rule in sandbox.http.get("/api/faults").json()["rules"]]
    assert "hang" not in kinds


class TestRandom:
    """Faults by chance."""

    def played(self, network: Network, brand: Person, seed: int) -> list[int]:
        chances = {"status": 0.3, "rate_limit": 0.2, "expire_token": 0.1}
        asked = {"seed": seed, "chances": chances, "match": {"account": brand.id}, "with": {"status": {"status": 502}}}
        network.http.post("/api/faults/random", json=asked).raise_for_status()
        return statuses(brand, 60)

    def test_the_same_seed_gives_the_same_faults(self, own_file: Path) -> None:
        with running(own_file) as network:
            brand, other = network.brand(), network.brand()
            first, again, another = (self.played(network, brand, seed) for seed in (7, 7, 8))
            assert first == again != another
            assert set(first) == {200, 401, 429, 502}
            assert 10 < first.count(200) < 40
            assert statuses(other, 5) == [200] * 5

    def test_phases_are_drawn_among_those_that_are_allowed(self, own_file: Path) -> None:
        with running(own_file) as network:
            brand = network.brand()
            asked = {"chances": {"status": 1}, "phases": ["after_body", "after_commit", "after_headers"]}
            assert network.http.post("/api/faults/random", json=asked).json()["phases"] == asked["phases"]
            statuses(brand, 12)
            assert {hit["phase"] for hit in network.hits()} == {"after_body", "after_commit"}
            assert {hit["rule"] for hit in network.hits()} == {None}

    @pytest.mark.parametrize(
        ("asked", "sentence"),
        [
            ({}, "chances must be an object"),
            ({"chances": {"status": 0.7, "reset": 0.4}}, "together are more than 1"),
            ({"chances": {"lag": 0.1}}, "can't strike in any of the phases"),
            ({"chances": {"drip": 0.1}, "phases": ["before_read"]}, "can't strike in any of the phases"),
            ({"chances": {"drip": 0.1}, "phases": ["later"]}, "phases must be a list of before_read"),
            ({"chances": {"drip": 0.1}, "with": {"hang": {}}}, "kinds that have a chance"),
            ({"chances": {"drip": 0.1}, "seed": "x"}, "seed must be a whole number"),
            ({"chances": {"drip": 0.1}, "luck": 3}, "Random faults know no luck"),
        ],
    )
    def test_senseless_dice_are_refused(self, sandbox: Network, asked: dict[str, Any], sentence: str) -> None:
        answer = sandbox.http.post("/api/faults/random", json=asked)
        assert (answer.status_code, sentence in answer.json()["error"]) == (422, True)


class TestWhoMay:
    """Whoever may set faults can end processes."""

    def test_pages_of_other_sites_may_not(self, sandbox: Network) -> None:
        rule = json.dumps({"kind": "kill_peer"})
        forged = {"Origin": "https://elsewhere.example", "Content-Type": "application/json"}
        assert sandbox.http.post("/api/faults", content=rule, headers=forged).status_code == 403
        plain = {"Content-Type": "text/plain"}
        assert sandbox.http.post("/api/faults", content=rule, headers=plain).status_code == 422

    def test_nobody_may_where_others_can_reach_the_network(self, own_file: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
        command = [sys.executable, "-m", "inbox.sandbox", "--file", str(own_file), "--host", "0.0.0.0", "--port", port]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            process.stdout.readline()
            base = f"http://127.0.0.1:{port}"
            with httpx.Client(base_url=base, transport=httpx.HTTPTransport(retries=5)) as http:
                answers = [http.get("/api/faults"), http.post("/api/faults", json={}), http.get("/api/accepted")]
                answers.append(http.post("/api/behaviours", json={}))
                assert http.get("/healthz").status_code == 200
            process.terminate()
        assert [answer.status_code for answer in answers] == [404] * 4
        assert "its control door is shut" in answers[0].json()["error"]

    def test_the_door_itself_never_fails(self, own_file: Path) -> None:
        with running(own_file) as network:
            network.http.post("/api/faults", json={"kind": "status"})
            assert network.http.get("/healthz").status_code == 500
            assert network.http.get("/api/accepted").status_code == 200
            assert network.http.delete("/api/faults").status_code == 204
            assert network.http.get("/healthz").status_code == 200


class TestBehaviours:
    """How an account's network treats keys is set by the door too."""

    def test_it_is_said_for_an_account_by_id_or_handle(self, sandbox: Network) -> None:
        brand = sandbox.brand()
        asked = {"account": f"@{brand.handle}", "key_behaviour": "none_lag"}
        said = sandbox.http.post("/api/behaviours", json=asked).json()
        assert said == {"account": brand.id, "key_behaviour": "none_lag", "key_life": 60.0, "lag": 10.0}
        back = {"account": brand.id, "key_behaviour": "kept"}
        assert sandbox.http.post("/api/behaviours", json=back).json()["lag"] == 0.0

    @pytest.mark.parametrize(
        ("asked", "code", "sentence"),
        [
            ({"key_behaviour": "moody"}, 422, "key_behaviour must be one of kept, expires, repeat_500"),
            ({"key_behaviour": "expires", "key_life": "long"}, 422, "key_life must be a number"),
            ({"key_behaviour": "kept", "account": "nobody"}, 404, "There is no account @nobody."),
        ],
    )
    def test_what_makes_no_sense_is_refused(
        self, sandbox: Network, asked: dict[str, Any], code: int, sentence: str
    ) -> None:
        answer = sandbox.http.post("/api/behaviours", json={"account": sandbox.brand().id, **asked})
        assert answer.status_code == code
        assert sentence in answer.json()["error"]

    def test_nobody_signs_up_with_a_senseless_one(self, sandbox: Network) -> None:
        asked = {"handle": "moody.brand", "key_behaviour": "moody"}
        assert sandbox.http.post("/api/accounts", json=asked).status_code == 422
        assert sandbox.http.get("/api/accounts/moody.brand").status_code == 404

    def test_it_outlives_a_restart(self, own_file: Path) -> None:
        with running(own_file) as network:
            brand = network.brand(key_behaviour="none_lookup")
            brand.post("Twice.", key="abc")
        with running(own_file) as network:
            again = Person(brand.id, brand.handle, brand.token, network.http)
            again.post("Twice.", key="abc")
            assert len(network.accepted(brand)) == 2


@pytest.mark.slow
def test_a_body_that_never_comes_whole_is_never_accepted(own_file: Path) -> None:
    with running(own_file) as network:
        brand = network.brand()
        head = (
            f"POST /api/posts HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {brand.token}\r\n"
            'Content-Type: application/json\r\nContent-Length: 17\r\n\r\n{"text": "late'
        )
        address = network.url.removeprefix("http://").split(":")
        with socket.create_connection((address[0], int(address[1]))) as slow:
            slow.sendall(head.encode())
            slow.settimeout(20)
            began = time.monotonic()
            assert b" 200 " not in slow.recv(4096)
            assert 9 < time.monotonic() - began < 15
        assert network.accepted(brand) == []


def test_whoever_is_told_nothing_for_long_can_leave(sandbox: Network) -> None:
    brand = sandbox.brand()
    sandbox.fault("hang", brand, seconds=0.3)
    with pytest.raises(httpx.RemoteProtocolError):
        status(brand)
    assert status(brand) == 200


def test_a_network_away_for_a_while_is_not_stopped_by_it(own_file: Path) -> None:
    with running(own_file) as network:
        network.fault("refuse", seconds=30)
        with pytest.raises(httpx.ConnectError):
            httpx.get(network.url)
        network.process.terminate()
        assert network.process.wait(5) is not None
