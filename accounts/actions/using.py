"""When a token was last used."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import Token


def used(token: Token) -> None:
    """Note it, once a minute at most: whoever looks wants to know whether it is in use, not how often."""
    Token.objects.stale().filter(pk=token.pk).update(last_used_at=timezone.now())
