"""The app `routing` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class RoutingConfig(AppConfig):
    """Rules, promises, clocks."""

    name = "routing"

    def ready(self) -> None:
        """What follows from an act is wired once, when everything is loaded."""
        from routing import beside, demo, demo_rules, receivers, scored, submitting, surroundings, vocabulary
        from routing.actions import _carry_others

        vocabulary.connect()
        surroundings.connect()
        submitting.connect()
        _carry_others.connect()
        receivers.connect()
        beside.connect()
        scored.connect()
        demo.connect()
        demo_rules.connect()
