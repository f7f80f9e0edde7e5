"""People on the network, each with a client of their own that shares no code with the product."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

PASSWORD = "correct horse battery staple"
POST = "app.bsky.feed.post"


@dataclass(frozen=True)
class Ref:
    """A post as others point at it."""

    uri: str
    cid: str

    def strong(self) -> dict[str, str]:
        """As the network writes it."""
        return {"uri": self.uri, "cid": self.cid}


@dataclass
class Person:
    """Somebody with an account: writes, answers, quotes, likes, deletes and reads."""

    client: httpx.Client
    handle: str
    did: str

    @classmethod
    def join(cls, url: str, handle: str, password: str) -> Person:
        """Make an account and wait until the network shows it to others."""
        body = {"handle": handle, "email": f"{handle.split('.', maxsplit=1)[0]}@example.com", "password": password}
        client = httpx.Client(base_url=f"{url}/xrpc/", timeout=30, verify=False)  # the network is on this machine
        answer = client.post("com.atproto.server.createAccount", json=body)
        answer.raise_for_status()
        client.headers["Authorization"] = f"Bearer {answer.json()['accessJwt']}"
        person = cls(client, handle, answer.json()["did"])
        eventually(lambda: person.try_read("app.bsky.actor.getProfile", actor=person.did))
        return person

    def app_password(self, name: str) -> str:
        """A new app password, as made in the app's settings."""
        return str(self.call("com.atproto.server.createAppPassword", {"name": name})["password"])

    def post(self, text: str, *, mentions: Sequence[Person] = (), **more: Any) -> Ref:
        """Write a post; `mentions` are marked where their @handle stands. Waits until others see it."""
        record = {"$type": POST, "text": text, "createdAt": now(), **more}
        if mentions:
            record["facets"] = [_mention(text, person) for person in mentions]
        answer = self.call("com.atproto.repo.createRecord", {"repo": self.did, "collection": POST, "record": record})
        ref = Ref(answer["uri"], answer["cid"])
        eventually(lambda: self.sees(ref.uri))
        return ref

    def reply(self, parent: Ref, text: str, *, root: Ref | None = None, **more: Any) -> Ref:
        """Answer a post; `root` is the thread's first post when that isn't the parent."""
        ends = {"root": (root or parent).strong(), "parent": parent.strong()}
        return self.post(text, reply=ends, **more)

    def quote(self, quoted: Ref, text: str) -> Ref:
        """Write a post that shows another one inside."""
        return self.post(text, embed={"$type": "app.bsky.embed.record", "record": quoted.strong()})

    def upload(self, data: bytes, media_type: str) -> dict[str, Any]:
        """Hand a picture over, to be named in a post."""
        answer = self.client.post("com.atproto.repo.uploadBlob", content=data, headers={"Content-Type": media_type})
        answer.raise_for_status()
        return dict(answer.json()["blob"])

    def like(self, ref: Ref) -> None:
        """Press the heart."""
        self._point("app.bsky.feed.like", ref)

    def repost(self, ref: Ref) -> None:
        """Show somebody's post to one's own followers."""
        self._point("app.bsky.feed.repost", ref)

    def delete(self, ref: Ref) -> None:
        """Take a post down and wait until nobody sees it."""
        body = {"repo": self.did, "collection": POST, "rkey": ref.uri.rsplit("/", 1)[1]}
        self.call("com.atproto.repo.deleteRecord", body)
        eventually(lambda: not self.sees(ref.uri))

    def sees(self, uri: str) -> dict[str, Any] | None:
        """A post as the network shows it to this person, or None."""
        posts = self.read("app.bsky.feed.getPosts", uris=[uri])["posts"]
        return posts[0] if posts else None

    def replies(self, ref: Ref) -> list[dict[str, Any]]:
        """The posts right under this one."""
        answer = self.read("app.bsky.feed.getPostThread", uri=ref.uri, depth=1)
        return [reply["post"] for reply in answer["thread"].get("replies", [])]

    def read(self, method: str, **params: Any) -> dict[str, Any]:
        """Ask the network something as this person."""
        answer = self.client.get(method, params=params)
        answer.raise_for_status()
        return dict(answer.json())

    def try_read(self, method: str, **params: Any) -> dict[str, Any] | None:
        """The same, with None for a refusal."""
        try:
            return self.read(method, **params)
        except httpx.HTTPStatusError:
            return None

    def call(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        """Change something on the network as this person."""
        answer = self.client.post(method, json=body)
        answer.raise_for_status()
        return dict(answer.json()) if answer.content else {}

    def _point(self, collection: str, ref: Ref) -> None:
        record = {"$type": collection, "subject": ref.strong(), "createdAt": now()}
        self.call("com.atproto.repo.createRecord", {"repo": self.did, "collection": collection, "record": record})


def eventually[T](ask: Callable[[], T | None], seconds: float = 20) -> T:
    """Ask until the answer is true; the network needs a moment to show what was written."""
    deadline = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < deadline, f"Nothing came within {seconds} seconds."
        time.sleep(0.1)
    return answer


def now() -> str:
    """This moment as clients write it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _mention(text: str, person: Person) -> dict[str, Any]:
    name = f"@{person.handle}"
    start = len(text[: text.index(name)].encode())
    feature = {"$type": "app.bsky.richtext.facet#mention", "did": person.did}
    return {"index": {"byteStart": start, "byteEnd": start + len(name)}, "features": [feature]}
