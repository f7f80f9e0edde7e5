"""Replies while everything is killed: `python -m tests.torture.deliveries --replies 100 --seed 1 --seconds 60`.

Prints one JSON object: what was sent, doubled, lost or falsely called sent, held against
the network's own fsynced log of what it accepted.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from config import embedded
from config.place import BASE_DIR


def main() -> None:
    """Give the play a place of its own, and tell what it says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replies", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="torture-", ignore_cleanup_errors=True) as folder:
        play = f"from tests.torture.play import main; main({asked.replies}, {asked.seed}, {asked.seconds})"
        command = [sys.executable, "manage.py", "shell", "-v0", "-c", play]
        raise SystemExit(subprocess.run(command, cwd=BASE_DIR, env=place(Path(folder)), check=False).returncode)


def place(base: Path) -> dict[str, str]:
    """The environment of everything that takes part."""
    return {
        **os.environ,
        "LIAISON_DATA_DIR": str(base),
        "DATABASE_URL": embedded.database_url(base),
        "CELERY_BROKER_URL": embedded.broker_url(base),
        "CACHE_URL": embedded.cache_url(base),
        "SECRET_KEY": "signs nothing that lasts, " * 2,
        "FIELD_ENCRYPTION_KEY": "encrypts nothing that lasts, " * 2,
        "LOG_LEVEL": "ERROR",
        "OUTBOUND_ALLOW": "127.0.0.1,localhost",
    }


if __name__ == "__main__":
    main()
