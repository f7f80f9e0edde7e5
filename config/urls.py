"""Every address of Liaison, by room."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from config import health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("", RedirectView.as_view(pattern_name="inbox:list"), name="home"),
    path("", include("inbox.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
