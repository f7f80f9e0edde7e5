"""Nothing lost, nothing doubled, whatever is killed: judged by the network's own log."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from config.place import BASE_DIR

pytestmark = [pytest.mark.slow]


def tortured(*, replies: int, seed: int, seconds: int, patience: int) -> dict[str, Any]:
    """Run it in a process of its own; its verdict."""
    command = [sys.executable, "-m", "tests.torture.deliveries"]
    asked = ["--replies", str(replies), "--seed", str(seed), "--seconds", str(seconds)]
    done = subprocess.run(
        [*command, *asked], cwd=BASE_DIR, capture_output=True, text=True, timeout=patience, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def judge(result: dict[str, Any]) -> None:
    """The promise of the product."""
    assert result["doubled"] == []
    assert result["lost"] == []
    assert result["falsely_sent"] == []
    assert result["uncertain_but_there"] == []
    assert result["uncertain_though_keyed"] == []
    assert result["unsettled"] == []
    assert result["rejected"] == []
    assert sum(result["states"].values()) == result["replies"]


def test_a_hundred_replies_under_fire() -> None:
    judge(tortured(replies=100, seed=1, seconds=60, patience=900))


@pytest.mark.torture
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_thousand_replies_under_fire(seed: int) -> None:
    judge(tortured(replies=1000, seed=seed, seconds=900, patience=3000))
