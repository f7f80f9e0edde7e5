"""Files for browsers are collected when they change, and named by what is in them."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import storages
from django.templatetags.static import static
from django.test import AsyncClient, Client

from config import statics
from config.place import BASE_DIR

SPRITE = BASE_DIR / "static" / "icons.svg"


@pytest.fixture
def source(settings: Any, tmp_path: Path) -> Path:
    """A folder with one style sheet, and nothing collected yet."""
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "inbox.css").write_text("p { color: red }" * 100)
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    return folder


def test_files_that_are_not_collected_keep_their_plain_names() -> None:
    assert static("inbox.css") == "/static/inbox.css"


def test_collected_files_are_compressed_and_named_by_content(source: Path, settings: Any) -> None:
    assert statics.collect() is True

    names = {path.name for path in settings.STATIC_ROOT.iterdir()}
    assert any(re.fullmatch(r"inbox\.[0-9a-f]{12}\.css", name) for name in names)
    assert any(re.fullmatch(r"inbox\.[0-9a-f]{12}\.css\.gz", name) for name in names)
    assert re.fullmatch(r"/static/inbox\.[0-9a-f]{12}\.css", statics.Storage().url("inbox.css"))


def test_nothing_is_collected_again_until_a_file_changes(source: Path) -> None:
    statics.collect()
    assert statics.collect() is False

    (source / "inbox.css").write_text("p { color: darkred }" * 100)

    assert statics.collect() is True


def test_pages_use_this_storage() -> None:
    assert isinstance(storages["staticfiles"], statics.Storage)
    assert isinstance(staticfiles_storage, statics.Storage)


def fetch(address: str) -> tuple[int, list[bytes]]:
    """Status and pieces as an asynchronous server sends them; in a thread, apart from any loop of a browser."""

    async def ask() -> tuple[int, list[bytes]]:
        response: Any = await AsyncClient().get(address)
        return response.status_code, [piece async for piece in response]

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, ask()).result()


@pytest.mark.filterwarnings("error:StreamingHttpResponse")
def test_a_file_leaves_an_asynchronous_server_piece_by_piece() -> None:
    status, pieces = fetch("/static/icons.svg")
    assert status == 200
    assert b"".join(pieces) == SPRITE.read_bytes()
    assert len(pieces) > 1


@pytest.mark.filterwarnings("error:StreamingHttpResponse")
def test_a_file_leaves_a_synchronous_server_too() -> None:
    assert Client().get("/static/icons.svg").getvalue() == SPRITE.read_bytes()
