"""Addresses of the inbox."""

from __future__ import annotations

from django.urls import path

from inbox.views.live import live

app_name = "inbox"
urlpatterns = [
    path("live/", live, name="live"),
]
