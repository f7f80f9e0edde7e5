"""Every feed file of feedparser's own tests: read, or refused with a reason, and soon.

Downloads 290 kB once. Part of every CI run; elsewhere `uv run pytest -m feeds`, and through a
process for each file, which takes minutes, `uv run pytest -n 0 -m "feeds and long" -s`.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tarfile
from collections import Counter
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from inbox.channels.base import ChannelError
from inbox.channels.feed.document import READER, accepted, read
from inbox.channels.feed.entries import raws_of
from inbox.channels.feed.parse import item_of
from inbox.channels.feed.reader import understand

pytestmark = pytest.mark.feeds
KEPT = Path.home() / ".cache" / "liaison" / f"feedparser-{version('feedparser')}"
ADDRESS = "https://news.example/feed.xml"
SEEN_AT = "2026-11-22T12:00:00+00:00"


@pytest.fixture(scope="module")
def files() -> list[Path]:
    """The files, from feedparser's source distribution."""
    if not KEPT.exists():
        KEPT.mkdir(parents=True)
        wanted = ["--no-deps", "--no-binary", ":all:", "--dest", str(KEPT), f"feedparser=={version('feedparser')}"]
        subprocess.run(["pip", "download", "--quiet", *wanted], check=True)
        with tarfile.open(next(KEPT.glob("*.tar.gz"))) as archive:
            archive.extractall(KEPT, filter="data")
    return sorted(path for path in KEPT.glob("*/tests/**/*") if path.is_file() and path.suffix != ".py")


class Became:
    """What became of the files, and the most processor time that one of them took."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.slowest = 0.0

    def see(self, files: list[Path], read: Callable[[bytes], dict[str, Any]], who: int) -> Became:
        """Read each and understand its entries; `who` spends the time (resource.RUSAGE_...)."""
        for path in files:
            began = seconds_of(who)
            try:
                said = read(path.read_bytes())
            except ChannelError as refusal:
                self.counts[str(refusal)] += 1
            else:
                self.counts["read"] += 1
                self.counts["items"] += understood(said, path)
            self.slowest = max(self.slowest, seconds_of(who) - began)
        sys.stdout.write(f"\n{len(files)} files, slowest {self.slowest:.2f} s: {dict(self.counts)}\n")
        return self

    def is_well(self, files: list[Path]) -> None:
        """All are there, nearly all were read, and none took long."""
        assert len(files) > 2200
        assert self.slowest < 5
        assert self.counts["read"] > 2200
        assert not [reason for reason in self.counts if "time or memory" in reason]


def seconds_of(who: int) -> float:
    """Processor time; the clock on the wall tells more about the neighbours."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def understood(said: dict[str, Any], path: Path) -> int:
    """How many items a feed's entries became, each of which can be stored."""
    raws, _versions = raws_of(said, {}, SEEN_AT)
    for raw in raws:
        item = item_of(json.loads(json.dumps(raw.payload)), ADDRESS)
        assert item.text, path
        assert len(item.external_id) <= 500, path
    return len(raws)


def test_each_is_read_or_refused_and_none_takes_long(files: list[Path]) -> None:
    """In this process, so that it takes seconds."""

    def read_here(document: bytes) -> dict[str, Any]:
        return accepted(json.loads(json.dumps(understand(document, content_type="", address=ADDRESS))))

    Became().see(files, read_here, resource.RUSAGE_SELF).is_well(files)


@pytest.mark.long
def test_each_through_a_process_of_its_own(files: list[Path]) -> None:
    """Through the reader's own door, as the product does."""

    def read_there(document: bytes) -> dict[str, Any]:
        return read(document, content_type="", address=ADDRESS)

    Became().see(files, read_there, resource.RUSAGE_CHILDREN).is_well(files)


def test_the_reader_stands_alone() -> None:
    asked = json.dumps({"content_type": "", "address": ADDRESS}).encode()
    done = subprocess.run(
        [sys.executable, "-I", str(READER)], input=asked + b"\n<rss/>", capture_output=True, check=True, cwd="/"
    )
    assert json.loads(done.stdout)["entries"] == []
