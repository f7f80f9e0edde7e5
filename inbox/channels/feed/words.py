"""What a piece of HTML says, as text with its links and pictures."""

from __future__ import annotations

from html.parser import HTMLParser

import nh3

from inbox.channels.base import Attachment, Link

PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "pre", "table", "figure"}
LINES = {"div", "br", "li", "tr", "hr", "dt", "dd", "figcaption", "section", "article"}
KEPT = PARAGRAPHS | LINES | {"a", "img", "td", "th"}
DROPPED = {"script", "style", "noscript", "template", "iframe", "object", "svg", "math", "title"}
MOST_PICTURES = 20
LONGEST_URL = 1000
LONGEST_ALT = 2000


class Words(HTMLParser):
    """Gathers text, links (with offsets into it) and pictures of one piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[Link] = []
        self.pictures: list[Attachment] = []
        self._parts: list[str] = []
        self._length = 0
        self._breaks = 0
        self._space = False
        self._href = ""
        self._link_start: int | None = None
        # Well-formed from here on, without scripts and with web addresses only.
        attributes = {"a": {"href"}, "img": {"src", "alt"}}
        schemes = {"http", "https"}
        self.feed(
            nh3.clean(
                html,
                tags=KEPT,
                clean_content_tags=DROPPED,
                attributes=attributes,
                url_schemes=schemes,
                link_rel=None,
            )
        )
        self.close()

    @property
    def text(self) -> str:
        """All of it; paragraphs are set apart by an empty line."""
        return "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A new line or paragraph, the beginning of a link, or a picture."""
        self._set_apart(tag)
        values = dict(attrs)
        if tag == "li":
            self._write("•")
            self._space = True
        elif tag in ("td", "th"):
            self._space = True
        elif tag == "a":
            self._href, self._link_start = values.get("href") or "", None
        elif tag == "img":
            self._picture(values.get("src") or "", values.get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        """The end of a paragraph or link."""
        self._set_apart(tag)
        if tag == "a":
            if self._link_start is not None and _is_web_address(self._href):
                self.links.append(Link(self._link_start, self._length, self._href))
            self._href, self._link_start = "", None

    def handle_data(self, data: str) -> None:
        """Words; any white space counts as one blank."""
        for number, word in enumerate(data.split()):
            self._space = self._space or number > 0 or data[:1].isspace()
            self._write(word)
        self._space = self._space or data[-1:].isspace()

    def _write(self, word: str) -> None:
        if self._length:
            self._append("\n" * self._breaks or " " * self._space)
        self._breaks, self._space = 0, False
        if self._href and self._link_start is None:
            self._link_start = self._length
        self._append(word)

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _set_apart(self, tag: str) -> None:
        self._breaks = max(self._breaks, 2 if tag in PARAGRAPHS else 1 if tag in LINES else 0)

    def _picture(self, src: str, alt: str) -> None:
        if _is_web_address(src) and len(self.pictures) < MOST_PICTURES:
            self.pictures.append(Attachment("image", src, alt[:LONGEST_ALT]))


def _is_web_address(text: str) -> bool:
    return text.startswith(("http://", "https://")) and len(text) <= LONGEST_URL
