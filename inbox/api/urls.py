"""Addresses for programs."""

from __future__ import annotations

from django.urls import path

from inbox.api.push import PushItems

app_name = "inbox-api"
urlpatterns = [path("push/<int:channel_id>/items/", PushItems.as_view(), name="push")]
