"""How often one may ask: each token for itself, and all tokens of a member together.

A request counts once every limit lets it pass: what is refused for one token takes nothing from the
others of its member, nor does what is refused for the member take from the token.
"""

from __future__ import annotations

import math
from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from accounts.models import Member, Token


class Limit(SimpleRateThrottle):
    """So many requests in any minute; remembers what is left for the headers of the answer."""

    setting = ""
    num_requests: int
    duration: float
    key: str | None = None

    def get_rate(self) -> str:
        """As the settings have it now."""
        return f"{getattr(settings, self.setting)}/min"

    def throttle_success(self) -> bool:
        """It may pass, and is not counted yet: other limits are asked first."""
        return True

    def count(self) -> None:
        """Count the request that was let pass."""
        if self.key is not None:
            self.history.insert(0, self.now)
            self.cache.set(self.key, self.history, self.duration)

    def told(self) -> tuple[int, int, int] | None:
        """How many are left, of how many, and in how many seconds all are; None where nothing is counted."""
        if self.key is None:
            return None
        left = max(0, self.num_requests - len(self.history))
        oldest = self.history[-1] if self.history else self.now
        return left, self.num_requests, math.ceil(max(0.0, self.duration - (self.now - oldest)))

    def wait(self) -> float | None:
        """Seconds until one more is taken: when the oldest of this minute has passed."""
        return max(1.0, self.duration - (self.now - self.history[-1])) if self.history else 1.0


class TokenLimit(Limit):
    """Of one token."""

    setting = "API_TOKEN_RATE"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        """One count for each token; strangers are turned away before they count."""
        return f"api-token:{request.auth.pk}" if isinstance(request.auth, Token) else None


class MemberLimit(Limit):
    """Of all tokens of one member."""

    setting = "API_MEMBER_RATE"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        """One count for each member."""
        return f"api-member:{request.user.pk}" if isinstance(request.user, Member) else None


def headers(limits: list[tuple[int, int, int]]) -> dict[str, str]:
    """What the answer says of the limit of which the least is left; seconds until it is whole again."""
    if not limits:
        return {}
    left, limit, reset = min(limits)
    return {"RateLimit-Limit": str(limit), "RateLimit-Remaining": str(left), "RateLimit-Reset": str(reset)}
