"""The push door: any system sends items here by HTTP; there is no network to ask."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from inbox.channels.base import Ability, Attachment, Author, Connector, Item, Kind, Parsed

FIELDS = {
    *("text", "external_id", "author", "url", "date", "reply_to", "thread", "kind", "private"),
    *("labels", "extra", "attachments"),
}
LONGEST = {"text": 100_000, "external_id": 400, "reply_to": 400, "thread": 400, "url": 1000, "kind": 10, "date": 40}
LONGEST_AUTHOR = {"id": 200, "handle": 300, "name": 300, "url": 1000}
LONGEST_ATTACHMENT = {"kind": 20, "url": 1000, "alt": 2000, "media_type": 100}
MOST_LABELS, LONGEST_LABEL, MOST_ATTACHMENTS, LONGEST_EXTRA = 20, 60, 20, 20_000


class BadItem(ValueError):
    """An item that can't be taken; `problems` are whole sentences, one for each thing to mend."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = list(problems)


class PushConnector(Connector):
    """Understands what others push. The payload is `item`, as sent, and when it was received."""

    network = "push"
    label = "Push"
    abilities: ClassVar[frozenset[Ability]] = frozenset()

    def parse(self, payload: Mapping[str, Any]) -> Sequence[Parsed]:
        """One item; raises BadItem naming everything that is wrong with it."""
        received_at = datetime.fromisoformat(payload["received_at"])
        account = str(self.settings.get("account_id", ""))
        return [_Reading(payload["item"]).item(account, received_at)]


def external_id_of(item: Any) -> str:
    """The item's own id, or one made from all it says, so that the same item twice is one."""
    own = item.get("external_id") if isinstance(item, dict) else None
    if isinstance(own, str | int) and not isinstance(own, bool) and str(own).strip():
        return str(own).strip()
    content = json.dumps(item, sort_keys=True, separators=(",", ":"))
    return f"push-{hashlib.sha256(content.encode()).hexdigest()[:40]}"


