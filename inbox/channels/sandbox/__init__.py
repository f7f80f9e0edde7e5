"""The sandbox: the pretend network that runs beside Liaison, spoken to like any other."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from inbox.channels.base import (
    Ability,
    Account,
    Connector,
    Field,
    Image,
    Limits,
    Outgoing,
    Page,
    Parsed,
    Raw,
    Rejected,
    Sent,
    Unauthorised,
    Uncertain,
)
from inbox.channels.http import Answer, Http
from inbox.channels.sandbox.parse import parse
from inbox.channels.sandbox.raws import raws_of_figures, raws_of_notices, recheck_raws

NEXT_DOOR = "http://127.0.0.1:8001"
PAGE = 100
OVERLAP = 20
FIGURES_EVERY = timedelta(minutes=1)


class Sandbox(Connector):
    """One brand's account on the sandbox network, known by its token."""

    network: ClassVar[str] = "sandbox"
    label: ClassVar[str] = "Sandbox"
    abilities: ClassVar[frozenset[Ability]] = frozenset(
        {
            Ability.POLL,
            Ability.REPLY,
            Ability.DELETE,
            Ability.IMAGES,
            Ability.FIND,
            Ability.RECHECK,
            Ability.FIGURES,
            Ability.IDEMPOTENT_SEND,
        }
    )
    limits: ClassVar[Limits] = Limits(characters=500, images=1, image_bytes=1_000_000, alt_text=1000)
    settings_fields: ClassVar[Sequence[Field]] = (
        Field("token", "Token", "Shown on the sandbox under People and brands.", secret=True),
        Field(
            "service_url",
            "Server",
            "Leave empty for the sandbox that runs beside Liaison.",
            required=False,
        ),
    )
    poll_seconds: ClassVar[int] = 3
    key_life: ClassVar[timedelta | None] = timedelta.max

    _opened: Http | None = None

    def connect(self) -> Account:
        """Say whose token this is; raises Unauthorised, Rejected or RetryLater."""
        account = self._read("/api/me")["account"]
        return Account(account["id"], account["handle"], account["name"], account["url"])

    def poll(self, cursor: Mapping[str, Any]) -> Page:
        """Notices since the cursor, the last twenty once more, and now and then our figures."""
        since = int(cursor.get("since", 0))
        answer = self._read("/api/notices", since=max(0, since - OVERLAP), limit=PAGE)
        if answer["latest"] < since:
            # The network began anew with an empty memory, and counts from one again.
            answer = self._read("/api/notices", since=0, limit=PAGE)
            since = 0
        raws = raws_of_notices(answer["notices"], us=self._us())
        figures_at = str(cursor.get("figures_at", ""))
        if not answer["more"] and _is_due(figures_at, answer["as_of"]):
            own = self._read("/api/me/posts", limit=PAGE)
            raws += raws_of_figures(own["posts"], own["as_of"])
            figures_at = own["as_of"]
        onward = {"since": max(since, answer["cursor"]), "figures_at": figures_at}
        return Page(raws, onward, more=answer["more"])

    def parse(self, payload: Mapping[str, Any]) -> Sequence[Parsed]:
        """Understand one raw payload; pure, and raises ValueError naming what is wrong."""
        return parse(payload)

    def recheck(self, external_ids: Sequence[str]) -> Sequence[Raw]:
        """Messages that were edited or are gone, and fresh figures of our own."""
        raws: list[Raw] = []
        for start in range(0, len(external_ids), PAGE):
            asked = external_ids[start : start + PAGE]
            answer = self._read("/api/posts", ids=",".join(asked))
            raws += recheck_raws(asked, answer["posts"], answer["as_of"], us=self._us())
        return raws

    def freeze(self, outgoing: Outgoing) -> dict[str, Any]:
        """The body every attempt will send, and the id it will have; pure, raises Rejected."""
        us = self._us()
        body: dict[str, Any] = {"key": outgoing.key, "text": outgoing.text}
        if outgoing.private:
            body["to"] = _other_party(outgoing)
        elif outgoing.answers:
            body["reply_to"] = outgoing.answers
        if len(outgoing.images) > (self.limits.images or 0):
            raise Rejected("The sandbox takes one picture a post.")
        for image in outgoing.images:
            body["image"] = {"alt": image.alt, "media_type": image.media_type}
        return {"account": us, "external_id": _keyed_id(us, outgoing.key), "body": body}

    def send(self, record: Mapping[str, Any], images: Sequence[Image] = ()) -> Sent:
        """Send a frozen record; the same key twice makes one post."""
        body = dict(record["body"])
        if record["account"] != self._us():
            raise Rejected("This reply was written for another sandbox account.")
        if ("image" in body) != bool(images):
            raise Rejected("The picture of this reply is no longer there.")
        for image in images:
            body["image"] = {**body["image"], "data": base64.b64encode(image.data).decode()}
        answer = self._http().write("POST", "/api/posts", json=body, headers=self._headers())
        post = _understood(answer)["post"]
        if post["id"] != record["external_id"]:
            raise Uncertain("The sandbox answered with another post than the one we sent.")
        return _sent(post)

    def find(self, record: Mapping[str, Any]) -> Sent | None:
        """Whether the frozen record stands on the network."""
        posts = self._read("/api/posts", ids=record["external_id"])["posts"]
        return next((_sent(post) for post in posts if post["deleted_at"] is None), None)

    def delete(self, external_id: str) -> None:
        """Take one of our own down; gone already counts as done."""
        answer = self._http().write("DELETE", f"/api/posts/{external_id}", headers=self._headers())
        if answer.status != 404:
            _checked(answer)

    def _http(self) -> Http:
        """Made at the first call, so that pure calls need no address."""
        if self._opened is None:
            address = self.settings.get("service_url") or os.environ.get("SANDBOX_URL") or NEXT_DOOR
            self._opened = Http(str(address).rstrip("/"), name="The sandbox", deadline=20)
        return self._opened

    def _read(self, path: str, **params: str | int) -> dict[str, Any]:
        answer = self._http().read("GET", path, params=params, headers=self._headers())
        return _understood(answer)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.credentials.get('token', '')}"}

    def _us(self) -> str:
        us = str(self.settings.get("account_id") or "")
        if not us:
            raise Rejected("This sandbox channel has not been connected yet.")
        return us


