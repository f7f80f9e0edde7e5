"""Who may enter with a right password."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings


def may_enter(*, is_active: bool, is_demo: bool, demo_allowed: bool, is_program: bool = False) -> bool:
    """Active people (programs have tokens); the published demo logins only where nobody else reaches this machine."""
    return is_active and not is_program and (demo_allowed or not is_demo)


class MemberBackend(AuthenticationBackend):  # type: ignore[misc]
    """Asked at sign-in and again at every request, so that a no takes effect at once."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Django's question; a refusal looks like a wrong password."""
        return may_enter(
            is_active=user.is_active,
            is_demo=user.is_demo,
            demo_allowed=settings.DEMO_LOGINS_ALLOWED,
            is_program=user.is_program,
        )
