"""The app `reports` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Numbers and insight."""

    name = "reports"
