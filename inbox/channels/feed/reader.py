"""Reads one feed document, in a process of its own: whatever the document does, no worker hangs or ends.

`python -I reader.py` takes a line of JSON (`content_type`, `address`) and the document on
standard input, and writes what it says as JSON. It stands alone and knows nothing of ours.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import feedparser
from charset_normalizer import from_bytes

CPU_SECONDS = 5
MEMORY_BYTES = 1024**3
MOST_ENTRIES = 1000
MOST_ENCLOSURES = 20
LONGEST_BODY = 100_000
LONGEST_FACT = 2000
LONGEST_ALTOGETHER = 20_000_000
SAMPLE = 50_000
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00", b"<\x00", b"Lo\xa7\x94")
"""How UTF-8, UTF-16, UTF-32 and EBCDIC documents begin."""
HTML_HEAD = 200_000
LINK_TAG = re.compile(r"<link\b[^>]{0,1000}>", re.IGNORECASE)
FEED_TYPE = re.compile(r"application/(rss|atom)\+xml", re.IGNORECASE)
HREF = re.compile(r"\bhref\s*=\s*[\"']?([^\"'\s>]{1,1000})", re.IGNORECASE)


def understand(document: bytes, *, content_type: str, address: str) -> dict[str, Any]:
    """What a document says: `format` (empty if it is no feed), facts of the feed and its entries.

    `web_page` tells an HTML page, and `feeds` the addresses of feeds that it names.
    """
    content_type = _with_charset(document, content_type)
    headers = {"content-type": content_type, "content-location": address}
    # As a stream: given bytes, feedparser would first look for a file of that name.
    found = feedparser.parse(io.BytesIO(document), response_headers=headers, sanitize_html=False)
    head = document[:HTML_HEAD].decode("utf-8", "replace")
    form, feed, entries = found.get("version", ""), found.get("feed", {}), found.get("entries", [])
    is_feed = bool(form or entries)
    return {
        "format": form or ("unknown" if entries else ""),
        "web_page": not is_feed and "<html" in head.lower(),
        "feeds": [] if is_feed else list(_feeds_named(head, address)),
        "title": _fact(feed.get("title")),
        "link": _fact(feed.get("link")),
        "language": _fact(feed.get("language")),
        "ttl": _fact(feed.get("ttl")),
        "entries": list(_entries(entries)),
    }


def _with_charset(document: bytes, content_type: str) -> str:
    """The content type; where nothing tells the encoding and it isn't UTF-8, with the likeliest one."""
    if "charset=" in content_type.lower() or document.startswith(MARKS) or b"encoding=" in document[:200]:
        return content_type
    try:
        document.decode("utf-8")
    except UnicodeDecodeError:
        likely = from_bytes(document[:SAMPLE]).best()
        return f"application/xml; charset={likely.encoding}" if likely else content_type
    return content_type


def _entries(entries: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    room = LONGEST_ALTOGETHER
    for entry in entries[:MOST_ENTRIES]:
        facts = _entry(entry)
        room -= len(facts["body"])
        if room < 0:
            return
        if any(facts[name] for name in ("id", "link", "title", "body", "enclosures")):
            yield facts


def _entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    author = entry.get("author_detail") or {}
    return {
        "id": _fact(entry.get("id")),
        "link": _fact(entry.get("link")),
        "title": _markup(entry.get("title_detail"), LONGEST_FACT),
        "body": _body(entry),
        "published": _moment(entry.get("published_parsed")),
        "updated": _moment(entry.get("updated_parsed")) if "updated" in entry else "",
        "author": _fact(author.get("name") or entry.get("author")),
        "author_url": _fact(author.get("href")),
        "tags": [_fact(tag.get("term")) for tag in entry.get("tags", [])[:MOST_ENCLOSURES]],
        "enclosures": list(_enclosures(entry)),
    }


def _body(entry: Mapping[str, Any]) -> str:
    """The fullest account there is, as HTML."""
    texts = [_markup(detail, LONGEST_BODY) for detail in [*entry.get("content", []), entry.get("summary_detail")]]
    return max(texts, key=len)


def _markup(detail: Mapping[str, Any] | None, longest: int) -> str:
    """A text construct as HTML; plain text is escaped."""
    value = str((detail or {}).get("value") or "")[:longest]
    if (detail or {}).get("type", "text/html") in ("text/html", "application/xhtml+xml"):
        return value
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _enclosures(entry: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """What came along: enclosures first, then the pictures and films of Media RSS."""
    found = [*entry.get("enclosures", []), *entry.get("media_content", []), *entry.get("media_thumbnail", [])]
    for one in found[:MOST_ENCLOSURES]:
        media_type = _fact(one.get("type")) or _fact(one.get("medium"))
        yield {"url": _fact(one.get("href") or one.get("url")), "type": media_type, "title": _fact(one.get("title"))}


def _feeds_named(head: str, address: str) -> Iterator[str]:
    for tag in LINK_TAG.findall(head)[:100]:
        href = HREF.search(tag)
        if href and FEED_TYPE.search(tag):
            yield urljoin(address, href[1])[:LONGEST_FACT]


def _moment(parsed: Any) -> str:
    """ISO 8601 in UTC; empty for what is no date. Dates without a zone count as UTC."""
    try:
        return datetime(*parsed[:6]).replace(tzinfo=UTC).isoformat() if parsed else ""
    except (TypeError, ValueError):
        return ""


def _fact(value: Any) -> str:
    return str(value).strip()[:LONGEST_FACT] if value else ""


def main() -> None:
    """Read what was asked for, within bounds of time and memory that the system enforces."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    asked = json.loads(sys.stdin.buffer.readline())
    said = understand(sys.stdin.buffer.read(), content_type=asked["content_type"], address=asked["address"])
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main()
