"""Processes that run timed jobs again and again on the database of the running test, to be killed."""

from __future__ import annotations

import os
import subprocess
import sys

from config.place import BASE_DIR
from tests.running import database_address


def scheduler(module: str, *jobs: str) -> subprocess.Popen[bytes]:
    """A process that runs these jobs of a module 400 times; whoever starts it ends it."""
    turns = f"from {module} import {', '.join(jobs)}\nfor _ in range(400): {'; '.join(f'{job}()' for job in jobs)}"
    command = [sys.executable, str(BASE_DIR / "manage.py"), "shell", "--no-imports", "-c", turns]
    return subprocess.Popen(command, cwd=BASE_DIR, env={**os.environ, "DATABASE_URL": database_address()})
