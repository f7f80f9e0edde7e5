"""Every feed file of feedparser's own tests: read, or refused with a reason, and soon.

Downloads 290 kB once: `uv run pytest -m feeds`.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tarfile
from collections import Counter
from importlib.metadata import version
from pathlib import Path

import pytest

from inbox.channels.base import ChannelError
from inbox.channels.feed.document import READER, read
from inbox.channels.feed.entries import raws_of
from inbox.channels.feed.parse import item_of

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


def children_seconds() -> float:
    """Processor time of the readers that have ended; the clock on the wall tells more about the neighbours."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_each_is_read_or_refused_and_none_takes_long(files: list[Path]) -> None:
    """Through the reader's own door, a process for each; prints what became of them."""
    became: Counter[str] = Counter()
    slowest = 0.0
    for path in files:
        began = children_seconds()
        try:
            said = read(path.read_bytes(), content_type="", address=ADDRESS)
        except ChannelError as refusal:
            became[str(refusal)] += 1
        else:
            became["read"] += 1
            raws, _versions = raws_of(said, {}, SEEN_AT)
            for raw in raws:
                item = item_of(json.loads(json.dumps(raw.payload)), ADDRESS)
                became["items"] += 1
                assert item.text, path
                assert len(item.external_id) <= 500, path
        slowest = max(slowest, children_seconds() - began)
    sys.stdout.write(f"\n{len(files)} files, slowest {slowest:.2f} s: {dict(became)}\n")
    assert len(files) > 2200
    assert slowest < 5
    assert became["read"] > 2200
    assert not [reason for reason in became if "time or memory" in reason]


def test_the_reader_stands_alone() -> None:
    asked = json.dumps({"content_type": "", "address": ADDRESS}).encode()
    done = subprocess.run(
        [sys.executable, "-I", str(READER)], input=asked + b"\n<rss/>", capture_output=True, check=True, cwd="/"
    )
    assert json.loads(done.stdout)["entries"] == []
