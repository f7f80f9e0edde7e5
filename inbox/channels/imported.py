"""Posts that were collected elsewhere and come in from a file, read only."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from inbox.channels.base import Ability, Author, Connector, Item, Kind, Parsed

FIELDS = (
    "id",
    "text",
    "author",
    "author_name",
    "created_at",
    "in_reply_to",
    "is_brand",
    "brand",
    "kind",
    "url",
    "language",
)
LONGEST = {"id": 500, "author": 250, "author_name": 300, "in_reply_to": 500, "brand": 120, "url": 1000, "language": 12}
YES = {"true", "yes", "y", "t", "1", "1.0"}
NO = {"false", "no", "n", "f", "0", "0.0", ""}
ABSENT = (None, "", "null", "None", "NaN", "nan")
TWITTER_TIME = "%a %b %d %H:%M:%S %z %Y"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a file, understood; `brand` is empty where the file doesn't name one."""

    id: str
    text: str
    author: str
    author_name: str
    sent_at: datetime
    parent: str
    ours: bool
    brand: str
    kind: Kind
    url: str
    language: str


class ImportConnector(Connector):
    """Understands rows of files. Nothing can be fetched or answered here."""

    network = "import"
    label = "Import"
    abilities: ClassVar[frozenset[Ability]] = frozenset()

    def parse(self, payload: Mapping[str, Any]) -> Sequence[Parsed]:
        """One row; `thread` is the id its conversation is named by, None for a lone own post."""
        entry = understand(payload["row"], payload.get("columns", {}))
        network = self.settings.get("network", "")
        return [
            Item(
                external_id=entry.id,
                thread_key=payload["thread"],
                kind=entry.kind,
                author=Author(f"{network}:{entry.author}", entry.author, entry.author_name),
                text=entry.text,
                sent_at=entry.sent_at,
                url=entry.url,
                parent_external_id=entry.parent,
                ours=entry.ours,
                private=entry.kind is Kind.DIRECT,
                language=entry.language,
                extra={"file": payload["file"], "line": payload["line"]},
            )
        ]


def understand(row: Mapping[str, Any], columns: Mapping[str, str]) -> Entry:
    """A row by the names its columns have; raises ValueError with a whole sentence.

    `columns` maps our names (FIELDS) to the file's; a dot goes into a nested object and a
    leading "!" negates a yes or no. HTML entities in texts become what they stand for.
    """

    def text(name: str) -> str:
        value = _value(row, columns.get(name, name))
        words = "" if value in ABSENT else str(value).strip()
        if len(words) > LONGEST.get(name, len(words)):
            raise ValueError(f"The {name} is longer than {LONGEST[name]} characters.")
        return words

    ours = _yes_or_no(row, columns.get("is_brand", "is_brand"))
    author = _needed(text("author"), "author", columns)
    return Entry(
        id=_needed(text("id"), "id", columns),
        text=html.unescape(_needed(text("text"), "text", columns)),
        author=author,
        author_name=html.unescape(text("author_name")),
        sent_at=moment(_needed(text("created_at"), "created_at", columns)),
        parent=text("in_reply_to"),
        ours=ours,
        brand=text("brand") or (author if ours else ""),
        kind=_kind(text("kind")),
        url=text("url"),
        language=text("language"),
    )


def moment(text: str) -> datetime:
    """A time in UTC from ISO 8601 (UTC when it names no zone), Twitter's form or Unix seconds."""
    try:
        if text.replace(".", "", 1).isdigit():
            return datetime.fromtimestamp(float(text), UTC)
        found = datetime.strptime(text, TWITTER_TIME) if text[:1].isalpha() else datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise ValueError(f"“{text[:60]}” is not a time; ISO 8601 is understood.") from None


def _value(row: Mapping[str, Any], path: str) -> Any:
    if path in row:
        return row[path]
    found: Any = row
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _yes_or_no(row: Mapping[str, Any], column: str) -> bool:
    negated, path = column.startswith("!"), column.removeprefix("!")
    value = _value(row, path)
    word = "" if value is None else str(value).strip().lower()
    if word not in YES | NO:
        raise ValueError(f"“{word[:60]}” in the column {path} is neither yes nor no.")
    return (word in YES) != negated


def _needed(value: str, name: str, columns: Mapping[str, str]) -> str:
    if not value:
        raise ValueError(f"The {name} is missing (column {columns.get(name, name)}).")
    return value


def _kind(word: str) -> Kind:
    try:
        return Kind(word or Kind.MENTION)
    except ValueError:
        raise ValueError(f"“{word[:60]}” is no kind; one of {', '.join(Kind)} is.") from None
