"""The app `inbox` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class InboxConfig(AppConfig):
    """Channels, conversations, replies."""

    name = "inbox"

    def ready(self) -> None:
        """What follows from an act is wired once, when everything is loaded."""
        from inbox import receivers, vocabulary
        from inbox.search import feeding

        receivers.connect()
        vocabulary.connect()
        feeding.connect()
