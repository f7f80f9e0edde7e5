"""Files for browsers are collected when they change, and named by what is in them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import storages
from django.templatetags.static import static

from config import statics


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
