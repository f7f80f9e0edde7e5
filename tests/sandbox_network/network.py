"""A running sandbox and the people on it, as tests play them through its JSON API."""

from __future__ import annotations

import contextlib
import itertools
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from inbox.channels.sandbox import Sandbox

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Person:
    """An account on the network: what it writes is a call away."""

    id: str
    handle: str
    token: str
    http: httpx.Client

    def post(self, text: str, **fields: Any) -> dict[str, Any]:
        """Write something; `reply_to`, `quote_of`, `to` and `key` as the API takes them."""
        made: dict[str, Any] = self.ask("POST", "/api/posts", {"text": text, **fields}).json()["post"]
        return made

    def edit(self, identity: str, text: str) -> None:
        """Change one's own."""
        self.ask("PATCH", f"/api/posts/{identity}", {"text": text})

    def delete(self, identity: str) -> None:
        """Take one's own down."""
        self.ask("DELETE", f"/api/posts/{identity}")

    def like(self, identity: str) -> None:
        """Like somebody's."""
        self.ask("POST", f"/api/posts/{identity}/likes")

    def thread(self, identity: str) -> dict[str, Any]:
        """A post with those above and below."""
        found: dict[str, Any] = self.ask("GET", f"/api/posts/{identity}/thread").json()
        return found

    def notices(self, **params: Any) -> dict[str, Any]:
        """What concerns this account."""
        answer: dict[str, Any] = self.http.get("/api/notices", params=params, headers=self._headers()).json()
        return answer

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> httpx.Response:
        """Any call, signed in; fails when the network refuses."""
        answer = self.http.request(method, path, json=body, headers=self._headers())
        answer.raise_for_status()
        return answer

    def webhook(self, address: str) -> None:
        """Have one's notices sent there from now on."""
        self.ask("PUT", "/api/me/webhook", {"address": address})

    def told(self) -> dict[str, Any]:
        """How one's webhook fares."""
        found: dict[str, Any] = self.ask("GET", "/api/me/webhook").json()["webhook"]
        return found

    def connector(self, **settings: Any) -> Sandbox:
        """The connector of a channel that is this account."""
        fields = {"account_id": self.id, "account_handle": self.handle, **settings}
        return Sandbox(fields, {"token": self.token})

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass(frozen=True)
class Network:
    """A running sandbox."""

    url: str
    http: httpx.Client
    process: subprocess.Popen[str]

    def person(self, name: str = "Mira Castellanos") -> Person:
        """Somebody new, with a handle nobody had before."""
        return self._account(name, is_brand=False)

    def brand(self, name: str = "Northline", **behaviour: Any) -> Person:
        """An organisation's new account; `key_behaviour`, `key_life` and `lag` as the API takes them."""
        return self._account(name, is_brand=True, **behaviour)

    def fault(self, kind: str, person: Person | None = None, **rule: Any) -> dict[str, Any]:
        """Let something go wrong; for one person's requests, if one is named, and once unless said otherwise."""
        if person is not None:
            rule["match"] = {"account": person.id, **rule.get("match", {})}
        if not {"times", "for_seconds"} & set(rule) and kind != "refuse":
            rule["times"] = 1
        made: dict[str, Any] = self.http.post("/api/faults", json={"kind": kind, **rule}).raise_for_status().json()
        found: dict[str, Any] = made["rules"][0]
        return found

    def hits(self) -> list[dict[str, Any]]:
        """What struck so far."""
        hits: list[dict[str, Any]] = self.http.get("/api/faults").json()["hits"]
        return hits

    def accepted(self, person: Person) -> list[dict[str, Any]]:
        """What the network says it accepted from somebody, oldest first."""
        entries = self.http.get("/api/accepted").json()["accepted"]
        return [entry for entry in entries if entry["account"] == person.id]

    def _account(self, name: str, *, is_brand: bool, **behaviour: Any) -> Person:
        first = "".join(letter for letter in name.split(maxsplit=1)[0].lower() if letter.isascii() and letter.isalnum())
        handle = f"{first}.{next(_numbers)}"
        body = {"handle": handle, "name": name, "is_brand": is_brand, **behaviour}
        made = self.http.post("/api/accounts", json=body).raise_for_status().json()
        return Person(made["account"]["id"], handle, made["token"], self.http)


@contextlib.contextmanager
def running(file: Path, *, port: int = 0) -> Iterator[Network]:
    """Start a sandbox on that memory and end it afterwards."""
    command = [sys.executable, "-m", "inbox.sandbox", "--file", str(file), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().split()[-1].rstrip("/")
            with httpx.Client(base_url=url, transport=httpx.HTTPTransport(retries=5)) as http:
                yield Network(url, http, process)
        finally:
            process.terminate()
            process.wait(10)
