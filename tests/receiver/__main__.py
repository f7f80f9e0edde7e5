"""`python -m tests.receiver`: says its port, then takes what is sent.

The path says how: /take, /echo (gives it back), /refuse/503, /gone, /hang, /lead?to=ADDRESS, /stumble/3 (fails three
times for each id, then takes it), /slow (a second for each). GET /seen tells of everything
that came, DELETE forgets it.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SEEN: list[dict[str, Any]] = []
TIMES: Counter[str] = Counter()
LOCK = threading.Lock()


class Receiver(BaseHTTPRequestHandler):
    """Answers as its path says."""

    def do_GET(self) -> None:  # the standard library's name
        """What came."""
        with LOCK:
            self.answer(200, json.dumps(SEEN).encode())

    def do_DELETE(self) -> None:  # the standard library's name
        """Forget it all."""
        with LOCK:
            SEEN.clear()
            TIMES.clear()
        self.answer(204, b"")

    def do_POST(self) -> None:  # the standard library's name
        """Keep it, then answer."""
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        named = {name.lower(): value for name, value in self.headers.items()}
        word, _slash, number = parts.path.strip("/").partition("/")
        key = f"{parts.path} {named.get('webhook-id', '')}"
        with LOCK:
            TIMES[key] += 1
            times = TIMES[key]
            status = self.status(word, number, times)
            SEEN.append({"path": parts.path, "headers": named, "body": body, "status": status, "at": time.time()})
        if word == "hang":
            time.sleep(60)
        if word == "slow":
            time.sleep(1)
        self.answer(status, body.encode() if word == "echo" else b"{}", parse_qs(parts.query).get("to", [""])[0])

    def status(self, word: str, number: str, times: int) -> int:
        """By the path."""
        if word == "stumble":
            return 500 if times <= int(number) else 200
        return {"refuse": int(number or 0), "gone": 410, "lead": 302}.get(word, 200)

    def answer(self, status: int, body: bytes, to: str = "") -> None:
        """Send it."""
        self.send_response(status)
        if to:
            self.send_header("Location", to)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Tests are quiet."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.daemon_threads = True
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()
