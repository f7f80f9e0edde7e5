"""Logs for machines: one line of JSON for each record."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from typing import Any

import pytest

from config import logs
from config.place import BASE_DIR


def formatted(record: logging.LogRecord) -> dict[str, Any]:
    """The record as whoever collects logs reads it."""
    line = logs.JsonFormatter().format(record)
    assert "\n" not in line
    entry: dict[str, Any] = json.loads(line)
    return entry


def record(message: str, *args: object, **options: Any) -> logging.LogRecord:
    """A record as a logger would make it."""
    logger = logging.getLogger("inbox.tasks")
    where = ("inbox.tasks", logging.WARNING, __file__, 1)
    return logger.makeRecord(*where, message, args, options.get("exc_info"), extra=options.get("extra"))


def test_a_record_becomes_one_line_with_its_facts() -> None:
    entry = formatted(record("Channel %s failed.", 7, extra={"channel": 7}))

    assert entry["message"] == "Channel 7 failed."
    assert entry["level"] == "warning"
    assert entry["logger"] == "inbox.tasks"
    assert entry["channel"] == 7
    assert entry["time"].endswith("+00:00")
    assert set(entry) == {"time", "level", "logger", "message", "channel"}


def test_a_traceback_stays_within_the_line() -> None:
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        entry = formatted(record("It broke.", exc_info=sys.exc_info()))

    assert "ZeroDivisionError: division by zero" in entry["traceback"]


def test_what_json_does_not_know_is_written_as_text() -> None:
    assert formatted(record("Seen.", extra={"thing": {1}}))["thing"] == "{1}"


def test_requests_are_not_logged_with_a_record() -> None:
    assert "request" not in formatted(record("Not found.", extra={"request": object()}))


@pytest.mark.parametrize(("style", "begins"), [("json", '{"time": "'), ("text", "20")])
def test_each_style_writes_to_standard_error(style: str, begins: str) -> None:
    program = (
        "import logging, logging.config; from config import logs;"
        f"logging.config.dictConfig(logs.configuration('INFO', '{style}'));"
        "logging.getLogger('inbox').info('Here.'); logging.getLogger('inbox').debug('Not here.')"
    )

    done = subprocess.run([sys.executable, "-c", program], cwd=BASE_DIR, capture_output=True, text=True, check=True)

    (line,) = done.stderr.splitlines()
    assert line.startswith(begins)
    assert "Here." in line
