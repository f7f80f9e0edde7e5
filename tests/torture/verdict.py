"""What we believe, held against the network's own fsynced log of what it accepted."""

from __future__ import annotations

from collections import Counter
from typing import Any

BEHAVIOURS = ("kept", "expires", "repeat_500", "record_key", "none_lookup", "none_lag")
KEYED = {"kept", "repeat_500", "record_key"}
SENT = {"sent", "confirmed"}

Row = dict[str, Any]


def verdict(deliveries: list[Row], accepted: list[Row], unkept: list[str]) -> dict[str, Any]:
    """Hold what we believe against what the network took; `text` tells replies apart.

    `unkept` is what the page acknowledged and the database does not know.
    """
    replies = [entry for entry in accepted if entry["text"].startswith("Reply ")]
    taken = Counter(entry["text"] for entry in replies if entry["change"] == "created")
    known = Counter(row["text"] for row in deliveries)
    uncertain = [row for row in deliveries if row["state"] == "uncertain"]
    return {
        "states": dict(Counter(row["state"] for row in deliveries)),
        "accepted": len(taken),
        "doubled": sorted(text for text, times in taken.items() if times > 1),
        "queued_twice": sorted(text for text, times in known.items() if times > 1),
        "lost": unkept + _texts(row for row in deliveries if row["state"] == "cancelled"),
        "unknown_here": sorted(set(taken) - set(known)),
        "falsely_sent": _texts(row for row in deliveries if row["state"] in SENT and not taken[row["text"]]),
        "uncertain_but_there": _texts(row for row in uncertain if taken[row["text"]]),
        "uncertain_though_keyed": _texts(row for row in uncertain if row["behaviour"] in KEYED),
        "rejected": sorted((row["text"], row["error"]) for row in deliveries if row["state"] == "rejected"),
        "unsettled": _texts(
            row for row in deliveries if row["state"] in {"queued", "retry", "sending"} and not row["is_blocked"]
        ),
        "waiting_behind_uncertain": sum(row["is_blocked"] for row in deliveries),
        "overtaken": _overtaken(replies),
        "by_behaviour": {
            name: dict(Counter(row["state"] for row in deliveries if row["behaviour"] == name)) for name in BEHAVIOURS
        },
    }


def _texts(rows: Any) -> list[str]:
    return sorted(row["text"] for row in rows)


def _overtaken(replies: list[Row]) -> list[str]:
    """Second replies that arrived before the first one to the same question."""
    place = {entry["text"]: entry["n"] for entry in reversed(replies)}
    firsts = {text: text.removesuffix("2") + "1" for text in place if text.endswith(".2")}
    return sorted(text for text, first in firsts.items() if first in place and place[first] > place[text])
