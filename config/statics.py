"""Files for browsers: collected once per change, served under names that change with their content."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.http import HttpRequest
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # the package has no types
    """Compressed files named by content; until they are collected, plain names that the finders know."""

    def stored_name(self, name: str) -> str:
        """The name to write into pages."""
        return str(super().stored_name(name)) if self.hashed_files else name


class FilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc] # the package has no types
    """Serves the files; on an asynchronous server piece by piece, where Django would read a whole file first."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> Any:
        """The answer with one file."""
        response: Any = WhiteNoiseMiddleware.serve(static_file, request)
        if hasattr(request, "scope"):
            response.streaming_content = _piece_by_piece(response.streaming_content)
        return response


async def _piece_by_piece(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The same pieces, each read in a thread."""
    following = sync_to_async(lambda: next(pieces, b""), thread_sensitive=False)
    while piece := await following():
        yield piece


def collect() -> bool:
    """Collect the files unless what is collected is still current; whether there was anything to do."""
    mark = Path(settings.STATIC_ROOT) / ".fingerprint"
    current = fingerprint()
    if mark.exists() and mark.read_text() == current:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(current)
    return True


def fingerprint() -> str:
    """A digest that changes with the name, size or time of any file that would be collected."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
