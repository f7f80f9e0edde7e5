"""Every address of Liaison, by room."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from config import health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("", include("inbox.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
