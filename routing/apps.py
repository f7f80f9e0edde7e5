"""The app `routing` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class RoutingConfig(AppConfig):
    """Rules, promises, clocks."""

    name = "routing"
