"""Our account on a real network, as the product would use it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from inbox.channels.base import Item, Parsed
from inbox.channels.bluesky import Bluesky
from tests.bluesky_network.network import Network
from tests.bluesky_network.people import Person, Ref, eventually


@dataclass
class Brand:
    """Our account: its connector, the cursor and credentials kept so far, and its own app beside us."""

    network: Network
    person: Person
    app_password: str
    saved: list[dict[str, str]] = field(default_factory=list)
    cursor: dict[str, Any] = field(default_factory=dict)
    met: dict[str, Item] = field(default_factory=dict)

    def connector(self, **settings: Any) -> Bluesky:
        """A connector as each task builds it anew, with the credentials that were saved last."""
        credentials = self.saved[-1] if self.saved else {"app_password": self.app_password}
        where = {"handle": self.person.handle, "service_url": self.network.url, "account_id": self.person.did}
        return Bluesky({**where, **settings}, credentials, self.save)

    def save(self, credentials: Mapping[str, str]) -> None:
        self.saved.append(dict(credentials))

    def poll(self) -> list[Parsed]:
        """Everything that waits, understood, each raw payload through JSON as the database keeps it."""
        found: list[Parsed] = []
        more = True
        while more:
            page = self.connector().poll(self.cursor)
            self.cursor, more = json.loads(json.dumps(page.cursor)), page.more
            for raw in page.items:
                found += self.connector().parse(json.loads(json.dumps(raw.payload)))
        return found

    def hear(self, ref: Ref) -> Item:
        """The message that this post is for us, as soon as a poll brings it."""

        def heard() -> Item | None:
            if ref.uri not in self.met:
                items = [one for one in self.poll() if isinstance(one, Item) and not one.context]
                self.met |= {item.external_id: item for item in items}
            return self.met.get(ref.uri)

        return eventually(heard)
