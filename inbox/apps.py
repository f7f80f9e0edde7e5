"""The app `inbox` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class InboxConfig(AppConfig):
    """Channels, conversations, replies."""

    name = "inbox"
