"""Files for browsers: collected once per change, served under names that change with their content."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # the package has no types
    """Compressed files named by content; until they are collected, plain names that the finders know."""

    def stored_name(self, name: str) -> str:
        """The name to write into pages."""
        return str(super().stored_name(name)) if self.hashed_files else name


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
