"""How allauth behaves here: staff only, by invitation."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter

from accounts.backends import MemberBackend


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No open sign-up: members are invited."""

    def is_open_for_signup(self, request: Any) -> bool:
        """Never."""
        return False

    def authenticate(self, request: Any, **credentials: Any) -> Any:
        """The member, or None: a former member's right password looks like a wrong one.

        allauth itself would tell them that their account is inactive, and with it that
        the password was right.
        """
        member = super().authenticate(request, **credentials)
        return member if member is not None and MemberBackend().user_can_authenticate(member) else None
