"""One log record as one line of JSON, for machines that collect logs."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

BUILT_IN = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request", "taskName"}


class JsonFormatter(logging.Formatter):
    """Time (UTC), level, logger, message, what was passed as `extra`, and the traceback if any."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON without line breaks."""
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        entry |= {key: value for key, value in vars(record).items() if key not in BUILT_IN}
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry, default=str, ensure_ascii=False)


def configuration(level: str, style: str) -> dict[str, object]:
    """Django's LOGGING: everything to standard error, as `json` or as `text`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "config.logs.JsonFormatter"},
            "text": {"format": "{asctime} {levelname:<7} {name}: {message}", "style": "{"},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": style}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "uvicorn.error": {"level": "WARNING"},
            # Every request at INFO, with its address: addresses may hold secrets.
            "httpx": {"level": "WARNING"},
        },
    }
