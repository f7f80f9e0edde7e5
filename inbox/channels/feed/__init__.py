"""RSS and Atom feeds: listening to what others publish, without an answer expected."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

from inbox.channels.base import Ability, Account, Connector, Field, Page, Parsed, Rejected
from inbox.channels.feed.document import read
from inbox.channels.feed.entries import raws_of
from inbox.channels.feed.parse import item_of, web_address
from inbox.channels.feed.words import Words
from inbox.channels.http import NOT_MODIFIED, Answer, Http

MOST_BYTES = 5_000_000
DEADLINE = 20.0
LONGEST_VALIDATOR = 500
LONGEST_ID, LONGEST_NAME, LONGEST_URL = 300, 120, 500
LONGEST_WAIT = 3600
MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
ACCEPT = "application/atom+xml, application/rss+xml, application/rdf+xml, application/xml;q=0.9, */*;q=0.5"
REFUSALS = {
    401: "This feed wants a password, and Liaison can't give one.",
    403: "The server refuses to show us this feed.",
    404: "There is nothing at this address.",
    410: "This feed has been taken down for good.",
}


class Feed(Connector):
    """One feed, known by its address."""

    network: ClassVar[str] = "feed"
    label: ClassVar[str] = "RSS or Atom feed"
    abilities: ClassVar[frozenset[Ability]] = frozenset({Ability.POLL})
    settings_fields: ClassVar[Sequence[Field]] = (
        Field("feed_url", "Address of the feed", "For example https://example.org/feed.xml."),
    )
    poll_seconds: ClassVar[int] = 600

    def connect(self) -> Account:
        """Read the feed once and say whose it is; raises Rejected with the reason, or RetryLater."""
        address = self._address()
        said = self._read(self._fetched({}))
        host = urlsplit(address).hostname or ""
        identity = address if len(address) <= LONGEST_ID else f"sha256:{hashlib.sha256(address.encode()).hexdigest()}"
        name = (Words(said["title"]).text or host)[:LONGEST_NAME]
        return Account(identity, "", name, web_address(said["link"])[:LONGEST_URL])

    def poll(self, cursor: Mapping[str, Any]) -> Page:
        """Entries that are new or changed since `cursor`; asks the server only for news."""
        answer = self._fetched(_conditions(cursor))
        if answer.status == NOT_MODIFIED:
            return Page([], dict(cursor), wait_seconds=self._wait(answer, cursor.get("ttl", "")))
        onward = {**cursor, **_validators(answer), "body": hashlib.sha256(answer.body).hexdigest()}
        if onward["body"] == cursor.get("body"):
            return Page([], onward, wait_seconds=self._wait(answer, cursor.get("ttl", "")))
        said = self._read(answer)
        raws, versions = raws_of(said, cursor.get("versions", {}), datetime.now(UTC).isoformat())
        onward |= {"versions": versions, "ttl": said["ttl"]}
        return Page(raws, onward, wait_seconds=self._wait(answer, said["ttl"]))

    def parse(self, payload: Mapping[str, Any]) -> Sequence[Parsed]:
        """One entry; pure, and raises ValueError naming what is wrong."""
        return [item_of(payload, str(self.settings.get("account_id", "")))]

    def _fetched(self, conditions: Mapping[str, str]) -> Answer:
        http = Http("", name="The feed", deadline=DEADLINE, max_bytes=MOST_BYTES)
        answer = http.fetch(self._address(), headers={"Accept": ACCEPT, **conditions})
        if answer.ok or answer.status == NOT_MODIFIED:
            return answer
        raise Rejected(REFUSALS.get(answer.status, f"The server refuses this feed (status {answer.status})."))

    def _read(self, answer: Answer) -> dict[str, Any]:
        # Relative ids must stay the same wherever redirects lead this time.
        return read(answer.body, content_type=answer.headers.get("content-type", ""), address=self._address())

    def _address(self) -> str:
        """The address as it was meant; raises Rejected."""
        typed = str(self.settings.get("feed_url", "")).strip().removeprefix("feed:")
        whole = typed if "://" in typed else f"https://{typed.removeprefix('//')}"
        try:
            parts = urlsplit(whole)
            host, _port = parts.hostname, parts.port
        except ValueError as error:
            raise Rejected("This is no address of a feed.") from error
        if parts.scheme not in ("http", "https") or not host:
            raise Rejected("The address of a feed begins with https:// or http://.")
        if parts.username is not None or parts.password is not None:
            raise Rejected("Leave the name and password out of the address; Liaison reads open feeds only.")
        return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", parts.query, ""))

    def _wait(self, answer: Answer, ttl: str) -> int:
        """Seconds until the next look: as the feed asks, between ten minutes and an hour."""
        max_age = MAX_AGE.search(answer.headers.get("cache-control", ""))
        asked = max(int(max_age[1]) if max_age else 0, int(ttl) * 60 if ttl.isdecimal() and len(ttl) < 9 else 0)
        return min(max(asked, self.poll_seconds), LONGEST_WAIT)


def _conditions(cursor: Mapping[str, Any]) -> dict[str, str]:
    names = {"If-None-Match": "etag", "If-Modified-Since": "modified"}
    return {header: str(cursor[name]) for header, name in names.items() if cursor.get(name)}


def _validators(answer: Answer) -> dict[str, str]:
    """What the server wants to hear next time to tell whether anything changed."""
    found = {name: answer.headers.get(header, "") for name, header in (("etag", "ETag"), ("modified", "Last-Modified"))}
    return {name: value if value.isascii() and len(value) <= LONGEST_VALIDATOR else "" for name, value in found.items()}
