"""When a network wants to hear from us again: every dialect of rate limits we know.

Headers: Retry-After (RFC 9110, seconds or a date), RateLimit-Reset and the combined
RateLimit field (IETF httpapi drafts), X-RateLimit-Reset (Unix seconds or milliseconds,
ISO 8601 as Mastodon, seconds left as Reddit), X-Rate-Limit-Reset (X) and the usage
figures of Meta. Bodies: Google, Meta, Telegram and those that say `retry_after`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

LONGEST_WAIT = timedelta(days=1)
WAITS = ("retry-after", "x-ratelimit-reset-after")
RESETS = ("ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset")
REMAINDERS = ("ratelimit-remaining", "x-ratelimit-remaining", "x-rate-limit-remaining")
# Percentages of what is allowed in a rolling hour.
USAGES = ("x-app-usage", "x-page-usage", "x-ad-account-usage", "x-business-use-case-usage")
USED_UP = 100
ROLLING = timedelta(hours=1)
# Numbers from here on are moments (Unix seconds, then milliseconds), smaller ones are waits in seconds.
FIRST_MOMENT, FIRST_MILLISECOND = 1_000_000_000, 100_000_000_000
META_CODES = {4, 17, 32, 613, *range(80000, 80015)}
GOOGLE_PAUSES = {"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED"}
GOOGLE_DAYS = {"quotaExceeded", "dailyLimitExceeded"}
# Google counts a day from midnight there.
GOOGLE_ZONE = ZoneInfo("America/Los_Angeles")
LONGEST_BODY = 100_000


def asked_to_wait(status: int, headers: Mapping[str, str], body: bytes = b"") -> bool:
    """Whether an answer says that nothing was done because we ask too often.

    That is 429, Twitter's old 420, and a 400 or 403 that names a used-up allowance.
    """
    if status in (420, 429):
        return True
    if status not in (400, 403):
        return False
    return any(headers.get(name, "").strip() == "0" for name in REMAINDERS) or _is_limit(_json(body))


def retry_at(headers: Mapping[str, str], now: datetime, body: bytes = b"") -> datetime | None:
    """The moment to try again, or None if the network named none that can be understood.

    A direct word (Retry-After) counts before all else, else the latest moment named.
    Never in the past, at most a day ahead.
    """
    direct = next((at for name in WAITS if (at := _moment(headers.get(name, ""), now))), None)
    named = [direct] if direct else [*_of_headers(headers, now), *_of_body(_json(body), now)]
    return min(max(*named, now), now + LONGEST_WAIT) if named else None


def _of_headers(headers: Mapping[str, str], now: datetime) -> Iterator[datetime]:
    for name in RESETS:
        at = _moment(headers.get(name, ""), now)
        if at is not None:
            yield at
    yield from _of_draft(headers.get("ratelimit", ""), now)
    for name in USAGES:
        yield from _of_usage(_json(headers.get(name, "").encode()), now)


def _of_draft(field: str, now: datetime) -> Iterator[datetime]:
    """`limit=100, remaining=0, reset=50`, or newer `"default";r=0;t=50` for each allowance."""
    older = re.search(r"\breset=(\d{1,10})", field)
    newer = [re.search(r";\s*t=(\d{1,10})", part) for part in field.split(",") if not re.search(r";\s*r=[1-9]", part)]
    for found in [older, *newer]:
        if found is not None and (at := _moment(found[1], now)):
            yield at


def _of_usage(value: Any, now: datetime) -> Iterator[datetime]:
    """Meta's figures, nested under account ids in some headers; minutes or seconds to wait if it says."""
    if isinstance(value, list):
        for inner in value[:50]:
            yield from _of_usage(inner, now)
    if not isinstance(value, dict):
        return
    minutes, seconds = (_number(value.get(x)) for x in ("estimated_time_to_regain_access", "reset_time_duration"))
    if minutes or seconds:
        yield _later(now, seconds + minutes * 60)
    elif any(_number(value.get(name)) >= USED_UP for name in value):
        yield now + ROLLING
    for inner in list(value.values())[:50]:
        if isinstance(inner, list | dict):
            yield from _of_usage(inner, now)


def _of_body(value: Any, now: datetime) -> Iterator[datetime]:
    if not isinstance(value, dict):
        return
    parameters = value.get("parameters")
    for place in (value, parameters if isinstance(parameters, dict) else {}):
        if seconds := _number(place.get("retry_after")):
            yield _later(now, seconds)
    for detail in _google_details(value):
        delay = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)s", str(detail.get("retryDelay", "")))
        if delay:
            yield _later(now, float(delay[1]))
        elif detail.get("reason") in GOOGLE_DAYS:
            tomorrow = now.astimezone(GOOGLE_ZONE) + timedelta(days=1)
            yield tomorrow.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def _is_limit(value: Any) -> bool:
    """Whether a refusal's body names a limit of Meta's or Google's."""
    error = value.get("error") if isinstance(value, dict) else None
    if not isinstance(error, dict):
        return False
    reasons = {str(detail.get("reason")) for detail in _google_details(value)} | {str(error.get("status"))}
    return _number(error.get("code")) in META_CODES or bool(reasons & (GOOGLE_PAUSES | GOOGLE_DAYS))


def _google_details(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """`error.errors` of the older APIs and `error.details` of the newer ones."""
    error = value.get("error")
    lists = [error.get(name) for name in ("errors", "details")] if isinstance(error, dict) else []
    return [one for each in lists if isinstance(each, list) for one in each[:50] if isinstance(one, dict)]


def _json(text: bytes) -> Any:
    try:
        return json.loads(text) if text[:1] in (b"{", b"[") and len(text) <= LONGEST_BODY else None
    except (ValueError, RecursionError):
        return None


def _number(value: Any) -> float:
    """A positive number, else nothing."""
    usable = isinstance(value, int | float) and not isinstance(value, bool) and value > 0
    return min(float(value), 1e9) if usable else 0.0


def _later(now: datetime, seconds: float) -> datetime:
    return now + min(timedelta(seconds=seconds), LONGEST_WAIT)


def _moment(value: str, now: datetime) -> datetime | None:
    value = value.strip()
    try:
        number = float(value)
    except ValueError:
        return _date(value)
    try:
        if number >= FIRST_MILLISECOND:
            return datetime.fromtimestamp(number / 1000, UTC)
        if number >= FIRST_MOMENT:
            return datetime.fromtimestamp(number, UTC)
        return now + timedelta(seconds=number)
    except (ValueError, OverflowError, OSError):
        return None


def _date(value: str) -> datetime | None:
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            at = read(value)
        except ValueError:
            continue
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    return None
