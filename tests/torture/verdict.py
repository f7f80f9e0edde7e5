"""What we believe, held against the network's own fsynced log of what it accepted."""

from __future__ import annotations

from collections import Counter
from typing import Any

BEHAVIOURS = ("kept", "expires", "repeat_500", "record_key", "none_lookup", "none_lag")
KEYED = {"kept", "repeat_500", "record_key"}


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
