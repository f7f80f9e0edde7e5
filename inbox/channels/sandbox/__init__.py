"""The sandbox: the pretend network that runs beside Liaison, spoken to like any other."""

from __future__ import annotations

import base64
import hmac
import os
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import urlsplit

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
    Query,
    Raw,
    Rejected,
    SaveCredentials,
    Sent,
    Uncertain,
    forget,
)
from inbox.channels.http import Http
from inbox.channels.sandbox import webhook
from inbox.channels.sandbox.answers import checked, is_due, newest_of, other_party, passed, sent_of, understood
from inbox.channels.sandbox.keys import DEADLINE, address_of, key_life_of
from inbox.channels.sandbox.parse import parse
from inbox.channels.sandbox.raws import raws_of_figures, raws_of_found, raws_of_notices, recheck_raws
from inbox.channels.sandbox.search import SKEW, find_by_id, find_by_search, says

NEXT_DOOR = "http://127.0.0.1:8001"
PAGE = 100
OVERLAP = 20
LOOK_BEHIND = 200
"""Posts of the whole network that a search reads once more."""
JUMP = 500
"""With more notices than this waiting, the newest are fetched first, and the rest as a backfill."""


class Sandbox(Connector):
    """One brand's account on the sandbox network, known by its token."""

    network: ClassVar[str] = "sandbox"
    label: ClassVar[str] = "Sandbox"
    abilities: ClassVar[frozenset[Ability]] = frozenset(
        {
            Ability.POLL,
            Ability.WEBHOOK,
            Ability.REPLY,
            Ability.DELETE,
            Ability.IMAGES,
            Ability.FIND,
            Ability.RECHECK,
            Ability.SEARCH,
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
        Field(
            "key_behaviour",
            "Repeated keys",
            "Leave empty unless you made the sandbox treat them in another way.",
            required=False,
        ),
        Field(
            "key_life",
            "Seconds a key is known",
            "Only where the sandbox forgets keys.",
            required=False,
        ),
    )
    poll_seconds: ClassVar[int] = 3
    search_seconds: ClassVar[int] = 5
    send_seconds: ClassVar[float] = DEADLINE

    _opened: Http | None = None

    def __init__(
        self,
        settings: Mapping[str, Any],
        credentials: Mapping[str, str],
        save_credentials: SaveCredentials = forget,
    ) -> None:
        super().__init__(settings, credentials, save_credentials)
        self.key_life = key_life_of(self.settings)

    @classmethod
    def own_hosts(cls) -> Sequence[str]:
        """The sandbox beside us."""
        return [urlsplit(os.environ.get("SANDBOX_URL") or NEXT_DOOR).netloc]

    def connect(self) -> Account:
        """Say whose token this is; raises Unauthorised, Rejected or RetryLater."""
        account = self._read("/api/me")["account"]
        return Account(account["id"], account["handle"], account["name"], account["url"])

    def poll(self, cursor: Mapping[str, Any]) -> Page:
        """Notices since the cursor, the last twenty once more, and now and then our figures."""
        since = int(cursor.get("since", 0))
        answer = self._read("/api/notices", since=max(0, since - OVERLAP), limit=PAGE)
        if answer["newest"] < since:
            # The network began anew with an empty memory, and counts from one again.
            answer = self._read("/api/notices", since=0, limit=PAGE)
            since = 0
        if answer["more"] and answer["latest"] - answer["cursor"] > JUMP:
            return self._jump(answer, cursor)
        raws = raws_of_notices(answer["notices"], us=self._us())
        figures_at = str(cursor.get("figures_at", ""))
        if not answer["more"] and is_due(figures_at, answer["as_of"]):
            own = self._read("/api/me/posts", limit=PAGE)
            raws += raws_of_figures(own["posts"], own["as_of"])
            figures_at = own["as_of"]
        onward = {"since": max(since, answer["cursor"]), "figures_at": figures_at}
        return Page(raws, onward, more=answer["more"], reached=newest_of(answer))

    def _jump(self, answer: Mapping[str, Any], cursor: Mapping[str, Any]) -> Page:
        """The newest notices after the page that was answered; between them lies a gap."""
        until = answer["latest"] - PAGE
        newest = self._read("/api/notices", since=until, limit=PAGE)
        raws = raws_of_notices([*answer["notices"], *newest["notices"]], us=self._us())
        onward = {**cursor, "since": max(until, newest["cursor"])}
        return Page(raws, onward, more=newest["more"], gap={"since": answer["cursor"], "until": until})

    def backfill(self, gap: Mapping[str, Any]) -> Page:
        """A page of the notices that a poll jumped over, the oldest first."""
        answer = self._read("/api/notices", since=int(gap["since"]), limit=PAGE)
        raws = raws_of_notices(answer["notices"], us=self._us())
        more = answer["more"] and answer["cursor"] < gap["until"]
        return Page(raws, {**gap, "since": answer["cursor"]}, more=more, reached=newest_of(answer))

    def search(self, query: Query, cursor: Mapping[str, Any]) -> Page:
        """What the network has that says this, the oldest first, the last look's end once more."""
        us, since = self._us(), int(cursor.get("since", 0))
        named = {"tag": query.text} if query.is_tag else {"q": query.text}
        answer = self._read("/api/search", **named, since=max(0, since - LOOK_BEHIND))
        if answer["newest"] < since:
            # The network began anew with an empty memory.
            since = 0
            answer = self._read("/api/search", **named, since=0)
        onward = {"since": max(since, answer["cursor"])}
        return Page(raws_of_found(answer["found"], us=us), onward, more=answer["more"])

    def verify(self, headers: Mapping[str, str], body: bytes) -> Sequence[Raw]:
        """Notices that the network sent by itself; raises BadSignature or ValueError."""
        webhook.check(str(self.credentials.get("token", "")), headers, body)
        return self.unpack(body)

    def unpack(self, body: bytes) -> Sequence[Raw]:
        """The notices of a body; raises ValueError."""
        return webhook.unpack(body, us=self._us())

    def handshake(self, params: Mapping[str, str]) -> str | None:
        """Say the challenge back to whoever knows the token; others learn nothing."""
        challenge, token = params.get("challenge", ""), str(self.credentials.get("token", ""))
        given = params.get("signature", "")
        fits = token and hmac.compare_digest(given.encode(), webhook.signature(token, challenge.encode()).encode())
        return challenge if fits else None

    def parse(self, payload: Mapping[str, Any]) -> Sequence[Parsed]:
        """Understand one raw payload; pure, and raises ValueError naming what is wrong."""
        return parse(payload)

    def recheck(self, external_ids: Sequence[str]) -> Sequence[Raw]:
        """Messages that were edited or are gone, and fresh figures of our own."""
        raws: list[Raw] = []
        for start in range(0, len(external_ids), PAGE):
            asked = external_ids[start : start + PAGE]
            answer = self._read("/api/posts", ids=",".join(asked))
            behind = passed(answer["as_of"], answer["now"]) >= SKEW
            raws += recheck_raws(asked, answer["posts"], answer["as_of"], us=self._us(), is_behind=behind)
        return raws

    def freeze(self, outgoing: Outgoing) -> dict[str, Any]:
        """The body every attempt will send, and the id it will have if that is known; pure, raises Rejected."""
        us = self._us()
        body: dict[str, Any] = {"key": outgoing.key, "text": outgoing.text}
        if outgoing.private:
            body["to"] = other_party(outgoing)
        elif outgoing.answers:
            body["reply_to"] = outgoing.answers
        if len(outgoing.images) > (self.limits.images or 0):
            raise Rejected("The sandbox takes one picture a post.")
        for image in outgoing.images:
            body["image"] = {"alt": image.alt, "media_type": image.media_type}
        address = address_of(self.settings, us, outgoing.key)
        known = {"external_id": address} if address else {}
        return {"account": us, **known, "body": body, "frozen_at": outgoing.created_at.isoformat()}

    def send(self, record: Mapping[str, Any], images: Sequence[Image] = ()) -> Sent:
        """Send a frozen record; what its key does when it comes again is the network's behaviour."""
        body = dict(record["body"])
        if record["account"] != self._us():
            raise Rejected("This reply was written for another sandbox account.")
        if ("image" in body) != bool(images):
            raise Rejected("The picture of this reply is no longer there.")
        for image in images:
            body["image"] = {**body["image"], "data": base64.b64encode(image.data).decode()}
        answer = self._http().write("POST", "/api/posts", json=body, headers=self._headers())
        post = understood(answer)["post"]
        is_it = post["id"] == record["external_id"] if "external_id" in record else says(post, record["body"])
        if not is_it:
            raise Uncertain("The sandbox answered with another post than the one we sent.")
        return sent_of(post)

    def find(self, record: Mapping[str, Any]) -> Sent | None:
        """The frozen record on the network, by its id or else by parent, text and time."""
        if "external_id" in record:
            post = find_by_id(self._read, record)
        else:
            post = find_by_search(self._read, record, keyed=self.key_life is not None)
        return sent_of(post) if post else None

    def delete(self, external_id: str) -> None:
        """Take one of our own down; gone already counts as done."""
        answer = self._http().write("DELETE", f"/api/posts/{external_id}", headers=self._headers())
        if answer.status != 404:
            checked(answer)

    def _http(self) -> Http:
        """Made at the first call, so that pure calls need no address."""
        if self._opened is None:
            own = os.environ.get("SANDBOX_URL") or NEXT_DOOR
            address = str(self.settings.get("service_url") or own).rstrip("/")
            # Our own sandbox runs beside us; what somebody typed must be public, or be allowed by the operator.
            self._opened = Http(address, name="The sandbox", deadline=DEADLINE, allow=self.own_hosts())
        return self._opened

    def _read(self, path: str, **params: str | int) -> dict[str, Any]:
        answer = self._http().read("GET", path, params=params, headers=self._headers())
        return understood(answer)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.credentials.get('token', '')}"}

    def _us(self) -> str:
        us = str(self.settings.get("account_id") or "")
        if not us:
            raise Rejected("This sandbox channel has not been connected yet.")
        return us
