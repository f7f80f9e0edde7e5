"""The app `accounts` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, departments and the journal."""

    name = "accounts"

    def ready(self) -> None:
        """What packages change around our verbs is journalled from their signals."""
        from accounts import receivers

        receivers.connect()
