"""How often one may ask: each token for itself, and all tokens of a member together."""

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

    def get_rate(self) -> str:
        """As the settings have it now."""
        return f"{getattr(settings, self.setting)}/min"

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count this one; the door shows the narrowest limit."""
        allowed = super().allow_request(request, view)
        if getattr(self, "key", None):
            left = max(0, self.num_requests - len(self.history))
            oldest = self.history[-1] if self.history else self.now
            reset = math.ceil(max(0.0, self.duration - (self.now - oldest)))
            view.limits.append((left, self.num_requests, reset))
        return allowed

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
