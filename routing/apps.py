"""The app `routing` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class RoutingConfig(AppConfig):
    """Rules, promises, clocks."""

    name = "routing"

    def ready(self) -> None:
        """What follows from an act is wired once, when everything is loaded."""
        from routing import beside, demo, receivers

        receivers.connect()
        beside.connect()
        demo.connect()
