"""The app `reports` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Numbers and insight."""

    name = "reports"

    def ready(self) -> None:
        """The demo is measured once it has been told."""
        from inbox.demo import chapters
        from reports import demo, ratings

        ratings.connect()
        chapters.register_last(demo.measured)
