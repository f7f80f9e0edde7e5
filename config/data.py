"""Django's admin, with our rooms in it only: what packages register would be changed around our verbs."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps
from django.contrib.admin.apps import SimpleAdminConfig
from django.utils.module_loading import module_has_submodule

ROOMS = ("accounts", "inbox", "routing", "reports")


class DataConfig(SimpleAdminConfig):
    """Takes the place of `django.contrib.admin` in INSTALLED_APPS."""

    def ready(self) -> None:
        """Load the admin modules of our rooms, and of nobody else."""
        super().ready()
        for room in ROOMS:
            if module_has_submodule(apps.get_app_config(room).module, "admin"):
                import_module(f"{room}.admin")
