"""Nothing lost, nothing doubled, whatever is killed: judged by the network's own log."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from config.place import BASE_DIR
from tests.torture.verdict import BEHAVIOURS


def tortured(*more: str, replies: int, kills: int, seed: int, seconds: int, patience: int) -> dict[str, Any]:
    """Run it in a process of its own; its verdict."""
    command = [sys.executable, "-m", "tests.torture.deliveries", *more]
    asked = [f"--replies={replies}", f"--kills={kills}", f"--seed={seed}", f"--seconds={seconds}"]
    done = subprocess.run(
        [*command, *asked], cwd=BASE_DIR, capture_output=True, text=True, timeout=patience, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def judge(result: dict[str, Any]) -> None:
    """The promise of the product."""
    assert result["doubled"] == []
    assert result["queued_twice"] == []
    assert result["lost"] == []
    assert result["unknown_here"] == []
    assert result["overtaken"] == []
    assert result["falsely_sent"] == []
    assert result["uncertain_but_there"] == []
    assert result["uncertain_though_keyed"] == []
    assert result["unsettled"] == []
    assert result["rejected"] == []
    assert sum(result["states"].values()) == result["replies"]
    assert all(result["by_behaviour"][behaviour] for behaviour in BEHAVIOURS)


@pytest.mark.patient
def test_a_hundred_replies_under_fire() -> None:
    result = tortured(replies=100, kills=60, seed=1, seconds=30, patience=900)
    judge(result)
    assert result["kills"] >= 60


@pytest.mark.torture
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_thousand_replies_under_fire(seed: int) -> None:
    result = tortured("--whole", replies=1000, kills=680, seed=seed, seconds=780, patience=7200)
    judge(result)
    assert result["kills"] >= 667
    assert result["settled_after"] <= 600
