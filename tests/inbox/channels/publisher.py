"""A small web server that publishes pages, slowly or strangely if told to."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Page:
    """What one path answers: `delay` seconds before, `drip` seconds between the bytes.

    With an `ETag` or `Last-Modified` among its headers, it answers 304 to who knows it.
    """

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    delay: float = 0
    drip: float = 0


@dataclass(frozen=True)
class Request:
    """What was asked; header names are lower case."""

    path: str
    headers: dict[str, str]


@dataclass
class Place:
    """A running publisher; its pages may change while it runs."""

    url: str
    pages: dict[str, Page]
    requests: list[Request] = field(default_factory=list)


@contextmanager
def publisher(pages: Mapping[str, Page]) -> Iterator[Place]:
    """Publish these pages on a free port of this machine."""
    place = Place("", dict(pages))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the standard library's name
            request = Request(self.path, {name.lower(): value for name, value in self.headers.items()})
            place.requests.append(request)
            with suppress(OSError):
                _answer(self, place.pages.get(self.path, Page(b"", status=404)), request)

        def log_message(self, *_arguments: object) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    place.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield place
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _answer(handler: BaseHTTPRequestHandler, page: Page, request: Request) -> None:
    time.sleep(page.delay)
    known = _is_known(page, request)
    handler.send_response(304 if known else page.status)
    for name, value in page.headers.items():
        handler.send_header(name, value)
    body = b"" if known else page.body
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    if not page.drip:
        handler.wfile.write(body)
        return
    for byte in body:
        handler.wfile.write(bytes([byte]))
        time.sleep(page.drip)


def _is_known(page: Page, request: Request) -> bool:
    asked = {"ETag": "if-none-match", "Last-Modified": "if-modified-since"}
    return any(name in page.headers and request.headers.get(asked[name]) == page.headers[name] for name in asked)
