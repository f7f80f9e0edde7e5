"""How allauth behaves here: staff only, by invitation."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No open sign-up: members are invited."""

    def is_open_for_signup(self, request: Any) -> bool:
        """Never."""
        return False
