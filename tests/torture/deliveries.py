"""Replies while everything is killed: `python -m tests.torture.deliveries --replies 100 --seed 1 --seconds 60`.

Prints one JSON object: what was sent, doubled, lost or falsely called sent, held against
the network's own fsynced log of what it accepted.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from config import embedded

BEHAVIOURS = ("kept", "expires", "repeat_500", "record_key", "none_lookup", "none_lag")
KEYED = {"kept", "repeat_500", "record_key"}
SETTLE = 600.0
"""Seconds after the last fault within which all must be settled."""


def main() -> None:
    """Set the stage, torture, settle, judge."""
    asked = arguments()
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        base = Path(folder)
        os.environ.update(
            DJANGO_SETTINGS_MODULE="config.settings",
            LIAISON_DATA_DIR=str(base),
            DATABASE_URL=embedded.database_url(base),
            CELERY_BROKER_URL=embedded.broker_url(base),
            CACHE_URL=embedded.cache_url(base),
            SECRET_KEY="tortured",
            FIELD_ENCRYPTION_KEY="tortured too",
            LOG_LEVEL="ERROR",
        )
        from tests.sandbox_network.network import running
        from tests.torture.stage import stage

        with stage(base) as made, running(base / "network.sqlite3") as network:
            os.environ["SANDBOX_URL"] = network.url
            import django

            django.setup()
            from tests.torture.play import Play

            print(json.dumps(Play(made, network, random.Random(asked.seed), asked.replies).run(asked.seconds)))


def arguments() -> argparse.Namespace:
    """How many replies, which seed, how long the chaos lasts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replies", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60)
    return parser.parse_args()


def verdict(deliveries: list[dict[str, Any]], accepted: list[dict[str, Any]]) -> dict[str, Any]:
    """Hold what we believe against what the network took; `text` tells replies apart."""
    taken = Counter(entry["text"] for entry in accepted if entry["change"] == "made")
    believed_sent = {row["text"] for row in deliveries if row["state"] in {"sent", "confirmed"}}
    return {
        "states": dict(Counter(row["state"] for row in deliveries)),
        "doubled": sorted(text for text, times in taken.items() if times > 1 and text.startswith("Reply ")),
        "lost": sorted(row["text"] for row in deliveries if row["state"] == "cancelled" or not row["state"]),
        "falsely_sent": sorted(text for text in believed_sent if not taken[text]),
        "uncertain_but_there": sorted(
            row["text"] for row in deliveries if row["state"] == "uncertain" and taken[row["text"]]
        ),
        "uncertain_though_keyed": sorted(
            row["text"] for row in deliveries if row["state"] == "uncertain" and row["behaviour"] in KEYED
        ),
        "rejected": sorted((row["text"], row["error"]) for row in deliveries if row["state"] == "rejected"),
        "unsettled": sorted(row["text"] for row in deliveries if row["state"] in {"queued", "retry", "sending"}),
        "by_behaviour": {
            name: dict(Counter(row["state"] for row in deliveries if row["behaviour"] == name)) for name in BEHAVIOURS
        },
    }


if __name__ == "__main__":
    main()
