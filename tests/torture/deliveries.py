"""Replies while everything is killed: `python -m tests.torture.deliveries --replies 100 --kills 60 --seed 1`.

Prints one JSON object: what was sent, doubled, lost or falsely called sent, held against
the network's own fsynced log of what it accepted. `--whole` waits until people were asked
about whatever stays uncertain.
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
    parser.add_argument("--kills", type=int, default=60, help="at least so many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=50, help="how long it lasts at least")
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--folder", type=Path, help="an empty folder to be kept")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="torture-", ignore_cleanup_errors=True) as folder:
        acts = f"{asked.replies}, {asked.seed}, {asked.seconds}, {asked.kills}, whole={asked.whole}"
        play = f"from tests.torture.play import main; main({acts})"
        command = [sys.executable, "manage.py", "shell", "-v0", "-c", play]
        surroundings = place(asked.folder or Path(folder), is_quick=not asked.whole)
        raise SystemExit(subprocess.run(command, cwd=BASE_DIR, env=surroundings, check=False).returncode)


def place(base: Path, *, is_quick: bool) -> dict[str, str]:
    """The environment of everything that takes part; a short lease if it is to be quick."""
    return {
        **os.environ,
        **({"DELIVERY_LEASE": "25"} if is_quick else {}),
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