class _Reading:
    """One item being read; problems gather until the end."""

    def __init__(self, item: Any) -> None:
        self.problems: list[str] = []
        self.raw: Mapping[str, Any] = item if isinstance(item, dict) else {}
        if not isinstance(item, dict):
            raise BadItem(["An item is an object with at least a “text”."])

    def item(self, account: str, received_at: datetime) -> Item:
        """Everything at once; raises BadItem."""
        unknown = sorted(str(name)[:40] for name in set(self.raw) - FIELDS)
        if unknown:
            self.problems.append(f"These fields are not known: {', '.join(unknown)}.")
        external_id = external_id_of(self.raw)
        text = self.words(self.raw, "text", LONGEST)
        if not any(unicodedata.category(character)[0] not in "CZ" for character in text):
            self.problems.append("“text” is missing or empty.")
        author = self.author(account, external_id)
        private = self.private()
        kind = self.kind(private)
        parent = self.key(self.raw, "reply_to", LONGEST)
        thread = self.key(self.raw, "thread", LONGEST)
        item = Item(
            external_id=external_id,
            thread_key=thread or (f"private:{author.external_id}" if private else parent or external_id),
            kind=kind,
            author=author,
            text=text,
            sent_at=self.date(received_at),
            url=self.address(self.raw, "url", LONGEST),
            parent_external_id=parent,
            private=private,
            attachments=self.attachments(),
            labels=self.labels(),
            extra=self.extra(),
        )
        self.key(self.raw, "external_id", LONGEST)
        if self.problems:
            raise BadItem(self.problems)
        return item

    def key(self, place: Mapping[str, Any], name: str, longest: Mapping[str, int], prefix: str = "") -> str:
        """An id of theirs: a text or a whole number, 7 and "7" being the same; absent is empty.

        No other number is one: 1.10 reaches us as 1.1, and two things would have the same id.
        """
        value = place.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, str | int)):
            self.problems.append(f"“{prefix}{name}” is neither a text nor a whole number.")
            return ""
        return self.words(place, name, longest, prefix)

    def words(self, place: Mapping[str, Any], name: str, longest: Mapping[str, int], prefix: str = "") -> str:
        """A text or number, trimmed; absent is empty."""
        value = place.get(name)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.problems.append(f"“{prefix}{name}” is not a text.")
            return ""
        text = str(value).strip()
        if len(text) > longest[name]:
            self.problems.append(f"“{prefix}{name}” is longer than {longest[name]} characters.")
        return text

    def address(self, place: Mapping[str, Any], name: str, longest: Mapping[str, int], prefix: str = "") -> str:
        """A web address; absent is empty."""
        text = self.words(place, name, longest, prefix)
        if text and not is_web_address(text):
            self.problems.append(f"“{prefix}{name}” is not an address that begins with http:// or https://.")
        return text

    def author(self, account: str, external_id: str) -> Author:
        """Who wrote it. Ids count within one pushing system; nameless people are not one person."""
        value = self.raw.get("author")
        given = {"handle": value} if isinstance(value, str) else {} if value is None else value
        if not isinstance(given, dict):
            self.problems.append("“author” is neither a text nor an object.")
            given = {}
        handle = self.words(given, "handle", LONGEST_AUTHOR, "author.")
        name = self.words(given, "name", LONGEST_AUTHOR, "author.")
        identity = self.key(given, "id", LONGEST_AUTHOR, "author.") or handle or name[:200]
        url = self.address(given, "url", LONGEST_AUTHOR, "author.")
        return Author(f"{account}:{identity or f'nameless:{external_id}'}"[:300], handle, name, url)

    def private(self) -> bool:
        """Whether it was written to us alone."""
        value = self.raw.get("private", False)
        if not isinstance(value, bool):
            self.problems.append("“private” is neither true nor false.")
        return value is True or self.raw.get("kind") == Kind.DIRECT

    def kind(self, private: bool) -> Kind:
        """What sort of message it is."""
        word = self.words(self.raw, "kind", LONGEST) or (Kind.DIRECT if private else Kind.MENTION)
        if word in list(Kind):
            return Kind(word)
        self.problems.append(f"“kind” is none of {', '.join(Kind)}.")
        return Kind.MENTION

    def date(self, received_at: datetime) -> datetime:
        """When it was written, in UTC when it names no zone; nothing is written after it was received."""
        text = self.words(self.raw, "date", LONGEST)
        if not text:
            return received_at
        try:
            found = datetime.fromisoformat(text)
            found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            self.problems.append("“date” is not an ISO 8601 date and time, such as 2026-11-22T09:30:00Z.")
            return received_at
        return min(found, received_at)

    def labels(self) -> list[str]:
        """Words to find it by."""
        value = self.raw.get("labels") or []
        if not isinstance(value, list) or not all(isinstance(x, str) and x.strip() for x in value):
            self.problems.append("“labels” is not a list of texts.")
            return []
        if len(value) > MOST_LABELS or any(len(label) > LONGEST_LABEL for label in value):
            self.problems.append(f"“labels” has more than {MOST_LABELS}, or one over {LONGEST_LABEL} characters.")
        return [label.strip() for label in value]

    def extra(self) -> dict[str, Any]:
        """Further facts, kept as they are."""
        value = self.raw.get("extra") or {}
        if not isinstance(value, dict):
            self.problems.append("“extra” is not an object.")
            return {}
        if len(json.dumps(value)) > LONGEST_EXTRA:
            self.problems.append(f"“extra” is larger than {LONGEST_EXTRA} bytes.")
        return value

    def attachments(self) -> list[Attachment]:
        """What came with it; addresses only."""
        value = self.raw.get("attachments") or []
        if not isinstance(value, list) or not all(isinstance(x, dict) for x in value):
            self.problems.append("“attachments” is not a list of objects.")
            return []
        if len(value) > MOST_ATTACHMENTS:
            self.problems.append(f"There are more than {MOST_ATTACHMENTS} “attachments”.")
        return [self.attachment(given, f"attachments[{n}].") for n, given in enumerate(value)]

    def attachment(self, given: Mapping[str, Any], prefix: str) -> Attachment:
        """One of them; it needs an address."""
        url = self.address(given, "url", LONGEST_ATTACHMENT, prefix)
        if not url:
            self.problems.append(f"“{prefix}url” is missing.")
        kind, alt, media_type = (
            self.words(given, name, LONGEST_ATTACHMENT, prefix) for name in ("kind", "alt", "media_type")
        )
        return Attachment(kind or "link", url, alt, media_type)


def is_web_address(text: str) -> bool:
    """Whether a link to it can be shown."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
