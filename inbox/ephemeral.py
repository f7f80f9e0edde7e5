"""What listening web processes hear and nobody stores: NOTIFY, sent when the transaction commits."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection

from accounts.events import LIVE_CHANNEL


def shout(said: Mapping[str, Any]) -> None:
    """Tell every web process; ids and names of members only, at most 8,000 bytes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [LIVE_CHANNEL, json.dumps(said, separators=(",", ":"))])


def ring(members: Collection[int]) -> None:
    """The bells of these members have changed."""
    ids = sorted(members)
    for first in range(0, len(ids), 500):
        shout({"n": ids[first : first + 500]})
