"""The app `routing` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class RoutingConfig(AppConfig):
    """Rules, promises, clocks."""

    name = "routing"

    def ready(self) -> None:
        """What follows from an act is wired once, when everything is loaded."""
        from routing import (
            beside,
            demo,
            demo_rehearsal,
            demo_rules,
            demo_spikes,
            presenters_why,
            receivers,
            scored,
            submitting,
            surroundings,
            vocabulary,
        )
        from routing.actions import _carry_others, _take_back

        vocabulary.connect()
        surroundings.connect()
        submitting.connect()
        _carry_others.connect()
        _take_back.connect()
        receivers.connect()
        presenters_why.connect()
        beside.connect()
        scored.connect()
        demo.connect()
        demo_rules.connect()
        demo_spikes.connect()
        demo_rehearsal.connect()