def _checked(answer: Answer) -> Answer:
    """The answer, unless the network said no: then its own sentence is raised."""
    if answer.ok:
        return answer
    if answer.status == 401:
        raise Unauthorised("The sandbox no longer accepts this token.")
    sentence = answer.json().get("error") if answer.body.startswith(b"{") else None
    raise Rejected(str(sentence or f"The sandbox refused (status {answer.status})."))


def _understood(answer: Answer) -> dict[str, Any]:
    return _checked(answer).json()


def _other_party(outgoing: Outgoing) -> str:
    """Whom a direct message goes to: the author we answer, or the other one if that is us."""
    other = str(outgoing.answers_extra.get("other") or "")
    if not other and outgoing.answers_author is not None:
        other = outgoing.answers_author.external_id
    if not other:
        raise Rejected("It is not known whom this direct message goes to.")
    return other


def _keyed_id(account: str, key: str) -> str:
    """The id of what an account posts with a key, as the network's API promises."""
    return "k" + hashlib.sha256(f"{account}:{key}".encode()).hexdigest()[:24]


def _sent(post: Mapping[str, Any]) -> Sent:
    extra = {"other": post["to"]["id"]} if post["to"] else {}
    return Sent(post["id"], post["url"], datetime.fromisoformat(post["created_at"]), extra)


def _is_due(figures_at: str, now: str) -> bool:
    """Whether figures are to be fetched again; both moments are the network's."""
    if not figures_at:
        return True
    return datetime.fromisoformat(now) - datetime.fromisoformat(figures_at) >= FIGURES_EVERY
